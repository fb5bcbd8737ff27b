"""The papers: ledger, fields, risk assessment, the signed document."""

import pytest
from asked import passing
from cases import Case, check, passes, refuses
from good import contracted, facts

from workflows.codes import Code
from workflows.vocabulary import Action

SUBMIT = Action.permit_submit
CONFIRM = Action.permit_confirm
RELYING = (
    Action.permit_consent,
    Action.permit_approve,
    Action.permit_owner_approve,
    Action.check_in,
    Action.open_space,
    Action.permit_confirm,
    Action.enter,
)
INCOMPLETE = Code.space_ledger_incomplete


def risks(action: Action) -> list[Case]:
    uninformed = facts(contracted(passing(action)), contract__owner_information=False)
    return [
        refuses("risk_assessed", action, passing(action, risk_assessment=None), Code.risk_assessment_missing),
        refuses(
            "risk_assessed",
            action,
            passing(action, risk_assessment__complete=False),
            Code.risk_assessment_missing,
            note="incomplete",
        ),
        refuses("risk_assessed", action, uninformed, Code.owner_information_missing),
        passes("risk_assessed", action, contracted(passing(action)), note="contracted"),
    ]


CASES: list[Case] = [
    refuses("space_in_ledger", SUBMIT, passing(SUBMIT, space__in_ledger=False), Code.space_not_in_ledger),
    refuses("space_in_ledger", SUBMIT, passing(SUBMIT, space__name=" "), INCOMPLETE, note="name"),
    refuses("space_in_ledger", SUBMIT, passing(SUBMIT, space__location=""), INCOMPLETE, note="location"),
    refuses("space_in_ledger", SUBMIT, passing(SUBMIT, space__hazards=frozenset()), INCOMPLETE, note="hazards"),
    refuses(
        "space_in_ledger",
        SUBMIT,
        passing(SUBMIT, space__name="", space__location=""),
        INCOMPLETE,
        INCOMPLETE,
        note="each field is named",
    ),
    passes("space_in_ledger", SUBMIT, passing(SUBMIT)),
    refuses(
        "fields_filled",
        SUBMIT,
        passing(SUBMIT, permit__missing_fields=("content", "guardian")),
        Code.field_missing,
        Code.field_missing,
    ),
    passes("fields_filled", SUBMIT, passing(SUBMIT)),
    *risks(SUBMIT),
    *risks(CONFIRM),
    *(refuses("document_intact", a, passing(a, permit__document_intact=False), Code.document_altered) for a in RELYING),
    *(
        refuses("space_unchanged", a, passing(a, space__changed_since_signing=True), Code.space_changed)
        for a in RELYING
    ),
    *(passes(gate, a, passing(a)) for a in RELYING for gate in ("document_intact", "space_unchanged")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_documents(case: Case) -> None:
    check(case)
