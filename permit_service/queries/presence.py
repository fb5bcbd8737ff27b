"""Who is inside, who should come out, and what calls for help: the register at the mouth as people read it."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.interruptions import Evacuation
from permit_service.models.presence import Entry, Muster
from permit_service.queries.onsite import OnSite
from permit_service.services.entries import UNNAMED
from workflows.vocabulary import Part


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody inside: the open entry, whom it is about, since when and how long."""

    entry: Entry
    name: str
    parts: frozenset[Part]
    minutes: int

    @property
    def unnamed(self) -> bool:
        """Nobody told who it is."""
        return self.entry.person_id is None and self.entry.label == UNNAMED


def inside(site: OnSite) -> list[Stay]:
    """Everyone logged inside the space, on whatever permit, the longest first."""
    rows = db.session.scalars(
        select(Entry).where(Entry.space_id == site.permit.space_id, Entry.out_at.is_(None)).order_by(Entry.in_at)
    )
    return [_stay(site, entry) for entry in rows]


def evacuations(site: OnSite) -> list[Evacuation]:
    """Evacuations of this space not lifted yet, the first first."""
    return list(
        db.session.scalars(
            select(Evacuation)
            .where(Evacuation.space_id == site.permit.space_id, Evacuation.lifted_at.is_(None))
            .order_by(Evacuation.at)
        )
    )


def unsettled_counts(site: OnSite) -> list[Muster]:
    """Counts by eye that differed from the register and are not settled."""
    return list(
        db.session.scalars(
            select(Muster)
            .where(
                Muster.space_id == site.permit.space_id,
                Muster.permit_id.is_not(None),
                Muster.settled_at.is_(None),
                Muster.counted != Muster.registered,
            )
            .order_by(Muster.at)
        )
    )


def alarms(site: OnSite) -> list[Alarm]:
    """Faults of this permit that stand, the oldest first."""
    return list(
        db.session.scalars(
            select(Alarm)
            .where(Alarm.permit_id == site.permit.id, Alarm.cleared_at.is_(None))
            .order_by(Alarm.since, Alarm.kind)
        )
    )


def tools_of(site: OnSite, person_id: uuid.UUID | None) -> int:
    """How many tools somebody carried in and has not brought out."""
    return sum(stay.entry.tools_in for stay in inside(site) if stay.entry.person_id == person_id)


def _stay(site: OnSite, entry: Entry) -> Stay:
    parts = [m.parts for m in site.permit.members if m.removed_at is None and m.person_id == entry.person_id]
    known = entry.person_id is not None
    return Stay(
        entry=entry,
        name=entry.person.name if entry.person is not None else entry.label,
        parts=frozenset(part for found in parts for part in found) if known else frozenset(),
        minutes=int((site.now - entry.in_at) / timedelta(minutes=1)),
    )
