"""Without network: what was signed for which phone, and which phone leads a space."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified
from permit_service.models.columns import partial_index


class PassSnapshot(Identified, Base):
    """离线放行单: whom one phone may let in without network until ``good_until``, as signed, with the facts of then.

    Once its time to be kept is over ``claims`` and ``facts``, which hold names, are erased; digest and signature stay.
    """

    __tablename__ = "pass_snapshot"
    __table_args__ = (
        CheckConstraint("good_until >= issued_at", name="good_until"),
        CheckConstraint(
            "(erased_at IS NULL) = (claims IS NOT NULL) AND (erased_at IS NULL) = (facts IS NOT NULL)", name="erased"
        ),
        partial_index("ix_pass_snapshot_kept", "good_until", where="erased_at IS NULL"),
        Index("ix_pass_snapshot_permit_id_issued_at", "permit_id", "issued_at"),
    )

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"))
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guardian_post.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    device: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    good_until: Mapped[datetime]
    lead: Mapped[bool]
    kid: Mapped[str] = mapped_column(String(4))
    claims: Mapped[str | None] = mapped_column(Text)
    """the very text that was signed"""
    claims_sha256: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(86))
    facts: Mapped[str | None] = mapped_column(Text)
    """canonical JSON of the facts it was made from"""
    erased_at: Mapped[datetime | None]


class SpaceLease(Identified, Base):
    """离线放行权: the one phone that may let people into a space without network, until its last snapshot lapses."""

    __tablename__ = "space_lease"
    __table_args__ = (
        CheckConstraint("good_until >= since", name="good_until"),
        CheckConstraint("released_at >= since", name="released_after"),
        partial_index("uq_space_lease_open", "space_id", where="released_at IS NULL", unique=True),
        Index("ix_space_lease_space_id_since", "space_id", "since"),
        partial_index("ix_space_lease_device", "device", where="released_at IS NULL"),
    )

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guardian_post.id"), index=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    device: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    good_until: Mapped[datetime]
    released_at: Mapped[datetime | None]
    """given back, or found lapsed when another phone asked"""
