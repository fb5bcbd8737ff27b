"""Contracted work (发包): agreement and review (R10), the owner's site check (R63). The owner's approval is R09's."""

from datetime import datetime

from workflows.codes import Code
from workflows.days import days_of_work
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, refused, unless
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action


@gate(
    "R10",
    banned=6,
    sources=(Clause(Document.O13, "8"), Clause(Document.G46, "4.7"), HouseRule("contractor_agreement")),
    actions={
        Action.permit_submit,
        Action.permit_consent,
        Action.permit_approve,
        Action.permit_owner_approve,
        Action.permit_confirm,
    },
    codes={Code.agreement_missing, Code.agreement_lapsed, Code.contractor_review_missing},
)
def contractor_bound(facts: Facts, now: datetime) -> Outcome:
    """The safety agreement covers the days of the window and the contractor passed its review (O13 8; G46 4.7)."""
    contract = facts.contract
    if contract is None:
        return NOT_APPLICABLE
    faults = []
    first, last = contract.agreement_from, contract.agreement_until
    if first is None or last is None:
        faults.append(fault(Code.agreement_missing))
    else:
        if not all(first <= day <= last for day in days_of_work(facts.permit, now)):
            faults.append(fault(Code.agreement_lapsed, first_day=first.isoformat(), last_day=last.isoformat()))
    if contract.reviewed_at is None or not contract.review_passed:
        faults.append(fault(Code.contractor_review_missing))
    return unless(*faults)


@gate(
    "R63",
    banned=4,
    sources=(Clause(Document.G46, "4.7.3"), HouseRule("owner_site_check")),
    actions={Action.permit_confirm, Action.enter},
    codes={Code.owner_site_check_missing},
)
def owner_checked_site(facts: Facts, now: datetime) -> Outcome:
    """The owner's named inspector has checked the site before the first entry (G46 4.7.3)."""
    contract = facts.contract
    if contract is None:
        return NOT_APPLICABLE
    if contract.inspector_id is None or contract.site_checked_at is None:
        return refused(Code.owner_site_check_missing)
    return PASSED


GATES: tuple[Gate, ...] = (contractor_bound, owner_checked_site)
