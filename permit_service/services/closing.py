"""作业结束: finish when everyone and every tool is out, close when the mouth is shut again (R46; site-rules 2, 5)."""

import uuid
from datetime import datetime

from sqlalchemy import update

from permit_service.actor import Actor
from permit_service.models.choices import SignatureAct
from permit_service.models.interruptions import Suspension
from permit_service.models.permits import Permit
from permit_service.services.case import Case
from permit_service.services.on_site import on_site
from permit_service.services.permits import sign_document
from permit_service.services.posts import end_post, open_posts
from permit_service.services.signing import Signer, Signing, as_signer
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, PermitTrigger


def finish(actor: Actor, permit_id: uuid.UUID) -> Permit:
    """人员、工具全部撤出，作业结束. Raises RefusedError (R45, R46), NotFound."""

    def act(case: Case) -> Permit:
        clearance = case.ask(Action.permit_finish)
        _end_suspension(case, case.now)
        case.permit.finished_at = case.now
        case.fire(PermitTrigger.finish, clearance)
        return case.permit

    return on_site(actor, permit_id, act)


def close(actor: Actor, permit_id: uuid.UUID, signer: Signer, image: bytes | None = None) -> Permit:
    """The leader signs, and posts end. Raises RefusedError (R46), Invalid (``signature``), NotFound."""

    def act(case: Case) -> Permit:
        own = as_signer(case, signer)
        clearance = own.ask(Action.permit_close, Attempt(person_id=str(signer.person_id)))
        row = sign_document(own, signer, SignatureAct.close, Signing(image=image))
        own.permit.closed_at = own.now
        told = {"signature_id": row.id, "signer_id": signer.person_id, "ending": own.permit.ending}
        own.fire(PermitTrigger.close, clearance, told)
        for post in open_posts(own):
            end_post(own, post, "closed")
        return own.permit

    return on_site(actor, permit_id, act)


def _end_suspension(case: Case, at: datetime) -> None:
    case.session.execute(
        update(Suspension)
        .where(Suspension.permit_id == case.permit.id, Suspension.ended_at.is_(None))
        .values(ended_at=at)
    )
