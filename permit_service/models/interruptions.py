"""What interrupts work: suspensions of a permit, evacuations of a space."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import partial_index
from workflows.vocabulary import Ending, EvacuationCause, SuspendReason


class Suspension(Identified, Base):
    """中断 of a permit; over when it is confirmed again or ends (G46 6.2.6)."""

    __tablename__ = "suspension"
    __table_args__ = (
        CheckConstraint("ended_at >= at", name="ended_after"),
        CheckConstraint("(marked_at IS NULL) = (marked_by_id IS NULL)", name="marked"),
        partial_index("uq_suspension_open", "permit_id", where="ended_at IS NULL", unique=True),
        Index("ix_suspension_permit_id_at", "permit_id", "at"),
    )

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"))
    at: Mapped[datetime]
    created_at: Mapped[datetime]
    reason: Mapped[SuspendReason] = mapped_column(enum_of(SuspendReason))
    ending: Mapped[Ending | None] = mapped_column(enum_of(Ending))
    remark: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    """None = the clock"""
    marked_at: Mapped[datetime | None]
    """sign and temporary closure confirmed"""
    marked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]


class Evacuation(Identified, Base):
    """撤离 of a space, with or without a permit, until it is lifted (R41, R42, R68)."""

    __tablename__ = "evacuation"
    __table_args__ = (
        CheckConstraint("lifted_at >= at", name="lifted_after"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted"),
        partial_index("uq_evacuation_open", "space_id", "cause", where="lifted_at IS NULL", unique=True),
        Index("ix_evacuation_space_id_at", "space_id", "at"),
    )

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"), index=True)
    cause: Mapped[EvacuationCause] = mapped_column(enum_of(EvacuationCause))
    at: Mapped[datetime]
    created_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    """None = the clock"""
    failed: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """what called for it, as its sentences tell it: values of gas with limit and place, a fan, a value not recorded"""
    all_out_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    lift_reason: Mapped[str] = mapped_column(default="")
    """what was found and done; always told where no work was under way"""
