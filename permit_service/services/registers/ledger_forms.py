"""The entry of a space in the ledger as typed (regulations 10.7), and what is wrong with it."""

import uuid
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from permit_service.services.inputs import Faults
from permit_service.services.registers.pinyin import pinyin_of
from workflows.kinds import Criterion, Gas, Hazard, Orientation, SpaceKind

_LONG = 2000
_SHORT = 40
_GRADE = 20
_MOST_SPACES = 10_000
_MOST_GEAR = 10_000
_PERCENT = 100
_EAST, _NORTH = 180, 90


@dataclass(frozen=True, slots=True)
class LegForm:
    """One straight part of the way in, metres, in order from the entrance."""

    orientation: Orientation
    length: Decimal


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """An opening: one that stands by its id, or a new one without."""

    name: str
    id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class RescueGearForm:
    """应急器材: what, how many, where."""

    name: str
    count: int
    place: str


@dataclass(frozen=True, slots=True)
class SpaceForm:
    """A ledger entry. ★ are number, name, kind, location, hazards; legs and openings are what gas points follow.

    Without ``pinyin`` the name's is taken. Longitude and latitude are degrees of WGS 84, both or neither.
    """

    number: str
    name: str
    kind: SpaceKind
    location: str
    area_id: uuid.UUID
    hazards: frozenset[Hazard]
    legs: tuple[LegForm, ...]
    openings: tuple[OpeningForm, ...]
    connected_ids: frozenset[uuid.UUID] = frozenset()
    pinyin: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    quantity: int = 1
    shape: str = ""
    volume: Decimal | None = None
    medium: str = ""
    possible_accident: str = ""
    risk_grade: str = ""
    toxic_possible: bool = False
    oxygen_may_drop: bool = False
    gas_may_rise: bool = False
    poisoning_risk: bool = False
    explosion_risk: bool = False
    has_sludge: bool = False
    wet_or_narrow: bool = False
    enriched_environment: bool = False
    extra_gases: frozenset[Gas] = frozenset()
    lel_vol: Decimal | None = None
    barrier_method: str = ""
    barrier_effective: bool | None = None
    department: str = ""
    manager_id: uuid.UUID | None = None
    work_leader_id: uuid.UUID | None = None
    contracted: bool = False
    rescue_gear: tuple[RescueGearForm, ...] = ()
    rescue_phone: str = ""
    precautions: str = ""
    procedure: str = ""
    in_catalogue: bool = False
    criteria: frozenset[Criterion] = frozenset()
    identified_on: date | None = None
    reviewed_on: date | None = None
    half_year_reviewed_on: date | None = None


#: Kept in tables of their own.
_PARTS = frozenset({"legs", "openings", "connected_ids", "rescue_gear"})


def columns_of(form: SpaceForm, faults: Faults, today: date) -> dict[str, object]:
    """The values of the entry's own columns, cleaned; what is wrong goes into ``faults``."""
    _check_shape(form, faults)
    faults.some("hazards", form.hazards)
    faults.between("quantity", form.quantity, 1, _MOST_SPACES)
    faults.size("volume", form.volume)
    faults.size("lel_vol", form.lel_vol)
    faults.between("lel_vol", form.lel_vol, 0, _PERCENT)
    _check_position(form, faults)
    for field in ("identified_on", "reviewed_on", "half_year_reviewed_on"):
        told: date | None = getattr(form, field)
        faults.check(told is None or told <= today, field, "future")
    values = {f.name: getattr(form, f.name) for f in fields(form) if f.name not in _PARTS}
    return values | {
        "number": faults.words("number", form.number, longest=_SHORT),
        "name": faults.words("name", form.name),
        "pinyin": faults.remark("pinyin", form.pinyin).casefold() or pinyin_of(form.name),
        "location": faults.words("location", form.location),
        "risk_grade": faults.remark("risk_grade", form.risk_grade, longest=_GRADE),
        "rescue_phone": faults.remark("rescue_phone", form.rescue_phone, longest=_SHORT),
        "shape": faults.remark("shape", form.shape),
        **{field: faults.remark(field, getattr(form, field), longest=_LONG) for field in _REMARKS},
    }


_REMARKS = ("medium", "possible_accident", "barrier_method", "department", "precautions", "procedure")


def _check_shape(form: SpaceForm, faults: Faults) -> None:
    faults.some("legs", form.legs)
    for index, leg in enumerate(form.legs):
        faults.size(f"legs.{index}.length", leg.length)
    faults.some("openings", form.openings)
    for index, opening in enumerate(form.openings):
        faults.words(f"openings.{index}.name", opening.name)
    for index, gear in enumerate(form.rescue_gear):
        faults.words(f"rescue_gear.{index}.name", gear.name)
        faults.words(f"rescue_gear.{index}.place", gear.place)
        faults.between(f"rescue_gear.{index}.count", gear.count, 1, _MOST_GEAR)
    ids = [opening.id for opening in form.openings if opening.id is not None]
    faults.check(len(ids) == len(set(ids)), "openings", "taken")


def _check_position(form: SpaceForm, faults: Faults) -> None:
    faults.between("longitude", form.longitude, -_EAST, _EAST)
    faults.between("latitude", form.latitude, -_NORTH, _NORTH)
    faults.check(form.latitude is not None or form.longitude is None, "latitude", "required")
    faults.check(form.longitude is not None or form.latitude is None, "longitude", "required")
