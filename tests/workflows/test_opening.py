"""Opening the space: R04, R05, R56, R57, and nothing judged through a shut hatch (R29)."""

from dataclasses import replace

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import chemical, chemical_submitted_facts, facts, member
from pieces import ENTRANT, GUARDIAN, LEADER, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import ClosingKind
from workflows.site_facts import AreaClosure, Barrier
from workflows.vocabulary import Action, Part, Status

OPEN, TEST, CONFIRM, ENTER = Action.open_space, Action.gas_test, Action.permit_confirm, Action.enter

APPROVE = Action.permit_approve
APPROVALS = (Action.permit_consent, APPROVE, Action.permit_owner_approve)


def on_the_spot(**overrides: object) -> Facts:
    """Profile 30: the approver about to sign on site."""
    return facts(chemical_submitted_facts(), **overrides)


def unbarred(action: Action, known: bool | None, barrier: Barrier | None = None) -> Facts:
    return passing(action, space__barrier_effective=known, barrier=barrier)


def shut(action: Action) -> Facts:
    base = passing(action)
    closed = replace(base.openings[0], closed_at=at("09:00"), closing=ClosingKind.temporary)
    return replace(base, openings=(closed,))


def leeward(action: Action) -> Facts:
    base = passing(action)
    return replace(base, openings=(replace(base.openings[0], upwind=False),))


def opened_by(person_id: str | None) -> Facts:
    return passing(OPEN, attempt__person_id=person_id)


CASES: list[Case] = [
    *(passes("barrier", action, passing(action)) for action in (OPEN, CONFIRM, ENTER)),
    *(refuses("barrier", action, unbarred(action, False), Code.barrier_ineffective) for action in (OPEN, ENTER)),
    refuses("barrier", CONFIRM, unbarred(CONFIRM, None), Code.barrier_ineffective, note="not known"),
    passes("barrier", OPEN, unbarred(OPEN, None, Barrier(at("08:20"), effective=True)), note="temporary"),
    refuses("barrier", OPEN, unbarred(OPEN, False, Barrier(at("08:20"), effective=False)), Code.barrier_ineffective),
    not_applicable("barrier", OPEN, passing(OPEN, space__toxic_possible=False, space__barrier_effective=False)),
    *(
        passes("opened_after_approval", OPEN, passing(OPEN, permit__status=status), note=status)
        for status in (Status.approved, Status.active, Status.suspended)
    ),
    *(
        refuses(
            "opened_after_approval",
            OPEN,
            passing(OPEN, permit__status=status),
            Code.opened_before_approval,
            note=status,
        )
        for status in (Status.draft, Status.submitted, Status.finished)
    ),
    not_applicable("opened_after_approval", OPEN, chemical(passing(OPEN, permit__status=Status.submitted))),
    passes("opener", OPEN, opened_by(GUARDIAN)),
    refuses("opener", OPEN, opened_by(LEADER), Code.opener_not_guardian),
    refuses("opener", OPEN, opened_by(None), Code.opener_not_guardian, note="unknown"),
    refuses("opener", OPEN, passing(OPEN, post=None), Code.opener_not_guardian, note="no post"),
    refuses("opener", OPEN, passing(OPEN, post__guardian_id=ENTRANT), Code.opener_not_guardian, note="other post"),
    refuses(
        "opener",
        OPEN,
        member(passing(OPEN), GUARDIAN, parts=frozenset({Part.tester})),
        Code.opener_not_guardian,
        note="not named guardian",
    ),
    *(passes("area_closed", action, passing(action)) for action in (OPEN, CONFIRM, ENTER)),
    refuses("area_closed", OPEN, passing(OPEN, area_closure=None), Code.area_not_closed, Code.notice_missing),
    refuses("area_closed", CONFIRM, passing(CONFIRM, area_closure__closed=False), Code.area_not_closed),
    refuses("area_closed", ENTER, passing(ENTER, area_closure__notice_board=False), Code.notice_missing),
    refuses(
        "area_closed",
        ENTER,
        passing(ENTER, area_closure=AreaClosure(at("08:15"), True, True, removed_at=at("09:00"))),
        Code.area_not_closed,
        Code.notice_missing,
        note="taken down",
    ),
    passes("opened_upwind", OPEN, passing(OPEN)),
    refuses("opened_upwind", OPEN, passing(OPEN, attempt__upwind=False), Code.upwind_unconfirmed),
    passes("opened_upwind", CONFIRM, passing(CONFIRM)),
    refuses("opened_upwind", CONFIRM, leeward(CONFIRM), Code.upwind_unconfirmed),
    *(passes("space_opened", action, passing(action)) for action in (TEST, CONFIRM, ENTER)),
    *(
        refuses("space_opened", action, passing(action, openings=()), Code.space_not_opened)
        for action in (TEST, CONFIRM, ENTER)
    ),
    passes("space_opened_at_approval", APPROVE, on_the_spot()),
    refuses("space_opened_at_approval", APPROVE, on_the_spot(openings=()), Code.space_not_opened),
    *(not_applicable("space_opened_at_approval", action, passing(action)) for action in APPROVALS),
    refuses("space_opened", ENTER, shut(ENTER), Code.space_not_opened, note="shut again"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_opening(case: Case) -> None:
    check(case)
