"""The approved window at its limits, one second before, at and after."""

from datetime import timedelta
from typing import Any

import pytest
from asked import moment, passing
from cases import Case, check, passes, refuses, unsure
from good import chemical, facts
from pieces import ENTRANT, SECOND, WINDOW_END, WINDOW_START, at

from workflows.codes import Code
from workflows.gates import clear
from workflows.site_facts import Inside, Presence
from workflows.vocabulary import Action

SIGNING = (Action.permit_submit, Action.permit_consent, Action.permit_approve, Action.permit_owner_approve)
ARRIVING = (Action.check_in, Action.prepare)
WORKING = (Action.open_space, Action.permit_confirm, Action.enter)
AIR = (Action.ventilate, Action.gas_test)
EARLIEST = WINDOW_START - timedelta(hours=12)
DAY = timedelta(hours=24)
ENDED, NOT_BEGUN = Code.window_ended, Code.window_not_begun


def length(action: Action) -> list[Case]:
    gate = "window_fits"

    def lasting(span: timedelta) -> Any:
        return passing(action, permit__window_end=WINDOW_START + span)

    return [
        passes(gate, action, passing(action)),
        passes(gate, action, lasting(DAY - SECOND), note="just under 24 h"),
        passes(gate, action, lasting(DAY), note="24 h"),
        refuses(gate, action, lasting(DAY + SECOND), Code.window_too_long, note="just over 24 h"),
        refuses(gate, action, chemical(lasting(DAY + SECOND)), Code.window_too_long, note="just over, profile 30"),
        refuses(gate, action, lasting(timedelta(0)), ENDED, note="empty"),
        refuses(gate, action, lasting(-SECOND), ENDED, note="ends before it begins"),
        refuses(gate, action, passing(action), ENDED, now=WINDOW_END, note="over"),
        passes(gate, action, passing(action), now=WINDOW_END - SECOND, note="last second"),
        unsure(gate, action, passing(action, permit__window_start=None), note="no start"),
        unsure(gate, action, passing(action, permit__window_end=None), note="no end"),
    ]


def limits(gate: str, action: Action, first: Any, early: Code) -> list[Case]:
    base = passing(action)
    return [
        refuses(gate, action, base, early, now=first - SECOND, note="just before"),
        passes(gate, action, base, now=first, note="at the beginning"),
        passes(gate, action, base, now=first + SECOND, note="just after"),
        passes(gate, action, base, now=WINDOW_END - SECOND, note="last second"),
        refuses(gate, action, base, ENDED, now=WINDOW_END, note="at the end"),
        refuses(gate, action, base, ENDED, now=WINDOW_END + SECOND, note="after the end"),
        unsure(gate, action, facts(base, permit__window_start=None), note="no start"),
        unsure(gate, action, facts(base, permit__window_end=None), note="no end"),
    ]


def occupied(action: Action) -> list[Case]:
    """With somebody still inside, air comes before the window."""
    presence = Presence(inside=(Inside(ENTRANT, at("09:52"), "permit-1"),), rose_at=at("09:52"))
    return [passes("air_work_inside_window", action, passing(action, presence=presence), now=WINDOW_END + SECOND)]


CASES: list[Case] = [
    *(row for action in SIGNING for row in length(action)),
    *(row for action in ARRIVING for row in limits("near_window", action, EARLIEST, Code.too_early_on_site)),
    *limits("near_window", Action.prepare, EARLIEST, Code.too_early_on_site),
    *(row for action in WORKING for row in limits("inside_window", action, WINDOW_START, NOT_BEGUN)),
    *(row for action in AIR for row in limits("air_work_inside_window", action, WINDOW_START, NOT_BEGUN)),
    *(row for action in AIR for row in occupied(action)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_window(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("action", [Action.permit_confirm, Action.enter])
def test_a_pass_is_good_no_longer_than_the_window(action: Action) -> None:
    end = moment(action) + SECOND
    clearance = clear(action, passing(action, permit__window_end=end), moment(action))
    assert clearance.passed
    assert clearance.good_until == end
