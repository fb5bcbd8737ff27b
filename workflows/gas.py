"""Judging gas: one value, one series, the values taken during work. The server judges; a client never does.

Each reading is judged once, when facts are built; gates then only look. One bad point fails its whole series
(G46 5.9.2) and a series is as old as its oldest point.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from workflows import units
from workflows.codes import Code
from workflows.gas_facts import Leg, Point, Series, Value, WorkValue
from workflows.kinds import Gas, Orientation, SeriesStage, Unit, VentilationKind
from workflows.limits import Rules
from workflows.points import PointFault, check_leg, needed_points, sequence_wrong, uneven
from workflows.site_facts import VentilationRun

#: Lower explosive limit of methane, %VOL: a methane channel is judged as flammable gas.
METHANE_LEL = Decimal(5)

#: Codes of a value outside its limit. An unusable value says nothing about the air; a saturated one does.
OVER_LIMIT = frozenset({Code.oxygen_out_of_range, Code.flammable_too_high, Code.toxic_too_high})

_HUNDRED = Decimal(100)
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the limits say of one value: ``code`` None = within them. ``told`` names gas, amount, unit and limit."""

    gas: Gas
    code: Code | None
    told: Mapping[str, str]
    mg_m3: Decimal | None = None
    """a toxic gas converted, mg/m3"""
    saturated: bool = False

    @property
    def bad(self) -> bool:
        """The air is bad: over a limit, or beyond what the instrument can show."""
        return self.code in OVER_LIMIT or self.saturated


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
    out_of_order: bool
    uneven_legs: tuple[int, ...]

    @property
    def id(self) -> str:
        return self.series.id

    @property
    def failing(self) -> tuple[Reading, ...]:
        """Values outside their limit."""
        return tuple(r for r in self.readings if r.judgement.code in OVER_LIMIT)

    @property
    def unusable(self) -> tuple[Reading, ...]:
        """Values that cannot be judged."""
        return tuple(r for r in self.readings if r.judgement.code is Code.reading_unusable)

    @property
    def bad(self) -> bool:
        """The air was bad at some point; a series merely incomplete is not bad, only not passed."""
        return any(r.judgement.bad for r in self.readings)

    @property
    def passed(self) -> bool:
        """Finished, complete and good at every point. Signature, age and order are rules of their own."""
        complete = self.oldest_at is not None and not self.missing and not self.leg_faults
        return complete and self.series.finished_at is not None and all(r.judgement.code is None for r in self.readings)


@dataclass(frozen=True, slots=True)
class GasState:
    """The judged series of one permit, in order of their start."""

    judged: tuple[SeriesJudgement, ...] = ()
    initial: SeriesJudgement | None = None
    """the first finished series"""
    latest: SeriesJudgement | None = None
    """the last begun of the finished series"""
    failing: tuple[Reading, ...] = ()
    """values outside their limit: the latest series', and any read since it began in a series still running"""
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


@dataclass(frozen=True, slots=True)
class WorkState:
    """The judged in-work values of one permit."""

    last_at: datetime | None = None
    """moment of the last complete record; clock (b) runs from it"""
    last_good: bool = False
    """the very last record is complete and within all limits"""
    bad: WorkJudgement | None = None
    """the last record that showed bad air, even if better ones followed"""


def judge_value(value: Value, rules: Rules, lel_vol: Decimal | None, enriched: bool) -> Judgement:
    """Judge one channel by the limits of G46 5.9.1 or G30 6.4.

    What is missing, negative, not a number, saturated, above 100 %VOL or in a unit that cannot be converted is
    ``reading_unusable``, never a pass.
    """
    amount, unit = value.amount, value.unit
    told = {
        "gas": value.gas.value,
        "amount": "" if amount is None else str(amount),
        "unit": "" if unit is None else unit.value,
    }
    if amount is None or unit is None or value.saturated or not _plausible(amount, unit):
        return Judgement(value.gas, Code.reading_unusable, told, saturated=value.saturated)
    try:
        if value.gas is Gas.o2:
            return _judge_oxygen(amount, unit, rules, enriched, told)
        if value.gas in (Gas.ex, Gas.ch4):
            lel = METHANE_LEL if value.gas is Gas.ch4 else lel_vol
            return _judge_flammable(value.gas, amount, unit, rules, lel, told)
        return _judge_toxic(value.gas, amount, unit, rules, told)
    except units.Unconvertible:
        return Judgement(value.gas, Code.reading_unusable, told)


def _plausible(amount: Decimal, unit: Unit) -> bool:
    if not amount.is_finite() or amount < 0:
        return False
    if unit is Unit.vol:
        return amount <= _HUNDRED
    return unit is not Unit.ppm or amount <= _MILLION


def _judge_oxygen(amount: Decimal, unit: Unit, rules: Rules, enriched: bool, told: dict[str, str]) -> Judgement:
    vol = units.to_vol(Gas.o2, amount, unit)
    highest = rules.oxygen_max_enriched if enriched else rules.oxygen_max
    told["limit_min_vol"], told["limit_max_vol"] = str(rules.oxygen_min), str(highest)
    good = rules.oxygen_min <= vol <= highest
    return Judgement(Gas.o2, None if good else Code.oxygen_out_of_range, told)


def _judge_flammable(
    gas: Gas, amount: Decimal, unit: Unit, rules: Rules, lel_vol: Decimal | None, told: dict[str, str]
) -> Judgement:
    good = True
    if rules.flammable_lel is not None:
        told["limit_lel"] = str(rules.flammable_lel)
        good = units.to_lel(gas, amount, unit, lel_vol) <= rules.flammable_lel
    # An unknown explosive limit gets the lower of the two allowances.
    high = lel_vol is not None and lel_vol.is_finite() and lel_vol >= rules.flammable_split_lel
    limit = rules.flammable_vol if high else rules.flammable_vol_low
    if limit is not None:
        told["limit_vol"] = str(limit)
        good = good and units.to_vol(gas, amount, unit, lel_vol) <= limit
    return Judgement(gas, None if good else Code.flammable_too_high, told)


def _judge_toxic(gas: Gas, amount: Decimal, unit: Unit, rules: Rules, told: dict[str, str]) -> Judgement:
    limit = rules.toxic.get(gas)
    if limit is None:
        return Judgement(gas, Code.reading_unusable, told)
    mg_m3 = units.to_mg_m3(gas, amount, unit)
    told["mg_m3"] = f"{mg_m3:.4f}"
    told["limit_mg_m3"], told["limit_kind"] = str(limit.mg_m3), limit.kind.value
    return Judgement(gas, None if mg_m3 <= limit.mg_m3 else Code.toxic_too_high, told, mg_m3)


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
    if not finished:
        return GasState(judged, ever_bad=any(j.bad for j in judged), failing=_failing(judged))
    latest = finished[-1]
    others = tuple(r for j in judged if j is not latest for r in j.readings if r.at >= latest.begun_at)
    return GasState(
        judged,
        finished[0],
        latest,
        latest.failing + tuple(r for r in others if r.judgement.code in OVER_LIMIT),
        latest.passed and not any(r.judgement.bad for r in others),
        any(j.bad for j in judged),
    )


def _failing(judged: Iterable[SeriesJudgement]) -> tuple[Reading, ...]:
    return tuple(r for j in judged for r in j.failing)


def _judge_one(
    series: Series,
    legs: tuple[Leg, ...],
    required_gases: frozenset[Gas],
    rules: Rules,
    lel_vol: Decimal | None,
    enriched: bool,
) -> SeriesJudgement:
    times = [p.at for p in series.points]
    oldest = min(times, default=None)
    return SeriesJudgement(
        series=series,
        begun_at=series.begun_at if oldest is None else min(series.begun_at, oldest),
        oldest_at=oldest,
        newest_at=max(times, default=None),
        missing=frozenset(g for p in series.points for g in required_gases - {v.gas for v in p.values}),
        leg_faults=_leg_faults(legs, series.points, rules),
        readings=tuple(
            Reading(p.leg, p.distance, p.at, judge_value(v, rules, lel_vol, enriched))
            for p in series.points
            for v in p.values
        ),
        out_of_order=sequence_wrong(series.points),
        uneven_legs=tuple(i for i, leg in enumerate(legs) if uneven(leg, _distances(series.points, i), rules)),
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
    judged = sorted(
        (
            WorkJudgement(
                w,
                tuple(judge_value(v, rules, lel_vol, enriched) for v in w.values),
                required_gases - {v.gas for v in w.values},
            )
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
