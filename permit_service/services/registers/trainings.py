"""Trainings held here: one session, many attendees, marks, and a result for each (O13 9; G46 4.4).

A result is written in the moment in which nothing is lacking any more, so that who has passed is assignable at once.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.facts_of.rules import rules_for
from permit_service.models.people import Person
from permit_service.models.trainings import TrainingSeat, TrainingSession
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk, change, expect, register_of
from permit_service.services.registers.training_results import Outcome, give, keep_session
from workflows.training import FULL_MARK, Progress, lacks
from workflows.training_kinds import ExamForm, Trainee, TrainingTopic

#: What may not change once somebody has sat the examination: it is what the mark was got for.
_EXAMINED = ("topics", "exam_form", "pass_mark", "practical", "started_at")
_MOST_SEATS = 500


@dataclass(frozen=True, slots=True)
class SessionForm:
    """A training as typed. ``pass_mark`` None is the rules' own; it may only be higher."""

    title: str
    topics: frozenset[TrainingTopic]
    started_at: datetime
    ended_at: datetime
    place: str
    teacher: str
    exam_form: ExamForm
    pass_mark: int | None = None
    practical: bool = True
    document: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Attendance and paper marks of one seat, as the list was filled in; ``mark`` None = not examined on paper."""

    attended: bool
    mark: Decimal | None = None


def hold_for_enterprise(actor: Actor, enterprise_id: uuid.UUID, form: SessionForm) -> TrainingSession:
    """Enter a training of an enterprise. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> TrainingSession:
        enterprise = desk.keep_enterprise(enterprise_id)
        values = _checked(form, rules_for(enterprise).exam_pass_mark)
        return _add(desk, TrainingSession(enterprise_id=enterprise_id, **values), form)

    return at_desk(actor, work)


def hold_for_area(actor: Actor, area_id: uuid.UUID, form: SessionForm) -> TrainingSession:
    """Enter a training by an area's authority: of its officers and experts, or of firms' people together.

    Raises Invalid, Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingSession:
        desk.keep_area(area_id, AREA_KEEPERS)
        return _add(desk, TrainingSession(area_id=area_id, **_checked(form, rules_for(None).exam_pass_mark)), form)

    return at_desk(actor, work)


def edit_session(actor: Actor, training_session_id: uuid.UUID, revision: int, form: SessionForm) -> TrainingSession:
    """Change a training's entry. What somebody was already examined by stays.

    Raises Invalid (``fixed``; ``training_session_id``: ``ended``), Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> TrainingSession:
        session = _open_session(desk, training_session_id)
        expect(session, revision)
        values = _checked(form, rules_for(session.enterprise).exam_pass_mark)
        if any(seat.papers or seat.practicals or seat.mark is not None for seat in session.seats):
            fixed = [name for name in _EXAMINED if values[name] != getattr(session, name)]
            if fixed:
                raise Invalid(dict.fromkeys(fixed, "fixed"))
        if form.document is not None:
            values["file_id"] = desk.keep_file(form.document, "document")
        changed = change(session, values)
        if changed:
            _record(desk, session, "training:edit", {"changed": changed})
        return session

    return at_desk(actor, work)


def seat_people(
    actor: Actor, training_session_id: uuid.UUID, person_ids: Collection[uuid.UUID], trainee: Trainee
) -> TrainingSession:
    """Put people on the list of a training; who is on it already stays as they are.

    Raises Invalid (``person_ids``: ``required``, ``unknown``, ``left``, ``too_long``; ``training_session_id``:
    ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingSession:
        session = _open_session(desk, training_session_id)
        seated = {seat.person_id for seat in session.seats}
        wanted = [one for one in dict.fromkeys(person_ids) if one not in seated]
        people = desk.session.scalars(select(Person).where(Person.id.in_(wanted), desk.scope.people())).all()
        faults = Faults()
        faults.some("person_ids", person_ids)
        faults.check(len(people) == len(wanted), "person_ids", "unknown")
        faults.check(all(person.left_at is None for person in people), "person_ids", "left")
        faults.check(len(seated) + len(wanted) <= _MOST_SEATS, "person_ids", "too_long", max_length=_MOST_SEATS)
        faults.raise_any()
        for person in people:
            desk.add(TrainingSeat(session_id=session.id, person_id=person.id, trainee=trainee))
        desk.session.expire(session, ["seats"])
        _record(desk, session, "training:seat", {"person_ids": sorted(str(person.id) for person in people)})
        return session

    return at_desk(actor, work)


def unseat(actor: Actor, training_seat_id: uuid.UUID) -> TrainingSession:
    """Take somebody off the list who has shown nothing yet.

    Raises Invalid (``training_seat_id``: ``in_use``; ``training_session_id``: ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingSession:
        seat = find(desk.session, TrainingSeat, training_seat_id, desk.scope.training_seats())
        session = _open_session(desk, seat.session_id)
        if seat.attended_at is not None or seat.papers or seat.practicals or seat.mark is not None:
            raise Invalid({"training_seat_id": "in_use"})
        desk.session.delete(seat)
        desk.session.flush()
        desk.session.expire(session, ["seats"])
        _record(desk, session, "training:unseat", {"person_id": seat.person_id})
        return session

    return at_desk(actor, work)


def fill_sheet(actor: Actor, training_session_id: uuid.UUID, sheets: Mapping[uuid.UUID, Sheet]) -> TrainingSession:
    """Enter who attended, and the marks of a paper examination; whoever now lacks nothing has passed.

    Seats that are not named stay as they are; a result that was given stays. Raises Invalid (``seats.<id>.mark``,
    ``seats.<id>``: ``unknown``; ``training_session_id``: ``ended``, ``future``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingSession:
        session = _open_session(desk, training_session_id)
        seats = {seat.id: seat for seat in session.seats}
        faults = Faults()
        faults.past("training_session_id", session.started_at, desk.now)
        for seat_id, sheet in sheets.items():
            faults.check(seat_id in seats, f"seats.{seat_id}", "unknown")
            on_paper = session.exam_form is ExamForm.paper
            faults.check(on_paper or sheet.mark is None, f"seats.{seat_id}.mark", "none_required")
            faults.between(f"seats.{seat_id}.mark", sheet.mark, 0, FULL_MARK)
        faults.raise_any()
        for seat_id, sheet in sheets.items():
            _fill(desk, seats[seat_id], sheet)
        _record(desk, session, "training:fill", {"seats": len(sheets)})
        return session

    return at_desk(actor, work)


def conclude(actor: Actor, training_session_id: uuid.UUID) -> TrainingSession:
    """Close the results: who attended and has not passed by now has failed; examinations end.

    Raises Invalid (``training_session_id``: ``ended``, ``future``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingSession:
        session = _open_session(desk, training_session_id)
        if desk.now < session.ended_at:
            raise Invalid({"training_session_id": "future"})
        for seat in session.seats:
            if seat.result_id is None and seat.attended_at is not None:
                _give(desk, seat, passed_at=None)
        session.concluded_at = desk.now
        _record(desk, session, "training:conclude", {})
        return session

    return at_desk(actor, work)


def settle(desk: Desk, seat: TrainingSeat) -> None:
    """Write the pass of a seat that lacks nothing any more; once. Inside a unit of work."""
    if seat.result_id is None and not lacks(progress_of(seat)):
        _give(desk, seat, passed_at=desk.now)


def progress_of(seat: TrainingSeat) -> Progress:
    """What a seat has shown so far, as the rules see it."""
    return Progress(
        attended=seat.attended_at is not None,
        exam_passed=seat.exam_passed_at is not None,
        practical_needed=seat.session.practical,
        practical_passed=seat.practical_passed_at is not None,
    )


def of_seat(seat: TrainingSeat) -> Callable[[Desk, str, Mapping[str, object]], None]:
    """The journal of whoever holds the seat's training."""

    def record(desk: Desk, tag: str, payload: Mapping[str, object]) -> None:
        _record(desk, seat.session, tag, {"seat_id": seat.id, "person_id": seat.person_id, **payload})

    return record


def _fill(desk: Desk, seat: TrainingSeat, sheet: Sheet) -> None:
    if seat.result_id is not None:
        return
    if sheet.attended:
        seat.attended_at = seat.attended_at or desk.now
    else:
        seat.attended_at = None
    if sheet.mark is not None and sheet.mark != seat.mark:
        seat.mark = sheet.mark
        seat.exam_passed_at = desk.now if sheet.mark >= seat.session.pass_mark else None
    settle(desk, seat)


def _give(desk: Desk, seat: TrainingSeat, passed_at: datetime | None) -> None:
    session = seat.session
    outcome = Outcome(
        title=session.title,
        topics=session.topics,
        held_at=session.started_at,
        passed_at=passed_at,
        mark=seat.mark,
        by_id=desk.actor.user_id or session.created_by_id,
        session_id=session.id,
    )
    seat.result_id = give(desk, seat.person, outcome).id


def _open_session(desk: Desk, training_session_id: uuid.UUID) -> TrainingSession:
    session = find(desk.session, TrainingSession, training_session_id, desk.scope.training_sessions())
    keep_session(desk, session)
    desk.session.refresh(session, with_for_update=True)
    if session.concluded_at is not None:
        raise Invalid({"training_session_id": "ended"})
    return session


def _checked(form: SessionForm, pass_mark: int) -> dict[str, object]:
    faults = Faults()
    values: dict[str, object] = {
        "title": faults.words("title", form.title, longest=100),
        "topics": form.topics,
        "started_at": form.started_at,
        "ended_at": form.ended_at,
        "place": faults.words("place", form.place),
        "teacher": faults.words("teacher", form.teacher),
        "exam_form": form.exam_form,
        "pass_mark": pass_mark if form.pass_mark is None else form.pass_mark,
        "practical": form.practical,
    }
    faults.some("topics", form.topics)
    faults.check(form.ended_at > form.started_at, "ended_at", "order")
    faults.between("pass_mark", form.pass_mark, pass_mark, FULL_MARK)
    faults.raise_any()
    return values


def _add(desk: Desk, session: TrainingSession, form: SessionForm) -> TrainingSession:
    session.file_id = desk.keep_file(form.document, "document")
    session.created_at, session.created_by_id = desk.now, desk.user_id
    desk.add(session)
    _record(desk, session, "training:hold", {})
    return session


def _record(desk: Desk, session: TrainingSession, tag: str, payload: Mapping[str, object]) -> None:
    stream = register_of(session.enterprise_id or session.area_id)
    desk.record(tag, {"training_session_id": session.id, **payload}, stream)
