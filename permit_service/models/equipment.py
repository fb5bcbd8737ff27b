"""Equipment with its dates, and the measuring ranges of detectors."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Guarded
from workflows.kinds import EquipmentItem, Gas, Unit


class Equipment(Identified, Guarded, Base):
    """One piece of equipment; a detector is one of kind ``gas_detector`` and has ranges (G46 4.5, 5.8.5)."""

    __tablename__ = "equipment"
    __table_args__ = (
        CheckConstraint("pump IS NULL OR kind = 'gas_detector'", name="pump"),
        Index("uq_equipment_enterprise_id_code", "enterprise_id", "code", unique=True),
    )

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[EquipmentItem] = mapped_column(enum_of(EquipmentItem))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    pump: Mapped[bool | None]
    """泵吸式; detectors only"""
    explosion_proof: Mapped[bool] = mapped_column(default=False)
    calibrated_until: Mapped[datetime | None]
    certificate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    out_of_service_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    ranges: Mapped[list["DetectorRange"]] = relationship(cascade="all, delete-orphan")


class DetectorRange(Base):
    """What one channel of a detector can show, ends included."""

    __tablename__ = "detector_range"
    __table_args__ = (CheckConstraint("gas <> 'o2' OR unit = 'vol'", name="oxygen_unit"),)

    equipment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("equipment.id"), primary_key=True)
    gas: Mapped[Gas] = mapped_column(enum_of(Gas), primary_key=True)
    low: Mapped[Decimal]
    high: Mapped[Decimal]
    unit: Mapped[Unit] = mapped_column(enum_of(Unit))
