"""Acceptance (完工验收; R46, G46 7.1) of a job: four items as found, signed by the leader."""

import uuid

from permit_service.access import current_actor
from permit_service.api.jobs import JobDetailView, JobPath, whole
from permit_service.api.noun import does, makes, noun
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Blob, Body, Choice, Id, SignedBody, Text
from permit_service.models import choices
from permit_service.services import acceptance
from workflows.kinds import AcceptanceItem

blueprint = noun("acceptance")


class AcceptanceAnswerBody(Body):
    """One of the four items as found; a remark unless the answer is yes."""

    item: Choice[AcceptanceItem]
    answer: Choice[choices.Answer]
    remark: Text = ""


class AcceptBody(SignedBody):
    """Signed by the leader; ``image`` is the drawn signature."""

    image: Blob | None = None


class ClosureRemovalBody(Body):
    """The space whose area closure was taken down."""

    space_id: Id


class AcceptanceAnswerView(View):
    """One item as found."""

    item: AcceptanceItem
    answer: choices.Answer
    person_id: uuid.UUID
    at: Moment
    remark: str


class AcceptanceView(View):
    """The items answered so far; signed when all four are."""

    job_id: uuid.UUID
    leader_id: uuid.UUID
    signed_at: Moment | None
    answers: list[AcceptanceAnswerView]


class ClosureRemovalView(View):
    """The removal of an area closure."""

    id: uuid.UUID
    job_id: uuid.UUID
    space_id: uuid.UUID
    at: Moment


@blueprint.post("/jobs/<uuid:job_id>/acceptance-answers", responses=makes(AcceptanceView))
def answer_item(path: JobPath, body: AcceptanceAnswerBody) -> Answer:
    """Note one item as found; a later answer replaces it until the leader has signed."""
    row = acceptance.answer_item(current_actor(), path.job_id, body.item, body.answer, body.remark)
    return answer(AcceptanceView.model_validate(row), 201)


@blueprint.post("/jobs/<uuid:job_id>/accept", responses=does(JobDetailView))
def accept(path: JobPath, body: AcceptBody) -> Answer:
    """The leader signs the acceptance; the job is done."""
    return answer(whole(acceptance.accept_job(current_actor(), path.job_id, body.sign_in.told, body.image)))


@blueprint.post("/jobs/<uuid:job_id>/closure-removals", responses=makes(ClosureRemovalView))
def remove_closure(path: JobPath, body: ClosureRemovalBody) -> Answer:
    """The area closure of one space is taken down, last of all."""
    row = acceptance.remove_closure(current_actor(), path.job_id, body.space_id)
    return answer(ClosureRemovalView.model_validate(row), 201)
