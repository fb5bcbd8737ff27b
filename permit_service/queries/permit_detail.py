"""A permit as desks meet it: its document, who signed and who still has to, what stands against the next moves."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.canonical import canonical_bytes
from permit_service.journal import Stream
from permit_service.models.choices import SignatureAct
from permit_service.models.journal import StreamKind
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.queries import disputes, records, scope, suspicions, works
from permit_service.queries.disputes import DisputedTime
from permit_service.services import documents
from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear
from workflows.lifecycle import PERMIT
from workflows.next_step import Ban, next_step
from workflows.suspicion import Shown, Suspicion
from workflows.verdict import Clearance, GateState
from workflows.vocabulary import Action, Part, PermitTrigger, Status

#: The one move at a desk from a status; between signing and closing the seven prohibitions tell how it stands.
_NEXT: Mapping[Status, Action] = {Status.draft: Action.permit_submit, Status.finished: Action.permit_close}
_AT_THE_MOUTH = frozenset({Status.approved, Status.active, Status.suspended})
#: The signatures in their order: whose part it is and which act it leaves.
SIGNATURES: tuple[tuple[Action, Part, SignatureAct], ...] = (
    (Action.permit_consent, Part.leader, SignatureAct.consent),
    (Action.permit_approve, Part.approver, SignatureAct.approve),
    (Action.permit_owner_approve, Part.owner_approver, SignatureAct.owner_approve),
)
_TURN = frozenset({"signed_once", "signatures_present"})
_EVENTS = 200
_ENDINGS = (Action.permit_withdraw, Action.permit_cancel, Action.permit_revoke)


@dataclass(frozen=True, slots=True)
class Seat:
    """One signature that the document needs: who is named for it, the one that stands, whether it comes next."""

    action: Action
    part: Part
    people: tuple[Person, ...]
    signature: Signature | None
    turn: bool


@dataclass(frozen=True, slots=True)
class PermitDetail:
    """A permit and what hangs on it.

    ``clearance``: what the gates say of the next move at a desk. ``bans``: how the seven prohibitions stand while the
    permit is worked on. ``extra``: night work waits for one more signature.
    ``suspicions``: records of gas that deserve a second look.
    ``disputes``: records whose times contradict each other; ``may_settle``: this account may say which holds.
    """

    permit: Permit
    document: Mapping[str, Any]
    signatures: tuple[Signature, ...]
    seats: tuple[Seat, ...]
    clearance: Clearance | None
    bans: tuple[Ban, ...]
    facts: Facts
    extra: bool
    disputes: tuple[DisputedTime, ...]
    may_settle: bool
    suspicions: Mapping[Shown, tuple[Suspicion, ...]]
    endings: frozenset[Action]
    """taking back, cancelling, revoking: what is this account's to do, whether or not it may be done now"""


def detail(session: Session, actor: Actor, permit_id: uuid.UUID, now: datetime) -> PermitDetail:
    """The permit with its document, signatures and next moves. Raises NotFound."""
    permit = scope.permit(session, actor, permit_id, *facts_of.ABOVE, *works.OF_PERMITS)
    facts = facts_of.load(session, permit, actor)
    signatures = records.signatures(session, permit_id)
    return PermitDetail(
        permit=permit,
        document=document_of(session, permit),
        signatures=signatures,
        seats=_seats(permit, facts, signatures, now),
        clearance=clear(_NEXT[permit.status], facts, now) if permit.status in _NEXT else None,
        bans=next_step(facts, now).bans if permit.status in _AT_THE_MOUTH else (),
        facts=facts,
        extra=_waits_for_extra(facts, now),
        disputes=disputes.of_permit(session, permit_id),
        suspicions=suspicions.of_permit(session, facts, permit_id),
        may_settle=clear(Action.settle_time, facts, now).passed,
        endings=frozenset(action for action in _ENDINGS if _is_theirs(action, facts, now)),
    )


def _is_theirs(action: Action, facts: Facts, now: datetime) -> bool:
    return Code.role_missing not in {refusal.code for refusal in clear(action, facts, now).refusals}


def document_of(session: Session, permit: Permit) -> Mapping[str, Any]:
    """What the document says: the frozen one, or the draft as it would be frozen now."""
    text = permit.document or canonical_bytes(documents.content_of(session, permit)).decode()
    told: Mapping[str, Any] = json.loads(text)
    return told


def course(session: Session, permit_id: uuid.UUID) -> tuple[records.Event, ...]:
    """What was done under the permit, in order."""
    return records.events(session, Stream(StreamKind.permit, permit_id), size=_EVENTS)


def _seats(permit: Permit, facts: Facts, signatures: tuple[Signature, ...], now: datetime) -> tuple[Seat, ...]:
    standing = {row.act: row for row in signatures if row.fallen_at is None and row.subject_id == permit.id}
    seats = []
    for action, part, act in SIGNATURES:
        people = tuple(
            m.person for m in permit.members if m.removed_at is None and part in m.parts and m.person is not None
        )
        if part is Part.owner_approver and permit.contract_id is None:
            continue
        turn = permit.status is Status.submitted and _turn(action, facts, now)
        seats.append(Seat(action, part, people, standing.get(act), turn))
    return tuple(seats)


def _waits_for_extra(facts: Facts, now: datetime) -> bool:
    """Whether the extra approval of night work is what the entry confirmation still lacks."""
    if not PERMIT.legal(PermitTrigger.extra_approve, facts.permit.status):
        return False
    lacking = (result for result in clear(Action.permit_confirm, facts, now).results if result.gate == "night_approved")
    return any(result.state is GateState.refused for result in lacking)


def _turn(action: Action, facts: Facts, now: datetime) -> bool:
    """Whether this signature comes next, by the gates of order."""
    asked = [result for result in clear(action, facts, now).results if result.gate in _TURN]
    return all(result.state is not GateState.refused for result in asked)
