"""The two clocks of gas (site-rules 11): (a) how old the series may be, R30; (b) a value during work, R39.

Clock (b) runs only while somebody is inside, from the later of the last value and presence rising from 0. While it
is green others enter on it; at a confirmation, and for whoever goes in first, clock (a) counts.
"""

from datetime import datetime, timedelta

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gas_series import at_approval
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, gate, refused, unless
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action

_AGE = (Clause(Document.G30, "6.3 a"), HouseRule("gas_age_minutes"))
_IN_WORK = (Clause(Document.G46, "6.2.3"), Clause(Document.G30, "6.5"))
_AGE_CODES = {Code.gas_series_missing, Code.gas_series_stale, Code.time_disputed}


def work_value_due(facts: Facts) -> datetime | None:
    """When the next in-work value is due; None while nobody is inside (clock b: G46 6.2.3, G30 6.5)."""
    inside = facts.presence.inside
    if not inside:
        return None
    rose = facts.presence.rose_at or min(one.since for one in inside)
    last = facts.work.last_at
    begun = rose if last is None else max(rose, last)
    return begun + timedelta(minutes=facts.rules.work_value_minutes)


def bad_value_stands(facts: Facts) -> bool:
    """Whether an in-work value showed bad air and no series begun after it has passed (G46 6.2.5, 6.2.7)."""
    bad = facts.work.bad
    if bad is None:
        return False
    latest = facts.gas.latest
    return not (facts.gas.latest_passed and latest is not None and latest.begun_at > bad.at)


def _ahead(moment: datetime, facts: Facts, now: datetime) -> bool:
    return moment > now + timedelta(seconds=facts.rules.future_seconds)


def _age(facts: Facts, now: datetime) -> Outcome:
    latest = facts.gas.latest
    if latest is None or latest.oldest_at is None or latest.newest_at is None:
        return refused(Code.gas_series_missing)
    if _ahead(latest.newest_at, facts, now):
        return refused(Code.time_disputed, at=latest.newest_at.isoformat())
    good_until = latest.oldest_at + timedelta(minutes=facts.rules.gas_age_minutes)
    if now > good_until:
        return refused(
            Code.gas_series_stale,
            oldest_at=latest.oldest_at.isoformat(),
            limit_minutes=str(facts.rules.gas_age_minutes),
        )
    return unless(good_until=good_until)


@gate(
    "R30",
    banned=2,
    sources=_AGE,
    actions={Action.permit_confirm},
    codes=_AGE_CODES,
    parameters=("gas_age_minutes",),
)
def series_age(facts: Facts, now: datetime) -> Outcome:
    """The oldest point of the latest series is young enough (clock a: G30 6.3 a)."""
    return _age(facts, now)


@gate(
    "R30",
    banned=2,
    sources=_AGE,
    actions={Action.enter},
    codes=_AGE_CODES,
    parameters=("gas_age_minutes", "work_value_minutes"),
)
def series_age_at_entry(facts: Facts, now: datetime) -> Outcome:
    """Clock (a) for whoever goes in first; while somebody works inside and (b) is green, others enter on (b)."""
    due = work_value_due(facts)
    working = any(not one.rescue for one in facts.presence.inside)
    if due is not None and working and now <= due and not bad_value_stands(facts):
        return unless(good_until=due)
    return _age(facts, now)


@gate(
    "R39",
    banned=2,
    sources=_IN_WORK,
    actions={Action.enter},
    codes={Code.gas_value_late, Code.time_disputed},
    parameters=("work_value_minutes",),
)
def work_value_in_time(facts: Facts, now: datetime) -> Outcome:
    """While somebody is inside, nobody else enters on a late value (G46 6.2.3; G30 6.5)."""
    due = work_value_due(facts)
    if due is None:
        return NOT_APPLICABLE
    last = facts.work.last_at
    if last is not None and _ahead(last, facts, now):
        return refused(Code.time_disputed, at=last.isoformat())
    if now > due:
        return refused(Code.gas_value_late, due_at=due.isoformat())
    return unless(good_until=due)


@gate(
    "R39",
    banned=2,
    sources=(Clause(Document.G46, "6.2.5"), *_IN_WORK),
    actions={Action.permit_confirm, Action.enter},
    codes={Code.bad_gas_value},
)
def work_value_good(facts: Facts, now: datetime) -> Outcome:
    """After a bad value during work nobody enters until a series begun after it has passed (G46 6.2.5, 6.2.7)."""
    bad = facts.work.bad
    if bad is None:
        return PASSED
    if bad_value_stands(facts):
        return unless((Code.bad_gas_value, {**bad.bad[0].told, "at": bad.at.isoformat()}, None))
    return PASSED


GATES: tuple[Gate, ...] = (
    series_age,
    at_approval(series_age),
    series_age_at_entry,
    work_value_in_time,
    work_value_good,
)
