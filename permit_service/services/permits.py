"""The way of a permit from submission to approval: frozen, signed, sent back (design §2). How it ends: ``endings``."""

import uuid
from dataclasses import replace

from sqlalchemy import or_, select, update

from permit_service.actor import Actor
from permit_service.facts_of import crew
from permit_service.models.changes import PermitLink
from permit_service.models.choices import SignatureAct
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.services import documents, signing
from permit_service.services.case import Case, on_permit
from permit_service.services.inputs import Faults
from permit_service.services.signing import Signer, SignIn, Signing
from workflows.lifecycle import PERMIT
from workflows.site_facts import Attempt
from workflows.verdict import Clearance
from workflows.vocabulary import Action, Part, PermitTrigger, Status

#: Signatures on the document; they fall with it.
ON_DOCUMENT = (
    SignatureAct.consent,
    SignatureAct.approve,
    SignatureAct.owner_approve,
    SignatureAct.extra_approve,
)
#: Those for which the law asks for the principal or a written delegation (O13 7).
_BY_AUTHORITY = frozenset({PermitTrigger.approve, PermitTrigger.owner_approve})


def submit(actor: Actor, permit_id: uuid.UUID) -> Permit:
    """Freeze the draft's document and send it round for signatures.

    Raises RefusedError with everything that is missing, NotFound.
    """

    def act(case: Case) -> Permit:
        permit = case.permit
        clearance = case.ask(Action.permit_submit)
        frozen = documents.freeze(case.session, permit)
        permit.document, permit.document_sha256 = frozen.text, frozen.sha256
        permit.document_version += 1
        permit.token_id, permit.submitted_at = uuid.uuid4(), case.now
        told = {"document_sha256": frozen.sha256, "document_version": permit.document_version}
        case.fire(PermitTrigger.submit, clearance, told)
        return permit

    return on_permit(actor, permit_id, act)


def consent(
    actor: Actor, permit_id: uuid.UUID, sign_in: SignIn, *, opinion: str = "", image: bytes | None = None
) -> Permit:
    """The leader's consent. Raises RefusedError, Invalid (PIN, image), NotFound."""
    how = Signing(part=Part.leader, opinion=opinion, image=image)
    return _sign(actor, permit_id, sign_in, PermitTrigger.consent, SignatureAct.consent, how)


def approve(
    actor: Actor,
    permit_id: uuid.UUID,
    sign_in: SignIn,
    *,
    on_site: bool | None = None,
    opinion: str = "",
    image: bytes | None = None,
) -> Permit:
    """The approval of the unit that works; ``on_site`` is the position proof of profile 30.

    Raises RefusedError, Invalid (PIN, image), NotFound.
    """
    how = Signing(part=Part.approver, opinion=opinion, on_site=on_site, image=image)
    return _sign(actor, permit_id, sign_in, PermitTrigger.approve, SignatureAct.approve, how)


def owner_approve(
    actor: Actor,
    permit_id: uuid.UUID,
    sign_in: SignIn,
    *,
    on_site: bool | None = None,
    opinion: str = "",
    image: bytes | None = None,
) -> Permit:
    """The owner's approval of contracted work. Raises RefusedError, Invalid (PIN, image), NotFound."""
    how = Signing(part=Part.owner_approver, opinion=opinion, on_site=on_site, image=image)
    return _sign(actor, permit_id, sign_in, PermitTrigger.owner_approve, SignatureAct.owner_approve, how)


def extra_approve(
    actor: Actor, permit_id: uuid.UUID, sign_in: SignIn, *, opinion: str = "", image: bytes | None = None
) -> Permit:
    """One more approval for work at night or on a day off (site-rules 34), by another hand than all before.

    Raises RefusedError, Invalid (PIN, image), NotFound.
    """
    how = Signing(opinion=opinion, image=image)
    return _sign(actor, permit_id, sign_in, PermitTrigger.extra_approve, SignatureAct.extra_approve, how)


def send_back(actor: Actor, permit_id: uuid.UUID, sign_in: SignIn, reason: str) -> Permit:
    """退回修改: to draft again; the document and every signature on it fall.

    Raises RefusedError, Invalid (``reason``, PIN), NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> Permit:
        told = checked_reason(reason)
        own = signing.as_signer(case, signer)
        clearance = own.ask(Action.permit_send_back)
        row = sign_document(own, signer, SignatureAct.send_back, Signing(opinion=told))
        _thaw(own, PermitTrigger.send_back, clearance, {"signature_id": row.id})
        return case.permit

    return on_permit(actor, permit_id, act)


def withdraw(actor: Actor, permit_id: uuid.UUID) -> Permit:
    """The applicant takes the application back to draft. Raises RefusedError, NotFound."""

    def act(case: Case) -> Permit:
        _thaw(case, PermitTrigger.withdraw, case.ask(Action.permit_withdraw), {})
        return case.permit

    return on_permit(actor, permit_id, act)


# -- shared with the endings ---------------------------------------------------------------------------------


def checked_reason(reason: str) -> str:
    """A reason that must be told. Raises Invalid."""
    faults = Faults()
    told = faults.words("reason", reason)
    faults.raise_any()
    return told


def checked_words(field: str, words: str) -> str:
    """Words that may be missing. Raises Invalid."""
    faults = Faults()
    told = faults.remark(field, words)
    faults.raise_any()
    return told


def sign_document(case: Case, signer: Signer, act: SignatureAct, how: Signing) -> Signature:
    """An accountable signature on the permit's frozen document."""
    permit = case.permit
    statement = {
        "number": permit.number,
        "document_version": permit.document_version,
        "document_sha256": permit.document_sha256,
    }
    return signing.accountable(
        case.session, signer, act, permit.id, statement, now=case.now, permit_id=permit.id, how=how
    )


# -- the signatures ------------------------------------------------------------------------------------------


def _sign(
    actor: Actor, permit_id: uuid.UUID, sign_in: SignIn, trigger: PermitTrigger, signature: SignatureAct, how: Signing
) -> Permit:
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> Permit:
        permit, own = case.permit, signing.as_signer(case, signer)
        delegation = crew.delegation_row(case.session, permit, signer.person_id)
        person = case.session.get_one(Person, signer.person_id)
        attempt = Attempt(
            person_id=str(signer.person_id),
            is_principal=person.is_principal,
            delegation=crew.delegation_of(case.session, permit, signer.person_id),
            on_site=how.on_site,
        )
        clearance = own.ask(PERMIT.action_of(trigger), attempt)
        by_own_right = trigger not in _BY_AUTHORITY or person.is_principal
        whole = replace(
            how,
            opinion=checked_words("opinion", how.opinion),
            delegation_id=None if by_own_right or delegation is None else delegation.id,
        )
        row = sign_document(own, signer, signature, whole)
        if clearance.dest == Status.approved:
            permit.approved_at = case.now
        told = {"signature_id": row.id, "signer_id": signer.person_id, "device_user_id": signer.device_user_id}
        own.fire(trigger, clearance, told)
        return permit

    return on_permit(actor, permit_id, act)


def _thaw(case: Case, trigger: PermitTrigger, clearance: Clearance, payload: dict[str, object]) -> None:
    """Back to draft: the document goes, signatures and links that rested on it fall."""
    permit, session = case.permit, case.session
    session.execute(
        update(Signature)
        .where(Signature.subject_id == permit.id, Signature.act.in_(ON_DOCUMENT), Signature.fallen_at.is_(None))
        .values(fallen_at=case.now)
    )
    links = session.scalars(
        select(PermitLink).where(or_(PermitLink.permit_id == permit.id, PermitLink.other_id == permit.id))
    )
    for link in links:
        session.get_one(Permit, link.permit_id).linked = session.get_one(Permit, link.other_id).linked = False
        session.delete(link)
    told = {"document_sha256": permit.document_sha256, **payload}
    permit.document = permit.document_sha256 = permit.token_id = permit.submitted_at = None
    case.fire(trigger, clearance, told)
