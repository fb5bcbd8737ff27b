"""Crew changes (site-rules 4): signed evidence beside the intact permit, counting once its signatures are complete."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, Ref, Sorted, View, answer
from permit_service.api.types import Blob, Body, Choice, Id, Many, Params, SetOf, SignedBody, Text
from permit_service.models.changes import CrewChange
from permit_service.services import crew_changes
from permit_service.services.job_forms import MemberForm
from workflows.vocabulary import Part

blueprint = noun("crew_changes")


class CrewChangePath(Params):
    crew_change_id: Id


class CrewChangeItemBody(Body):
    """The parts somebody shall have from then on; none takes them off."""

    person_id: Id
    parts: SetOf[Choice[Part]]


class CrewChangeBody(Body):
    """Who changes, and why."""

    items: Many[CrewChangeItemBody]
    reason: Text


class SignChangeBody(SignedBody):
    """Signed by the leader; where the leader changes, by the approver. ``image`` is the drawn signature."""

    image: Blob | None = None


class CrewChangeItemView(View):
    """Somebody's parts from then on."""

    person: Ref
    parts: Sorted[Part]


class CrewChangeView(View):
    """A crew change; in force from ``completed_at``."""

    id: uuid.UUID
    permit_id: uuid.UUID
    reason: str
    at: Moment
    approver_notified_at: Moment | None
    completed_at: Moment | None
    abandoned_at: Moment | None
    items: list[CrewChangeItemView]


@blueprint.post("/permits/<uuid:permit_id>/crew-changes", responses=makes(CrewChangeView))
def create(path: PermitPath, body: CrewChangeBody) -> Answer:
    """Propose a change."""
    items = [MemberForm(one.parts, person_id=one.person_id) for one in body.items]
    return _view(crew_changes.propose_change(current_actor(), path.permit_id, items, body.reason), 201)


@blueprint.post("/crew-changes/<uuid:crew_change_id>/sign", responses=does(CrewChangeView))
def sign(path: CrewChangePath, body: SignChangeBody) -> Answer:
    """Sign it; the filing is amended, the approver told."""
    return _view(crew_changes.sign_change(current_actor(), path.crew_change_id, body.sign_in.told, body.image))


@blueprint.post("/crew-changes/<uuid:crew_change_id>/abandon", responses=does(CrewChangeView))
def abandon(path: CrewChangePath) -> Answer:
    """Give it up before it counts."""
    return _view(crew_changes.abandon_change(current_actor(), path.crew_change_id))


def _view(row: CrewChange, status: int = 200) -> Answer:
    return answer(CrewChangeView.model_validate(row), status)
