"""Reading trainings: the list, one session with its seats, who may be seated, the questions of the bank."""

from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, selectinload

from permit_service.actor import Actor
from permit_service.models.people import Person, TrainingResult
from permit_service.models.trainings import ExamPaper, ExamQuestion, TrainingSeat, TrainingSession
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.people import person_entries, sought
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by
from workflows.training_kinds import Trainee, TrainingTopic

_MOST_CANDIDATES = 300


@dataclass(frozen=True, slots=True)
class Counted:
    """A training with how many are on its list, attended, and passed."""

    session: TrainingSession
    seats: int
    attended: int
    passed: int


def sessions(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, open_only: bool | None = None, search: str = ""
) -> Page[TrainingSession]:
    """Trainings the account may know of, the latest first; ``open_only``: results not closed yet, or closed."""
    state = true()
    if open_only is not None:
        concluded = TrainingSession.concluded_at
        state = concluded.is_(None) if open_only else concluded.is_not(None)
    statement = select(TrainingSession).where(
        scope_of(session, actor).training_sessions(),
        found_by(search, TrainingSession.title, TrainingSession.teacher, TrainingSession.place),
        state,
    )
    return page(session, statement, (TrainingSession.started_at, TrainingSession.id), wanted, newest_first=True)


def counted(session: Session, found: tuple[TrainingSession, ...]) -> tuple[Counted, ...]:
    """The same trainings with their numbers, in their order."""
    ids = [one.id for one in found]
    rows = session.execute(
        select(
            TrainingSeat.session_id,
            func.count(TrainingSeat.id),
            func.count(TrainingSeat.attended_at),
            func.count(TrainingSeat.exam_passed_at),
        )
        .where(TrainingSeat.session_id.in_(ids))
        .group_by(TrainingSeat.session_id)
    )
    numbers = {row[0]: tuple(row[1:]) for row in rows}
    return tuple(Counted(one, *numbers.get(one.id, (0, 0, 0))) for one in found)


def seats(session: Session, training: TrainingSession) -> list[TrainingSeat]:
    """Everyone on the list of a training, by sort key, with papers and results."""
    statement = (
        select(TrainingSeat)
        .join(Person, Person.id == TrainingSeat.person_id)
        .where(TrainingSeat.session_id == training.id)
        .options(
            selectinload(TrainingSeat.person),
            selectinload(TrainingSeat.result),
            selectinload(TrainingSeat.papers),
            selectinload(TrainingSeat.practicals),
        )
    )
    return list(session.scalars(statement.order_by(Person.pinyin, Person.id)))


def candidates(session: Session, actor: Actor, training: TrainingSession, search: str = "") -> list[Person]:
    """People who may still be put on the list: those the account may see, own ones first."""
    seated = select(TrainingSeat.person_id).where(TrainingSeat.session_id == training.id)
    statement = select(Person).where(
        scope_of(session, actor).people(),
        Person.left_at.is_(None),
        Person.id.not_in(seated),
        sought(search),
    )
    own = Person.enterprise_id != training.enterprise_id
    if training.area_id is not None:
        own = Person.area_id.is_distinct_from(training.area_id)
    return list(session.scalars(statement.order_by(own, Person.pinyin, Person.id).limit(_MOST_CANDIDATES)))


def questions(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    topic: TrainingTopic | None = None,
    retired: bool = False,
    search: str = "",
) -> Page[ExamQuestion]:
    """Questions that are asked, or those retired, by code."""
    asked_no_more = ExamQuestion.retired_at
    statement = select(ExamQuestion).where(
        scope_of(session, actor).exam_questions(),
        true() if topic is None else ExamQuestion.topic == topic,
        asked_no_more.is_not(None) if retired else asked_no_more.is_(None),
        found_by(search, ExamQuestion.stem, ExamQuestion.code),
    )
    return page(session, statement, (ExamQuestion.code, ExamQuestion.id), wanted)


def paper(session: Session, seat: TrainingSeat) -> ExamPaper | None:
    """The paper drawn last by a seat."""
    statement = select(ExamPaper).where(ExamPaper.seat_id == seat.id).order_by(ExamPaper.number.desc()).limit(1)
    return session.scalar(statement)


@dataclass(frozen=True, slots=True)
class ProvenTraining:
    """A result with the words that its paper needs: whose it is, who held the training, as what they were trained."""

    result: TrainingResult
    name: str
    organisation: str
    holder: str
    trainee: Trainee | None


def proven(session: Session, result: TrainingResult) -> ProvenTraining:
    """What the paper of a result tells. A training held elsewhere is told as the person's own organisation's."""
    person = session.get_one(Person, result.person_id)
    (entry,) = person_entries(session, (person,))
    seat = session.scalar(select(TrainingSeat).where(TrainingSeat.result_id == result.id))
    return ProvenTraining(
        result,
        person.name,
        entry.organisation,
        entry.organisation if seat is None else holder_of(seat.session),
        None if seat is None else seat.trainee,
    )


def holder_of(training: TrainingSession) -> str:
    """The name of whoever holds a training."""
    held_by = training.enterprise or training.area
    return "" if held_by is None else held_by.name
