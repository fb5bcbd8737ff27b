"""What answers about spot-checks are made of: checks and their sheets, papers, findings, unfiled work."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.serialize import Answer, Moment, Number, View, answer
from permit_service.models.choices import Answer as Told
from permit_service.models.inspections import Quiz
from permit_service.queries import inspections as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from workflows.inspection_kinds import (
    FindingState,
    FindingStatus,
    FindingTrigger,
    InspectionItem,
    InspectionOrigin,
    InspectionResult,
    QuizTaker,
    SheetLack,
)


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


class RectificationView(View):
    """What was done about a finding; ``accepted`` is null until an officer judged it."""

    id: uuid.UUID
    text: str
    photo_id: uuid.UUID
    reported_at: Moment
    reported_by_id: uuid.UUID
    accepted: bool | None
    reason: str
    judged_at: Moment | None
    judged_by_id: uuid.UUID | None


class FindingDetailView(FindingView):
    """A finding as it stands today; ``may`` is what the account can do now."""

    state: FindingState
    may: list[FindingTrigger]
    rectifications: list[RectificationView]


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


def path_of(area_id: uuid.UUID | None) -> str:
    """The path of an area in the account's charge; "" for none. Raises NotFound."""
    return "" if area_id is None else scope.area(session(), current_actor(), area_id).path


def sheet(inspection_id: uuid.UUID) -> Answer:
    """One check with its sheet. Raises NotFound."""
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


def quiz_view(quiz: Quiz) -> QuizView:
    """A paper and who is asked by it."""
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
