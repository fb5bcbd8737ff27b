"""Street trainings (街道培训; site-rules 33): minutes run between two calls in server time."""

import uuid

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.filings import FilingPath
from permit_service.api.jobs import ReasonBody
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Blob, Body, Choice, Id, Line, Many, Params, SetOf, When
from permit_service.models.oversight import StreetTraining
from permit_service.queries import scope, works
from permit_service.queries import street_training as reading
from permit_service.queries.reading import session
from permit_service.services import street_trainings
from permit_service.typed_codes import count_try
from workflows.training_kinds import StreetTopic

blueprint = noun("street_trainings")


class TrainingPath(Params):
    street_training_id: Id


class ScheduleBody(Body):
    """When and where it will be held."""

    scheduled_at: When
    place: Line = ""


class KeyInTrainingBody(Body):
    """代录: a training held without the service, and who attended."""

    started_at: When
    ended_at: When
    attendees: Many[Id]
    place: Line = ""


class ReuseBody(Body):
    """An earlier training of the same unit, and why it is enough."""

    street_training_id: Id
    reason: Line


class AttendeeBody(Body):
    """By badge (scanned or typed), or by name from the filing's list."""

    person_id: Id | None = None
    badge: Line | None = None


class NoteBody(Body):
    """What was gone through, and a photo (JPEG or PNG, base64)."""

    topics: SetOf[Choice[StreetTopic]]
    photo: Blob | None = None


class AttendeeView(View):
    """Somebody who attended, signed in at ``at``."""

    person_id: uuid.UUID
    at: Moment


class StreetTrainingView(View):
    """A training; whether its minutes were enough, the gates say."""

    id: uuid.UUID
    filing_id: uuid.UUID
    scheduled_at: Moment | None
    place: str
    started_at: Moment | None
    ended_at: Moment | None
    keyed_in: bool
    reused_id: uuid.UUID | None
    reuse_reason: str
    topics: list[StreetTopic]
    photo_id: uuid.UUID | None
    quiz_set_at: Moment | None
    waived_at: Moment | None
    waive_reason: str
    created_at: Moment
    attendees: list[AttendeeView]


class StreetTrainingsView(View):
    """The trainings of one filing, the earliest first."""

    items: list[StreetTrainingView]


@blueprint.get("/filings/<uuid:filing_id>/street-trainings", responses=reads(StreetTrainingsView))
def index(path: FilingPath) -> Answer:
    """The trainings of one filing."""
    rows = works.street_trainings(session(), path.filing_id)
    return answer(StreetTrainingsView(items=[StreetTrainingView.model_validate(row) for row in rows]))


@blueprint.post("/filings/<uuid:filing_id>/street-trainings", responses=makes(StreetTrainingView))
def schedule(path: FilingPath, body: ScheduleBody) -> Answer:
    """Arrange a training."""
    return _view(street_trainings.schedule(current_actor(), path.filing_id, body.scheduled_at, body.place), 201)


@blueprint.post("/filings/<uuid:filing_id>/street-trainings/key-in", responses=makes(StreetTrainingView))
def key_in(path: FilingPath, body: KeyInTrainingBody) -> Answer:
    """代录: enter a training that was held without the service."""
    row = street_trainings.key_in_training(
        current_actor(), path.filing_id, body.started_at, body.ended_at, body.attendees, body.place
    )
    return _view(row, 201)


@blueprint.get("/filings/<uuid:filing_id>/street-trainings/reusable", responses=reads(StreetTrainingsView))
def reusable(path: FilingPath) -> Answer:
    """Earlier trainings that may count again for this filing, the newest first."""
    filing = scope.filing(session(), current_actor(), path.filing_id)
    rows = reading.reusable(session(), filing, wallclock.now())
    return answer(StreetTrainingsView(items=[StreetTrainingView.model_validate(row) for row in rows]))


@blueprint.post("/filings/<uuid:filing_id>/street-trainings/reuse", responses=makes(StreetTrainingView))
def reuse(path: FilingPath, body: ReuseBody) -> Answer:
    """Let an earlier training of the same unit count again, as long as the area's setting allows."""
    return _view(street_trainings.reuse(current_actor(), path.filing_id, body.street_training_id, body.reason), 201)


@blueprint.post("/filings/<uuid:filing_id>/street-trainings/waive", responses=makes(StreetTrainingView))
def waive(path: FilingPath, body: ReasonBody) -> Answer:
    """A street officer does without the training, with a reason."""
    return _view(street_trainings.waive(current_actor(), path.filing_id, body.reason), 201)


@blueprint.post("/street-trainings/<uuid:street_training_id>/start", responses=does(StreetTrainingView))
def start(path: TrainingPath) -> Answer:
    """The minutes begin now."""
    return _view(street_trainings.start(current_actor(), path.street_training_id))


@blueprint.post("/street-trainings/<uuid:street_training_id>/end", responses=does(StreetTrainingView))
def end(path: TrainingPath) -> Answer:
    """The minutes end now."""
    return _view(street_trainings.end(current_actor(), path.street_training_id))


@blueprint.post("/street-trainings/<uuid:street_training_id>/note", responses=does(StreetTrainingView))
def note(path: TrainingPath, body: NoteBody) -> Answer:
    """Topics gone through, and a photo."""
    return _view(street_trainings.note(current_actor(), path.street_training_id, body.topics, body.photo))


@blueprint.post("/street-trainings/<uuid:street_training_id>/attendees", responses=makes(AttendeeView))
def attend(path: TrainingPath, body: AttendeeBody) -> Answer:
    """Note who attends; who comes late is trained from then on."""
    count_try(body.badge)
    row = street_trainings.sign_in_attendee(
        current_actor(), path.street_training_id, person_id=body.person_id, badge=body.badge
    )
    return answer(AttendeeView.model_validate(row), 201)


def _view(row: StreetTraining, status: int = 200) -> Answer:
    return answer(StreetTrainingView.model_validate(row), status)
