"""Trainings held here: the session, who is on its list, attendance and marks, the practical check (G46 4.4)."""

import uuid

from permit_service.access import current_actor
from permit_service.api.credentials import TrainingView
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Number, PageView, View, answer, page
from permit_service.api.types import (
    Blob,
    Body,
    Choice,
    Count,
    Dec,
    Id,
    Line,
    Many,
    PageQuery,
    Params,
    SetOf,
    SignedBody,
    Text,
    When,
)
from permit_service.errors import Invalid
from permit_service.models.choices import Answer as Told
from permit_service.models.trainings import TrainingSession
from permit_service.queries import scope
from permit_service.queries import trainings as reading
from permit_service.queries.reading import session
from permit_service.services import codes
from permit_service.services.registers import practicals, trainings
from permit_service.services.registers.trainings import SessionForm, Sheet
from workflows.training_kinds import ExamForm, PracticalItem, Trainee, TrainingTopic

blueprint = noun("training_sessions")


class SessionPath(Params):
    training_session_id: Id


class SeatPath(Params):
    training_seat_id: Id


class SessionBody(Body):
    """A training. Without ``pass_mark`` the rules' own; it may only be higher."""

    title: Line
    topics: SetOf[Choice[TrainingTopic]]
    started_at: When
    ended_at: When
    place: Line
    teacher: Line
    exam_form: Choice[ExamForm]
    pass_mark: Count | None = None
    practical: bool = True
    document: Blob | None = None


class NewSessionBody(SessionBody):
    """Held by an enterprise, or by an area's authority: one of the two."""

    enterprise_id: Id | None = None
    area_id: Id | None = None


class ChangedSessionBody(SessionBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class SeatsBody(Body):
    """Who is to be on the list, and as what they are trained."""

    person_ids: SetOf[Id]
    trainee: Choice[Trainee]


class SheetBody(Body):
    """One line of the list: whether they attended, and the mark of a paper examination."""

    training_seat_id: Id
    attended: bool
    mark: Dec | None = None


class SheetsBody(Body):
    """Lines of the list; seats that are not named stay as they are."""

    seats: Many[SheetBody]


class ShownBody(Body):
    """One item of a practical check."""

    item: Choice[PracticalItem]
    answer: Choice[Told]


class PracticalBody(SignedBody):
    """What the assessor saw, item by item; signed by the assessor."""

    items: Many[ShownBody]
    remark: Text = ""


class PaperView(View):
    """A paper of an examination: the seed by which it was drawn, its mark when handed in."""

    id: uuid.UUID
    number: int
    seed: str
    drawn_at: Moment
    due_at: Moment
    handed_in_at: Moment | None
    mark: Number | None
    passed: bool | None


class PracticalView(View):
    """A practical check."""

    id: uuid.UUID
    assessor_id: uuid.UUID
    at: Moment
    passed: bool
    remark: str


class SeatView(View):
    """Somebody in a training; ``result`` is there once they have passed, or the results are closed."""

    id: uuid.UUID
    person_id: uuid.UUID
    trainee: Trainee
    attended_at: Moment | None
    mark: Number | None
    exam_passed_at: Moment | None
    practical_passed_at: Moment | None
    result: TrainingView | None
    papers: list[PaperView]
    practicals: list[PracticalView]


class SessionView(View):
    """A training."""

    id: uuid.UUID
    revision: int
    enterprise_id: uuid.UUID | None
    area_id: uuid.UUID | None
    title: str
    topics: list[TrainingTopic]
    started_at: Moment
    ended_at: Moment
    place: str
    teacher: str
    exam_form: ExamForm
    pass_mark: int
    practical: bool
    file_id: uuid.UUID | None
    concluded_at: Moment | None
    created_at: Moment


class SessionEntryView(SessionView):
    """A training with its list."""

    seats: list[SeatView]


class ExamCodeView(View):
    """The code that opens somebody's examination: whoever holds it sits there."""

    url: str


@blueprint.get("/training-sessions", responses=reads(PageView[SessionView]))
def index(query: PageQuery) -> Answer:
    """Trainings the account may know of, the latest first."""
    return answer(page(reading.sessions(session(), current_actor(), query.wanted), SessionView))


@blueprint.post("/training-sessions", responses=makes(SessionView))
def create(body: NewSessionBody) -> Answer:
    """Enter a training of an enterprise or of an area's authority."""
    form = SessionForm(**body.model_dump(exclude={"enterprise_id", "area_id"}))
    if (body.enterprise_id is None) == (body.area_id is None):
        raise Invalid({"enterprise_id": "required" if body.area_id is None else "none_required"})
    if body.enterprise_id is not None:
        entry = trainings.hold_for_enterprise(current_actor(), body.enterprise_id, form)
    else:
        assert body.area_id is not None
        entry = trainings.hold_for_area(current_actor(), body.area_id, form)
    return answer(SessionView.model_validate(entry), 201)


@blueprint.get("/training-sessions/<uuid:training_session_id>", responses=reads(SessionEntryView))
def show(path: SessionPath) -> Answer:
    """One training with its list."""
    return answer(_entry(scope.training_session(session(), current_actor(), path.training_session_id)))


@blueprint.put("/training-sessions/<uuid:training_session_id>", responses=does(SessionView))
def edit(path: SessionPath, body: ChangedSessionBody) -> Answer:
    """Change a training's entry; what somebody was already examined by stays."""
    form = SessionForm(**body.model_dump(exclude={"revision"}))
    entry = trainings.edit_session(current_actor(), path.training_session_id, body.revision, form)
    return answer(SessionView.model_validate(entry))


@blueprint.post("/training-sessions/<uuid:training_session_id>/seats", responses=does(SessionEntryView))
def seat(path: SessionPath, body: SeatsBody) -> Answer:
    """Put people on the list."""
    entry = trainings.seat_people(current_actor(), path.training_session_id, body.person_ids, body.trainee)
    return answer(_entry(entry))


@blueprint.post("/training-sessions/<uuid:training_session_id>/sheet", responses=does(SessionEntryView))
def fill(path: SessionPath, body: SheetsBody) -> Answer:
    """Enter who attended, and the marks of a paper examination."""
    sheets = {line.training_seat_id: Sheet(line.attended, line.mark) for line in body.seats}
    return answer(_entry(trainings.fill_sheet(current_actor(), path.training_session_id, sheets)))


@blueprint.post("/training-sessions/<uuid:training_session_id>/conclude", responses=does(SessionEntryView))
def conclude(path: SessionPath) -> Answer:
    """Close the results: who attended and has not passed by now has failed."""
    return answer(_entry(trainings.conclude(current_actor(), path.training_session_id)))


@blueprint.post("/training-seats/<uuid:training_seat_id>/remove", responses=does(SessionEntryView))
def unseat(path: SeatPath) -> Answer:
    """Take somebody off the list who has shown nothing yet."""
    return answer(_entry(trainings.unseat(current_actor(), path.training_seat_id)))


@blueprint.get("/training-seats/<uuid:training_seat_id>/code", responses=reads(ExamCodeView))
def show_code(path: SeatPath) -> Answer:
    """What the code of somebody's examination holds."""
    seated = scope.training_seat(session(), current_actor(), path.training_seat_id)
    return answer(ExamCodeView(url=codes.exam_code(seated)))


@blueprint.post("/training-seats/<uuid:training_seat_id>/practicals", responses=makes(PracticalView))
def assess(path: SeatPath, body: PracticalBody) -> Answer:
    """Record a practical check with the assessor's signature."""
    shown = {line.item: line.answer for line in body.items}
    check = practicals.assess(current_actor(), body.sign_in.told, path.training_seat_id, shown, body.remark)
    return answer(PracticalView.model_validate(check), 201)


def _entry(entry: TrainingSession) -> SessionEntryView:
    seats = [SeatView.model_validate(one) for one in reading.seats(session(), entry)]
    return SessionEntryView(**SessionView.model_validate(entry).model_dump(), seats=seats)
