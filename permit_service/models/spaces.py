"""The register of confined spaces (有限空间台账): geometry, openings, connections, plates (O13 6; G46 4.1.2)."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Guarded, set_of
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from workflows.kinds import Criterion, Gas, Hazard, Orientation, ReviewKind, SpaceKind


class ConfinedSpace(Identified, Guarded, Base):
    """One space in the ledger. ``revision`` is the ledger's version: legs, openings and connections count too."""

    __tablename__ = "confined_space"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="position"),
        CheckConstraint("CAST(longitude AS NUMERIC) BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("CAST(latitude AS NUMERIC) BETWEEN -90 AND 90", name="latitude"),
        Index("uq_confined_space_enterprise_id_number", "enterprise_id", "number", unique=True),
    )

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    """where the space lies: its street takes the filings (site-rules 32)"""
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    """the name's letters, to find it by"""
    kind: Mapped[SpaceKind] = mapped_column(enum_of(SpaceKind))
    location: Mapped[str]
    longitude: Mapped[Decimal | None]
    """degrees east, WGS 84"""
    latitude: Mapped[Decimal | None]
    """degrees north, WGS 84"""
    quantity: Mapped[int] = mapped_column(default=1)
    shape: Mapped[str] = mapped_column(default="")
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
    barrier_seen_at: Mapped[datetime | None]
    barrier_photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    sign_photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    sign_seen_at: Mapped[datetime | None]
    notice_photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    notice_seen_at: Mapped[datetime | None]
    # Who is responsible, and how work is done
    department: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """管理责任人"""
    work_leader_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """作业责任人"""
    contracted: Mapped[bool] = mapped_column(default=False)
    precautions: Mapped[str] = mapped_column(default="")
    procedure: Mapped[str] = mapped_column(default="")
    """操作规程 as it stands on the plate; empty = the common one"""
    rescue_phone: Mapped[str] = mapped_column(default="")
    """应急救援电话 on the plate; empty = the enterprise's telephone"""
    in_catalogue: Mapped[bool] = mapped_column(default=False)
    """在监管目录内"""
    criteria: Mapped[frozenset[Criterion]] = set_of(Criterion)
    """what made it a confined space when it was identified"""
    identified_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    half_year_reviewed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """taken out of the ledger"""

    enterprise: Mapped[Enterprise] = relationship()
    legs: Mapped[list["SpaceLeg"]] = relationship(order_by="SpaceLeg.position", cascade="all, delete-orphan")
    openings: Mapped[list["SpaceOpening"]] = relationship(order_by="SpaceOpening.position")
    rescue_gear: Mapped[list["RescueGear"]] = relationship(order_by="RescueGear.position", cascade="all, delete-orphan")
    manager: Mapped[Person | None] = relationship(foreign_keys=[manager_id])
    work_leader: Mapped[Person | None] = relationship(foreign_keys=[work_leader_id])


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


class RescueGear(Base):
    """应急器材 at hand for a space: what, how many, where (regulations 10.7)."""

    __tablename__ = "rescue_gear"
    __table_args__ = (CheckConstraint("position >= 0", name="position"), CheckConstraint("count > 0", name="count"))

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    count: Mapped[int]
    place: Mapped[str]


class SpaceReview(Identified, Base):
    """Somebody went through a ledger entry on the spot: wholly once a year, shortly half-way (O13 6)."""

    __tablename__ = "space_review"

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), index=True)
    kind: Mapped[ReviewKind] = mapped_column(enum_of(ReviewKind))
    reviewed_at: Mapped[datetime]
    reviewed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str] = mapped_column(default="")

    reviewed_by: Mapped[Person] = relationship()


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
