"""Records of gas that deserve a second look (site-rules 14): flags beside a value, never a refusal.

Clean air reads 20.9/0/0/0 all day long, so sameness alone is nothing: only air that is not clean and yet never moves
is flagged, and what an instrument cannot have done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum, unique

from workflows.gas_facts import Point, Series, Value, WorkValue
from workflows.kinds import Gas
from workflows.limits import Rules

#: What an oxygen channel shows in clean air, %VOL.
_CLEAN_OXYGEN = frozenset({Decimal("20.9"), Decimal(21)})


@unique
class Suspicion(StrEnum):
    """Why a record deserves a second look."""

    values_repeated = "values_repeated"
    points_too_fast = "points_too_fast"
    detector_elsewhere = "detector_elsewhere"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record: when, what was shown, and the series and place of a sampling point."""

    at: datetime
    values: frozenset[Value]
    series_id: str | None = None
    """None = a value during work"""
    place: tuple[int, Decimal] | None = None
    """the leg counted from 0, metres along it"""


def suspicions(
    record: Shown, before: Sequence[Shown], elsewhere: Iterable[datetime], rules: Rules
) -> tuple[Suspicion, ...]:
    """What is odd about ``record``. ``before``: the permit's earlier records, the oldest first; ``elsewhere``: when the
    same detector was read in other spaces.
    """
    found = (
        (Suspicion.values_repeated, _repeated(record, before, rules)),
        (Suspicion.points_too_fast, _too_fast(record, before, rules)),
        (Suspicion.detector_elsewhere, _elsewhere(record, elsewhere, rules)),
    )
    return tuple(suspicion for suspicion, holds in found if holds)


def records(series: Iterable[Series], work_values: Iterable[WorkValue]) -> tuple[Shown, ...]:
    """Every record of a permit, the oldest first."""
    taken = [of_point(one, point) for one in series for point in one.points]
    taken += [Shown(one.at, frozenset(one.values)) for one in work_values]
    return tuple(sorted(taken, key=lambda one: one.at))


def of_point(series: Series, point: Point) -> Shown:
    """A sampling point as a record."""
    return Shown(point.at, frozenset(point.values), series.id, (point.leg, point.distance))


def _repeated(record: Shown, before: Sequence[Shown], rules: Rules) -> bool:
    """Air that is not clean, shown alike in every channel several times running."""
    if not any(_not_clean(value) for value in record.values):
        return False
    last = before[len(before) - (rules.repeated_records - 1) :] if len(before) >= rules.repeated_records - 1 else ()
    return bool(last) and all(_amounts(one) == _amounts(record) for one in last)


def _too_fast(record: Shown, before: Sequence[Shown], rules: Rules) -> bool:
    """Two points of a series nearer in time than the air needs through hose and sensor."""
    least = timedelta(seconds=rules.point_seconds)
    others = (one for one in before if one.series_id == record.series_id and one.place != record.place)
    return record.series_id is not None and any(record.at - one.at < least for one in others)


def _elsewhere(record: Shown, moments: Iterable[datetime], rules: Rules) -> bool:
    """One detector in two spaces within less time than it takes to carry it over."""
    least = timedelta(minutes=rules.detector_moves_minutes)
    return any(abs(record.at - at) < least for at in moments)


def _not_clean(value: Value) -> bool:
    if value.amount is None or value.saturated:
        return False
    return value.amount not in _CLEAN_OXYGEN if value.gas is Gas.o2 else value.amount != 0


def _amounts(record: Shown) -> dict[Gas, tuple[Decimal | None, bool]]:
    return {value.gas: (value.amount, value.saturated) for value in record.values}
