"""Papers of examinations, wherever they are written: drawn by a recorded seed, checked and marked in one way."""

import secrets
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from permit_service.errors import Invalid
from permit_service.models.trainings import ExamItem, ExamPaper, ExamQuestion
from permit_service.services.inputs import Faults
from workflows.training import Question, draw, mark_of, paper_passed, topics_short
from workflows.training_kinds import QuestionKind, TrainingTopic

_SEED_BYTES = 8

Answers = Mapping[int, frozenset[int]]


def bank_of(enterprise_id: uuid.UUID | None) -> ColumnElement[bool]:
    """The condition for questions that may be asked of an enterprise's people: common ones and its own."""
    own = ExamQuestion.enterprise_id == enterprise_id
    return or_(ExamQuestion.enterprise_id.is_(None), own) & ExamQuestion.retired_at.is_(None)


def draw_paper(
    session: Session,
    bank: ColumnElement[bool],
    topics: Collection[TrainingTopic],
    per_topic: int,
    now: datetime,
    time: timedelta,
) -> ExamPaper:
    """A paper of ``per_topic`` questions of each topic, not written to the database yet.

    Raises Invalid (``exam``: ``questions_missing``).
    """
    questions = [
        Question(str(row.id), row.topic, frozenset(map(int, row.right)))
        for row in session.scalars(select(ExamQuestion).where(bank))
    ]
    if topics_short(questions, topics, per_topic):
        raise Invalid({"exam": "questions_missing"})
    seed = secrets.token_hex(_SEED_BYTES)
    paper = ExamPaper(number=1, seed=seed, drawn_at=now, due_at=now + time)
    paper.items = [
        ExamItem(position=position, question_id=uuid.UUID(question_id))
        for position, question_id in enumerate(draw(seed, questions, topics, per_topic))
    ]
    return paper


def check_answers(paper: ExamPaper, answers: Answers) -> None:
    """Raises Invalid (``answers.<position>``: ``unknown``, ``one_only``) for what the paper does not offer."""
    items = {item.position: item.question for item in paper.items}
    faults = Faults()
    for position, chosen in answers.items():
        question = items.get(position)
        known = question is not None and all(0 <= one < len(question.options) for one in chosen)
        faults.check(known, f"answers.{position}", "unknown")
        single = question is not None and question.kind is QuestionKind.single
        faults.check(not single or len(chosen) <= 1, f"answers.{position}", "one_only")
    faults.raise_any()


def mark_paper(paper: ExamPaper, answers: Answers, pass_mark: int, now: datetime) -> None:
    """Write what was chosen, which of it was right, the mark and whether it passes. What was not answered is wrong."""
    for item in paper.items:
        chosen = answers.get(item.position, frozenset())
        item.chosen = tuple(str(one) for one in sorted(chosen))
        item.right = chosen == frozenset(map(int, item.question.right))
    paper.handed_in_at = now
    paper.mark = mark_of(sum(bool(item.right) for item in paper.items), len(paper.items))
    paper.passed = paper_passed(paper.mark, pass_mark, now, paper.due_at)
