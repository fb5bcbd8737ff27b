"""Facts of gas testing: legs, points, values, series, in-work values, the detector used."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from workflows.kinds import Gas, Orientation, Unit


@dataclass(frozen=True, slots=True)
class Leg:
    """One straight part of the way in: a well is one vertical leg, a manhole with its pipe two (site-rules 13)."""

    orientation: Orientation
    length: Decimal
    """metres, to today's sludge or liquid surface"""


@dataclass(frozen=True, slots=True)
class Value:
    """One channel as the instrument showed it. ``amount`` None = missing; saturated = the display was over range."""

    gas: Gas
    amount: Decimal | None
    unit: Unit | None
    saturated: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One sampling point: which leg, how far along it from its entrance (m), when, what was read."""

    leg: int
    distance: Decimal
    at: datetime
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class DetectorFact:
    """The instrument: pump-type, channels whose range covers the limits, calibration date (G46 5.8.5, 4.5.2)."""

    id: str
    pump: bool
    covers: frozenset[Gas]
    calibrated_until: datetime | None
    explosion_proof: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """一组检测: all points of one round. ``surface`` legs replace the ledger's when the tester measured anew."""

    id: str
    begun_at: datetime
    points: tuple[Point, ...]
    tester_id: str | None
    signed_at: datetime | None
    survey_done: bool
    """connected pipes surveyed (R58)"""
    stirred: bool | None
    """sludge stirred from outside first; None = no sludge here (R59)"""
    detector: DetectorFact | None
    legs: tuple[Leg, ...] | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkValue:
    """A judged in-work record: all channels at one moment in one zone (G46 6.2.3)."""

    id: str
    at: datetime
    values: tuple[Value, ...]
    zone: str = ""
    wearer_id: str | None = None
    """whose detector it was, for individual detection"""
