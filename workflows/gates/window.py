"""The approved window (R13): at most 24 h, signed before its end, prepared shortly before it, worked only inside it."""

from datetime import datetime, timedelta

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import UNKNOWN, Fault, Gate, Outcome, fault, gate, unless
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action

_WINDOW = (Clause(Document.G30, "6.10"), HouseRule("window_hours"))


def _not_begun(start: datetime, now: datetime) -> tuple[Fault, ...]:
    return (fault(Code.window_not_begun, window_start=start.isoformat()),) if now < start else ()


def _ended(end: datetime, now: datetime) -> tuple[Fault, ...]:
    """The end itself is outside."""
    return (fault(Code.window_ended, window_end=end.isoformat()),) if now >= end else ()


@gate(
    "R13",
    banned=6,
    sources=_WINDOW,
    actions={
        Action.permit_submit,
        Action.permit_consent,
        Action.permit_approve,
        Action.permit_owner_approve,
        Action.permit_extra_approve,
    },
    codes={Code.window_too_long, Code.window_ended},
    parameters=("window_hours",),
)
def window_fits(facts: Facts, now: datetime) -> Outcome:
    """The window is at most 24 h long, ends after it begins and is not over yet (G30 6.10)."""
    start, end = facts.permit.window_start, facts.permit.window_end
    if start is None or end is None:
        return UNKNOWN
    hours = facts.rules.window_hours
    faults = _ended(end, max(now, end) if end <= start else now)
    if end - start > timedelta(hours=hours):
        faults += (fault(Code.window_too_long, limit_hours=str(hours)),)
    return unless(*faults)


@gate(
    "R13",
    banned=6,
    sources=(HouseRule("early_on_site_hours"),),
    actions={Action.check_in, Action.prepare},
    codes={Code.too_early_on_site, Code.window_ended},
    parameters=("early_on_site_hours",),
)
def near_window(facts: Facts, now: datetime) -> Outcome:
    """Preparing begins at most 12 h before the window (site-rules 3)."""
    start, end = facts.permit.window_start, facts.permit.window_end
    if start is None or end is None:
        return UNKNOWN
    earliest = start - timedelta(hours=facts.rules.early_on_site_hours)
    early = (fault(Code.too_early_on_site, earliest=earliest.isoformat()),) if now < earliest else ()
    return unless(*early, *_ended(end, now), good_until=end)


@gate(
    "R13",
    banned=6,
    sources=_WINDOW,
    actions={Action.open_space, Action.permit_confirm, Action.enter},
    codes={Code.window_not_begun, Code.window_ended},
)
def inside_window(facts: Facts, now: datetime) -> Outcome:
    """Opening and entering happen inside the window; past it a new permit is needed (G30 6.10)."""
    start, end = facts.permit.window_start, facts.permit.window_end
    if start is None or end is None:
        return UNKNOWN
    return unless(*_not_begun(start, now), *_ended(end, now), good_until=end)


@gate(
    "R13",
    banned=6,
    sources=_WINDOW,
    actions={Action.ventilate, Action.gas_test},
    codes={Code.window_not_begun, Code.window_ended},
)
def air_work_inside_window(facts: Facts, now: datetime) -> Outcome:
    """Ventilating and testing keep to the window too, unless somebody is still inside: then air comes first."""
    start, end = facts.permit.window_start, facts.permit.window_end
    if start is None or end is None:
        return UNKNOWN
    ended = () if facts.presence.inside else _ended(end, now)
    return unless(*_not_begun(start, now), *ended)


GATES: tuple[Gate, ...] = (window_fits, near_window, inside_window, air_work_inside_window)
