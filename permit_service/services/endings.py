"""How a permit ends before its work is done: rejected, cancelled, revoked.

Directly only while nothing was opened. Once opened it is suspended with that ending, those inside are brought out,
and it is wound up as site-rules 5 say.
"""

import uuid

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.choices import SignatureAct
from permit_service.models.permits import Permit
from permit_service.services import interruption, signing
from permit_service.services.case import Case, on_permit
from permit_service.services.permits import checked_reason, sign_document
from permit_service.services.signing import Signer, SignIn, Signing
from workflows.lifecycle import PERMIT
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, Ending, EvacuationCause, PermitTrigger, Status, SuspendReason

_UNDER_WAY = frozenset({Status.active, Status.suspended})


def reject(actor: Actor, permit_id: uuid.UUID, sign_in: SignIn, reason: str) -> Permit:
    """不同意, by a signer of the document; final. Raises RefusedError, Invalid (``reason``, PIN), NotFound."""
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> Permit:
        own = signing.as_signer(case, signer)
        _end(own, PermitTrigger.reject, checked_reason(reason), signer, SignatureAct.reject)
        return case.permit

    return on_permit(actor, permit_id, act)


def cancel(actor: Actor, permit_id: uuid.UUID, reason: str, sign_in: SignIn | None = None) -> Permit:
    """取消 by leader or manager. A draft, which nobody signed, needs no signature.

    Raises RefusedError, Invalid (``reason``; PIN, also ``required`` for what was submitted), NotFound.
    """
    signer = None if sign_in is None else signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> Permit:
        if signer is None and case.permit.status is not Status.draft:
            raise Invalid({"pin": "required"})
        own = case if signer is None else signing.as_signer(case, signer)
        told = checked_reason(reason)
        if _opened(own):
            _wind_up(own, Ending.cancelled, SuspendReason.cancelled, told, signer, SignatureAct.cancel)
        else:
            _end(own, PermitTrigger.cancel, told, signer, SignatureAct.cancel)
        return case.permit

    return on_permit(actor, permit_id, act)


def revoke(actor: Actor, permit_id: uuid.UUID, sign_in: SignIn, reason: str) -> Permit:
    """作废 by an approver or the principal. Raises RefusedError, Invalid (``reason``, PIN), NotFound."""
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> Permit:
        own = signing.as_signer(case, signer)
        told = checked_reason(reason)
        if _opened(own):
            _wind_up(own, Ending.revoked, SuspendReason.revoked, told, signer, SignatureAct.revoke)
        else:
            _end(own, PermitTrigger.revoke, told, signer, SignatureAct.revoke)
        return case.permit

    return on_permit(actor, permit_id, act)


def _opened(case: Case) -> bool:
    return case.permit.status in _UNDER_WAY or case.facts().opened


def _end(case: Case, trigger: PermitTrigger, reason: str, signer: Signer | None, act: SignatureAct) -> None:
    clearance = case.ask(PERMIT.action_of(trigger))
    told = _signed(case, signer, act, reason)
    case.permit.ended_at, case.permit.end_reason = case.now, reason
    case.fire(trigger, clearance, told)


def _wind_up(
    case: Case, ending: Ending, why: SuspendReason, reason: str, signer: Signer | None, act: SignatureAct
) -> None:
    """Suspend with the ending and bring out whoever is inside."""
    facts = case.facts()
    case.ask(Action.permit_suspend, Attempt(ending=ending))
    told = _signed(case, signer, act, reason)
    case.permit.end_reason = reason
    interruption.suspend(case, why, ending=ending, remark=reason)
    case.record(f"permit:{act}", told, also=case.job_stream)
    if facts.presence.inside:
        interruption.evacuate(
            case.session,
            case.permit.space_id,
            EvacuationCause.ordered,
            permit_id=case.permit.id,
            actor_id=case.actor.user_id,
            now=case.now,
            remark=reason,
        )


def _signed(case: Case, signer: Signer | None, act: SignatureAct, reason: str) -> dict[str, object]:
    if signer is None:
        return {}
    row = sign_document(case, signer, act, Signing(opinion=reason))
    return {"signature_id": row.id, "signer_id": signer.person_id, "device_user_id": signer.device_user_id}
