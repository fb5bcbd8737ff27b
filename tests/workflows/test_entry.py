"""One person, one entry, and nobody during an evacuation: R68, R70."""

import pytest
from asked import passing
from cases import Case, check, passes, refuses, unsure
from pieces import ENTRANT, ENTRANT_2, OTHER_SPACE, SPACE, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.site_facts import Evacuation, Inside
from workflows.vocabulary import Action, EvacuationCause

CONFIRM, ENTER = Action.permit_confirm, Action.enter


def evacuated(action: Action, space_id: str) -> Facts:
    return passing(
        action, evacuations=(Evacuation("evacuation-1", space_id, at("09:54"), EvacuationCause.detector_alarm),)
    )


def inside(*person_ids: str | None) -> Facts:
    return passing(ENTER, presence__inside=tuple(Inside(one, at("09:52"), "permit-1") for one in person_ids))


CASES: list[Case] = [
    *(passes("no_evacuation", action, passing(action)) for action in (CONFIRM, ENTER)),
    *(
        refuses("no_evacuation", action, evacuated(action, space_id), Code.evacuation_in_force, note=space_id)
        for action in (CONFIRM, ENTER)
        for space_id in (SPACE, OTHER_SPACE)
    ),
    passes("not_inside_yet", ENTER, passing(ENTER)),
    passes("not_inside_yet", ENTER, inside(ENTRANT_2), note="another is inside"),
    refuses("not_inside_yet", ENTER, inside(ENTRANT_2, ENTRANT), Code.already_inside),
    refuses("not_inside_yet", ENTER, inside(None, ENTRANT), Code.already_inside, note="beside an unnamed one"),
    unsure("not_inside_yet", ENTER, inside(ENTRANT_2, None), note="an unnamed one is inside"),
    unsure("not_inside_yet", ENTER, passing(ENTER, attempt__person_id=None), note="nobody knows who it is"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_entry(case: Case) -> None:
    check(case)
