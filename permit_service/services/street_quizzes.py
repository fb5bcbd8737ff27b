"""Questions at a street training: set by the officer, answered on the street's phone, or on one's own by one's badge.

What comes of them is recorded and bars nobody from the work: neither law nor street asks for a mark.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from permit_service.actor import Actor
from permit_service.errors import Invalid, NotFound
from permit_service.facts_of.rules import rules_for
from permit_service.journal import Stream
from permit_service.models.filings import Filing
from permit_service.models.journal import StreamKind
from permit_service.models.oversight import StreetQuiz, StreetTraining, TrainingAttendee
from permit_service.queries import scope_of_parts as known
from permit_service.queries import street_training as reading
from permit_service.services import codes
from permit_service.services.registers.desk import Desk, at_desk
from permit_service.services.registers.papers import Answers, bank_of, check_answers, draw_paper, mark_paper
from permit_service.services.street_trainings import TRAINERS
from workflows.limits import Rules
from workflows.street_training import quiz_open
from workflows.training_kinds import ALL_TOPICS

#: Who answers by a badge alone.
_WORKER = Actor(user_id=None)


def set_quiz(actor: Actor, training_id: uuid.UUID) -> StreetTraining:
    """Everybody who attends is asked, once each; setting it again changes nothing.

    Raises Invalid (``quiz``: ``ended`` for a training waived or whose work is over), Forbidden, NotFound.
    """

    def work(desk: Desk) -> StreetTraining:
        training = _held(desk, training_id)
        if training.quiz_set_at is None:
            training.quiz_set_at = desk.now
            _require_open(desk, training)
            _record(desk, training, "street_quiz:set", {})
        return training

    return at_desk(actor, work)


def ask(actor: Actor, training_id: uuid.UUID, person_id: uuid.UUID) -> StreetQuiz:
    """Draw a paper for somebody who attends; the one they have already is given again.

    Raises Invalid (``quiz``: ``not_set``, ``ended``; ``person_id``: ``unknown``; ``exam``: ``questions_missing``),
    Forbidden, NotFound.
    """
    return at_desk(actor, lambda desk: _draw(desk, _held(desk, training_id), person_id))


def hand_in(actor: Actor, quiz_id: uuid.UUID, answers: Answers) -> StreetQuiz:
    """Mark a paper written on the street's phone. A second time changes nothing.

    Raises Invalid (``answers.<position>``: ``unknown``, ``one_only``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> StreetQuiz:
        quiz = known.street_quiz(desk.session, actor, quiz_id)
        return _mark(desk, _held(desk, quiz.training_id), quiz, answers)

    return at_desk(actor, work)


def ask_by_badge(badge: str) -> StreetQuiz:
    """Draw a paper for the holder of a badge, as scanned, in the training they attend.

    Raises NotFound for a bad badge and where nobody asks them anything, Invalid (``exam``: ``questions_missing``).
    """

    def work(desk: Desk) -> StreetQuiz:
        training, person_id = _by_badge(desk, badge)
        return _draw(desk, training, person_id)

    return at_desk(_WORKER, work)


def hand_in_by_badge(badge: str, answers: Answers) -> StreetQuiz:
    """Mark the paper of the holder of a badge. Raises NotFound, Invalid (``answers.<position>``)."""

    def work(desk: Desk) -> StreetQuiz:
        training, person_id = _by_badge(desk, badge)
        quiz = reading.quiz_of(desk.session, training.id, person_id)
        if quiz is None:
            raise NotFound
        return _mark(desk, training, quiz, answers)

    return at_desk(_WORKER, work)


def _held(desk: Desk, training_id: uuid.UUID) -> StreetTraining:
    """A training, locked, for the officers who may hold it. Raises NotFound, Forbidden."""
    training = known.street_training(desk.session, desk.actor, training_id)
    desk.take_charge(desk.session.get_one(Filing, training.filing_id).area, TRAINERS)
    desk.session.refresh(training, with_for_update={"of": StreetTraining})
    return training


def _by_badge(desk: Desk, badge: str) -> tuple[StreetTraining, uuid.UUID]:
    """The training, locked, in which the holder of a badge is asked."""
    read = codes.read_badge(desk.session, badge, desk.now)
    if read.row is None or read.fault is not None:
        raise NotFound
    training = reading.asking(desk.session, read.row.person_id, desk.now)
    if training is None:
        raise NotFound
    desk.session.refresh(training, with_for_update={"of": StreetTraining})
    return training, read.row.person_id


def _require_open(desk: Desk, training: StreetTraining) -> None:
    filing = desk.session.get_one(Filing, training.filing_id)
    if training.quiz_set_at is None:
        raise Invalid({"quiz": "not_set"})
    if training.waived_at is not None or filing.end_at is None or not quiz_open(filing.end_at, desk.now):
        raise Invalid({"quiz": "ended"})


def _rules(desk: Desk, training: StreetTraining) -> Rules:
    """How many questions, how long, and which mark is a pass: as where the firm that works examines its people."""
    return rules_for(desk.session.get_one(Filing, training.filing_id).job.unit)


def _draw(desk: Desk, training: StreetTraining, person_id: uuid.UUID) -> StreetQuiz:
    _require_open(desk, training)
    there = reading.quiz_of(desk.session, training.id, person_id)
    if there is not None:
        return there
    attendee = desk.session.get(TrainingAttendee, (training.id, person_id))
    if attendee is None:
        raise Invalid({"person_id": "unknown"})
    rules, firm = _rules(desk, training), attendee.person.enterprise_id
    time = timedelta(minutes=rules.quiz_minutes)
    paper = draw_paper(desk.session, bank_of(firm), ALL_TOPICS, rules.quiz_questions_per_topic, desk.now, time)
    desk.add(paper)
    quiz = StreetQuiz(training_id=training.id, person_id=person_id, paper_id=paper.id)
    desk.add(quiz)
    drawn = [str(item.question_id) for item in paper.items]
    told = {"quiz_id": quiz.id, "person_id": person_id, "seed": paper.seed, "questions": drawn}
    _record(desk, training, "street_quiz:draw", told)
    return quiz


def _mark(desk: Desk, training: StreetTraining, quiz: StreetQuiz, answers: Answers) -> StreetQuiz:
    paper = quiz.paper
    if paper.handed_in_at is None:
        check_answers(paper, answers)
        mark_paper(paper, answers, _rules(desk, training).exam_pass_mark, desk.now)
        told = {"quiz_id": quiz.id, "mark": paper.mark, "passed": paper.passed}
        _record(desk, training, "street_quiz:mark", told)
    return quiz


def _record(desk: Desk, training: StreetTraining, tag: str, payload: Mapping[str, object]) -> None:
    job_id = desk.session.get_one(Filing, training.filing_id).job_id
    desk.record(tag, {"training_id": training.id, **payload}, Stream(StreamKind.job, job_id))
