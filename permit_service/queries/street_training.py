"""One street training on one page; and the earlier ones that may count again for a filing."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from permit_service.actor import Actor
from permit_service.models.accounts import User
from permit_service.models.filings import Filing, FilingMember
from permit_service.models.oversight import StreetQuiz, StreetTraining, TrainingAttendee
from permit_service.models.people import Person
from permit_service.models.trainings import ExamItem, ExamPaper
from permit_service.queries import filing_plan, scope
from permit_service.queries.filing_plan import Filed
from permit_service.queries.scope_of_parts import street_training
from workflows.street_training import counts_again, quiz_open


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody whom the filing names, when they signed in, whether this training must have them, what they answered."""

    row: FilingMember
    at: datetime | None
    needed: bool
    quiz: StreetQuiz | None


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """``enough_at``: when it has lasted as long as demanded, None before it began. ``officer``: who entered it."""

    training: StreetTraining
    filing: Filing
    filed: Filed
    people: tuple[Attending, ...]
    enough_at: datetime | None
    officer: str


def training_page(session: Session, actor: Actor, training_id: uuid.UUID) -> TrainingPage:
    """The page of one training. Raises NotFound."""
    training = street_training(session, actor, training_id)
    filing = scope.filing(session, actor, training.filing_id)
    filed = filing_plan.of_filing(session, filing)
    signed = {one.person_id: one.at for one in training.attendees}
    quizzes = _quizzes(session, training)
    lacking = frozenset() if filed.untrained is None else frozenset(filed.untrained.workers)
    members = sorted(filing.members, key=lambda member: (member.person.pinyin, member.person.name))
    demanded = timedelta(minutes=filed.plan.rules.training_minutes)
    return TrainingPage(
        training=training,
        filing=filing,
        filed=filed,
        people=tuple(
            Attending(m, signed.get(m.person_id), m.person_id in lacking, quizzes.get(m.person_id)) for m in members
        ),
        enough_at=None if training.started_at is None else training.started_at + demanded,
        officer=session.scalar(select(Person.name).join(User).where(User.id == training.officer_id)) or "",
    )


def quiz_of(session: Session, training_id: uuid.UUID, person_id: uuid.UUID) -> StreetQuiz | None:
    """What somebody was asked at a training, with the questions."""
    rows = select(StreetQuiz).where(StreetQuiz.training_id == training_id, StreetQuiz.person_id == person_id)
    items = selectinload(StreetQuiz.paper).selectinload(ExamPaper.items).joinedload(ExamItem.question)
    return session.scalar(rows.options(items))


def asking(session: Session, person_id: uuid.UUID, now: datetime) -> StreetTraining | None:
    """The training whose questions somebody who attends it may answer now; the last one of several."""
    rows = (
        select(StreetTraining, Filing.end_at)
        .join(Filing, Filing.id == StreetTraining.filing_id)
        .join(TrainingAttendee, TrainingAttendee.training_id == StreetTraining.id)
        .where(
            TrainingAttendee.person_id == person_id,
            StreetTraining.quiz_set_at.is_not(None),
            StreetTraining.waived_at.is_(None),
            Filing.end_at > now,
        )
        .order_by(StreetTraining.quiz_set_at.desc())
    )
    return next((row for row, ends in session.execute(rows) if quiz_open(ends, now)), None)


def _quizzes(session: Session, training: StreetTraining) -> dict[uuid.UUID, StreetQuiz]:
    if training.quiz_set_at is None:
        return {}
    rows = select(StreetQuiz).where(StreetQuiz.training_id == training.id).options(selectinload(StreetQuiz.paper))
    return {row.person_id: row for row in session.scalars(rows)}


def reusable(session: Session, filing: Filing, now: datetime) -> tuple[StreetTraining, ...]:
    """Earlier trainings in the filing's area of the same unit, with people of this crew, the newest first.

    As far back as the area lets one count again for work that starts then; where it lets none, nothing is read.
    """
    days, start = filing.area.training_reuse_days, filing.start_at or now
    if not days:
        return ()
    crew = [member.person_id for member in filing.members]
    rows = (
        select(StreetTraining)
        .join(Filing, Filing.id == StreetTraining.filing_id)
        .where(
            StreetTraining.id.in_(select(TrainingAttendee.training_id).where(TrainingAttendee.person_id.in_(crew))),
            StreetTraining.ended_at.is_not(None),
            StreetTraining.reused_id.is_(None),
            Filing.id != filing.id,
            Filing.unit_id == filing.unit_id,
            Filing.area_id == filing.area_id,
        )
        .order_by(StreetTraining.ended_at.desc(), StreetTraining.id)
        .options(selectinload(StreetTraining.attendees))
    )
    return tuple(one for one in session.scalars(rows) if one.ended_at and counts_again(one.ended_at, start, days))
