"""The bank of examination questions: common ones, and each enterprise's own. A question is retired, never edited."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.journal import SYSTEM, Stream
from permit_service.models.trainings import ExamQuestion
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, register_of
from workflows.training_kinds import QuestionKind, TrainingTopic

#: A modest bank of invented questions to begin with.
SAMPLE_BANK = Path(__file__).with_name("question_bank.json")

_FEWEST_OPTIONS, _MOST_OPTIONS = 2, 6
_LONGEST_STEM = 400


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question as typed; ``right`` are numbers of options, from 0."""

    topic: TrainingTopic
    stem: str
    options: tuple[str, ...]
    right: frozenset[int]
    source: str = ""


def add_question(actor: Actor, enterprise_id: uuid.UUID | None, form: QuestionForm) -> ExamQuestion:
    """Enter an enterprise's own question, or, as administrator, a common one (``enterprise_id`` None).

    Raises Invalid (``options``: ``too_short``, ``too_long``, ``taken``; ``right``: ``required``, ``unknown``),
    Forbidden, NotFound.
    """

    def work(desk: Desk) -> ExamQuestion:
        if enterprise_id is None:
            desk.administer()
        else:
            desk.keep_enterprise(enterprise_id)
        question = ExamQuestion(
            enterprise_id=enterprise_id,
            code=f"{form.topic}-{uuid.uuid4().hex[:8]}",
            created_at=desk.now,
            **_checked(form),
        )
        desk.add(question)
        _record(desk, question, "question:add")
        return question

    return at_desk(actor, work)


def retire_question(actor: Actor, question_id: uuid.UUID) -> ExamQuestion:
    """Ask a question no more; a second time does nothing. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> ExamQuestion:
        question = find(desk.session, ExamQuestion, question_id, desk.scope.exam_questions())
        if question.enterprise_id is None:
            desk.administer()
        else:
            desk.keep_enterprise(question.enterprise_id)
        if question.retired_at is None:
            question.retired_at = desk.now
            _record(desk, question, "question:retire")
        return question

    return at_desk(actor, work)


def load_sample_bank(actor: Actor) -> int:
    """Enter the sample questions that were never entered before, as common ones; returns how many.

    Raises Forbidden for all but administrators.
    """

    def work(desk: Desk) -> int:
        desk.administer()
        known = set(desk.session.scalars(select(ExamQuestion.code)))
        new = [one for one in json.loads(SAMPLE_BANK.read_text("utf-8")) if one["code"] not in known]
        for one in new:
            desk.add(ExamQuestion(code=one["code"], created_at=desk.now, **_checked(_form(one))))
        if new:
            desk.record("question:load", {"codes": [one["code"] for one in new]}, SYSTEM)
        return len(new)

    return at_desk(actor, work)


def _form(told: Mapping[str, object]) -> QuestionForm:
    options, right = told["options"], told["right"]
    assert isinstance(options, list)
    assert isinstance(right, list)
    return QuestionForm(
        topic=TrainingTopic(str(told["topic"])),
        stem=str(told["stem"]),
        options=tuple(options),
        right=frozenset(right),
        source=str(told["source"]),
    )


def _checked(form: QuestionForm) -> dict[str, object]:
    faults = Faults()
    stem = faults.words("stem", form.stem, longest=_LONGEST_STEM)
    options = tuple(faults.words(f"options.{number}", option) for number, option in enumerate(form.options))
    faults.check(len(options) >= _FEWEST_OPTIONS, "options", "too_short", min_length=_FEWEST_OPTIONS)
    faults.check(len(options) <= _MOST_OPTIONS, "options", "too_long", max_length=_MOST_OPTIONS)
    faults.check(len(set(options)) == len(options), "options", "taken")
    faults.some("right", form.right)
    faults.check(all(0 <= number < len(options) for number in form.right), "right", "unknown")
    source = faults.remark("source", form.source)
    faults.raise_any()
    return {
        "topic": form.topic,
        "kind": QuestionKind.multiple if len(form.right) > 1 else QuestionKind.single,
        "stem": stem,
        "options": options,
        "right": tuple(str(number) for number in sorted(form.right)),
        "source": source,
    }


def _record(desk: Desk, question: ExamQuestion, tag: str) -> None:
    stream: Stream = SYSTEM if question.enterprise_id is None else register_of(question.enterprise_id)
    desk.record(tag, {"question_id": question.id}, stream)
