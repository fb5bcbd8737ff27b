"""Gas series before entry: legs as measured, sampling points, values as shown (regulations 10.2; G46 5.8); and what
was measured but not accepted.

Stage and verdict are derived by ``workflows.gas`` and never stored.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from permit_service.models.base import Base, enum_of
from permit_service.models.columns import Evidence, Recorded
from permit_service.models.equipment import Equipment
from permit_service.models.people import LabTester, Person
from workflows.kinds import Gas, Orientation, Unit


class GasSeries(Evidence, Base):
    """一组检测, begun at ``at``; signed by the tester (5.8.7)."""

    __tablename__ = "gas_series"
    __table_args__ = (
        CheckConstraint("person_id IS NULL OR lab_tester_id IS NULL", name="one_tester"),
        CheckConstraint("signed_at IS NULL OR person_id IS NOT NULL OR lab_tester_id IS NOT NULL", name="signed"),
        CheckConstraint("signed_at IS NULL OR finished_at IS NOT NULL", name="signed_finished"),
        CheckConstraint("finished_at >= at", name="finished_after"),
        Index("uq_gas_series_permit_id_number", "permit_id", "number", unique=True),
    )

    number: Mapped[int]
    """counts the series of the permit"""
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """own tester"""
    lab_tester_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lab_tester.id"))
    detector_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("equipment.id"), index=True)
    survey_done: Mapped[bool] = mapped_column(default=False)
    stirred: Mapped[bool | None]
    """None = no sludge here"""
    surface_reason: Mapped[str] = mapped_column(default="")
    """why the surface found differs from the ledger (site-rules 13)"""
    finished_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")

    person: Mapped[Person | None] = relationship()
    lab_tester: Mapped[LabTester | None] = relationship()
    detector: Mapped[Equipment | None] = relationship()
    legs: Mapped[list["GasSeriesLeg"]] = relationship(order_by="GasSeriesLeg.position", cascade="all, delete-orphan")
    points: Mapped[list["GasPoint"]] = relationship(order_by="GasPoint.position")


class GasSeriesLeg(Base):
    """A leg as the tester measured it to today's surface; without rows the ledger's legs count."""

    __tablename__ = "gas_series_leg"
    __table_args__ = (CheckConstraint("CAST(length AS NUMERIC) > 0", name="length"),)

    series_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gas_series.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    orientation: Mapped[Orientation] = mapped_column(enum_of(Orientation))
    length: Mapped[Decimal]


class GasPoint(Recorded, Base):
    """One sampling point, read at ``at``: which leg, how far along it from its entrance (m)."""

    __tablename__ = "gas_point"
    __table_args__ = (
        CheckConstraint("leg >= 0", name="leg"),
        Index("uq_gas_point_series_id_position", "series_id", "position", unique=True),
        Index("ix_gas_point_at", "at"),
    )

    series_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gas_series.id"))
    position: Mapped[int]
    """order of taking"""
    leg: Mapped[int]
    distance: Mapped[Decimal]

    values: Mapped[list["GasValue"]] = relationship()


class ShownValue:
    """One channel as the instrument showed it; ``amount`` None = missing, saturated = over range."""

    gas: Mapped[Gas] = mapped_column(enum_of(Gas), primary_key=True)
    amount: Mapped[Decimal | None]
    saturated: Mapped[bool] = mapped_column(default=False)

    @declared_attr
    def unit(cls) -> Mapped[Unit | None]:
        return mapped_column(enum_of(Unit))


class GasValue(ShownValue, Base):
    """A value at a sampling point."""

    __tablename__ = "gas_value"

    point_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gas_point.id"), primary_key=True, sort_order=-1)


class RefusedGas(Evidence, Base):
    """未被接受的读数: what was measured without network and the rules refuse when it is told. Kept as it was told: it
    is no test and no value, and no rule ever looks at it.
    """

    __tablename__ = "refused_gas"

    series_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("gas_series.id"), index=True)
    """the series that was recorded without these points; None = nothing of it was"""
    detector_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("equipment.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """who measured"""
    lab_tester_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lab_tester.id"))
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """why by the rules: ``code`` and ``facts`` of each"""
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """what was wrong with its fields: ``field``, ``code``, ``context``"""
    points: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """``position`` as told, ``leg`` and ``distance`` or ``zone``, ``at`` (null: nobody can tell), ``values`` as shown
    (``gas``, ``amount``, ``unit``, ``saturated``), ``faults`` of its fields"""

    detector: Mapped[Equipment | None] = relationship()
    person: Mapped[Person | None] = relationship()
    lab_tester: Mapped[LabTester | None] = relationship()
