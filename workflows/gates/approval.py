"""The signatures on the frozen document: who may give them (R08, R12, R36, R66), in which order, which are missing
(R09), and where the last one takes the permit."""

from collections.abc import Mapping
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import (
    NOT_APPLICABLE,
    PASSED,
    UNKNOWN,
    Gate,
    Outcome,
    fault,
    gate,
    gate_per_action,
    refused,
    unless,
)
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action, Part, ProfileName, Status

_SIGNATURES = (Clause(Document.O13, "7"), Clause(Document.G46, "5.2.1"), Clause(Document.G30, "4.11"))
_APPROVALS = frozenset({Action.permit_approve, Action.permit_owner_approve})
_APPROVERS = frozenset({Part.approver, Part.owner_approver})

#: The part that each signing action signs for.
_SIGNS: Mapping[Action, Part] = {
    Action.permit_consent: Part.leader,
    Action.permit_approve: Part.approver,
    Action.permit_owner_approve: Part.owner_approver,
}

_MISSING: Mapping[Part, Code] = {
    Part.leader: Code.consent_missing,
    Part.approver: Code.approval_missing,
    Part.owner_approver: Code.owner_approval_missing,
}


def _needed(facts: Facts) -> tuple[Part, ...]:
    """The signatures this permit needs, in their order; the owner's only where the work is contracted."""
    return tuple(part for part in _MISSING if part is not Part.owner_approver or facts.contract is not None)


def _signed(facts: Facts) -> frozenset[Part]:
    return frozenset(approval.part for approval in facts.approvals)


def next_signature(facts: Facts) -> Part | None:
    """Whose signature the document waits for; None once none is missing (G46 5.2.1)."""
    signed = _signed(facts)
    return next((part for part in _needed(facts) if part not in signed), None)


def extra_approval_wanted(facts: Facts) -> bool:
    """Whether night or holiday work lacks the extra approval that its enterprise asks for (site-rules 34)."""
    asked = facts.rules.night_approvals and facts.permit.night_or_holiday
    return bool(asked) and facts.permit.extra_approval_at is None


def destination(action: Action, facts: Facts) -> str | None:
    """Where a signature takes the permit: on to approved if it is the last one missing, else it stays submitted.

    None for every other action: their edges name one destination.
    """
    part = _SIGNS.get(action)
    if part is None:
        return None
    return Status.approved if set(_needed(facts)) <= _signed(facts) | {part} else Status.submitted


@gate_per_action(
    "R09",
    banned=6,
    sources=_SIGNATURES,
    actions={Action.permit_approve, Action.permit_owner_approve, Action.permit_confirm, Action.enter},
    codes={Code.consent_missing, Code.approval_missing, Code.owner_approval_missing},
)
def signatures_present(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Leader's consent, then approval, then the owner's approval if contracted; nobody enters without all
    (G46 5.2.1)."""
    needed, part = _needed(facts), _SIGNS.get(action)
    before = needed[: needed.index(part)] if part in needed else needed
    signed = _signed(facts)
    return unless(*(fault(_MISSING[p]) for p in before if p not in signed))


@gate(
    "R08",
    banned=6,
    sources=(Clause(Document.O13, "7"), HouseRule("principal_approves")),
    actions=_APPROVALS,
    codes={Code.approver_not_authorised, Code.delegation_lapsed},
)
def approver_authorised(facts: Facts, now: datetime) -> Outcome:
    """Where poisoning or asphyxiation threatens, the principal or the holder of a written delegation in force
    approves (O13 7)."""
    if not facts.space.poisoning_risk:
        return NOT_APPLICABLE
    if facts.attempt.is_principal:
        return PASSED
    delegation = facts.attempt.delegation
    if delegation is None or not delegation.has_document or delegation.delegate_id != facts.signer_id:
        return refused(Code.approver_not_authorised)
    if not delegation.valid_from <= now < delegation.valid_until:
        return refused(
            Code.delegation_lapsed, since=delegation.valid_from.isoformat(), until=delegation.valid_until.isoformat()
        )
    return PASSED


@gate(
    "R12",
    banned=6,
    sources=(HouseRule("applicant_does_not_approve"),),
    actions={Action.permit_submit},
    codes={Code.applicant_is_approver},
)
def approver_named_apart(facts: Facts, now: datetime) -> Outcome:
    """The applicant is not the one named to approve."""
    if facts.permit.applicant_id is None:
        return UNKNOWN
    applicant = facts.members.get(facts.permit.applicant_id)
    if applicant is not None and applicant.parts & _APPROVERS:
        return refused(Code.applicant_is_approver)
    return PASSED


@gate(
    "R12",
    banned=6,
    sources=(HouseRule("applicant_does_not_approve"),),
    actions=_APPROVALS,
    codes={Code.applicant_is_approver},
)
def approver_apart(facts: Facts, now: datetime) -> Outcome:
    """Nobody approves an application of their own."""
    if facts.permit.applicant_id is None:
        return UNKNOWN
    return refused(Code.applicant_is_approver) if facts.signer_id == facts.permit.applicant_id else PASSED


@gate(
    "R36",
    banned=6,
    sources=(Clause(Document.G30, "4.11"), Clause(Document.AQ, "5.4.3")),
    actions=_APPROVALS,
    codes={Code.approver_off_site},
)
def approver_on_site(facts: Facts, now: datetime) -> Outcome:
    """Profile 30: the approver signs at the site, shown by position (G30 4.11)."""
    if facts.rules.profile is not ProfileName.GB30871:
        return NOT_APPLICABLE
    return PASSED if facts.attempt.on_site else refused(Code.approver_off_site)


@gate(
    "R66",
    banned=6,
    sources=(HouseRule("approver_stays_outside"),),
    actions=_APPROVALS,
    codes={Code.approver_is_entrant, Code.delegate_is_leader},
)
def approver_not_in_work(facts: Facts, now: datetime) -> Outcome:
    """Who approves does not enter, and who approves by delegation does not lead the work (site-rules 17)."""
    signer = facts.members.get(facts.signer_id or "")
    parts = signer.parts if signer is not None else frozenset()
    faults = []
    if Part.entrant in parts:
        faults.append(fault(Code.approver_is_entrant))
    if Part.leader in parts and not facts.attempt.is_principal and facts.attempt.delegation is not None:
        faults.append(fault(Code.delegate_is_leader))
    return unless(*faults)


@gate(
    "R66",
    banned=6,
    sources=(HouseRule("approver_stays_outside"),),
    actions={Action.enter},
    codes={Code.approver_is_entrant},
)
def approver_outside(facts: Facts, now: datetime) -> Outcome:
    """Who has approved does not go in, not even after a crew change."""
    approved_by = {a.signer_id for a in facts.approvals if a.part in _APPROVERS}
    return refused(Code.approver_is_entrant) if facts.attempt.person_id in approved_by else PASSED


@gate_per_action(
    "R09",
    banned=6,
    sources=_SIGNATURES,
    actions=frozenset(_SIGNS),
    codes={Code.already_signed},
)
def signed_once(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Each signature is given once, and owner and contractor do not approve by the same hand."""
    if _SIGNS[action] in _signed(facts):
        return refused(Code.already_signed)
    approved_by = {a.signer_id for a in facts.approvals if a.part in _APPROVERS}
    return refused(Code.already_signed) if action in _APPROVALS and facts.signer_id in approved_by else PASSED


@gate(
    "R09",
    banned=6,
    sources=(HouseRule("night_approvals"),),
    actions={Action.permit_confirm, Action.enter},
    codes={Code.night_approval_missing},
    parameters=("night_approvals",),
)
def night_approved(facts: Facts, now: datetime) -> Outcome:
    """Night and holiday work has its extra approval where the enterprise asks for one (site-rules 34)."""
    if not facts.rules.night_approvals or not facts.permit.night_or_holiday:
        return NOT_APPLICABLE
    return refused(Code.night_approval_missing) if extra_approval_wanted(facts) else PASSED


@gate(
    "R09",
    banned=6,
    sources=(HouseRule("night_approvals"),),
    actions={Action.permit_extra_approve},
    codes={Code.night_approval_needless, Code.already_signed},
    parameters=("night_begins_hour", "night_ends_hour"),
)
def night_approval_waits(facts: Facts, now: datetime) -> Outcome:
    """The extra approval is for work at night or on a day off, and is given once (site-rules 34)."""
    if not facts.permit.night_or_holiday:
        return refused(Code.night_approval_needless)
    return PASSED if facts.permit.extra_approval_at is None else refused(Code.already_signed)


@gate(
    "R09",
    banned=6,
    sources=(HouseRule("night_approvals"),),
    actions={Action.permit_extra_approve},
    codes={Code.night_approver_involved},
)
def night_approver_apart(facts: Facts, now: datetime) -> Outcome:
    """Another hand than all before: not who applied, leads, enters or has approved (site-rules 34)."""
    signer = facts.members.get(facts.signer_id or "")
    takes_part = signer is not None and bool(signer.parts & {Part.applicant, Part.leader, Part.entrant})
    approved_by = {a.signer_id for a in facts.approvals if a.part in _APPROVERS}
    if facts.permit.applicant_id is None:
        return UNKNOWN
    involved = takes_part or facts.signer_id in approved_by | {facts.permit.applicant_id}
    return refused(Code.night_approver_involved) if involved else PASSED


GATES: tuple[Gate, ...] = (
    *signatures_present,
    approver_authorised,
    approver_named_apart,
    approver_apart,
    approver_on_site,
    approver_not_in_work,
    approver_outside,
    *signed_once,
    night_approved,
    night_approval_waits,
    night_approver_apart,
)
