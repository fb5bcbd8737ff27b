"""Judging gas: a series, the values taken during work, the stage of a series. Always the server's, never a client's.

Each reading is judged once, when facts are built; gates then only look. One bad point fails its whole series
(G46 5.9.2) and a series is as old as its oldest point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from workflows.codes import Code
from workflows.gas_facts import Leg, Point, Series, Value, WorkValue
from workflows.gas_values import OVER_LIMIT, Judgement, judge_value
from workflows.kinds import Gas, Orientation, SeriesStage, VentilationKind
from workflows.limits import Rules
from workflows.points import PointFault, check_leg, needed_points, sequence_wrong, uneven
from workflows.site_facts import VentilationRun


@dataclass(frozen=True, slots=True)
class Reading:
    """A judged value with its place: the leg (counted from 0), metres along it, the moment."""

    leg: int
    distance: Decimal
    at: datetime
    judgement: Judgement

    @property
    def told(self) -> dict[str, str]:
        """The facts a refusal tells: legs counted from 1 as people do."""
        place = {"leg": str(self.leg + 1), "distance_m": str(self.distance), "at": self.at.isoformat()}
        return {**place, **self.judgement.told}


@dataclass(frozen=True, slots=True)
class LegFault:
    """What the points of one leg (counted from 0) lack."""

    leg: int
    orientation: Orientation
    fault: PointFault
    needed: int


@dataclass(frozen=True, slots=True)
class SeriesJudgement:
    """All that is judged of one series, whatever its stage."""

    series: Series
    begun_at: datetime
    """the earlier of the declared start and the oldest point"""
    oldest_at: datetime | None
    newest_at: datetime | None
    missing: frozenset[Gas]
    """required channels that some point lacks"""
    leg_faults: tuple[LegFault, ...]
    readings: tuple[Reading, ...]
    """every value, judged"""
    failing: tuple[Reading, ...]
    """values outside their limit"""
    unusable: tuple[Reading, ...]
    """values that cannot be judged"""
    bad: bool
    """the air was bad at some point; a series merely incomplete is not bad, only not passed"""
    passed: bool
    """finished, complete and good at every point; signature, age and order are rules of their own"""
    out_of_order: bool
    uneven_legs: tuple[int, ...]

    @property
    def id(self) -> str:
        return self.series.id


@dataclass(frozen=True, slots=True)
class GasState:
    """The judged series of one permit, in order of their start."""

    judged: tuple[SeriesJudgement, ...] = ()
    initial: SeriesJudgement | None = None
    """the first finished series"""
    latest: SeriesJudgement | None = None
    """the last begun of the finished series"""
    failing: tuple[Reading, ...] = ()
    """values outside their limit: the latest series', and any read since it began, as in a series still running"""
    bad_since_latest: bool = False
    """the latest series, or anything read since it began, showed bad air"""
    latest_passed: bool = False
    """the latest series passed and nothing bad was read since it began"""
    ever_bad: bool = False
    """some test found bad air: mechanical ventilation is mandatory (G46 6.2.4)"""


@dataclass(frozen=True, slots=True)
class WorkJudgement:
    """A judged in-work record."""

    value: WorkValue
    judgements: tuple[Judgement, ...]
    missing: frozenset[Gas]

    @property
    def at(self) -> datetime:
        return self.value.at

    @property
    def complete(self) -> bool:
        """Every required channel was read and could be judged: only such a record restarts clock (b)."""
        return not self.missing and all(j.code is not Code.reading_unusable for j in self.judgements)

    @property
    def bad(self) -> tuple[Judgement, ...]:
        """What calls for evacuation: values outside their limit, and saturated ones."""
        return tuple(j for j in self.judgements if j.bad)

    @property
    def told(self) -> tuple[dict[str, str], ...]:
        """The same as an alarm tells it: where it was read, gas, amount and limit."""
        place = {"zone": self.value.zone, "wearer_id": self.value.wearer_id or ""}
        return tuple({**place, **j.told} for j in self.bad)


@dataclass(frozen=True, slots=True)
class WorkState:
    """The judged in-work values of one permit."""

    last_at: datetime | None = None
    """moment of the last complete record; clock (b) runs from it"""
    last_good: bool = False
    """the very last record is complete and within all limits"""
    bad: WorkJudgement | None = None
    """the last record that showed bad air, even if better ones followed"""


def judge_series(
    series: Sequence[Series],
    legs: tuple[Leg, ...],
    required_gases: frozenset[Gas],
    rules: Rules,
    lel_vol: Decimal | None,
    enriched: bool,
) -> GasState:
    """Judge all series of a permit. ``legs`` are the ledger's; a series that measured anew brings its own."""
    judged = tuple(
        sorted(
            (_judge_one(s, s.legs or legs, required_gases, rules, lel_vol, enriched) for s in series),
            key=lambda j: (j.begun_at, j.series.finished_at or j.begun_at),
        )
    )
    finished = [j for j in judged if j.series.finished_at is not None]
    latest = finished[-1] if finished else None
    current = tuple(r for j in judged for r in j.readings if latest is None or j is latest or r.at >= latest.begun_at)
    bad = any(r.judgement.bad for r in current)
    return GasState(
        judged=judged,
        initial=finished[0] if finished else None,
        latest=latest,
        failing=tuple(r for r in current if r.judgement.code in OVER_LIMIT),
        bad_since_latest=bad,
        latest_passed=latest is not None and latest.passed and not bad,
        ever_bad=any(j.bad for j in judged),
    )


def _judge_one(
    series: Series,
    legs: tuple[Leg, ...],
    required_gases: frozenset[Gas],
    rules: Rules,
    lel_vol: Decimal | None,
    enriched: bool,
) -> SeriesJudgement:
    points = series.points
    oldest = min((p.at for p in points), default=None)
    missing = frozenset(g for p in points for g in required_gases - {v.gas for v in p.values})
    leg_faults = _leg_faults(legs, points, rules)
    readings = tuple(
        Reading(p.leg, p.distance, p.at, judge_value(v, rules, lel_vol, enriched)) for p in points for v in p.values
    )
    unusable = tuple(r for r in readings if r.judgement.code is Code.reading_unusable)
    failing = tuple(r for r in readings if r.judgement.code in OVER_LIMIT)
    complete = oldest is not None and series.finished_at is not None and not missing and not leg_faults
    return SeriesJudgement(
        series=series,
        begun_at=series.begun_at if oldest is None else min(series.begun_at, oldest),
        oldest_at=oldest,
        newest_at=max((p.at for p in points), default=None),
        missing=missing,
        leg_faults=leg_faults,
        readings=readings,
        failing=failing,
        unusable=unusable,
        bad=any(r.judgement.bad for r in readings),
        passed=complete and not failing and not unusable,
        out_of_order=sequence_wrong(points),
        uneven_legs=tuple(i for i, leg in enumerate(legs) if uneven(leg, _distances(points, i), rules)),
    )


def _leg_faults(legs: tuple[Leg, ...], points: tuple[Point, ...], rules: Rules) -> tuple[LegFault, ...]:
    if not legs:
        # A space without geometry cannot be tested as the rule asks: cannot tell is never enough.
        return (LegFault(0, Orientation.vertical, PointFault.too_few, 2),)
    return tuple(
        LegFault(i, leg.orientation, fault, needed_points(leg, rules))
        for i, leg in enumerate(legs)
        for fault in check_leg(leg, _distances(points, i), rules)
    )


def _distances(points: tuple[Point, ...], leg: int) -> list[Decimal]:
    return [p.distance for p in points if p.leg == leg]


def judge_work(
    values: Sequence[WorkValue],
    required_gases: frozenset[Gas],
    rules: Rules,
    lel_vol: Decimal | None,
    enriched: bool,
) -> WorkState:
    """Judge the in-work records of a permit (G46 6.2.3; G30 6.5), ordered by when they were taken."""

    @cache  # of values that are equal, as good air mostly shows them, one is judged for all
    def judge(value: Value) -> Judgement:
        return judge_value(value, rules, lel_vol, enriched)

    judged = sorted(
        (
            WorkJudgement(w, tuple(judge(v) for v in w.values), required_gases - {v.gas for v in w.values})
            for w in values
        ),
        key=lambda j: j.at,
    )
    if not judged:
        return WorkState()
    return WorkState(
        last_at=max((j.at for j in judged if j.complete), default=None),
        last_good=judged[-1].complete and not judged[-1].bad,
        bad=next((j for j in reversed(judged) if j.bad), None),
    )


def stage_of(series: Series, runs: Sequence[VentilationRun], interrupted_at: datetime | None) -> SeriesStage:
    """检测阶段 of a series, derived: after an interruption, else after a mechanical start, else initial."""
    if interrupted_at is not None and series.begun_at > interrupted_at:
        return SeriesStage.after_interruption
    started = (run.started_at for run in runs if run.kind is VentilationKind.mechanical)
    if any(at < series.begun_at for at in started):
        return SeriesStage.retest
    return SeriesStage.initial
