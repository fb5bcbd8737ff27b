"""Rescue: R53, and nothing else holds a protected rescuer back."""

import pytest
from asked import passing
from cases import Case, check, passes, refuses
from pieces import NOW, SPACE, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear, gates_of
from workflows.plan_facts import Actor
from workflows.site_facts import Evacuation
from workflows.vocabulary import Action, EvacuationCause, Status

IN = Action.rescue_in
APPARATUS, LIFELINE, ATTENDANT = (
    Code.rescue_without_apparatus,
    Code.rescue_without_lifeline,
    Code.rescue_without_attendant,
)


def rescuer(**ticked: bool) -> Facts:
    return passing(IN, **{f"attempt__{name}": value for name, value in ticked.items()})


CASES: list[Case] = [
    passes("rescuer_protected", IN, passing(IN)),
    refuses("rescuer_protected", IN, rescuer(apparatus=False), APPARATUS),
    refuses("rescuer_protected", IN, rescuer(lifeline=False), LIFELINE),
    refuses("rescuer_protected", IN, rescuer(attendant=False), ATTENDANT),
    refuses(
        "rescuer_protected",
        IN,
        rescuer(apparatus=False, lifeline=False, attendant=False),
        APPARATUS,
        LIFELINE,
        ATTENDANT,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rescue(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("status", list(Status))
def test_nothing_else_holds_a_rescuer_back(status: Status) -> None:
    evacuation = Evacuation("evacuation-1", SPACE, at("09:54"), EvacuationCause.unwell)
    worst = passing(
        IN,
        permit__status=status,
        crew=(),
        approvals=(),
        filing=None,
        briefing=None,
        post=None,
        series=(),
        runs=(),
        equipment=None,
        evacuations=(evacuation,),
        attempt__person_id=None,
        actor=Actor("anyone", passing(IN).actor.roles),
    )
    assert clear(IN, worst, NOW).passed
    assert {gate.rule for gate in gates_of(IN)} <= {"R53", "legality"}
