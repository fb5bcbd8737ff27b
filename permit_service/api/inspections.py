"""Spot-checks 抽查: the sheet from its beginning to its last signature, and unfiled work."""

from permit_service.access import current_actor
from permit_service.api.inspection_bodies import (
    AddInspectorBody,
    AnswersBody,
    BeginBody,
    CheckUnfiledBody,
    FindingBody,
    InspectionPhotoBody,
    InspectionReasonBody,
    OnSiteBody,
    QuizBody,
    QuizHandInBody,
    ReplaceBody,
    SignedSheetBody,
    TakeOffBody,
    UnfiledBody,
    WitnessBody,
)
from permit_service.api.inspection_views import (
    FindingView,
    InspectionView,
    QuizView,
    SheetView,
    UnfiledView,
    path_of,
    quiz_view,
    sheet,
)
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, PageView, answer, page
from permit_service.api.types import Id, PageQuery, Params
from permit_service.queries import inspections as reading
from permit_service.queries.reading import session
from permit_service.services.inspections import beginning, filling, replacing, signing
from permit_service.services.inspections.beginning import UnfiledForm
from permit_service.services.inspections.filling import FindingForm, ItemAnswer
from permit_service.typed_codes import count_try
from workflows.inspection_kinds import InspectionState

blueprint = noun("inspections")


class InspectionPath(Params):
    inspection_id: Id


class QuizPath(Params):
    quiz_id: Id


class UnfiledQuery(PageQuery):
    area_id: Id | None = None


class UnfiledPath(Params):
    unfiled_work_id: Id


class InspectionQuery(PageQuery):
    state: InspectionState | None = None
    mine: bool = False
    area_id: Id | None = None


@blueprint.get("/inspections", responses=reads(PageView[InspectionView]))
def index(query: InspectionQuery) -> Answer:
    """Checks the account may know of, the newest first, of one state or area; ``mine``: those one was sent to."""
    found = reading.inspections(
        session(),
        current_actor(),
        query.wanted,
        state=query.state,
        mine=query.mine,
        area_path=path_of(query.area_id),
    )
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
    return sheet(path.inspection_id)


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
    return sheet(path.inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/photos", responses=does(SheetView))
def add_photo(path: InspectionPath, body: InspectionPhotoBody) -> Answer:
    """Keep a photo with the sheet."""
    filling.add_photo(current_actor(), path.inspection_id, body.photo, body.item)
    return sheet(path.inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/findings", responses=makes(FindingView))
def find_problem(path: InspectionPath, body: FindingBody) -> Answer:
    """Write a finding."""
    row = filling.find_problem(current_actor(), path.inspection_id, FindingForm(**body.model_dump()))
    return answer(FindingView.model_validate(row), 201)


@blueprint.post("/inspections/<uuid:inspection_id>/quizzes", responses=makes(QuizView))
def ask(path: InspectionPath, body: QuizBody) -> Answer:
    """Draw a paper for somebody of the firm (逢查必考)."""
    return answer(quiz_view(filling.ask(current_actor(), path.inspection_id, body.person_id)), 201)


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


@blueprint.post("/inspections/<uuid:inspection_id>/replace", responses=does(InspectionView))
def replace(path: InspectionPath, body: ReplaceBody) -> Answer:
    """A drawn inspector who cannot come: the next one of the draw takes the place."""
    return _row(replacing.replace_inspector(current_actor(), path.inspection_id, body.person_id, body.reason))


@blueprint.post("/inspections/<uuid:inspection_id>/add", responses=does(InspectionView))
def add(path: InspectionPath, body: AddInspectorBody) -> Answer:
    """An expert or another officer is named to go along with a drawn team; the draw stays as it is."""
    return _row(replacing.add_inspector(current_actor(), path.inspection_id, body.person_id, body.reason))


@blueprint.post("/inspections/<uuid:inspection_id>/take-off", responses=does(InspectionView))
def take_off(path: InspectionPath, body: TakeOffBody) -> Answer:
    """Somebody who was named does not go after all."""
    return _row(replacing.take_off_inspector(current_actor(), path.inspection_id, body.person_id, body.reason))


@blueprint.get("/quizzes/<uuid:quiz_id>", responses=reads(QuizView))
def show_quiz(path: QuizPath) -> Answer:
    """A paper somebody is asked by."""
    return answer(quiz_view(reading.quiz(session(), current_actor(), path.quiz_id)))


@blueprint.post("/quizzes/<uuid:quiz_id>/hand-in", responses=does(QuizView))
def hand_in(path: QuizPath, body: QuizHandInBody) -> Answer:
    """Mark a paper; a second time changes nothing."""
    told = {line.position: line.chosen for line in body.answers}
    return answer(quiz_view(filling.hand_in(current_actor(), path.quiz_id, told)))


@blueprint.get("/unfiled-work", responses=reads(PageView[UnfiledView]))
def index_unfiled(query: UnfiledQuery) -> Answer:
    """Unfiled work the account may know of, the newest first; of one area, if told."""
    here = path_of(query.area_id)
    return answer(page(reading.unfiled_work(session(), current_actor(), query.wanted, area_path=here), UnfiledView))


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
