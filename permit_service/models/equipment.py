"""Equipment with its dates and their history, the measuring ranges of detectors, and what a permit takes along."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Guarded
from permit_service.models.enterprises import Enterprise
from workflows.kinds import EquipmentItem, Gas, Unit


class Equipment(Identified, Guarded, Base):
    """One piece of equipment; a detector is one of kind ``gas_detector`` and has ranges (G46 4.5, 5.8.5)."""

    __tablename__ = "equipment"
    __table_args__ = (
        CheckConstraint("pump IS NULL OR kind = 'gas_detector'", name="pump"),
        CheckConstraint("airflow IS NULL OR kind = 'fan'", name="airflow_of_fan"),
        CheckConstraint("CAST(airflow AS NUMERIC) > 0", name="airflow"),
        CheckConstraint("(out_of_service_at IS NULL) = (out_of_service_reason = '')", name="out_of_service"),
        Index("uq_equipment_enterprise_id_code", "enterprise_id", "code", unique=True),
    )

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[EquipmentItem] = mapped_column(enum_of(EquipmentItem))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    pump: Mapped[bool | None]
    """泵吸式; detectors only"""
    explosion_proof: Mapped[bool] = mapped_column(default=False)
    airflow: Mapped[Decimal | None]
    """m³/h; fans only"""
    calibrated_until: Mapped[datetime | None]
    """until when the latest calibration or, of whatever is no instrument, inspection holds (G46 4.5.3)"""
    certificate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    """of the latest calibration or inspection that brought one"""
    out_of_service_at: Mapped[datetime | None]
    out_of_service_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    enterprise: Mapped[Enterprise] = relationship()
    ranges: Mapped[list["DetectorRange"]] = relationship(cascade="all, delete-orphan")
    upkeep: Mapped[list["UpkeepRecord"]] = relationship(order_by="UpkeepRecord.created_at")


class DetectorRange(Base):
    """What one channel of a detector can show, ends included."""

    __tablename__ = "detector_range"
    __table_args__ = (CheckConstraint("gas <> 'o2' OR unit = 'vol'", name="oxygen_unit"),)

    equipment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("equipment.id"), primary_key=True)
    gas: Mapped[Gas] = mapped_column(enum_of(Gas), primary_key=True)
    low: Mapped[Decimal]
    high: Mapped[Decimal]
    unit: Mapped[Unit] = mapped_column(enum_of(Unit))


class UpkeepRecord(Identified, Base):
    """One calibration (检定、校准) or inspection (检验、检查) of a piece, kept for good (G46 4.5.3)."""

    __tablename__ = "upkeep_record"

    equipment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    done_on: Mapped[date | None]
    """None = only its end was told"""
    done_by: Mapped[str] = mapped_column(default="")
    """the laboratory, or who looked it over"""
    number: Mapped[str] = mapped_column(String(60), default="")
    """of the certificate"""
    valid_until: Mapped[datetime]
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))


class PermitEquipment(Base):
    """A piece that a permit takes along. The signed document does not name it: pieces are changed like a tool."""

    __tablename__ = "permit_equipment"

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"), primary_key=True)
    equipment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("equipment.id"), primary_key=True, index=True)
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
