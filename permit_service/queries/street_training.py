"""One street training on one page: who is there, who is still missing, how long it has lasted."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models.filings import Filing, FilingMember
from permit_service.models.oversight import StreetTraining
from permit_service.queries import filing_plan, scope
from permit_service.queries.filing_plan import Filed
from permit_service.queries.scope_of_parts import street_training


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody whom the filing names, when they signed in, and whether this training must have them."""

    row: FilingMember
    at: datetime | None
    needed: bool


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """``enough_at``: when it has lasted as long as the street demands, None before it began."""

    training: StreetTraining
    filing: Filing
    filed: Filed
    people: tuple[Attending, ...]
    enough_at: datetime | None


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
    )
