"""One person, one entry: nobody goes in during an evacuation (R68) or twice (R70)."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import PASSED, UNKNOWN, Gate, Outcome, gate, refused
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action


@gate(
    "R68",
    banned=4,
    sources=(Clause(Document.G46, "6.2.5"), Clause(Document.O13, "15"), Clause(Document.G30, "6.5")),
    actions={Action.permit_confirm, Action.enter},
    codes={Code.evacuation_in_force},
)
def no_evacuation(facts: Facts, now: datetime) -> Outcome:
    """No evacuation is in force in this space or one connected with it (G46 5.8.1, 6.2.5)."""
    if not facts.evacuations:
        return PASSED
    first = min(facts.evacuations, key=lambda evacuation: evacuation.since)
    return refused(
        Code.evacuation_in_force, cause=first.cause.value, since=first.since.isoformat(), space_id=first.space_id
    )


@gate("R70", banned=4, sources=(HouseRule("one_open_entry"),), actions={Action.enter}, codes={Code.already_inside})
def not_inside_yet(facts: Facts, now: datetime) -> Outcome:
    """The person is not logged as inside already. With somebody unnamed at the mouth or inside, nobody can tell."""
    person_id = facts.attempt.person_id
    inside = {one.person_id for one in facts.presence.inside}
    if person_id in inside and person_id is not None:
        return refused(Code.already_inside)
    return UNKNOWN if person_id is None or None in inside else PASSED


GATES: tuple[Gate, ...] = (no_evacuation, not_inside_yet)
