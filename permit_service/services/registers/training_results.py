"""Training results: the outcome that makes somebody assignable, numbered so that a paper can prove it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import update

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.facts_of.crew import passed_trainings
from permit_service.facts_of.rules import rules_for
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person, TrainingResult
from permit_service.models.trainings import TrainingSession
from permit_service.services.bumps import naming
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk, register_of
from permit_service.services.registers.short_codes import new_code
from qr.claims import Kind
from workflows.training import FULL_MARK, trained_until
from workflows.training_kinds import TrainingTopic


@dataclass(frozen=True, slots=True)
class TrainingForm:
    """A training held elsewhere and its examination; ``passed_at`` None = not passed."""

    title: str
    topics: frozenset[TrainingTopic]
    held_at: datetime
    passed_at: datetime | None
    mark: Decimal | None = None
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result as the register keeps it, whoever examined. ``by_id`` is the account that answers for it."""

    title: str
    topics: frozenset[TrainingTopic]
    held_at: datetime
    passed_at: datetime | None
    mark: Decimal | None
    by_id: uuid.UUID
    file_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None


def record_training(actor: Actor, person_id: uuid.UUID, form: TrainingForm) -> TrainingResult:
    """Enter a training result; a pass is good for a year from the day of passing (O13 9; G46 4.4).

    Raises Invalid (``title``, ``topics``: ``required``; ``held_at``, ``passed_at``: ``future``; ``passed_at``:
    ``order``; ``mark``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingResult:
        person = desk.keep_person(person_id)
        return enter(desk, person, form)

    return at_desk(actor, work)


def enter(desk: Desk, person: Person, form: TrainingForm) -> TrainingResult:
    """Enter a result, inside a unit of work, of somebody whose register is the account's to keep."""
    title = checked(form, desk.now)
    file_id = desk.keep_file(form.certificate, "certificate")
    outcome = Outcome(title, form.topics, form.held_at, form.passed_at, form.mark, desk.user_id, file_id)
    return give(desk, person, outcome)


def checked(form: TrainingForm, now: datetime) -> str:
    """The title of a training, cleaned. Raises Invalid for it and for whatever else of the form is wrong."""
    faults = Faults()
    title = faults.words("title", form.title)
    faults.some("topics", form.topics)
    faults.past("held_at", form.held_at, now)
    faults.past("passed_at", form.passed_at, now)
    faults.check(form.passed_at is None or form.passed_at >= form.held_at, "passed_at", "order")
    faults.between("mark", form.mark, 0, FULL_MARK)
    faults.raise_any()
    return title


def void_training(actor: Actor, training_id: uuid.UUID, reason: str) -> TrainingResult:
    """Call a result back, because it was wrong or got by cheating; what is proved by it lapses at once.

    For who keeps the person's register, or held the training. A second time does nothing.
    Raises Invalid (``reason``: ``required``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingResult:
        result = desk.session.get(TrainingResult, training_id)
        if result is None:
            raise NotFound
        person = _to_answer_for(desk, result)
        faults = Faults()
        told = faults.words("reason", reason)
        faults.raise_any()
        if result.voided_at is None:
            result.voided_at, result.void_reason = desk.now, told
            _recount(desk, person)
            desk.bump(naming(person.id))
            payload = {"person_id": person.id, "training_id": result.id}
            desk.record("person:void_training", payload, register_of(person.enterprise_id or person.area_id))
        return result

    return at_desk(actor, work)


def give(desk: Desk, person: Person, outcome: Outcome) -> TrainingResult:
    """Write a result and tell the live permits that name the person. Inside a unit of work."""
    passed = outcome.passed_at is not None
    result = TrainingResult(
        person_id=person.id,
        held_at=outcome.held_at,
        title=outcome.title,
        topics=outcome.topics,
        mark=outcome.mark,
        passed_at=outcome.passed_at,
        valid_until=None if outcome.passed_at is None else outcome.passed_at + _validity(desk, person),
        number=new_code(Kind.training) if passed else None,
        session_id=outcome.session_id,
        file_id=outcome.file_id,
        created_at=desk.now,
        created_by_id=outcome.by_id,
    )
    desk.add(result)
    _recount(desk, person)
    desk.bump(naming(person.id))
    payload = {"person_id": person.id, "training_id": result.id, "passed": passed}
    desk.record("person:train", payload, register_of(person.enterprise_id or person.area_id))
    return result


def keep_session(desk: Desk, session: TrainingSession) -> None:
    """Raises NotFound or Forbidden unless the account keeps the register of who holds this training."""
    if session.enterprise_id is not None:
        desk.keep_enterprise(session.enterprise_id)
    elif session.area_id is not None:
        desk.keep_area(session.area_id, AREA_KEEPERS)


def _to_answer_for(desk: Desk, result: TrainingResult) -> Person:
    held = None if result.session_id is None else desk.session.get_one(TrainingSession, result.session_id)
    if held is None or desk.keeps_person(result.person_id):
        return desk.keep_person(result.person_id)
    keep_session(desk, held)
    return desk.session.get_one(Person, result.person_id)


def _recount(desk: Desk, person: Person) -> None:
    """Keep the date by which lists are narrowed. A form about the person that lies open does not go stale by it."""
    desk.session.flush()
    passed = passed_trainings(desk.session, [person.id], _validity(desk, person)).get(person.id, [])
    until = trained_until(passed)
    desk.session.execute(update(Person).where(Person.id == person.id).values(trained_until=until))


def _validity(desk: Desk, person: Person) -> timedelta:
    enterprise = desk.session.get(Enterprise, person.enterprise_id) if person.enterprise_id is not None else None
    return timedelta(days=rules_for(enterprise).training_valid_days)
