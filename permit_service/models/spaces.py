"""The register of confined spaces (有限空间台账): geometry, openings, connections, plates (O13 6; G46 4.1.2)."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Guarded, set_of
from workflows.kinds import Gas, Hazard, Orientation, SpaceKind


class ConfinedSpace(Identified, Guarded, Base):
    """One space in the ledger. ``revision`` is the ledger's version: legs, openings and connections count too."""

    __tablename__ = "confined_space"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("uq_confined_space_enterprise_id_number", "enterprise_id", "number", unique=True),
    )

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    """where the space lies: its street takes the filings (site-rules 32)"""
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    kind: Mapped[SpaceKind] = mapped_column(enum_of(SpaceKind))
    location: Mapped[str]
    quantity: Mapped[int] = mapped_column(default=1)
    volume: Mapped[Decimal | None]
    """cubic metres"""
    medium: Mapped[str] = mapped_column(default="")
    hazards: Mapped[frozenset[Hazard]] = set_of(Hazard)
    possible_accident: Mapped[str] = mapped_column(default="")
    risk_grade: Mapped[str] = mapped_column(default="")
    # What the gates look at, as in workflows.plan_facts.Space
    toxic_possible: Mapped[bool] = mapped_column(default=False)
    oxygen_may_drop: Mapped[bool] = mapped_column(default=False)
    gas_may_rise: Mapped[bool] = mapped_column(default=False)
    poisoning_risk: Mapped[bool] = mapped_column(default=False)
    explosion_risk: Mapped[bool] = mapped_column(default=False)
    has_sludge: Mapped[bool] = mapped_column(default=False)
    wet_or_narrow: Mapped[bool] = mapped_column(default=False)
    enriched_environment: Mapped[bool] = mapped_column(default=False)
    extra_gases: Mapped[frozenset[Gas]] = set_of(Gas)
    lel_vol: Mapped[Decimal | None]
    """lower explosive limit of the flammable gas expected, %VOL"""
    # Signs and barrier on the spot
    barrier_method: Mapped[str] = mapped_column(default="")
    barrier_effective: Mapped[bool | None]
    barrier_photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    sign_photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    sign_seen_at: Mapped[datetime | None]
    notice_photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    notice_seen_at: Mapped[datetime | None]
    # Who is responsible, and how work is done
    department: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    contracted: Mapped[bool] = mapped_column(default=False)
    rescue_gear: Mapped[str] = mapped_column(default="")
    precautions: Mapped[str] = mapped_column(default="")
    in_catalogue: Mapped[bool] = mapped_column(default=False)
    """在监管目录内"""
    identified_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """taken out of the ledger"""

    legs: Mapped[list["SpaceLeg"]] = relationship(order_by="SpaceLeg.position", cascade="all, delete-orphan")
    openings: Mapped[list["SpaceOpening"]] = relationship(order_by="SpaceOpening.position")


class SpaceLeg(Base):
    """One straight part of the way in, in order from the entrance; length in metres (site-rules 13)."""

    __tablename__ = "space_leg"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("CAST(length AS NUMERIC) > 0", name="length"),
    )

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    orientation: Mapped[Orientation] = mapped_column(enum_of(Orientation))
    length: Mapped[Decimal]


class SpaceOpening(Identified, Base):
    """An opening of a space: a pipe with two manholes is one space with two of them (site-rules 21)."""

    __tablename__ = "space_opening"
    __table_args__ = (Index("uq_space_opening_space_id_position", "space_id", "position", unique=True),)

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    position: Mapped[int]
    name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class SpaceConnection(Base):
    """连通空间: each pair once, the smaller id first."""

    __tablename__ = "space_connection"
    __table_args__ = (CheckConstraint("low_id < high_id", name="each_pair_once"),)

    low_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), primary_key=True)
    high_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), primary_key=True, index=True)


class Plate(Identified, Base):
    """A plate fixed at the mouth. Its id stands in the code, its short code with check character below it."""

    __tablename__ = "plate"

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), index=True)
    opening_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("space_opening.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    space: Mapped[ConfinedSpace] = relationship()
