"""Filling in a check sheet: items, photos, findings, and people asked on the spot (逢查必考)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from permit_service import labels, wallclock
from permit_service.actor import Actor
from permit_service.errors import Invalid, NotFound
from permit_service.facts_of.rules import rules_for
from permit_service.models.choices import Answer
from permit_service.models.inspections import Finding, Inspection, InspectionAnswer, InspectionPhoto, Quiz
from permit_service.models.people import Person
from permit_service.queries import inspections as reading
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.inspections.sheets import inspector_id, open_sheet, record
from permit_service.services.registers.desk import Desk, at_desk
from permit_service.services.registers.papers import Answers, bank_of, check_answers, draw_paper, mark_paper
from permit_service.storage import IMAGES
from workflows.inspection import source_of
from workflows.inspection_kinds import InspectionItem, QuizTaker
from workflows.training_kinds import ALL_TOPICS
from workflows.vocabulary import Sector

_MOST_PHOTOS = 50
#: Whose clauses are cited where the firm's trade is not known.
_UNKNOWN_TRADE = Sector.other


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What was found of one item."""

    answer: Answer
    remark: str = ""


@dataclass(frozen=True, slots=True)
class FindingForm:
    """A problem as an inspector writes it; ``clause`` empty = the one the item cites."""

    text: str
    responsible: str
    due_on: date
    item: InspectionItem | None = None
    clause: str = ""
    photo: bytes | None = None


def answer(actor: Actor, inspection_id: uuid.UUID, answers: Mapping[InspectionItem, ItemAnswer]) -> Inspection:
    """Answer items, all or some; an earlier answer of the same item is replaced until somebody signs.

    Raises Invalid (``items.<item>``; ``inspection_id``: ``not_begun``, ``signed``, ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection = open_sheet(desk, inspection_id)
        faults = Faults()
        remarks = {item: faults.remark(f"items.{item}", one.remark, longest=1000) for item, one in answers.items()}
        faults.raise_any()
        standing = {row.item: row for row in inspection.answers}
        for item, one in answers.items():
            row = standing.get(item) or InspectionAnswer(inspection_id=inspection.id, item=item)
            row.answer, row.remark, row.at, row.by_id = one.answer, remarks[item], desk.now, inspector_id(desk)
            desk.session.add(row)
        desk.session.flush()
        desk.session.expire(inspection, ["answers"])
        record(desk, inspection, "inspection:answer", {"items": {item: one.answer for item, one in answers.items()}})
        return inspection

    return at_desk(actor, work)


def add_photo(actor: Actor, inspection_id: uuid.UUID, data: bytes, item: InspectionItem | None = None) -> Inspection:
    """Keep a photo with the sheet. Raises Invalid (``photo``), Forbidden, NotFound."""

    def work(desk: Desk) -> Inspection:
        inspection = open_sheet(desk, inspection_id)
        if len(inspection.photos) >= _MOST_PHOTOS:
            raise Invalid({"photo": "too_many_photos"})
        file_id = desk.keep_file(data, "photo", IMAGES)
        photo = InspectionPhoto(
            inspection_id=inspection.id, item=item, file_id=file_id, at=desk.now, by_id=inspector_id(desk)
        )
        desk.add(photo)
        desk.session.expire(inspection, ["photos"])
        record(desk, inspection, "inspection:photo", {"photo_id": photo.id, "item": item})
        return inspection

    return at_desk(actor, work)


def find_problem(actor: Actor, inspection_id: uuid.UUID, form: FindingForm) -> Finding:
    """Write a finding, ready to be mended: what, against which clause, by whom, until when.

    Raises Invalid (``text``, ``clause``, ``responsible``, ``due_on``: ``past``, ``photo``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Finding:
        inspection = open_sheet(desk, inspection_id)
        faults = Faults()
        sector = _UNKNOWN_TRADE if inspection.enterprise is None else inspection.enterprise.sector
        cited = "" if form.item is None else labels.source_text(source_of(form.item, sector))
        values = {
            "text": faults.words("text", form.text, longest=2000),
            "clause": faults.words("clause", form.clause or cited),
            "responsible": faults.words("responsible", form.responsible, longest=100),
        }
        faults.check(form.due_on >= wallclock.civil_day(desk.now), "due_on", "past")
        faults.raise_any()
        finding = Finding(
            inspection_id=inspection.id,
            item=form.item,
            due_on=form.due_on,
            photo_id=desk.keep_file(form.photo, "photo", IMAGES),
            enterprise_id=inspection.enterprise_id,
            unit_id=inspection.unit_id,
            area_path=inspection.area_path,
            at=desk.now,
            by_id=inspector_id(desk),
            **values,
        )
        desk.add(finding)
        desk.session.expire(inspection, ["findings"])
        record(desk, inspection, "finding:write", {"finding_id": finding.id, "item": form.item})
        return finding

    return at_desk(actor, work)


def take_back_problem(actor: Actor, finding_id: uuid.UUID) -> Inspection:
    """Take a finding off a sheet that nobody has signed. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> Inspection:
        finding = find(desk.session, Finding, finding_id, desk.scope.findings())
        inspection = open_sheet(desk, finding.inspection_id)
        desk.session.delete(finding)
        desk.session.flush()
        desk.session.expire(inspection, ["findings"])
        record(desk, inspection, "finding:take_back", {"finding_id": finding_id})
        return inspection

    return at_desk(actor, work)


def ask(actor: Actor, inspection_id: uuid.UUID, person_id: uuid.UUID) -> Quiz:
    """Draw a paper for somebody of the job; the one that they have already is given again.

    Raises Invalid (``person_id``: ``unknown`` for who has no part in the job; ``exam``: ``questions_missing``),
    Forbidden, NotFound.
    """

    def work(desk: Desk) -> Quiz:
        inspection = open_sheet(desk, inspection_id)
        person = _person(desk, inspection, person_id)
        there = next((quiz for quiz in inspection.quizzes if quiz.person_id == person_id), None)
        if there is not None:
            return there
        rules = rules_for(inspection.enterprise)
        time, bank = timedelta(minutes=rules.quiz_minutes), bank_of(person.enterprise_id)
        paper = draw_paper(desk.session, bank, ALL_TOPICS, rules.quiz_questions_per_topic, desk.now, time)
        desk.add(paper)
        quiz = Quiz(
            inspection_id=inspection.id,
            person_id=person.id,
            taker=QuizTaker.principal if person.is_principal else QuizTaker.worker,
            paper_id=paper.id,
            at=desk.now,
            by_id=inspector_id(desk),
        )
        desk.add(quiz)
        desk.session.expire(inspection, ["quizzes"])
        drawn = [str(item.question_id) for item in paper.items]
        told = {"quiz_id": quiz.id, "person_id": person.id, "seed": paper.seed, "questions": drawn}
        record(desk, inspection, "quiz:draw", told)
        return quiz

    return at_desk(actor, work)


def hand_in(actor: Actor, quiz_id: uuid.UUID, answers: Answers) -> Quiz:
    """Mark the paper of somebody who was asked. A second time changes nothing.

    Raises Invalid (``answers.<position>``: ``unknown``, ``one_only``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Quiz:
        quiz = desk.session.get(Quiz, quiz_id)
        if quiz is None:
            raise NotFound
        inspection = open_sheet(desk, quiz.inspection_id)
        if quiz.paper.handed_in_at is None:
            check_answers(quiz.paper, answers)
            mark_paper(quiz.paper, answers, rules_for(inspection.enterprise).exam_pass_mark, desk.now)
            told = {"quiz_id": quiz.id, "mark": quiz.paper.mark, "passed": quiz.paper.passed}
            record(desk, inspection, "quiz:mark", told)
        return quiz

    return at_desk(actor, work)


def leave_out_quiz(actor: Actor, inspection_id: uuid.UUID, reason: str) -> Inspection:
    """Say why not everybody was asked; without a reason it is taken back. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> Inspection:
        inspection = open_sheet(desk, inspection_id)
        faults = Faults()
        inspection.no_quiz_reason = faults.remark("no_quiz_reason", reason)
        faults.raise_any()
        record(desk, inspection, "inspection:no_quiz", {"told": bool(inspection.no_quiz_reason)})
        return inspection

    return at_desk(actor, work)


def _person(desk: Desk, inspection: Inspection, person_id: uuid.UUID) -> Person:
    """Somebody who may be asked. Raises Invalid."""
    theirs = reading.people_of_firm(inspection)
    person = desk.session.scalar(select(Person).where(Person.id == person_id, theirs))
    if person is None:
        raise Invalid({"person_id": "unknown"})
    return person
