"""Acceptance: four items, every permit ended, the leader's signature; then the area closure comes down."""

import json
import uuid
from datetime import timedelta

from outcomes import invalid, raises, refused, unwritten
from pieces import PLANNED
from plan_cast import Cast, then
from sqlalchemy import select

from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.base import db
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.jobs import Acceptance, ClosureRemoval
from permit_service.models.signatures import Signature
from permit_service.services import acceptance, endings
from workflows.codes import Code
from workflows.kinds import AcceptanceItem
from workflows.vocabulary import JobStatus

DONE = PLANNED + timedelta(hours=1)


def ended_job(cast: Cast) -> uuid.UUID:
    """A job whose only permit was revoked before anything was opened."""
    permit = cast.approved_permit()
    permit_id, job_id = permit.id, permit.job_id
    with then(DONE):
        endings.revoke(cast.actor("principal"), permit_id, cast.pin("principal"), "样例")
    return job_id


def answer_all(cast: Cast, job_id: uuid.UUID, *, but: AcceptanceItem | None = None) -> None:
    for item in AcceptanceItem:
        if item is not but:
            with then(DONE):
                acceptance.answer_item(cast.actor("guardian"), job_id, item, Answer.yes)


def test_accepted_with_four_items_and_the_leaders_signature(cast: Cast) -> None:
    job_id = ended_job(cast)
    answer_all(cast, job_id)
    with then(DONE):
        job = acceptance.accept_job(cast.actor("guardian"), job_id, cast.pin("leader"))
    assert (job.status, job.accepted_at) == (JobStatus.accepted, DONE)
    row = db.session.scalars(select(Acceptance)).one()
    assert (row.leader_id, row.signed_at) == (cast.people["leader"], DONE)
    said = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.accept)).one()
    assert {one["item"] for one in json.loads(said.statement)["statement"]["items"]} == set(AcceptanceItem)


def test_what_keeps_a_job_from_acceptance(cast: Cast) -> None:
    permit = cast.approved_permit()
    permit_id, job_id = permit.id, permit.job_id
    answer_all(cast, job_id, but=AcceptanceItem.tools_out)
    with then(DONE), refused(Code.permit_not_ended, Code.acceptance_item_missing):
        acceptance.accept_job(cast.actor("leader"), job_id, cast.pin("leader"))
    with then(DONE):
        endings.revoke(cast.actor("principal"), permit_id, cast.pin("principal"), "样例")
        acceptance.answer_item(cast.actor("leader"), job_id, AcceptanceItem.tools_out, Answer.no, "样例：少一把扳手")
    with then(DONE), refused(Code.acceptance_item_missing):
        acceptance.accept_job(cast.actor("leader"), job_id, cast.pin("leader"))
    with then(DONE):
        acceptance.answer_item(cast.actor("leader"), job_id, AcceptanceItem.tools_out, Answer.yes)
    with then(DONE), refused(Code.role_missing):
        acceptance.accept_job(cast.actor("leader"), job_id, cast.pin("guardian"))
    with then(DONE):
        assert acceptance.accept_job(cast.actor("leader"), job_id, cast.pin("leader")).status is JobStatus.accepted


def test_who_answers_and_how(cast: Cast) -> None:
    job_id, item = ended_job(cast), AcceptanceItem.people_out
    with then(DONE), raises(Forbidden):
        acceptance.answer_item(cast.actor("manager"), job_id, item, Answer.yes)
    with then(DONE), raises(NotFound):
        acceptance.answer_item(cast.actor("s_leader"), job_id, item, Answer.yes)
    with then(DONE), invalid(remark="required"):
        acceptance.answer_item(cast.actor("leader"), job_id, item, Answer.no)
    answer_all(cast, job_id)
    with then(DONE):
        acceptance.accept_job(cast.actor("leader"), job_id, cast.pin("leader"))
    with then(DONE), raises(Conflict):
        acceptance.answer_item(cast.actor("leader"), job_id, item, Answer.yes)


def test_the_closure_comes_down_after_acceptance_once(cast: Cast) -> None:
    job_id = ended_job(cast)
    with then(DONE), raises(Conflict):
        acceptance.remove_closure(cast.actor("guardian"), job_id, cast.space)
    answer_all(cast, job_id)
    with then(DONE):
        acceptance.accept_job(cast.actor("leader"), job_id, cast.pin("leader"))
    with then(DONE), raises(Forbidden):
        acceptance.remove_closure(cast.actor("manager"), job_id, cast.space)
    with then(DONE), invalid(space_id="unknown"):
        acceptance.remove_closure(cast.actor("guardian"), job_id, cast.other_space)
    with then(DONE):
        acceptance.remove_closure(cast.actor("guardian"), job_id, cast.space)
    with then(DONE + timedelta(hours=1)), unwritten():
        acceptance.remove_closure(cast.actor("guardian"), job_id, cast.space)
    assert db.session.scalars(select(ClosureRemoval)).one().at == DONE
