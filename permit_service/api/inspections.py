"""Spot-checks 抽查: the sheet from its beginning to its last signature, what it found, and unfiled work."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.inspection_bodies import (
    AnswersBody,
    BeginBody,
    CheckUnfiledBody,
    FindingBody,
    InspectionPhotoBody,
    InspectionReasonBody,
    OnSiteBody,
    QuizBody,
    QuizHandInBody,
    SignedSheetBody,
    UnfiledBody,
    WitnessBody,
)
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Number, PageView, View, answer, page
from permit_service.api.types import Id, PageQuery, Params
from permit_service.models.choices import Answer as Told
from permit_service.models.inspections import Quiz
from permit_service.queries import inspections as reading
from permit_service.queries.reading import session
from permit_service.services.inspections import beginning, filling, signing
from permit_service.services.inspections.beginning import UnfiledForm
from permit_service.services.inspections.filling import FindingForm, ItemAnswer
from permit_service.typed_codes import count_try
from workflows.inspection_kinds import (
    FindingStatus,
    InspectionItem,
    InspectionOrigin,
    InspectionResult,
    InspectionState,
    QuizTaker,
    SheetLack,
)

blueprint = noun("inspections")


class InspectionPath(Params):
    inspection_id: Id


class FindingPath(Params):
    finding_id: Id


class QuizPath(Params):
    quiz_id: Id


class UnfiledPath(Params):
    unfiled_work_id: Id


class InspectionQuery(PageQuery):
    state: InspectionState | None = None
    mine: bool = False


class FindingQuery(PageQuery):
    enterprise_id: Id | None = None


class InspectionView(View):
    """A check. ``result`` is there once everybody has signed."""

    id: uuid.UUID
    number: str
    origin: InspectionOrigin
    draw_id: uuid.UUID | None
    job_id: uuid.UUID | None
    unfiled_id: uuid.UUID | None
    permit_id: uuid.UUID | None
    enterprise_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    revision: int
    created_at: Moment
    begun_at: Moment | None
    refusal: str
    no_quiz_reason: str
    concluded_at: Moment | None
    result: InspectionResult | None
    dropped_at: Moment | None


class InspectorView(View):
    """Who was sent."""

    person_id: uuid.UUID


class ItemView(View):
    """One item as it was found."""

    item: InspectionItem
    answer: Told
    remark: str
    at: Moment


class PhotoView(View):
    """A photo of the check."""

    item: InspectionItem | None
    file_id: uuid.UUID
    at: Moment


class QuizQuestionView(View):
    """One question of a paper, without its answer."""

    position: int
    stem: str
    options: list[str]


class QuizView(View):
    """Somebody asked on the spot; ``mark`` is there once the paper was handed in."""

    id: uuid.UUID
    inspection_id: uuid.UUID
    person_id: uuid.UUID
    taker: QuizTaker
    seed: str
    due_at: Moment
    handed_in_at: Moment | None
    mark: Number | None
    passed: bool | None
    questions: list[QuizQuestionView]


class FindingView(View):
    """A problem that a check found."""

    id: uuid.UUID
    inspection_id: uuid.UUID
    item: InspectionItem | None
    text: str
    clause: str
    responsible: str
    due_on: date
    status: FindingStatus
    photo_id: uuid.UUID | None
    enterprise_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    at: Moment


class SheetView(InspectionView):
    """A check with its sheet; ``lacks`` is what stands between it and its signatures."""

    inspectors: list[InspectorView]
    answers: list[ItemView]
    photos: list[PhotoView]
    findings: list[FindingView]
    lacks: list[SheetLack]


class UnfiledView(View):
    """Unfiled work as it was found."""

    id: uuid.UUID
    area_id: uuid.UUID
    place: str
    space_id: uuid.UUID | None
    enterprise_id: uuid.UUID | None
    firm: str
    content: str
    people_inside: int
    done: str
    photo_id: uuid.UUID | None
    found_at: Moment
    found_by_id: uuid.UUID


@blueprint.get("/inspections", responses=reads(PageView[InspectionView]))
def index(query: InspectionQuery) -> Answer:
    """Checks the account may know of, the newest first; ``mine``: those one was sent to."""
    found = reading.inspections(session(), current_actor(), query.wanted, state=query.state, mine=query.mine)
    return answer(page(found, InspectionView))


@blueprint.post("/inspections", responses=makes(InspectionView))
def create(body: OnSiteBody) -> Answer:
    """Check the job whose permit's code lies at the mouth."""
    count_try(body.code)
    row = beginning.begin_on_site(current_actor(), body.code, body.with_ids)
    return answer(InspectionView.model_validate(row), 201)


@blueprint.get("/inspections/<uuid:inspection_id>", responses=reads(SheetView))
def show(path: InspectionPath) -> Answer:
    """One check with its sheet."""
    return _sheet(path.inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/begin", responses=does(InspectionView))
def start(path: InspectionPath, body: BeginBody) -> Answer:
    """On site; ``code`` is the permit's that lies there, empty where there is none."""
    count_try(body.code)
    return _row(beginning.begin_waiting(current_actor(), path.inspection_id, body.code))


@blueprint.post("/inspections/<uuid:inspection_id>/answers", responses=does(SheetView))
def answer_items(path: InspectionPath, body: AnswersBody) -> Answer:
    """Answer items, all or some."""
    told = {line.item: ItemAnswer(line.answer, line.remark) for line in body.items}
    filling.answer(current_actor(), path.inspection_id, told)
    return _sheet(path.inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/photos", responses=does(SheetView))
def add_photo(path: InspectionPath, body: InspectionPhotoBody) -> Answer:
    """Keep a photo with the sheet."""
    filling.add_photo(current_actor(), path.inspection_id, body.photo, body.item)
    return _sheet(path.inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/findings", responses=makes(FindingView))
def find_problem(path: InspectionPath, body: FindingBody) -> Answer:
    """Write a finding."""
    row = filling.find_problem(current_actor(), path.inspection_id, FindingForm(**body.model_dump()))
    return answer(FindingView.model_validate(row), 201)


@blueprint.post("/inspections/<uuid:inspection_id>/quizzes", responses=makes(QuizView))
def ask(path: InspectionPath, body: QuizBody) -> Answer:
    """Draw a paper for somebody of the firm (逢查必考)."""
    return answer(_quiz(filling.ask(current_actor(), path.inspection_id, body.person_id)), 201)


@blueprint.post("/inspections/<uuid:inspection_id>/no-quiz", responses=does(InspectionView))
def leave_out_quiz(path: InspectionPath, body: InspectionReasonBody) -> Answer:
    """Say why not everybody was asked."""
    return _row(filling.leave_out_quiz(current_actor(), path.inspection_id, body.reason))


@blueprint.post("/inspections/<uuid:inspection_id>/sign", responses=does(InspectionView))
def sign(path: InspectionPath, body: SignedSheetBody) -> Answer:
    """An inspector signs."""
    return _row(signing.sign(current_actor(), body.sign_in.told, path.inspection_id, body.signature))


@blueprint.post("/inspections/<uuid:inspection_id>/sign-firm", responses=does(InspectionView))
def sign_firm(path: InspectionPath, body: SignedSheetBody) -> Answer:
    """Somebody of the firm signs with an account of their own."""
    return _row(signing.sign_for_enterprise(current_actor(), body.sign_in.told, path.inspection_id, body.signature))


@blueprint.post("/inspections/<uuid:inspection_id>/witness", responses=does(InspectionView))
def witness(path: InspectionPath, body: WitnessBody) -> Answer:
    """Somebody of the firm draws their signature before the inspector."""
    return _row(signing.witness(current_actor(), path.inspection_id, body.person_id, body.signature))


@blueprint.post("/inspections/<uuid:inspection_id>/refusal", responses=does(InspectionView))
def note_refusal(path: InspectionPath, body: InspectionReasonBody) -> Answer:
    """拒签: the firm does not sign."""
    return _row(signing.note_refusal(current_actor(), path.inspection_id, body.reason))


@blueprint.post("/inspections/<uuid:inspection_id>/reopen", responses=does(InspectionView))
def reopen(path: InspectionPath) -> Answer:
    """Let every signature fall, to correct the sheet."""
    return _row(signing.reopen(current_actor(), path.inspection_id))


@blueprint.post("/inspections/<uuid:inspection_id>/drop", responses=does(InspectionView))
def drop(path: InspectionPath, body: InspectionReasonBody) -> Answer:
    """A drawn check that cannot be made."""
    return _row(beginning.drop(current_actor(), path.inspection_id, body.reason))


@blueprint.get("/findings", responses=reads(PageView[FindingView]))
def index_findings(query: FindingQuery) -> Answer:
    """Findings of concluded checks, the newest first; of one enterprise, if told."""
    found = reading.findings(session(), current_actor(), query.wanted, enterprise_id=query.enterprise_id)
    return answer(page(found, FindingView))


@blueprint.post("/findings/<uuid:finding_id>/take-back", responses=does(SheetView))
def take_back(path: FindingPath) -> Answer:
    """Take a finding off a sheet that nobody has signed."""
    return _sheet(filling.take_back_problem(current_actor(), path.finding_id).id)


@blueprint.get("/quizzes/<uuid:quiz_id>", responses=reads(QuizView))
def show_quiz(path: QuizPath) -> Answer:
    """A paper somebody is asked by."""
    return answer(_quiz(reading.quiz(session(), current_actor(), path.quiz_id)))


@blueprint.post("/quizzes/<uuid:quiz_id>/hand-in", responses=does(QuizView))
def hand_in(path: QuizPath, body: QuizHandInBody) -> Answer:
    """Mark a paper; a second time changes nothing."""
    told = {line.position: line.chosen for line in body.answers}
    return answer(_quiz(filling.hand_in(current_actor(), path.quiz_id, told)))


@blueprint.get("/unfiled-work", responses=reads(PageView[UnfiledView]))
def index_unfiled(query: PageQuery) -> Answer:
    """Unfiled work the account may know of, the newest first."""
    return answer(page(reading.unfiled_work(session(), current_actor(), query.wanted), UnfiledView))


@blueprint.post("/unfiled-work", responses=makes(UnfiledView))
def report_unfiled(body: UnfiledBody) -> Answer:
    """Write down work that nobody had filed."""
    count_try(body.plate)
    row = beginning.report_unfiled(current_actor(), UnfiledForm(**body.model_dump()))
    return answer(UnfiledView.model_validate(row), 201)


@blueprint.post("/unfiled-work/<uuid:unfiled_work_id>/check", responses=makes(InspectionView))
def check_unfiled(path: UnfiledPath, body: CheckUnfiledBody) -> Answer:
    """Check unfiled work with a sheet."""
    row = beginning.check_unfiled(current_actor(), path.unfiled_work_id, body.with_ids)
    return answer(InspectionView.model_validate(row), 201)


def _row(row: object) -> Answer:
    return answer(InspectionView.model_validate(row))


def _sheet(inspection_id: uuid.UUID) -> Answer:
    view = reading.sheet(session(), current_actor(), inspection_id)
    inspection = view.inspection
    return answer(
        SheetView(
            **InspectionView.model_validate(inspection).model_dump(),
            inspectors=[InspectorView.model_validate(one) for one in inspection.inspectors],
            answers=[ItemView.model_validate(one) for one in inspection.answers],
            photos=[PhotoView.model_validate(one) for one in inspection.photos],
            findings=[FindingView.model_validate(one) for one in inspection.findings],
            lacks=list(view.lacks),
        )
    )


def _quiz(quiz: Quiz) -> QuizView:
    paper = quiz.paper
    return QuizView(
        id=quiz.id,
        inspection_id=quiz.inspection_id,
        person_id=quiz.person_id,
        taker=quiz.taker,
        seed=paper.seed,
        due_at=paper.due_at,
        handed_in_at=paper.handed_in_at,
        mark=paper.mark,
        passed=paper.passed,
        questions=[
            QuizQuestionView(position=one.position, stem=one.question.stem, options=list(one.question.options))
            for one in paper.items
        ],
    )
