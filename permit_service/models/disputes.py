"""Disputed times: what somebody found about a record whose two times contradict each other."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, enum_of
from permit_service.models.choices import TimeSource
from permit_service.models.columns import Evidence


class TimeSettlement(Evidence, Base):
    """Which time of a disputed record holds, and what was found (R52). The record itself keeps both, unaltered."""

    __tablename__ = "time_settlement"
    __table_args__ = (
        CheckConstraint("(scan_id IS NULL) <> (reading_id IS NULL)", name="one_record"),
        CheckConstraint("remark <> ''", name="remark"),
        Index("uq_time_settlement_scan_id", "scan_id", unique=True),
        Index("uq_time_settlement_reading_id", "reading_id", unique=True),
    )

    scan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan.id"))
    reading_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("work_reading.id"))
    holds: Mapped[TimeSource] = mapped_column(enum_of(TimeSource))
    remark: Mapped[str]
