"""Gas tests: the latest finished series is whole, good and signed (R19-R27).

How it is taken stands in ``gas_sampling``; how old it may be, and the values during work, in ``gas_clocks``.
Everything was judged when facts were built: gates here only look.
"""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gas import SeriesJudgement
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Fault, Gate, Outcome, fault, gate, refused, unless
from workflows.kinds import Orientation
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action, ProfileName

_CONFIRM = frozenset({Action.permit_confirm})
_CONFIRM_AND_ENTER = _CONFIRM | {Action.enter}
_APPROVALS = frozenset({Action.permit_consent, Action.permit_approve, Action.permit_owner_approve})

_G46_CHANNELS = Clause(Document.G46, "5.8.2")
_G46_ORDER = Clause(Document.G46, "5.8.6")
_G46_CRITERIA = Clause(Document.G46, "5.9.1")
_G30_CRITERIA = Clause(Document.G30, "6.4")
_G30_PLACES = Clause(Document.G30, "6.3 b")
_O13_14 = Clause(Document.O13, "14")


def at_approval(guard: Gate) -> Gate:
    """The same rule before the approvers sign: in profile 30 only, which tests first (G30 4.11; site-rules 9)."""

    def check(facts: Facts, now: datetime) -> Outcome:
        if facts.rules.profile is not ProfileName.GB30871:
            return NOT_APPLICABLE
        return guard.check(facts, now)

    name = f"{guard.name}_at_approval"
    return Gate(name, guard.rule, guard.banned, guard.sources, _APPROVALS, guard.codes, guard.parameters, check)


# -- the result -----------------------------------------------------------------------------------------


@gate(
    "R27",
    banned=2,
    sources=(Clause(Document.G46, "5.9.2"), _O13_14, Clause(Document.G30, "6.3 a")),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.gas_series_missing, Code.gas_series_failed},
)
def series_passed(facts: Facts, now: datetime) -> Outcome:
    """There is a finished series, whole and good; one bad point fails it, read in it or since it began (G46 5.9.2)."""
    gas = facts.gas
    if gas.latest_passed:
        return PASSED
    if gas.bad_since_latest:
        return refused(Code.gas_series_failed)
    return refused(Code.gas_series_missing)


@gate(
    "R27",
    banned=2,
    sources=(Clause(Document.G46, "5.8.7"), Clause(Document.G30, "6.3 a")),
    actions=_CONFIRM,
    codes={Code.gas_series_unsigned},
)
def series_signed(facts: Facts, now: datetime) -> Outcome:
    """The tester signed the record once its last point was read (G46 5.8.7)."""
    latest = facts.gas.latest
    if latest is None:
        return NOT_APPLICABLE
    series = latest.series
    early = latest.newest_at is not None and series.signed_at is not None and series.signed_at < latest.newest_at
    if series.tester_id is None or series.signed_at is None or early:
        return refused(Code.gas_series_unsigned)
    return PASSED


def _failing(facts: Facts, code: Code) -> Outcome:
    if not facts.gas.failing:
        return PASSED if facts.gas.latest is not None else NOT_APPLICABLE
    return unless(*((code, r.told, None) for r in facts.gas.failing if r.judgement.code is code))


@gate(
    "R23",
    banned=2,
    sources=(_G46_CRITERIA, _G30_CRITERIA),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.oxygen_out_of_range},
    parameters=("oxygen_min", "oxygen_max", "oxygen_max_enriched"),
)
def oxygen(facts: Facts, now: datetime) -> Outcome:
    """Oxygen lies within its limits, both included (G46 5.9.1; G30 6.4)."""
    return _failing(facts, Code.oxygen_out_of_range)


@gate(
    "R24",
    banned=2,
    sources=(_G46_CRITERIA, Clause(Document.G30, "5.3.2")),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.flammable_too_high},
    parameters=("flammable_lel", "flammable_vol", "flammable_vol_low", "flammable_split_lel"),
)
def flammable(facts: Facts, now: datetime) -> Outcome:
    """Flammable gas stays at or below its limit (G46 5.9.1; G30 5.3.2)."""
    return _failing(facts, Code.flammable_too_high)


@gate(
    "R25",
    banned=2,
    sources=(_G46_CRITERIA, _G30_CRITERIA, Clause(Document.GBZ, "table 1")),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.toxic_too_high},
)
def toxic(facts: Facts, now: datetime) -> Outcome:
    """Each toxic gas stays at or below its MAC or PC-STEL (G46 5.9.1; GBZ 2.1)."""
    return _failing(facts, Code.toxic_too_high)


@gate(
    "R26",
    banned=2,
    sources=(HouseRule("reading_unusable"),),
    actions=_CONFIRM,
    codes={Code.reading_unusable},
)
def readings_usable(facts: Facts, now: datetime) -> Outcome:
    """Every value has an amount and a unit that can be judged; a negative or saturated one has not."""
    latest = facts.gas.latest
    if latest is None:
        return NOT_APPLICABLE
    return unless(*((Code.reading_unusable, r.told, None) for r in latest.unusable))


# -- channels and places --------------------------------------------------------------------------------


@gate(
    "R19",
    banned=2,
    sources=(_G46_CHANNELS, _G30_CRITERIA),
    actions=_CONFIRM,
    codes={Code.gas_channel_missing},
)
def gas_channels(facts: Facts, now: datetime) -> Outcome:
    """Every point has O2, flammable gas, H2S, CO and what the ledger adds (G46 5.8.2)."""
    latest = facts.gas.latest
    if latest is None:
        return NOT_APPLICABLE
    if latest.missing:
        return refused(Code.gas_channel_missing, gases=",".join(sorted(latest.missing)))
    return PASSED


def _leg_faults(latest: SeriesJudgement, orientation: Orientation, code: Code) -> tuple[Fault, ...]:
    faulty = {f.leg: f for f in latest.leg_faults if f.orientation is orientation}
    return tuple(
        fault(
            code,
            leg=str(leg + 1),
            needed=str(first.needed),
            lacks=",".join(f.fault for f in latest.leg_faults if f.leg == leg),
        )
        for leg, first in faulty.items()
    )


@gate(
    "R20",
    banned=2,
    sources=(Clause(Document.G46, "5.8.6 a"), _G30_PLACES),
    actions=_CONFIRM,
    codes={Code.vertical_points_missing, Code.points_uneven},
    parameters=("point_end_metres", "point_gap_metres", "spacing_tolerance_metres"),
)
def vertical_points(facts: Facts, now: datetime) -> Outcome:
    """A well is tested at its top, its bottom and evenly between; uneven spacing only warns (G46 5.8.6 a)."""
    latest = facts.gas.latest
    if latest is None:
        return NOT_APPLICABLE
    warnings = tuple(fault(Code.points_uneven, leg=str(leg + 1)) for leg in latest.uneven_legs)
    return unless(*_leg_faults(latest, Orientation.vertical, Code.vertical_points_missing), warnings=warnings)


@gate(
    "R21",
    banned=2,
    sources=(Clause(Document.G46, "5.8.6 b"), _G30_PLACES),
    actions=_CONFIRM,
    codes={Code.horizontal_points_missing},
    parameters=("horizontal_near_metres", "horizontal_far_metres"),
)
def horizontal_points(facts: Facts, now: datetime) -> Outcome:
    """A level way in is tested near and far (G46 5.8.6 b)."""
    latest = facts.gas.latest
    if latest is None:
        return NOT_APPLICABLE
    return unless(*_leg_faults(latest, Orientation.horizontal, Code.horizontal_points_missing))


@gate("R22", banned=2, sources=(_G46_ORDER,), actions=_CONFIRM, codes={Code.gas_sequence_wrong})
def gas_sequence(facts: Facts, now: datetime) -> Outcome:
    """Points are read from top to bottom, from near to far, at rising times; other orders warn (G46 5.8.6)."""
    latest = facts.gas.latest
    if latest is None:
        return NOT_APPLICABLE
    return unless(warnings=(fault(Code.gas_sequence_wrong),) if latest.out_of_order else ())


_RULES: tuple[Gate, ...] = (
    gas_channels,
    vertical_points,
    horizontal_points,
    gas_sequence,
    oxygen,
    flammable,
    toxic,
    readings_usable,
    series_passed,
    series_signed,
)

GATES: tuple[Gate, ...] = (*_RULES, *(at_approval(rule) for rule in _RULES))
