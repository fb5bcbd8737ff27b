"""How a finding moves from open to accepted, whose hand moves it, and when it is overdue."""

from datetime import date, timedelta

import pytest

from workflows.inspection_kinds import FindingFault, FindingState, FindingStatus, FindingTrigger
from workflows.rectification import EDGES, Hand, days_late, fault, may, moved, state_of

FIRM, OFFICER = Hand(of_firm=True, officer=False), Hand(of_firm=False, officer=True)
DUE = date(2026, 12, 31)
_OPEN, _REPORTED, _ACCEPTED = FindingStatus
_REPORT, _ACCEPT, _SEND_BACK = FindingTrigger


@pytest.mark.parametrize(
    ("trigger", "status", "told"),
    [
        (_REPORT, _OPEN, None),
        (_REPORT, _REPORTED, FindingFault.reported_already),
        (_REPORT, _ACCEPTED, FindingFault.accepted_already),
        (_ACCEPT, _OPEN, FindingFault.not_reported),
        (_ACCEPT, _REPORTED, None),
        (_ACCEPT, _ACCEPTED, FindingFault.accepted_already),
        (_SEND_BACK, _OPEN, FindingFault.not_reported),
        (_SEND_BACK, _REPORTED, None),
        (_SEND_BACK, _ACCEPTED, FindingFault.accepted_already),
    ],
)
def test_every_move_from_every_status(
    trigger: FindingTrigger, status: FindingStatus, told: FindingFault | None
) -> None:
    assert fault(trigger, status, OFFICER, concluded=True) is told
    assert fault(trigger, status, OFFICER, concluded=False) is FindingFault.not_concluded
    edges = [edge for edge in EDGES if (edge.trigger, edge.source) == (trigger, status)]
    assert [edge.dest for edge in edges] == ([] if told else [moved(trigger, status)])


def test_a_finding_sent_back_is_open_again_and_an_accepted_one_stays() -> None:
    assert moved(_SEND_BACK, moved(_REPORT, _OPEN)) is _OPEN
    assert {edge.source for edge in EDGES} == {_OPEN, _REPORTED}


@pytest.mark.parametrize(
    ("hand", "reports", "judges"),
    [
        (FIRM, True, False),
        (OFFICER, False, True),
        (Hand(of_firm=False, officer=True, firm_known=False), True, True),
        (Hand(of_firm=False, officer=False), False, False),
        (Hand(of_firm=False, officer=False, firm_known=False), False, False),
    ],
)
def test_whose_hand_moves_a_finding(hand: Hand, *, reports: bool, judges: bool) -> None:
    assert (may(_REPORT, hand), may(_ACCEPT, hand), may(_SEND_BACK, hand)) == (reports, judges, judges)


def test_who_declared_a_relation_judges_nothing_of_that_enterprise() -> None:
    related = Hand(of_firm=False, officer=True, related=True)
    assert fault(_ACCEPT, _REPORTED, related, concluded=True) is FindingFault.related
    assert fault(_SEND_BACK, _REPORTED, related, concluded=True) is FindingFault.related


@pytest.mark.parametrize(
    ("status", "today", "state"),
    [
        (_OPEN, DUE, FindingState.open),
        (_OPEN, DUE + timedelta(days=1), FindingState.overdue),
        (_REPORTED, DUE + timedelta(days=1), FindingState.reported),
        (_ACCEPTED, DUE + timedelta(days=1), FindingState.accepted),
    ],
)
def test_it_is_overdue_from_the_day_after_while_it_is_the_enterprises_turn(
    status: FindingStatus, today: date, state: FindingState
) -> None:
    assert state_of(status, DUE, today) is state


def test_days_late_are_whole_days_after_the_one_it_was_due_on() -> None:
    assert [days_late(DUE, DUE + timedelta(days=days)) for days in (-1, 0, 1, 40)] == [0, 0, 1, 40]
