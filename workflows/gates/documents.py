"""The papers: ledger entry (R01), required fields (R11), risk assessment (R62), the signed document (R14, R51)."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import PASSED, Gate, Outcome, fault, gate, refused, unless
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action

#: Acts that rely on the signed document. Exits, finishing and closing do not: nobody is held by a bad paper.
_RELYING = frozenset(
    {
        Action.permit_consent,
        Action.permit_approve,
        Action.permit_owner_approve,
        Action.check_in,
        Action.open_space,
        Action.permit_confirm,
        Action.enter,
    }
)


@gate(
    "R01",
    banned=1,
    sources=(Clause(Document.O13, "6"), Clause(Document.G46, "4.1")),
    actions={Action.permit_submit},
    codes={Code.space_not_in_ledger, Code.space_ledger_incomplete},
)
def space_in_ledger(facts: Facts, now: datetime) -> Outcome:
    """The space stands in the ledger with name, location and hazards (O13 6; G46 4.1)."""
    space = facts.space
    if not space.in_ledger:
        return refused(Code.space_not_in_ledger)
    told = {"name": space.name.strip(), "location": space.location.strip(), "hazards": space.hazards}
    return unless(*(fault(Code.space_ledger_incomplete, field=name) for name, value in told.items() if not value))


@gate(
    "R11",
    banned=6,
    sources=(Clause(Document.G46, "5.2.2"), Clause(Document.G30, "A.2")),
    actions={Action.permit_submit},
    codes={Code.field_missing},
)
def fields_filled(facts: Facts, now: datetime) -> Outcome:
    """Every required field of the 审批单 is filled (G46 5.2.2)."""
    return unless(*(fault(Code.field_missing, field=name) for name in facts.permit.missing_fields))


@gate(
    "R62",
    banned=1,
    sources=(Clause(Document.G46, "5.1"), HouseRule("risk_assessment")),
    actions={Action.permit_submit, Action.permit_confirm},
    codes={Code.risk_assessment_missing, Code.owner_information_missing},
)
def risk_assessed(facts: Facts, now: datetime) -> Outcome:
    """The risks are assessed, with the owner's information where the work is contracted (G46 5.1)."""
    faults = []
    if facts.risk_assessment is None or not facts.risk_assessment.complete:
        faults.append(fault(Code.risk_assessment_missing))
    if facts.contract is not None and not facts.contract.owner_information:
        faults.append(fault(Code.owner_information_missing))
    return unless(*faults)


@gate(
    "R51",
    banned=6,
    sources=(Clause(Document.G30, "4.18"), HouseRule("signed_document_unaltered")),
    actions=_RELYING,
    codes={Code.document_altered},
)
def document_intact(facts: Facts, now: datetime) -> Outcome:
    """The frozen document is the one that was signed (G30 4.18)."""
    return PASSED if facts.permit.document_intact else refused(Code.document_altered)


@gate(
    "R14",
    banned=6,
    sources=(Clause(Document.G30, "4.16"), HouseRule("changed_space_needs_new_permit")),
    actions=_RELYING,
    codes={Code.space_changed},
)
def space_unchanged(facts: Facts, now: datetime) -> Outcome:
    """The space is the one that was signed for; a changed one needs a new permit (G30 4.16)."""
    return refused(Code.space_changed) if facts.space.changed_since_signing else PASSED


GATES: tuple[Gate, ...] = (space_in_ledger, fields_filled, risk_assessed, document_intact, space_unchanged)
