"""R52: two times of one record that contradict each other. Both are kept, and neither makes anything green."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import PASSED, Gate, Outcome, fault, gate
from workflows.sources import HouseRule
from workflows.verdict import GateState
from workflows.vocabulary import Action

_SOURCES = (HouseRule("disputed_times"),)


@gate(
    "R52",
    banned=None,
    sources=_SOURCES,
    actions={Action.check_in, Action.enter},
    codes={Code.time_disputed},
    parameters=("future_seconds", "back_dated_seconds"),
)
def phone_time_agrees(facts: Facts, now: datetime) -> Outcome:
    """A phone whose time contradicts the server's can take no post and let nobody in: nobody can tell when it was."""
    if not facts.attempt.time_disputed:
        return PASSED
    return Outcome(GateState.unknown, (fault(Code.time_disputed),))


@gate(
    "R52",
    banned=None,
    sources=_SOURCES,
    actions={Action.permit_confirm, Action.enter},
    codes={Code.time_unsettled},
)
def times_settled(facts: Facts, now: datetime) -> Outcome:
    """Nobody goes in while a recorded time is disputed and nobody has settled which one holds."""
    if facts.disputed_at is None:
        return PASSED
    return Outcome(GateState.unknown, (fault(Code.time_unsettled, since=facts.disputed_at.isoformat()),))


GATES: tuple[Gate, ...] = (phone_time_agrees, times_settled)
