"""完工验收 of a job (R46; G46 7.1): four items as found, signed by the leader; then the area closure is taken down."""

import uuid

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, Invalid, ProblemCode
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.jobs import Acceptance, AcceptanceAnswer, ClosureRemoval, Job
from permit_service.models.permits import Permit
from permit_service.services import signing
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.job_case import JobCase, on_job
from permit_service.services.on_site import parts_of
from permit_service.services.settlement import settle
from permit_service.services.signing import SignIn, Signing
from workflows.kinds import AcceptanceItem
from workflows.lifecycle import JOB
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, JobStatus, JobTrigger, Part

_ANSWERERS = frozenset({Part.leader, Part.guardian, Part.applicant})


def answer_item(actor: Actor, job_id: uuid.UUID, item: AcceptanceItem, answer: Answer, remark: str = "") -> Acceptance:
    """Note one of the four items as found; a later answer replaces it until the leader has signed.

    Only a yes lets the job be accepted; an item that was never involved (no isolation) is answered yes too. Raises
    Invalid (``remark``: ``required`` unless the answer is yes), Conflict ``stale`` for a job that is not open,
    Forbidden, NotFound.
    """

    def act(case: JobCase) -> Acceptance:
        _require_open(case)
        person_id = _answerer(case)
        faults = Faults()
        told = faults.remark("remark", remark) if answer is Answer.yes else faults.words("remark", remark)
        faults.raise_any()
        acceptance = _acceptance(case)
        row = next((one for one in acceptance.answers if one.item is item), None)
        if row is None:
            row = AcceptanceAnswer(item=item)
            acceptance.answers.append(row)
        row.answer, row.person_id, row.at, row.remark = answer, person_id, case.now, told
        case.session.flush()
        case.record("acceptance:answer", {"item": item, "answer": answer})
        return acceptance

    return on_job(actor, job_id, act)


def accept_job(actor: Actor, job_id: uuid.UUID, sign_in: SignIn, image: bytes | None = None) -> Job:
    """The leader signs the acceptance; the job is done.

    Raises RefusedError while a permit has not ended or an item is missing, Invalid (PIN), NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: JobCase) -> Job:
        own = JobCase(case.session, case.job, case.permits, signer.actor, case.now)
        clearance = own.ask(Action.job_accept, Attempt(person_id=str(signer.person_id)), own.last)
        acceptance = _acceptance(own)
        answers = sorted(acceptance.answers, key=lambda one: one.item)
        statement = {
            "number": case.job.number,
            "items": [{"item": a.item, "answer": a.answer, "at": a.at, "remark": a.remark} for a in answers],
        }
        how = Signing(part=Part.leader, image=image)
        row = signing.accountable(
            case.session, signer, SignatureAct.accept, acceptance.id, statement, now=case.now, how=how
        )
        acceptance.leader_id, acceptance.signed_at = signer.person_id, case.now
        case.job.accepted_at = case.now
        own.fire(JOB, JobTrigger.accept, case.job, clearance, {"signature_id": row.id})
        _settle_all(own)
        return case.job

    return on_job(actor, job_id, act)


def remove_closure(actor: Actor, job_id: uuid.UUID, space_id: uuid.UUID) -> ClosureRemoval:
    """The area closure of one space is taken down, last of all (site-rules 7); again does nothing.

    Raises Conflict ``stale`` before the acceptance, Invalid (``space_id``: ``unknown``), Forbidden, NotFound.
    """

    def act(case: JobCase) -> ClosureRemoval:
        if case.job.status is not JobStatus.accepted:
            raise Conflict(ProblemCode.stale)
        _answerer(case)
        if space_id not in {permit.space_id for permit in case.permits}:
            raise Invalid({"space_id": "unknown"})
        there = case.session.scalar(
            select(ClosureRemoval).where(ClosureRemoval.job_id == case.job.id, ClosureRemoval.space_id == space_id)
        )
        if there is not None:
            return there
        row = case.write(
            ClosureRemoval(
                job_id=case.job.id,
                space_id=space_id,
                at=case.now,
                created_at=case.now,
                recorded_by_id=case.user_id,
            )
        )
        case.record("closure:remove", {"space_id": space_id})
        _settle_all(case)
        return row

    return on_job(actor, job_id, act)


def _acceptance(case: JobCase) -> Acceptance:
    row = case.session.scalar(select(Acceptance).where(Acceptance.job_id == case.job.id))
    if row is not None:
        return row
    return case.write(
        Acceptance(
            job_id=case.job.id,
            leader_id=_leader(case.last),
            at=case.now,
            created_at=case.now,
            recorded_by_id=case.user_id,
        )
    )


def _leader(permit: Permit) -> uuid.UUID:
    standing = (member for member in permit.members if member.removed_at is None and Part.leader in member.parts)
    leader = next((member.person_id for member in standing if member.person_id is not None), None)
    return permit.applicant_id if leader is None else leader


def _answerer(case: JobCase) -> uuid.UUID:
    """Leader or guardian of a permit of the job. Raises Forbidden."""
    person_id = case.actor.person_id
    if person_id is None or not any(parts_of(permit, person_id) & _ANSWERERS for permit in case.permits):
        raise Forbidden
    return person_id


def _require_open(case: JobCase) -> None:
    if case.job.status is not JobStatus.open:
        raise Conflict(ProblemCode.stale)


def _settle_all(case: JobCase) -> None:
    """Ended permits have no more writes of their own: the closure's alarm is settled with the job."""
    for permit in case.permits:
        settle(Case(case.session, permit, case.actor, case.now))
