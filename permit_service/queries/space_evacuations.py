"""撤离 of a space by itself: what is in force, whether work is under way, who is inside as the reader may know."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models.interruptions import Evacuation
from permit_service.models.people import Person
from permit_service.models.permits import IS_LIVE, Permit
from permit_service.models.presence import Entry, GuardianPost, Muster
from permit_service.queries.scope import scope_of
from workflows.space_evacuation import under_way


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody registered inside; ``name`` is empty for whom the reader may not know, and for a counted unknown."""

    name: str
    since: datetime


def in_force(session: Session, space_id: uuid.UUID) -> list[Evacuation]:
    """Evacuations of this space not lifted yet, the first first."""
    return list(
        session.scalars(
            select(Evacuation)
            .where(Evacuation.space_id == space_id, Evacuation.lifted_at.is_(None))
            .order_by(Evacuation.at)
        )
    )


def works_in(session: Session, space_ids: Collection[uuid.UUID]) -> list[Permit]:
    """Permits of these spaces under which somebody is at the mouth."""
    guarded = exists().where(GuardianPost.permit_id == Permit.id, GuardianPost.ended_at.is_(None))
    rows = session.execute(
        select(Permit, guarded).where(Permit.space_id.in_(space_ids), IS_LIVE).order_by(Permit.window_start)
    )
    return [permit for permit, is_guarded in rows if under_way(permit.status, guarded=is_guarded)]


def differing_counts(session: Session, space_id: uuid.UUID) -> list[Muster]:
    """Counts by eye that differed from the register and are not settled, the first first."""
    return list(
        session.scalars(
            select(Muster)
            .where(
                Muster.space_id == space_id,
                Muster.permit_id.is_not(None),
                Muster.settled_at.is_(None),
                Muster.counted != Muster.registered,
            )
            .order_by(Muster.at)
        )
    )


def inside(session: Session, actor: Actor, space_id: uuid.UUID) -> list[Inside]:
    """Who is registered inside, the longest first."""
    known = select(Person.id).where(scope_of(session, actor).people())
    rows = session.execute(
        select(Entry.in_at, Person.name)
        .outerjoin(Person, (Person.id == Entry.person_id) & Person.id.in_(known))
        .where(Entry.space_id == space_id, Entry.out_at.is_(None))
        .order_by(Entry.in_at)
    )
    return [Inside(name or "", since) for since, name in rows]
