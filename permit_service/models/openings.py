"""Evidence at the mouth: openings, closings and ventilation (G46 5.7, 5.10, 5.11)."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, enum_of
from permit_service.models.columns import Evidence
from workflows.kinds import AirSource, ClosingKind, VentilationKind


class Opening(Evidence, Base):
    """An opening of the space opened under this permit, the barrier being taken off (R05, R57)."""

    __tablename__ = "opening"

    opening_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space_opening.id"))
    opened_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    upwind: Mapped[bool]
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))


class Closing(Evidence, Base):
    """An opening closed again, temporarily or finally, with or without its sign (G46 6.2.6, 7.1)."""

    __tablename__ = "closing"

    opening_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("space_opening.id"))
    closed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ClosingKind] = mapped_column(enum_of(ClosingKind))
    sign_set: Mapped[bool]
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))


class VentilationRun(Evidence, Base):
    """通风 from ``at`` until ``stopped_at``; a stop interrupts the work (R29, R31, R33)."""

    __tablename__ = "ventilation_run"
    __table_args__ = (
        CheckConstraint("stopped_at >= at", name="stopped_after"),
        CheckConstraint("(stopped_at IS NULL) = (stop_recorded_at IS NULL)", name="stop_whole"),
    )

    kind: Mapped[VentilationKind] = mapped_column(enum_of(VentilationKind))
    source: Mapped[AirSource] = mapped_column(enum_of(AirSource), default=AirSource.clean_air)
    duct_confirmed: Mapped[bool] = mapped_column(default=False)
    equipment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("equipment.id"))
    stopped_at: Mapped[datetime | None]
    stop_recorded_at: Mapped[datetime | None]
    stop_recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    stop_reason: Mapped[str] = mapped_column(default="")


class VentilationCheck(Evidence, Base):
    """Somebody looked whether a run still goes, and found it going or stopped (O13 15; site-rules 14)."""

    __tablename__ = "ventilation_check"
    __table_args__ = (Index("ix_ventilation_check_run_id_at", "run_id", "at"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ventilation_run.id"))
    checker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    running: Mapped[bool]
