"""Messages of the outbox: what was handed over to whom, whether they read it, and its way out over other channels.

And the addresses that wait to be confirmed before anything is sent there, and those that hear a last time.
"""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.accounts import User
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Channel, MessageKind, MessageSubject
from permit_service.models.columns import partial_index

#: A dispatch that is still to be made.
WAITS = "delivered_at IS NULL AND given_up_at IS NULL"


class Message(Identified, Base):
    """One hand-over as one account is told of it, written in the transaction of the hand-over itself.

    ``facts`` are what its sentence needs, as plain text. Of what may be told only once, ``once`` names the occasion.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("read_at >= created_at", name="read_after"),
        Index("ix_message_user_id_created_at", "user_id", "created_at", "id"),
        Index("ix_message_created_at", "created_at"),
        Index("ix_message_subject_id", "subject_id"),
        partial_index("ix_message_unread", "user_id", where="read_at IS NULL"),
        partial_index(
            "uq_message_once", "user_id", "kind", "subject_id", "once", where="once IS NOT NULL", unique=True
        ),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[MessageKind] = mapped_column(enum_of(MessageKind))
    subject: Mapped[MessageSubject] = mapped_column(enum_of(MessageSubject))
    subject_id: Mapped[uuid.UUID]
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    once: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    dispatches: Mapped[list["Dispatch"]] = relationship(back_populates="message", cascade="all, delete-orphan")
    user: Mapped[User] = relationship()


class EmailConfirmation(Identified, Base):
    """An address that an account gave, until somebody who reads its letters and holds the account confirms it.

    The letter's link is made from the row and the service's secret, so the row holds no secret. At most one stands an
    account: a newer one ends it.
    """

    __tablename__ = "email_confirmation"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="dates"),
        CheckConstraint("used_at IS NULL OR ended_at IS NULL", name="used_or_ended"),
        partial_index(
            "uq_email_confirmation_standing", "user_id", where="used_at IS NULL AND ended_at IS NULL", unique=True
        ),
        Index("ix_email_confirmation_created_at", "created_at"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    dispatches: Mapped[list["Dispatch"]] = relationship(back_populates="confirmation", cascade="all, delete-orphan")
    user: Mapped[User] = relationship()


class EmailFarewell(Identified, Base):
    """An address that an account gave up or replaced: one letter tells it so, in case its reader did not do it."""

    __tablename__ = "email_farewell"
    __table_args__ = (Index("ix_email_farewell_created_at", "created_at"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]

    dispatches: Mapped[list["Dispatch"]] = relationship(back_populates="farewell", cascade="all, delete-orphan")
    user: Mapped[User] = relationship()


class Dispatch(Identified, Base):
    """The way of one message, or of one letter to an address that comes or goes, out over one channel: tried, put off,
    delivered or given up.

    A try takes the row by moving ``next_try_at``, so that of two clocks one sends it; if that one dies, it comes back.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint(
            "(message_id IS NOT NULL AND confirmation_id IS NULL AND farewell_id IS NULL)"
            " OR (message_id IS NULL AND confirmation_id IS NOT NULL AND farewell_id IS NULL)"
            " OR (message_id IS NULL AND confirmation_id IS NULL AND farewell_id IS NOT NULL)",
            name="one_letter",
        ),
        CheckConstraint("delivered_at IS NULL OR given_up_at IS NULL", name="one_end"),
        Index("uq_dispatch_message_id_channel", "message_id", "channel", unique=True),
        Index("uq_dispatch_confirmation_id_channel", "confirmation_id", "channel", unique=True),
        Index("uq_dispatch_farewell_id_channel", "farewell_id", "channel", unique=True),
        partial_index("ix_dispatch_waiting", "next_try_at", where=WAITS),
    )

    message_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    confirmation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("email_confirmation.id", ondelete="CASCADE"))
    farewell_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("email_farewell.id", ondelete="CASCADE"))
    channel: Mapped[Channel] = mapped_column(enum_of(Channel))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(80), default="")
    """why the last try failed, in the channel's own words without addresses"""

    message: Mapped[Message | None] = relationship(back_populates="dispatches")
    confirmation: Mapped[EmailConfirmation | None] = relationship(back_populates="dispatches")
    farewell: Mapped[EmailFarewell | None] = relationship(back_populates="dispatches")


#: The condition of ``ix_dispatch_waiting`` word for word: only so does SQLite know that the index holds all of it.
IS_WAITING = text(f"dispatch.{WAITS.replace(' AND ', ' AND dispatch.')}")
