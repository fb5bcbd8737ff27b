"""Stops in force, other permits in the same space, conflicting work, special-work tickets."""

import pytest
from asked import moment, passing
from cases import Case, check, not_applicable, passes, refuses, result_of, unsure
from pieces import PLANNED, SECOND

from workflows.codes import Code
from workflows.gates import clear
from workflows.kinds import HOT_WORK, PAINTING_WORK, WorkKind
from workflows.plan_facts import Stop
from workflows.site_facts import LinkedPermit, Neighbour
from workflows.sources import LocalRule
from workflows.vocabulary import Action, Sector, Status, StopKind

SUBMIT, CONFIRM, ENTER = Action.permit_submit, Action.permit_confirm, Action.enter
STOPPED = (Action.check_in, Action.open_space, CONFIRM, ENTER)
UNDER_WAY = (Status.active, Status.suspended)
APPLIED_FOR = (*UNDER_WAY, Status.submitted, Status.approved)


def stop(kind: StopKind) -> Stop:
    return Stop(f"stop-{kind}", kind, PLANNED)


def stops(action: Action) -> list[Case]:
    both = tuple(stop(kind) for kind in StopKind)
    return [
        passes("no_stop", action, passing(action)),
        *(
            refuses("no_stop", action, passing(action, stops=(stop(kind),)), Code.stop_in_force, note=kind)
            for kind in StopKind
        ),
        refuses("no_stop", action, passing(action, stops=both), Code.stop_in_force, Code.stop_in_force, note="both"),
    ]


def neighbours(action: Action) -> list[Case]:
    gate = "neighbours_linked"
    rows = [not_applicable(gate, action, passing(action))]
    for status in Status:
        alone = passing(action, neighbours=(Neighbour("permit-2", status, WorkKind.inspection),))
        linked = passing(action, neighbours=(Neighbour("permit-2", status, WorkKind.inspection, link_signed=True),))
        rows += [
            refuses(gate, action, alone, Code.link_unsigned, note=status)
            if status in UNDER_WAY
            else passes(gate, action, alone, note=status),
            passes(gate, action, linked, note=f"{status} linked"),
        ]
    return rows


def conflicts(action: Action) -> list[Case]:
    gate = "no_conflicting_work"

    def beside(own: WorkKind, other: WorkKind | None, status: Status = Status.approved) -> object:
        neighbour = Neighbour("permit-2", status, other, link_signed=True)
        return passing(action, permit__work_kind=own, neighbours=(neighbour,))

    pairs = [(hot, paint) for hot in sorted(HOT_WORK) for paint in sorted(PAINTING_WORK)]
    pairs += [(paint, hot) for hot, paint in pairs]
    return [
        not_applicable(gate, action, passing(action)),
        *(refuses(gate, action, beside(*pair), Code.conflicting_work, note="+".join(pair)) for pair in pairs),
        passes(gate, action, beside(WorkKind.welding, WorkKind.hot_work), note="hot work twice"),
        passes(gate, action, beside(WorkKind.coating, WorkKind.waterproofing), note="painting twice"),
        passes(gate, action, beside(WorkKind.welding, WorkKind.inspection), note="hot work and inspection"),
        unsure(gate, action, beside(WorkKind.welding, None), note="kind not told yet"),
        *(
            refuses(
                gate, action, beside(WorkKind.welding, WorkKind.coating, status), Code.conflicting_work, note=status
            )
            if status in APPLIED_FOR
            else passes(gate, action, beside(WorkKind.welding, WorkKind.coating, status), note=status)
            for status in Status
        ),
    ]


def tickets(action: Action) -> list[Case]:
    gate, now = "tickets_valid", moment(action)

    def ticket(*until: object) -> object:
        return passing(action, linked=tuple(LinkedPermit(WorkKind.hot_work, u) for u in until))

    return [
        not_applicable(gate, action, passing(action)),
        refuses(gate, action, ticket(None), Code.linked_permit_missing),
        refuses(gate, action, ticket(now - SECOND), Code.linked_permit_lapsed, note="before"),
        refuses(gate, action, ticket(now), Code.linked_permit_lapsed, note="at"),
        passes(gate, action, ticket(now + SECOND), note="after"),
        refuses(gate, action, ticket(None, now), Code.linked_permit_missing, Code.linked_permit_lapsed, note="each"),
    ]


CASES: list[Case] = [
    *(row for action in STOPPED for row in stops(action)),
    *(row for action in (CONFIRM, ENTER) for row in neighbours(action)),
    *(row for action in (SUBMIT, CONFIRM) for row in conflicts(action)),
    *(row for action in (SUBMIT, CONFIRM, ENTER) for row in tickets(action)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_stops(case: Case) -> None:
    check(case)


def test_a_pass_is_good_no_longer_than_the_ticket() -> None:
    until = moment(ENTER) + SECOND
    clearance = clear(ENTER, passing(ENTER, linked=(LinkedPermit(WorkKind.hot_work, until),)), moment(ENTER))
    assert clearance.passed
    assert clearance.good_until == until


def test_a_pause_cites_the_street_and_an_order_the_law_that_binds() -> None:
    pause = refuses("no_stop", ENTER, passing(ENTER, stops=(stop(StopKind.pause),)), Code.stop_in_force)
    order = refuses("no_stop", ENTER, passing(ENTER, stops=(stop(StopKind.order),)), Code.stop_in_force)
    assert result_of(pause).refusals[0].source == LocalRule("Sample street notice 1", "Sample street")
    assert str(getattr(result_of(order).refusals[0].source, "document", None)) == "O13"


def test_an_order_cites_no_order_13_outside_its_trades() -> None:
    stopped = passing(ENTER, stops=(stop(StopKind.order),), sector=Sector.municipal)
    refusal = result_of(refuses("no_stop", ENTER, stopped, Code.stop_in_force)).refusals[0]
    assert getattr(refusal.source, "name", None) == "stop_in_force"
