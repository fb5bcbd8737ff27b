"""Alarms: one row a fault, raised once, seen by the right people until it is over."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import AreaPath, partial_index
from workflows.vocabulary import AlarmKind


class Alarm(Identified, Base):
    """A fault of one subject since one moment; two clocks that see it make one row of it."""

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint(
            "coalesce(permit_id = subject_id, FALSE) OR coalesce(space_id = subject_id, FALSE)"
            " OR coalesce(filing_id = subject_id, FALSE) OR coalesce(job_id = subject_id, FALSE)",
            name="subject",
        ),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged"),
        CheckConstraint("cleared_at >= since", name="cleared_after"),
        Index("uq_alarm_subject_id_kind_since", "subject_id", "kind", "since", unique=True),
        partial_index("ix_alarm_open_area", "area_path", where="cleared_at IS NULL"),
        partial_index("ix_alarm_open_enterprise", "enterprise_id", where="cleared_at IS NULL"),
        partial_index("ix_alarm_open_unit", "unit_id", where="cleared_at IS NULL"),
    )

    kind: Mapped[AlarmKind] = mapped_column(enum_of(AlarmKind))
    subject_id: Mapped[uuid.UUID]
    """the one of the ids below that the fault is about"""
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"), index=True)
    space_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("confined_space.id"))
    filing_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("filing.id"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    # Who sees it
    area_path: Mapped[str] = mapped_column(AreaPath)
    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    since: Mapped[datetime]
    """when the fault began, as computed; not when it was seen"""
    failed: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """what failed, as its sentences tell it"""
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    cleared_at: Mapped[datetime | None]
