"""Gas tests as the tester reads them: series with what is derived of each, points laid out, what comes next."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from permit_service.models.base import db
from permit_service.models.equipment import Equipment
from permit_service.models.gas import GasPoint, GasSeries
from permit_service.models.permits import Permit
from permit_service.models.readings import WorkReading
from permit_service.queries.onsite import OnSite
from permit_service.queries.suspicions import of_permit, of_record
from permit_service.services import shown_values
from permit_service.services.shown_values import ShownForm
from workflows.facts import Facts
from workflows.gas import SeriesJudgement, stage_of
from workflows.gas_facts import Leg, Value
from workflows.gas_values import judge_value
from workflows.judged import Judged, at_a_point, during_work, of_reading
from workflows.kinds import Gas, SeriesStage, Unit
from workflows.limits import Rules
from workflows.points import suggest_points
from workflows.suspicion import Shown, Suspicion

_UNITS = {Gas.o2: Unit.vol, Gas.ex: Unit.lel, Gas.ch4: Unit.lel}
#: Limits so low that instruments show the second decimal, mg/m3.
_FINE = Decimal(1)


@dataclass(frozen=True, slots=True)
class GasTest:
    """One series: the row, what is derived of it, its stage, the legs it is read along."""

    row: GasSeries
    judgement: SeriesJudgement
    stage: SeriesStage
    legs: tuple[Leg, ...]

    @property
    def running(self) -> bool:
        return self.row.finished_at is None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be read, or read already: the leg counted from 0, metres along it."""

    leg: int
    distance: Decimal
    taken: GasPoint | None


@dataclass(frozen=True, slots=True)
class LastReading:
    """The newest value during work, each channel judged."""

    row: WorkReading
    judged: tuple[Judged, ...]
    record: Shown


def tests(site: OnSite) -> list[GasTest]:
    """Every series of the permit, the newest first."""
    rows = db.session.scalars(
        select(GasSeries)
        .where(GasSeries.permit_id == site.permit.id)
        .order_by(GasSeries.number.desc())
        .options(selectinload(GasSeries.points).selectinload(GasPoint.values), selectinload(GasSeries.legs))
    )
    judged = {one.id: one for one in site.facts.gas.judged}
    return [_test(site, row, judged[str(row.id)]) for row in rows]


def spots(test: GasTest, site: OnSite) -> list[Spot]:
    """Where to read, in the order of reading: what was taken, and what is proposed and still open."""
    taken = list(test.row.points)
    near = site.facts.rules.spacing_tolerance_metres
    found = [Spot(point.leg, point.distance, point) for point in taken]
    for number, leg in enumerate(test.legs):
        for distance in suggest_points(leg, site.facts.rules):
            if not any(point.leg == number and abs(point.distance - distance) <= near for point in taken):
                found.append(Spot(number, distance, None))
    return sorted(found, key=lambda spot: (spot.leg, spot.distance))


def next_spot(found: Sequence[Spot]) -> Spot | None:
    """The first place still to be read."""
    return next((spot for spot in found if spot.taken is None), None)


def readings_at(test: GasTest, spot: Spot, site: OnSite) -> list[Judged]:
    """What was read at a place, judged, in the order of the channels."""
    here = [r for r in test.judgement.readings if (r.leg, r.distance) == (spot.leg, spot.distance)]
    ordered = sorted(here, key=lambda one: list(Gas).index(one.judgement.gas))
    return [of_reading(one, site.facts.sector) for one in ordered]


def last_taken(found: Sequence[Spot]) -> Spot | None:
    """The place that was read last."""
    return max((spot for spot in found if spot.taken is not None), key=_order_of_taking, default=None)


def _order_of_taking(spot: Spot) -> int:
    return -1 if spot.taken is None else spot.taken.position


def judged_as_typed(site: OnSite, value: ShownForm) -> Judged:
    """What the limits say of one channel before anything is recorded."""
    judgements, _ = shown_values.judge(site.facts, (value,))
    return at_a_point(judgements[0], site.facts.sector)


def record_of(test: GasTest, spot: Spot) -> Shown:
    """A point that was read, as a record that may deserve a second look."""
    assert spot.taken is not None
    shown = (Value(v.gas, v.amount, v.unit, v.saturated) for v in spot.taken.values)
    return Shown(spot.taken.at, frozenset(shown), str(test.row.id), (spot.leg, spot.distance))


def record_typed(site: OnSite, values: Sequence[ShownForm], place: tuple[int, Decimal] | None) -> Shown:
    """What is being typed, as a record of this moment; with a place it belongs to the series that is running."""
    running = next((one.id for one in site.facts.series if one.finished_at is None), None)
    shown = frozenset(shown_values.as_values(values))
    return Shown(site.now, shown) if place is None else Shown(site.now, shown, running, place)


def suspicions_of(site: OnSite, detector_id: uuid.UUID | None, record: Shown) -> tuple[Suspicion, ...]:
    """Why a record deserves a second look."""
    return of_record(db.session(), site.facts, detector_id, record)


def all_suspicions(site: OnSite) -> Mapping[Shown, tuple[Suspicion, ...]]:
    """Every record of the permit that deserves a second look, and why."""
    return of_permit(db.session(), site.facts, site.permit.id)


def channels(facts: Facts, detector: Equipment | None) -> list[tuple[Gas, Unit]]:
    """The channels that must be read here, each in the unit its detector shows."""
    shown = {} if detector is None else {one.gas: one.unit for one in detector.ranges}
    return [(gas, shown.get(gas, _UNITS.get(gas, Unit.ppm))) for gas in Gas if gas in facts.required_gases]


def figures(gas: Gas, unit: Unit, rules: Rules) -> tuple[int, int]:
    """Figures that a value has before the point where that never changes, as of oxygen, else 0; and behind it."""
    toxic = rules.toxic.get(gas)
    return 2 if (gas, unit) == (Gas.o2, Unit.vol) else 0, 2 if toxic is not None and toxic.mg_m3 < _FINE else 1


def last_detector(permit: Permit) -> uuid.UUID | None:
    """The detector used last in this space by the same unit: what the form proposes."""
    return db.session.scalar(
        select(GasSeries.detector_id)
        .join(Permit, Permit.id == GasSeries.permit_id)
        .where(Permit.space_id == permit.space_id, Permit.unit_id == permit.unit_id)
        .order_by(GasSeries.at.desc())
        .limit(1)
    )


def detector(detector_id: uuid.UUID | None) -> Equipment | None:
    """A detector by its id."""
    return None if detector_id is None else db.session.get(Equipment, detector_id)


def detector_here(site: OnSite, detector_id: uuid.UUID | None) -> Equipment | None:
    """A detector that somebody named, if it is the owner's or the unit's."""
    row = detector(detector_id)
    return row if row is not None and row.enterprise_id in (site.permit.enterprise_id, site.permit.unit_id) else None


def last_reading(site: OnSite) -> LastReading | None:
    """The newest value during work under this permit; None before the first."""
    row = db.session.scalar(
        select(WorkReading)
        .where(WorkReading.permit_id == site.permit.id)
        .order_by(WorkReading.at.desc(), WorkReading.created_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    space, rules = site.facts.space, site.facts.rules
    shown = sorted(row.values, key=lambda value: list(Gas).index(value.gas))
    values = [Value(v.gas, v.amount, v.unit, v.saturated) for v in shown]
    judgements = (judge_value(value, rules, space.lel_vol, space.enriched_environment) for value in values)
    judged = tuple(during_work(one, site.facts.sector, row.at) for one in judgements)
    return LastReading(row, judged, Shown(row.at, frozenset(values)))


def _test(site: OnSite, row: GasSeries, judgement: SeriesJudgement) -> GasTest:
    measured = tuple(Leg(leg.orientation, leg.length) for leg in row.legs)
    stage = stage_of(judgement.series, site.facts.runs, site.facts.interrupted_at)
    return GasTest(row, judgement, stage, measured or site.facts.space.legs)
