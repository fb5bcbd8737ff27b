"""Sitting an examination by the code of one's seat, without an account; and the bank of its questions."""

import uuid

from flask import request

from permit_service import rate_limits
from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Number, PageView, View, answer, page
from permit_service.api.types import Body, Choice, Count, Id, Line, Many, PageQuery, Params, SetOf, Text
from permit_service.models.trainings import ExamPaper
from permit_service.queries import trainings as reading
from permit_service.queries.reading import session
from permit_service.services.registers import examinations, questions
from permit_service.services.registers.questions import QuestionForm
from workflows.training_kinds import QuestionKind, TrainingTopic

blueprint = noun("exams")


class QuestionPath(Params):
    question_id: Id


class QuestionQuery(PageQuery):
    topic: TrainingTopic | None = None
    retired: bool = False


class QuestionBody(Body):
    """A question; ``right`` are numbers of options, from 0. Without ``enterprise_id`` common to all."""

    enterprise_id: Id | None = None
    topic: Choice[TrainingTopic]
    stem: Text
    options: Many[Line]
    right: SetOf[Count]
    source: Line = ""


class ExamCodeBody(Body):
    """The code of a seat, as scanned."""

    code: Text


class AnswerBody(Body):
    """The options chosen of one question, by number from 0."""

    position: Count
    chosen: SetOf[Count]


class HandInBody(ExamCodeBody):
    """A whole paper."""

    paper_id: Id
    answers: Many[AnswerBody]


class QuestionView(View):
    """A question of the bank; it is never edited, only retired."""

    id: uuid.UUID
    enterprise_id: uuid.UUID | None
    code: str
    topic: TrainingTopic
    kind: QuestionKind
    stem: str
    options: list[str]
    right: list[str]
    source: str
    created_at: Moment
    retired_at: Moment | None


class AskedView(View):
    """A question as a candidate sees it."""

    position: int
    kind: QuestionKind
    stem: str
    options: list[str]


class SatPaperView(View):
    """A paper as its candidate sees it; the mark stands once it is handed in."""

    id: uuid.UUID
    number: int
    drawn_at: Moment
    due_at: Moment
    handed_in_at: Moment | None
    mark: Number | None
    passed: bool | None
    questions: list[AskedView]


@blueprint.post("/exam-papers", responses=makes(SatPaperView))
def begin(body: ExamCodeBody) -> Answer:
    """Draw a paper for the seat of this code, or get the one that lies open; for everyone who holds the code."""
    _count()
    return answer(_paper(examinations.open_paper(body.code)), 201)


@blueprint.post("/exam-papers/hand-in", responses=does(SatPaperView))
def hand_in(body: HandInBody) -> Answer:
    """Hand in a paper; the server marks it."""
    _count()
    answers = {one.position: one.chosen for one in body.answers}
    return answer(_paper(examinations.hand_in(body.code, body.paper_id, answers)))


@blueprint.get("/questions", responses=reads(PageView[QuestionView]))
def index(query: QuestionQuery) -> Answer:
    """Questions of the bank, by code."""
    found = reading.questions(session(), current_actor(), query.wanted, topic=query.topic, retired=query.retired)
    return answer(page(found, QuestionView))


@blueprint.post("/questions", responses=makes(QuestionView))
def create(body: QuestionBody) -> Answer:
    """Enter a question."""
    form = QuestionForm(**body.model_dump(exclude={"enterprise_id"}))
    return answer(QuestionView.model_validate(questions.add_question(current_actor(), body.enterprise_id, form)), 201)


@blueprint.post("/questions/<uuid:question_id>/retire", responses=does(QuestionView))
def retire(path: QuestionPath) -> Answer:
    """Ask a question no more."""
    return answer(QuestionView.model_validate(questions.retire_question(current_actor(), path.question_id)))


def _count() -> None:
    rate_limits.count(rate_limits.PUBLIC_CODE, request.remote_addr or "")


def _paper(paper: ExamPaper) -> SatPaperView:
    asked = [
        AskedView(
            position=item.position,
            kind=item.question.kind,
            stem=item.question.stem,
            options=list(item.question.options),
        )
        for item in paper.items
    ]
    values = {name: getattr(paper, name) for name in SatPaperView.model_fields if name != "questions"}
    return SatPaperView(**values, questions=asked)
