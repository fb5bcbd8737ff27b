"""Finishing, closing, accepting: R44, R45, R46."""

from dataclasses import replace

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from pieces import ENTRANT, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import AcceptanceItem, ClosingKind
from workflows.site_facts import Inside, Suspension
from workflows.vocabulary import Action, SuspendReason

FINISH, CLOSE, ACCEPT = Action.permit_finish, Action.permit_close, Action.job_accept
WINDING_UP = (FINISH, CLOSE)
COUNTED = (*WINDING_UP, Action.lift)


def inside(action: Action, person_id: str | None, permit_id: str | None) -> Facts:
    return passing(action, presence__inside=(Inside(person_id, at("09:52"), permit_id),))


def opening(**overrides: object) -> Facts:
    base = passing(CLOSE)
    return replace(base, openings=(replace(base.openings[0], **overrides),))  # type: ignore[arg-type]


def paused(action: Action, *, marked: bool) -> Facts:
    return passing(action, suspension=Suspension(at("09:52"), SuspendReason.person, marked=marked))


CASES: list[Case] = [
    *(passes("nobody_inside", action, passing(action)) for action in WINDING_UP),
    *(
        refuses("nobody_inside", action, inside(action, ENTRANT, "permit-1"), Code.people_inside)
        for action in WINDING_UP
    ),
    refuses("nobody_inside", FINISH, inside(FINISH, None, None), Code.people_inside, note="a counted unknown"),
    passes("nobody_inside", FINISH, inside(FINISH, ENTRANT, "permit-2"), note="a linked permit's"),
    *(
        refuses("nobody_inside", action, passing(action, presence__tools_inside=1), Code.tools_inside)
        for action in WINDING_UP
    ),
    refuses(
        "nobody_inside",
        CLOSE,
        replace(
            inside(CLOSE, ENTRANT, "permit-1"),
            presence=replace(inside(CLOSE, ENTRANT, "permit-1").presence, tools_inside=2),
        ),
        Code.people_inside,
        Code.tools_inside,
    ),
    *(passes("headcount_settled", action, passing(action)) for action in COUNTED),
    *(
        refuses("headcount_settled", action, passing(action, presence__headcount_differs=True), Code.headcount_differs)
        for action in COUNTED
    ),
    passes("openings_closed", CLOSE, passing(CLOSE)),
    passes("openings_closed", CLOSE, opening(closing=ClosingKind.temporary), note="for now"),
    refuses("openings_closed", CLOSE, opening(closed_at=None), Code.opening_not_closed, note="open"),
    refuses("openings_closed", CLOSE, opening(closing=None), Code.opening_not_closed, note="how is not told"),
    refuses("openings_closed", CLOSE, opening(sign_set=False), Code.opening_not_closed, note="no sign"),
    refuses("openings_closed", CLOSE, passing(CLOSE, openings=()), Code.opening_not_closed, note="no record"),
    not_applicable("interruption_marked", FINISH, passing(FINISH)),
    not_applicable("interruption_marked", CLOSE, paused(CLOSE, marked=True)),
    *(
        passes("interruption_marked", action, paused(action, marked=False), warnings=(Code.interruption_unmarked,))
        for action in WINDING_UP
    ),
    passes("acceptance", ACCEPT, passing(ACCEPT)),
    refuses("acceptance", ACCEPT, passing(ACCEPT, job__permits_ended=False), Code.permit_not_ended),
    *(
        refuses(
            "acceptance",
            ACCEPT,
            passing(ACCEPT, job__acceptance_items=frozenset(AcceptanceItem) - {item}),
            Code.acceptance_item_missing,
            note=item,
        )
        for item in AcceptanceItem
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_closing(case: Case) -> None:
    check(case)
