"""Ventilation: before the test, during work, after it stopped (R28, R29, R31-R33, R43).

A re-test is a series begun after the last mechanical start and after the last mechanical stop: a fan that stops
invalidates every series begun before (site-rules 10).
"""

from datetime import datetime, timedelta

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gas_series import at_approval
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, refused, unless
from workflows.interruption import redo_since
from workflows.kinds import MECHANICAL_WORK, AirSource, VentilationKind
from workflows.site_facts import VentilationRun
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action

_MOMENT = timedelta(microseconds=1)
_CONFIRM_AND_ENTER = {Action.permit_confirm, Action.enter}
_O13_14 = Clause(Document.O13, "14")
_G46_NATURAL = Clause(Document.G46, "5.7")
_G46_RETEST = Clause(Document.G46, "5.11")
_G46_CONTINUOUS = Clause(Document.G46, "6.2.4")
_G46_AIR = Clause(Document.G46, "5.10.1")
_G30_VENTILATION = Clause(Document.G30, "6.3 d")


def mechanical_reasons(facts: Facts) -> tuple[str, ...]:
    """Why mechanical ventilation is mandatory here, empty if it is not (G46 6.2.4). Unknown work asks for it."""
    space = facts.space
    kind = facts.permit.work_kind
    reasons = {
        "bad_air": facts.gas.ever_bad,
        "toxic_possible": space.toxic_possible,
        "oxygen_may_drop": space.oxygen_may_drop,
        "gas_may_rise": space.gas_may_rise,
        "work_kind": kind is None or kind in MECHANICAL_WORK,
    }
    return tuple(name for name, holds in reasons.items() if holds)


def mechanical_required(facts: Facts) -> bool:
    """Whether mechanical ventilation, hence a re-test, is mandatory here (G46 6.2.4)."""
    return bool(mechanical_reasons(facts))


def _mechanical(facts: Facts) -> list[VentilationRun]:
    return [run for run in facts.runs if run.kind is VentilationKind.mechanical]


def _under_fan(moment: datetime, runs: list[VentilationRun]) -> bool:
    return any(run.started_at <= moment and (run.stopped_at is None or moment <= run.stopped_at) for run in runs)


@gate(
    "R28",
    banned=2,
    sources=(_G46_RETEST, _O13_14, Clause(Document.G30, "6.3 f")),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.retest_missing},
)
def retested(facts: Facts, now: datetime) -> Outcome:
    """After mechanical ventilation, or where it is mandatory, a series begun after the fan has passed (G46 5.11)."""
    fans = _mechanical(facts)
    if not fans:
        return refused(Code.retest_missing) if mechanical_required(facts) else NOT_APPLICABLE
    latest = facts.gas.latest
    changed = max(max(run.started_at, run.stopped_at or run.started_at) for run in fans)
    if latest is None or not facts.gas.latest_passed or latest.begun_at <= changed:
        return refused(Code.retest_missing, changed_at=changed.isoformat())
    return PASSED


@gate(
    "R29",
    banned=2,
    sources=(_O13_14, _G46_NATURAL, _G30_VENTILATION),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.ventilation_missing, Code.gas_series_stale},
)
def ventilated_before_test(facts: Facts, now: datetime) -> Outcome:
    """Opening and ventilation come before the series that counts, and it before entry (O13 14; G46 5.7-5.9)."""
    first = min((run.started_at for run in facts.runs), default=None)
    if first is None:
        return refused(Code.ventilation_missing)
    latest = facts.gas.latest
    if latest is None:
        return PASSED
    if latest.begun_at < first:
        return refused(Code.ventilation_missing, begun_at=latest.begun_at.isoformat())
    opened = min((o.opened_at for o in facts.openings if o.closed_at is None), default=None)
    if opened is not None and latest.begun_at < opened:
        return refused(Code.gas_series_stale, opened_at=opened.isoformat(), begun_at=latest.begun_at.isoformat())
    return PASSED


@gate(
    "R29",
    banned=2,
    sources=(_O13_14, _G46_NATURAL, _G30_VENTILATION),
    actions={Action.gas_test},
    codes={Code.ventilation_missing},
)
def ventilated_at_test(facts: Facts, now: datetime) -> Outcome:
    """A test begins only with the space ventilated (O13 14: 先通风、再检测、后作业)."""
    return PASSED if _running(facts.runs) else refused(Code.ventilation_missing)


@gate(
    "R29",
    banned=2,
    sources=(_G46_RETEST, _O13_14, HouseRule("initial_test_first")),
    actions={Action.ventilate},
    codes={Code.fan_before_initial_test},
)
def initial_test_before_fan(facts: Facts, now: datetime) -> Outcome:
    """No fan starts before an initial series is finished: its air would hide what is inside (site-rules 10)."""
    if facts.attempt.ventilation is VentilationKind.natural:
        return NOT_APPLICABLE
    return PASSED if facts.gas.initial is not None else refused(Code.fan_before_initial_test)


@gate(
    "R29",
    banned=2,
    sources=(_G46_RETEST, _O13_14, HouseRule("initial_test_first")),
    actions={Action.gas_test, Action.permit_confirm},
    codes={Code.fan_before_initial_test},
)
def initial_test_without_fan(facts: Facts, now: datetime) -> Outcome:
    """Some finished series was read in still air; one read under a fan is no initial series (site-rules 10)."""
    fans = _mechanical(facts)
    if not fans:
        return NOT_APPLICABLE
    finished = [j for j in facts.gas.judged if j.series.finished_at is not None]
    if any(not _under_fan(j.begun_at, fans) for j in finished):
        return PASSED
    # Without any series the fan must be stopped first; once it is, the initial test may begin.
    return refused(Code.fan_before_initial_test) if _under_fan(now, fans) or finished else PASSED


def _running(runs: tuple[VentilationRun, ...]) -> list[VentilationRun]:
    return [run for run in runs if run.stopped_at is None]


@gate(
    "R31",
    banned=2,
    sources=(_G46_CONTINUOUS, _O13_14, _G30_VENTILATION),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.mechanical_ventilation_off, Code.ventilation_missing, Code.duct_unconfirmed},
)
def ventilation_running(facts: Facts, now: datetime) -> Outcome:
    """Ventilation never stops; where mandatory it is mechanical, and every fan's duct is placed (G46 6.2.4, 5.10.2)."""
    running = _running(facts.runs)
    fans = [run for run in running if run.kind is VentilationKind.mechanical]
    faults = []
    if not fans and mechanical_required(facts):
        faults.append(fault(Code.mechanical_ventilation_off, reasons=",".join(mechanical_reasons(facts))))
    elif not running:
        faults.append(fault(Code.ventilation_missing))
    if any(not run.duct_confirmed for run in fans):
        faults.append(fault(Code.duct_unconfirmed))
    return unless(*faults)


@gate(
    "R32",
    banned=2,
    sources=(HouseRule("retest_ventilation_minutes"),),
    actions={Action.gas_test, Action.permit_confirm},
    codes={Code.ventilation_short},
    parameters=("retest_ventilation_minutes",),
)
def ventilated_long_enough(facts: Facts, now: datetime) -> Outcome:
    """Warns when a re-test came sooner after the fan start than the enterprise wants; no law says how long."""
    fan, latest = facts.fan, facts.gas.latest
    if fan is None:
        return NOT_APPLICABLE
    tested = latest.begun_at if latest is not None and latest.begun_at > fan.started_at else now
    wanted = facts.rules.retest_ventilation_minutes
    if tested - fan.started_at < timedelta(minutes=wanted):
        return unless(warnings=(fault(Code.ventilation_short, limit_minutes=str(wanted)),))
    return PASSED


@gate(
    "R33",
    banned=2,
    sources=(_G46_AIR, Clause(Document.G30, "6.3 e")),
    actions={Action.ventilate, Action.gas_test, Action.permit_confirm},
    codes={Code.oxygen_supplied},
)
def clean_air(facts: Facts, now: datetime) -> Outcome:
    """Oxygen or enriched air never feeds a fan or a breathing set (G46 5.10.1; G30 6.3 e)."""
    latest = facts.gas.latest
    # A run that ended before the counting series began has left no enriched air untested.
    blown = [r for r in facts.runs if r.stopped_at is None or latest is None or r.stopped_at >= latest.begun_at]
    sources = [facts.attempt.air_source, *(r.air_source for r in facts.protections), *(r.source for r in blown)]
    wrong = sorted({source for source in sources if source is not AirSource.clean_air})
    return refused(Code.oxygen_supplied, air_sources=",".join(wrong)) if wrong else PASSED


@gate(
    "R43",
    banned=2,
    sources=(Clause(Document.O13, "15"), Clause(Document.G46, "6.2.7"), Clause(Document.G30, "6.3 f")),
    actions=_CONFIRM_AND_ENTER,
    codes={Code.resume_untested, Code.ventilation_missing},
    parameters=("interruption_minutes",),
)
def resumed(facts: Facts, now: datetime) -> Outcome:
    """After an interruption a whole series, begun since and with ventilation running, has passed.

    Any interruption in profile 46 (O13 15; G46 6.2.7); one longer than 60 minutes in profile 30 (G30 6.3 f).
    """
    if facts.interrupted_at is None:
        return NOT_APPLICABLE
    since = redo_since(facts, now)
    if since is None:
        return unless(good_until=_too_long_after(facts, now))
    if not _tested_since(facts, since):
        return refused(Code.resume_untested, since=since.isoformat())
    latest = facts.gas.latest
    ventilated = latest is not None and any(run.started_at <= latest.begun_at for run in _running(facts.runs))
    return PASSED if ventilated else refused(Code.ventilation_missing)


def _tested_since(facts: Facts, since: datetime) -> bool:
    latest = facts.gas.latest
    return latest is not None and facts.gas.latest_passed and latest.begun_at > since


def _too_long_after(facts: Facts, now: datetime) -> datetime | None:
    """Until when an interruption that still lasts is short enough to need no test (profile 30)."""
    ends = sorted(at + timedelta(minutes=facts.rules.interruption_minutes) for at in facts.interruptions)
    for end in ends:
        since = redo_since(facts, end + _MOMENT)
        if end >= now and since is not None and not _tested_since(facts, since):
            return end
    return None


GATES: tuple[Gate, ...] = (
    retested,
    at_approval(retested),
    ventilated_before_test,
    at_approval(ventilated_before_test),
    ventilated_at_test,
    initial_test_before_fan,
    initial_test_without_fan,
    ventilation_running,
    ventilated_long_enough,
    clean_air,
    resumed,
)
