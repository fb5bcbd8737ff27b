"""Examinations on the phone: a paper drawn by a recorded seed, marked here, taken again where it failed (G46 4.4).

Who holds the code of a seat sits there: workers have no accounts and need none. The code is verified here, each time.
"""

import uuid
from datetime import timedelta
from decimal import Decimal

from permit_service.actor import Actor
from permit_service.errors import Invalid, NotFound
from permit_service.facts_of.rules import rules_for
from permit_service.models.trainings import ExamPaper, TrainingSeat
from permit_service.services import codes
from permit_service.services.registers.desk import Desk, at_desk
from permit_service.services.registers.papers import Answers, bank_of, check_answers, draw_paper, mark_paper
from permit_service.services.registers.trainings import of_seat, settle
from workflows.training import tries_left
from workflows.training_kinds import ExamForm

#: Who sits an examination by a code alone.
_CANDIDATE = Actor(user_id=None)


def open_paper(told: str) -> ExamPaper:
    """Draw a paper for the seat of this code; the one that lies open already is given again.

    A paper whose time has run out counts as handed in empty. Raises NotFound for a bad code, Invalid (``exam``:
    ``paper_exam``, ``exam_over``, ``exam_passed``, ``no_tries_left``, ``questions_missing``).
    """

    def work(desk: Desk) -> ExamPaper:
        seat = _seat(desk, told)
        rules = rules_for(seat.session.enterprise)
        lying = _lying_paper(seat)
        if lying is not None and desk.now < lying.due_at:
            return lying
        if lying is not None:
            _mark(desk, seat, lying, {})
        if seat.exam_passed_at is not None:
            raise Invalid({"exam": "exam_passed"})
        if not tries_left(len(seat.papers), rules):
            raise Invalid({"exam": "no_tries_left"})
        return _draw(desk, seat, rules.exam_questions_per_topic, timedelta(minutes=rules.exam_minutes))

    return at_desk(_CANDIDATE, work)


def hand_in(told: str, paper_id: uuid.UUID, answers: Answers) -> ExamPaper:
    """Mark a paper: by position, the numbers of the options chosen. A second time changes nothing.

    Raises NotFound for a bad code or another's paper, Invalid (``exam``: as ``open_paper``; ``answers.<position>``:
    ``unknown``, ``one_only``).
    """

    def work(desk: Desk) -> ExamPaper:
        seat = _seat(desk, told)
        paper = next((one for one in seat.papers if one.id == paper_id), None)
        if paper is None:
            raise NotFound
        if paper.handed_in_at is None:
            check_answers(paper, answers)
            _mark(desk, seat, paper, answers)
        return paper

    return at_desk(_CANDIDATE, work)


def _seat(desk: Desk, told: str) -> TrainingSeat:
    """The seat of a good code, locked, with its examination open."""
    read = codes.read_exam(desk.session, told, desk.now)
    if read.row is None or read.fault is not None:
        raise NotFound
    seat = read.row
    desk.session.refresh(seat, with_for_update=True)
    if seat.session.exam_form is not ExamForm.phone:
        raise Invalid({"exam": "paper_exam"})
    if seat.session.concluded_at is not None:
        raise Invalid({"exam": "exam_over"})
    return seat


def _lying_paper(seat: TrainingSeat) -> ExamPaper | None:
    return next((paper for paper in seat.papers if paper.handed_in_at is None), None)


def _draw(desk: Desk, seat: TrainingSeat, per_topic: int, time: timedelta) -> ExamPaper:
    bank = bank_of(seat.session.enterprise_id)
    paper = draw_paper(desk.session, bank, seat.session.topics, per_topic, desk.now, time)
    paper.seat_id, paper.number = seat.id, len(seat.papers) + 1
    desk.add(paper)
    desk.session.expire(seat, ["papers"])
    drawn = [str(item.question_id) for item in paper.items]
    of_seat(seat)(desk, "training:draw", {"paper_id": paper.id, "seed": paper.seed, "questions": drawn})
    return paper


def _mark(desk: Desk, seat: TrainingSeat, paper: ExamPaper, answers: Answers) -> None:
    mark_paper(paper, answers, seat.session.pass_mark, desk.now)
    assert paper.mark is not None
    seat.mark = max(paper.mark, seat.mark or Decimal(0))
    if paper.passed and seat.exam_passed_at is None:
        seat.exam_passed_at = desk.now
    of_seat(seat)(desk, "training:mark", {"paper_id": paper.id, "mark": paper.mark, "passed": paper.passed})
    settle(desk, seat)
