"""One street training on one page; and the earlier ones that may count again for a filing."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from permit_service.actor import Actor
from permit_service.models.accounts import User
from permit_service.models.filings import Filing, FilingMember
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.people import Person
from permit_service.queries import filing_plan, scope
from permit_service.queries.filing_plan import Filed
from permit_service.queries.scope_of_parts import street_training
from workflows.street_training import counts_again


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody whom the filing names, when they signed in, and whether this training must have them."""

    row: FilingMember
    at: datetime | None
    needed: bool


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
    lacking = frozenset() if filed.untrained is None else frozenset(filed.untrained.workers)
    members = sorted(filing.members, key=lambda member: (member.person.pinyin, member.person.name))
    demanded = timedelta(minutes=filed.plan.rules.training_minutes)
    return TrainingPage(
        training=training,
        filing=filing,
        filed=filed,
        people=tuple(Attending(m, signed.get(m.person_id), m.person_id in lacking) for m in members),
        enough_at=None if training.started_at is None else training.started_at + demanded,
        officer=session.scalar(select(Person.name).join(User).where(User.id == training.officer_id)) or "",
    )


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
