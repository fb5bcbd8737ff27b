"""Contracted work: agreement, review, the owner's site check."""

from datetime import date
from typing import Any

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import contracted, facts
from pieces import at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.vocabulary import Action

GATE = "contractor_bound"
BOUND = (
    Action.permit_submit,
    Action.permit_consent,
    Action.permit_approve,
    Action.permit_owner_approve,
    Action.permit_confirm,
)


def shared(action: Action, **overrides: Any) -> Facts:
    return facts(contracted(passing(action)), **overrides)


def bound(action: Action) -> list[Case]:
    return [
        not_applicable(GATE, action, passing(action, contract=None), note="own work"),
        passes(GATE, action, shared(action)),
        refuses(GATE, action, shared(action, contract__agreement_from=None), Code.agreement_missing, note="no start"),
        refuses(GATE, action, shared(action, contract__agreement_until=None), Code.agreement_missing, note="no end"),
        refuses(GATE, action, shared(action, contract__reviewed_at=None), Code.contractor_review_missing),
        refuses(
            GATE,
            action,
            shared(action, contract__review_passed=False),
            Code.contractor_review_missing,
            note="failed",
        ),
    ]


SUBMIT = Action.permit_submit
DAY = date(2026, 12, 1)
#: A window over midnight of Shanghai: its last second is 2026-12-02 there, 2026-12-01 in UTC.
OVERNIGHT = {"permit__window_start": at("20:00"), "permit__window_end": at("07:00", 2)}

CASES: list[Case] = [
    *(row for action in BOUND for row in bound(action)),
    passes(GATE, SUBMIT, shared(SUBMIT, contract__agreement_from=DAY), note="from the day"),
    refuses(
        GATE,
        SUBMIT,
        shared(SUBMIT, contract__agreement_from=date(2026, 12, 2)),
        Code.agreement_lapsed,
        note="from the day after",
    ),
    passes(GATE, SUBMIT, shared(SUBMIT, contract__agreement_until=DAY), note="until the day"),
    refuses(
        GATE,
        SUBMIT,
        shared(SUBMIT, contract__agreement_until=date(2026, 11, 30)),
        Code.agreement_lapsed,
        note="until the day before",
    ),
    refuses(
        GATE,
        SUBMIT,
        shared(SUBMIT, contract__agreement_until=DAY, **OVERNIGHT),
        Code.agreement_lapsed,
        note="ends overnight",
    ),
    refuses(
        GATE,
        SUBMIT,
        shared(SUBMIT, contract__agreement_from=None, contract__review_passed=False),
        Code.agreement_missing,
        Code.contractor_review_missing,
        note="both",
    ),
    *(
        row
        for action in (Action.permit_confirm, Action.enter)
        for row in (
            not_applicable("owner_checked_site", action, passing(action)),
            passes("owner_checked_site", action, shared(action)),
            refuses(
                "owner_checked_site",
                action,
                shared(action, contract__site_checked_at=None),
                Code.owner_site_check_missing,
            ),
            refuses(
                "owner_checked_site",
                action,
                shared(action, contract__inspector_id=None),
                Code.owner_site_check_missing,
                note="nobody named",
            ),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_contract(case: Case) -> None:
    check(case)
