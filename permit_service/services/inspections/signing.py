"""Signing a check sheet: every inspector for what they checked (谁检查、谁签名、谁负责), the enterprise beside them.

The enterprise signs by an account of its own, or drawn on the inspector's phone; where it refuses to, the reason
stands in its place. When all have signed the check is concluded, and nothing of it changes any more.
"""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.models.choices import SignatureAct
from permit_service.models.inspections import Inspection
from permit_service.models.people import Person
from permit_service.models.signatures import Signature
from permit_service.models.system import StoredFile
from permit_service.queries import inspections as reading
from permit_service.services.hand_overs import oversight as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.inspections.sheets import in_hand, locked, record, standing_signatures
from permit_service.services.inspections.standing import lacks_of
from permit_service.services.registers.desk import Desk, at_desk
from permit_service.services.signing import SignIn, Signing, accountable, attested, reauthenticate
from workflows.inspection import concluded, result_of


def sign(actor: Actor, sign_in: SignIn, inspection_id: uuid.UUID, image: bytes | None = None) -> Inspection:
    """An inspector signs, also on another inspector's phone (在此签字).

    Raises Invalid (``inspection_id``: ``incomplete``, ``signed_already``, ``ended``; what ``reauthenticate`` raises),
    Forbidden for who is no inspector of this check, NotFound.
    """
    signer = reauthenticate(actor, sign_in)

    def work(desk: Desk) -> Inspection:
        inspection = _whole(desk, in_hand(desk, inspection_id))
        signed = {row.signer_id for row in standing_signatures(desk, inspection.id) if row.act is SignatureAct.inspect}
        if signer.person_id in signed:
            raise Invalid({"inspection_id": "signed_already"})
        statement, how = _statement(desk, inspection), Signing(image=image)
        row = accountable(desk.session, signer, SignatureAct.inspect, inspection.id, statement, now=desk.now, how=how)
        return _signed(desk, inspection, row)

    return at_desk(signer.actor, work)


def sign_for_enterprise(
    actor: Actor, sign_in: SignIn, inspection_id: uuid.UUID, image: bytes | None = None
) -> Inspection:
    """Somebody of the enterprise signs with an account of their own, on their phone or the inspector's.

    Raises as ``sign``; Forbidden for who does not belong to the enterprise that was checked.
    """
    signer = reauthenticate(actor, sign_in)

    def work(desk: Desk) -> Inspection:
        inspection = _unanswered(desk, _whole(desk, locked(desk, inspection_id)))
        if not _of_the_firm(desk, inspection, signer.person_id):
            raise Forbidden
        statement, how = _statement(desk, inspection), Signing(image=image)
        row = accountable(desk.session, signer, SignatureAct.inspected, inspection.id, statement, now=desk.now, how=how)
        return _signed(desk, inspection, row)

    return at_desk(signer.actor, work)


def witness(actor: Actor, inspection_id: uuid.UUID, person_id: uuid.UUID, image: bytes | None) -> Inspection:
    """Somebody of the enterprise without an account draws their signature on the inspector's phone.

    Raises Invalid (``person_id``: ``unknown``; ``signature``: ``required``; as ``sign``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection = _unanswered(desk, _whole(desk, in_hand(desk, inspection_id)))
        if not _of_the_firm(desk, inspection, person_id):
            raise Invalid({"person_id": "unknown"})
        statement = _statement(desk, inspection)
        row = attested(
            desk.session,
            desk.actor,
            SignatureAct.inspected,
            inspection.id,
            statement,
            now=desk.now,
            person_id=person_id,
            image=image,
        )
        return _signed(desk, inspection, row)

    return at_desk(actor, work)


def note_refusal(actor: Actor, inspection_id: uuid.UUID, reason: str) -> Inspection:
    """The enterprise does not sign (拒签), or nobody of it could be found: the reason stands in its place.

    Raises Invalid (``reason``; as ``sign``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection = _unanswered(desk, _whole(desk, in_hand(desk, inspection_id)))
        faults = Faults()
        inspection.refusal = faults.words("reason", reason, longest=1000)
        faults.raise_any()
        record(desk, inspection, "inspection:refuse_signature", {})
        return _concluded(desk, inspection)

    return at_desk(actor, work)


def reopen(actor: Actor, inspection_id: uuid.UUID) -> Inspection:
    """Correct a sheet that is not concluded: every signature falls, and all sign anew. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> Inspection:
        inspection = in_hand(desk, inspection_id)
        fallen = standing_signatures(desk, inspection.id)
        for row in fallen:
            row.fallen_at = desk.now
        inspection.refusal = ""
        record(desk, inspection, "inspection:reopen", {"signature_ids": [row.id for row in fallen]})
        return inspection

    return at_desk(actor, work)


def _whole(desk: Desk, inspection: Inspection) -> Inspection:
    if lacks_of(inspection):
        raise Invalid({"inspection_id": "incomplete"})
    return inspection


def _unanswered(desk: Desk, inspection: Inspection) -> Inspection:
    """A check to which the enterprise has neither signed nor refused."""
    signed = any(row.act is SignatureAct.inspected for row in standing_signatures(desk, inspection.id))
    if signed or inspection.refusal:
        raise Invalid({"inspection_id": "signed_already"})
    return inspection


def _of_the_firm(desk: Desk, inspection: Inspection, person_id: uuid.UUID) -> bool:
    whose = reading.people_of_firm(inspection)
    return desk.session.scalar(select(Person.id).where(Person.id == person_id, whose)) is not None


def _signed(desk: Desk, inspection: Inspection, row: Signature) -> Inspection:
    record(desk, inspection, "inspection:sign", {"signature_id": row.id, "act": row.act})
    return _concluded(desk, inspection)


def _concluded(desk: Desk, inspection: Inspection) -> Inspection:
    """Conclude the check if everybody has answered."""
    rows = standing_signatures(desk, inspection.id)
    signed = [str(row.signer_id) for row in rows if row.act is SignatureAct.inspect]
    answered = bool(inspection.refusal) or any(row.act is SignatureAct.inspected for row in rows)
    if concluded([str(one.person_id) for one in inspection.inspectors], signed, answered):
        inspection.concluded_at, inspection.result = desk.now, result_of(len(inspection.findings))
        record(desk, inspection, "inspection:conclude", {"result": inspection.result})
        hand_overs.findings_written(desk, inspection)
    return inspection


def _statement(desk: Desk, inspection: Inspection) -> Mapping[str, object]:
    """What is signed: the whole sheet. Photos by the hash of their bytes, people by their ids."""
    photos = [photo.file_id for photo in inspection.photos]
    hashes = desk.session.scalars(
        select(StoredFile.sha256).where(StoredFile.id.in_(photos)).order_by(StoredFile.sha256)
    )
    return {
        "number": inspection.number,
        "job_id": inspection.job_id,
        "permit_id": inspection.permit_id,
        "unfiled_work_id": inspection.unfiled_id,
        "inspector_ids": [one.person_id for one in inspection.inspectors],
        "answers": {row.item.value: [row.answer.value, row.remark] for row in inspection.answers},
        "findings": [
            {"item": one.item, "text": one.text, "clause": one.clause, "due_on": str(one.due_on)}
            for one in inspection.findings
        ],
        "photos": list(hashes),
        "quizzes": [{"person_id": quiz.person_id, "mark": quiz.paper.mark} for quiz in inspection.quizzes],
        "no_quiz_reason": inspection.no_quiz_reason,
    }
