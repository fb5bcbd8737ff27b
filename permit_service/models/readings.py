"""Gas during work: judged records, which are evidence, and live values, which are not (design §7)."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, enum_of
from permit_service.models.choices import ReadingCause
from permit_service.models.columns import Evidence
from permit_service.models.gas import ShownValue
from workflows.kinds import Gas, Unit


class WorkReading(Evidence, Base):
    """A judged record during work: all channels at one moment, in one zone or on one person (R39; G46 6.2.3)."""

    __tablename__ = "work_reading"
    __table_args__ = (
        Index("ix_work_reading_detector_id_at", "detector_id", "at"),
        Index("ix_work_reading_at", "at"),
    )

    cause: Mapped[ReadingCause] = mapped_column(enum_of(ReadingCause), default=ReadingCause.interval)
    detector_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("equipment.id"))
    keeper_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """who keeps ventilation and detection, by default the guardian (O13 15)"""
    zone: Mapped[str] = mapped_column(default="")
    wearer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """whose detector it was, for individual detection"""

    values: Mapped[list["WorkReadingValue"]] = relationship()


class WorkReadingValue(ShownValue, Base):
    """A value of a judged record."""

    __tablename__ = "work_reading_value"

    reading_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("work_reading.id"), primary_key=True, sort_order=-1)


class LiveReading(Base):
    """A value as a detector sent it; kept for the curve, never judged by itself."""

    __tablename__ = "live_reading"
    __table_args__ = (
        Index("ix_live_reading_permit_id_at", "permit_id", "at"),
        Index("ix_live_reading_detector_id_at", "detector_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"))
    detector_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("equipment.id"))
    at: Mapped[datetime]
    gas: Mapped[Gas] = mapped_column(enum_of(Gas))
    amount: Mapped[Decimal | None]
    unit: Mapped[Unit] = mapped_column(enum_of(Unit))
    saturated: Mapped[bool] = mapped_column(default=False)
