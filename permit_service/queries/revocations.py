"""Codes called back, as far as an account may know of them: ids only, no names."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.models.base import db
from permit_service.models.people import Badge, Person
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.queries.scope import scope_of
from workflows.vocabulary import LIVE_STATUSES


@dataclass(frozen=True, slots=True)
class Revoked:
    """Ids of badges and plates called back, and of permits that ended before their code does by itself."""

    as_of: datetime
    badges: tuple[uuid.UUID, ...]
    plates: tuple[uuid.UUID, ...]
    permits: tuple[uuid.UUID, ...]


def revoked(actor: Actor) -> Revoked:
    """The list as it stands now."""
    return revoked_at(db.session(), actor, wallclock.now())


def revoked_at(session: Session, actor: Actor, now: datetime) -> Revoked:
    """The list in a transaction that judges by ``now``."""
    scope = scope_of(session, actor)
    badges = (
        select(Badge.id)
        .join(Person, Person.id == Badge.person_id)
        .where(Badge.revoked_at.is_not(None), scope.people())
        .order_by(Badge.id)
    )
    plates = (
        select(Plate.id)
        .join(ConfinedSpace, ConfinedSpace.id == Plate.space_id)
        .where(Plate.revoked_at.is_not(None), scope.spaces())
        .order_by(Plate.id)
    )
    over = or_(Permit.status.not_in(LIVE_STATUSES), Permit.ending.is_not(None))
    permits = select(Permit.id).where(over, Permit.window_end > now, scope.permits()).order_by(Permit.id)
    found = [tuple(session.scalars(statement)) for statement in (badges, plates, permits)]
    return Revoked(now, *found)
