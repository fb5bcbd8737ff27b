"""Accounts: who may sign in, in which roles, and the sessions and tokens they hold.

Secrets are kept as hashes only: argon2 for what people choose, SHA-256 for random tokens.
"""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import LinkPurpose
from permit_service.models.columns import Guarded, partial_index
from workflows.vocabulary import Role


class User(Identified, Guarded, Base):
    """One account. It belongs to an enterprise, or to an area's authority, or (administrators) to neither."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("enterprise_id IS NULL OR area_id IS NULL", name="one_organisation"),
        CheckConstraint("pin_failures >= 0", name="pin_failures"),
        CheckConstraint("login = lower(login)", name="login_lower"),
    )

    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    pin_failures: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), unique=True)
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    email: Mapped[str | None] = mapped_column(String(254))
    """where messages go besides the service itself: given by the account's owner and confirmed from there"""
    created_at: Mapped[datetime]

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", foreign_keys="RoleGrant.user_id", lazy="selectin"
    )


class RoleGrant(Identified, Base):
    """A role within one enterprise or one area; a row is ended, never deleted. Administrators need no scope."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "(enterprise_id IS NULL) <> (area_id IS NULL) OR (role = 'administrator' AND enterprise_id IS NULL)",
            name="one_scope",
        ),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_of(Role))
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    granted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])


class SessionRow(Identified, Base):
    """A signed-in browser. The cookie holds the secret, the row its SHA-256 and the device id given at sign-in."""

    __tablename__ = "session_row"
    __table_args__ = (Index("ix_session_row_expires_at", "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    device: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(60), default="")
    """the browser, as its owner will know it again"""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class ApiToken(Identified, Base):
    """A bearer token of the API; shown once, kept as its SHA-256, bound to one device."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_expires_at", "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    device: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(60), default="")
    """what its owner calls it"""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class AccountLink(Identified, Base):
    """A one-time link to set an account's password and PIN: its invitation, or a reset by its keeper.

    The link holds the secret, the row its SHA-256. At most one stands an account; a newer one ends it.
    """

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="dates"),
        CheckConstraint("used_at IS NULL OR ended_at IS NULL", name="used_or_ended"),
        partial_index("uq_account_link_standing", "user_id", where="used_at IS NULL AND ended_at IS NULL", unique=True),
    )

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(enum_of(LinkPurpose))
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class LoginLock(Base):
    """Failed sign-ins of one login, known or not, so that guessing stops and tells nothing."""

    __tablename__ = "login_lock"

    login_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[datetime]
