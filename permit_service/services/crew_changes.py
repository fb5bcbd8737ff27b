"""Crew changes (site-rules 4): signed evidence beside the intact permit, counting once its signatures are complete.

Proposed with each person passing the gates of ``assign``; signed by the leader, which amends the filing and shows it
to the approver; complete when those added have also signed a late briefing, if the briefing was held already.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, ProblemCode
from permit_service.facts_of.plan import standing_filing
from permit_service.models.changes import CrewChange, CrewChangeItem
from permit_service.models.choices import SignatureAct
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.signatures import Signature
from permit_service.services import signing
from permit_service.services.case import Case, on_permit
from permit_service.services.drafts import assignment
from permit_service.services.filing_forms import add_members
from permit_service.services.filings import ENDED
from permit_service.services.hand_overs import filings as filing_hand_overs
from permit_service.services.hand_overs import permits as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.job_forms import MemberForm, Place, check_members
from permit_service.services.on_site import parts_of, permit_of, sign, stamped
from permit_service.services.signing import Signer, SignIn
from workflows.facts import Facts
from workflows.gates import clear
from workflows.vocabulary import Action, Part, Status

#: Nobody works without these; a change that leaves one unfilled is none.
_ALWAYS = frozenset({Part.leader, Part.approver, Part.guardian, Part.entrant, Part.tester})


def propose_change(actor: Actor, permit_id: uuid.UUID, items: Sequence[MemberForm], reason: str) -> CrewChange:
    """Propose the parts that people shall have from now on; no parts take somebody off.

    Raises Invalid (``reason``; ``items``: ``required``, ``change_open``, ``part_missing``; ``members.<n>.person_id``:
    ``unknown``, ``inside``), RefusedError where the gates refuse somebody, Conflict ``stale`` on a draft, NotFound.
    """

    def act(case: Case) -> CrewChange:
        if case.permit.status is Status.draft:
            raise Conflict(ProblemCode.stale)
        told = _checked(case, items, reason)
        for one in items:
            assert one.person_id is not None
            case.ask(Action.assign, assignment(case.session, case.permit, one.person_id, one.parts))
        change = case.write(
            CrewChange(
                **stamped(case),
                reason=told,
                items=[CrewChangeItem(person_id=one.person_id, parts=one.parts) for one in items],
            )
        )
        named = [{"person_id": one.person_id, "parts": sorted(one.parts)} for one in items]
        case.record("crew_change:propose", {"crew_change_id": change.id, "items": named})
        hand_overs.crew_change_proposed(case, case.permit, change, signing_part(change, case.permit))
        return change

    return on_permit(actor, permit_id, act)


def sign_change(actor: Actor, change_id: uuid.UUID, sign_in: SignIn, image: bytes | None = None) -> CrewChange:
    """The leader signs; where the leader changes, the approver. The filing is amended, the approver told.

    Raises Invalid (PIN), Forbidden, Conflict ``stale`` for a change that is signed or ended, NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> CrewChange:
        change = case.session.get_one(CrewChange, change_id)
        if _ended(change) or signature_of(case.session, change) is not None:
            raise Conflict(ProblemCode.stale)
        _require_signer(case, change, signer)
        own = signing.as_signer(case, signer)
        statement = {
            "document_sha256": case.permit.document_sha256,
            "reason": change.reason,
            "items": [{"person_id": i.person_id, "parts": sorted(i.parts)} for i in _ordered(change)],
        }
        sign(own, signer, SignatureAct.crew_change, change.id, statement, Part.leader, image)
        _amend_filing(own, change)
        change.approver_notified_at = case.now
        own.record("crew_change:sign", {"crew_change_id": change.id, "signer_id": signer.person_id})
        hand_overs.crew_change_signed(own, own.permit, change)
        complete_ready(own)
        return change

    return on_permit(actor, permit_of(CrewChange, change_id), act)


def abandon_change(actor: Actor, change_id: uuid.UUID) -> CrewChange:
    """Give a change up before it counts. Raises Conflict ``stale`` for one that ended, RefusedError, NotFound."""

    def act(case: Case) -> CrewChange:
        change = case.session.get_one(CrewChange, change_id)
        if _ended(change):
            raise Conflict(ProblemCode.stale)
        case.ask(Action.assign)
        change.abandoned_at = case.now
        case.record("crew_change:abandon", {"crew_change_id": change.id})
        hand_overs.crew_change_abandoned(case, case.permit, change)
        return change

    return on_permit(actor, permit_of(CrewChange, change_id), act)


def complete_ready(case: Case) -> None:
    """Put the permit's open change into force if nothing is missing any more; asked after each signature on it."""
    change = open_change(case.session, case.permit.id)
    if change is None or signature_of(case.session, change) is None or awaited(change, case.facts(), case.now):
        return
    _apply(case, change)
    change.completed_at = case.now
    case.record("crew_change:complete", {"crew_change_id": change.id}, also=case.job_stream)
    hand_overs.crew_changed(case, case.permit, change)


def open_change(session: Session, permit_id: uuid.UUID) -> CrewChange | None:
    """The change that was proposed for the permit and neither counts nor was given up."""
    return session.scalar(
        select(CrewChange).where(
            CrewChange.permit_id == permit_id, CrewChange.completed_at.is_(None), CrewChange.abandoned_at.is_(None)
        )
    )


def signature_of(session: Session, change: CrewChange) -> Signature | None:
    """The signature under a change."""
    return session.scalar(
        select(Signature).where(Signature.subject_id == change.id, Signature.act == SignatureAct.crew_change)
    )


def signing_part(change: CrewChange, permit: Permit) -> Part:
    """Whose signature a change needs: the leader's; where the leader changes, the approver's."""
    changed = {item.person_id for item in change.items}
    leads = {m.person_id for m in permit.members if m.removed_at is None and Part.leader in m.parts}
    new_leader = any(Part.leader in item.parts for item in change.items)
    return Part.approver if leads & changed or new_leader else Part.leader


def awaited(change: CrewChange, facts: Facts, now: datetime) -> frozenset[str]:
    """Whom a signed change still waits for: who has not heard the briefing, who leaves and is still inside."""
    added = {str(item.person_id) for item in change.items if item.parts}
    leaving = {str(item.person_id) for item in change.items if not item.parts}
    return frozenset(added & _still_to_hear(facts, now) | leaving & _inside(facts))


# -- details -------------------------------------------------------------------------------------------------


def _checked(case: Case, items: Sequence[MemberForm], reason: str) -> str:
    permit, faults = case.permit, Faults()
    told = faults.words("reason", reason)
    faults.some("items", items)
    faults.check(all(one.person_id is not None for one in items), "items", "required")
    faults.check(open_change(case.session, permit.id) is None, "items", "change_open")
    inside = _inside(case.facts())
    for index, one in enumerate(items):
        if one.parts or one.person_id is None:
            continue
        faults.check(bool(parts_of(permit, one.person_id)), f"members.{index}.person_id", "unknown")
        faults.check(str(one.person_id) not in inside, f"members.{index}.person_id", "inside")
    added = [one for one in items if one.parts]
    check_members(case.session, faults, added, Place(permit.space, permit.contract))
    faults.check(_needed(permit) <= _parts_after(permit, items), "items", "part_missing")
    faults.raise_any()
    return told


def _needed(permit: Permit) -> frozenset[Part]:
    """Parts somebody plays now and must go on playing."""
    standing = frozenset(part for member in permit.members if member.removed_at is None for part in member.parts)
    return standing & (_ALWAYS | {Part.owner_approver, Part.inspector})


def _parts_after(permit: Permit, items: Sequence[MemberForm]) -> frozenset[Part]:
    changed = {one.person_id for one in items}
    standing = [member for member in permit.members if member.removed_at is None]
    kept = [member.parts for member in standing if member.person_id is None or member.person_id not in changed]
    return frozenset(part for parts in (*kept, *(one.parts for one in items)) for part in parts)


def _inside(facts: Facts) -> set[str]:
    return {one.person_id for one in facts.presence.inside if one.person_id is not None}


def _still_to_hear(facts: Facts, now: datetime) -> set[str]:
    """Who the gate of the briefing still misses; nobody while the briefing is yet to come."""
    if facts.briefing is None or not facts.briefing.signed_by_leader:
        return set()
    asked = [result for result in clear(Action.permit_confirm, facts, now).results if result.gate == "people_briefed"]
    refusals = [refusal for result in asked for refusal in result.refusals]
    return {person_id for refusal in refusals for person_id in refusal.facts["person_ids"].split(",")}


def _ended(change: CrewChange) -> bool:
    return change.completed_at is not None or change.abandoned_at is not None


def _ordered(change: CrewChange) -> list[CrewChangeItem]:
    return sorted(change.items, key=lambda item: str(item.person_id))


def _require_signer(case: Case, change: CrewChange, signer: Signer) -> None:
    if signing_part(change, case.permit) not in parts_of(case.permit, signer.person_id):
        raise Forbidden


def _amend_filing(case: Case, change: CrewChange) -> None:
    """Whoever is added is named to the street; who leaves stays named, as the one who was."""
    filing = standing_filing(case.session, case.permit.job_id)
    if filing is None or filing.status in ENDED:
        return
    added = {item.person_id: item.parts for item in change.items if item.parts}
    if add_members(case.session, filing, added, case.user_id, case.now):
        filing_hand_overs.amended(case, filing, {"members"})


def _apply(case: Case, change: CrewChange) -> None:
    permit = case.permit
    for item in _ordered(change):
        for member in permit.members:
            if member.person_id == item.person_id and member.removed_at is None:
                member.removed_at, member.removed_by_change_id = case.now, change.id
        case.session.flush()
        if item.parts:
            permit.members.append(
                PermitMember(
                    person_id=item.person_id, parts=item.parts, added_at=case.now, added_by_change_id=change.id
                )
            )
    case.session.flush()
