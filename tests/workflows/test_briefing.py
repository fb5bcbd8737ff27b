"""安全交底: R16."""

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import chemical, chemical_submitted_facts, member
from pieces import ENTRANT, ENTRANT_2, GUARDIAN, LEADER, PRINCIPAL, person

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import BriefingItem
from workflows.vocabulary import Action, Part

OPEN, CONFIRM, ENTER = Action.open_space, Action.permit_confirm, Action.enter
APPROVALS = (Action.permit_consent, Action.permit_approve, Action.permit_owner_approve)


def deaf(action: Action, person_id: str) -> Facts:
    return member(passing(action), person_id, briefed_at=None)


def joined(*parts: Part, **overrides: object) -> Facts:
    base = passing(CONFIRM)
    return passing(CONFIRM, crew=(*base.crew, person("new", *parts, briefed_at=None, **overrides)))


def on_the_spot(action: Action, **overrides: object) -> Facts:
    """Profile 30 at ``action``, with the site's evidence already there."""
    site = chemical_submitted_facts()
    return chemical(passing(action, **{"briefing": site.briefing, **overrides}))


CASES: list[Case] = [
    *(passes("briefing_held", action, passing(action)) for action in (OPEN, CONFIRM, ENTER)),
    *(
        refuses("briefing_held", action, passing(action, briefing=None), Code.briefing_missing)
        for action in (OPEN, CONFIRM, ENTER)
    ),
    *(
        refuses(
            "briefing_held",
            OPEN,
            passing(OPEN, briefing__items=frozenset(BriefingItem) - {item}),
            Code.briefing_incomplete,
            note=item,
        )
        for item in BriefingItem
    ),
    refuses(
        "briefing_held",
        CONFIRM,
        passing(CONFIRM, briefing__signed_by_leader=False),
        Code.briefing_incomplete,
        note="unsigned",
    ),
    *(not_applicable("briefing_held", action, passing(action)) for action in APPROVALS),
    *(
        refuses("briefing_held", action, on_the_spot(action, briefing=None), Code.briefing_missing, note="profile 30")
        for action in APPROVALS
    ),
    passes("briefing_held", Action.permit_approve, on_the_spot(Action.permit_approve), note="profile 30"),
    passes("people_briefed", CONFIRM, passing(CONFIRM)),
    *(
        refuses("people_briefed", CONFIRM, deaf(CONFIRM, person_id), Code.not_briefed, note=person_id)
        for person_id in (LEADER, GUARDIAN, ENTRANT, ENTRANT_2)
    ),
    passes("people_briefed", CONFIRM, deaf(CONFIRM, PRINCIPAL), note="an approver need not be there"),
    refuses("people_briefed", CONFIRM, joined(Part.rescuer), Code.not_briefed, note="rescuer"),
    refuses("people_briefed", CONFIRM, joined(Part.tester), Code.not_briefed, note="own tester"),
    passes("people_briefed", CONFIRM, joined(Part.tester, training_exempt=True), note="laboratory's tester"),
    refuses(
        "people_briefed",
        CONFIRM,
        joined(Part.tester, Part.entrant, training_exempt=True),
        Code.not_briefed,
        note="a tester who goes in",
    ),
    passes("people_briefed", ENTER, passing(ENTER)),
    passes("people_briefed", ENTER, deaf(ENTER, ENTRANT_2), note="another's briefing"),
    refuses("people_briefed", ENTER, deaf(ENTER, ENTRANT), Code.not_briefed),
    refuses("people_briefed", ENTER, passing(ENTER, attempt__person_id="stranger"), Code.not_briefed, note="stranger"),
    refuses("people_briefed", ENTER, passing(ENTER, attempt__person_id=None), Code.not_briefed, note="unknown"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_briefing(case: Case) -> None:
    check(case)
