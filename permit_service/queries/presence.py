"""Who is inside, who should come out, and what calls for help: the register at the mouth as people read it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from hashlib import blake2s

from sqlalchemy import select

from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.interruptions import Evacuation
from permit_service.models.people import PersonPhoto
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Muster
from permit_service.queries import space_evacuations
from permit_service.queries.onsite import OnSite
from permit_service.services.entries import UNNAMED
from workflows.vocabulary import Part
from workflows.watching import relief_due


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody inside: the open entry, whom it is about, since when and how long, and when they should be relieved."""

    entry: Entry
    name: str
    parts: frozenset[Part]
    minutes: int
    relief_due: datetime
    overstayed: bool

    @property
    def unnamed(self) -> bool:
        """Nobody told who it is."""
        return self.entry.person_id is None and self.entry.label == UNNAMED


@unique
class Mood(StrEnum):
    """What the pages of a permit are about: work, bringing people out, or an evacuation with nobody left inside."""

    work = "work"
    evacuating = "evacuating"
    out = "out"


@dataclass(frozen=True, slots=True)
class Pulse:
    """What no phone at the mouth may miss. ``mark`` changes whenever anybody goes in or comes out."""

    mood: Mood
    mark: str

    @property
    def told(self) -> str:
        """As a page remembers what it shows, and sends it back when it asks again."""
        return f"{self.mood}-{self.mark}"


def pulse(site: OnSite) -> Pulse:
    """What a page that shows ``site`` has told its reader."""
    return _pulse(site.evacuating, ((one.since, one.person_id) for one in site.facts.presence.inside))


def pulse_now(permit_id: uuid.UUID) -> Pulse:
    """The pulse as it is at this moment, by two small statements: every phone asks for it every few seconds."""
    session = db.session()
    space_id = select(Permit.space_id).where(Permit.id == permit_id).scalar_subquery()
    standing = select(Evacuation.id).where(Evacuation.space_id == space_id, Evacuation.lifted_at.is_(None)).limit(1)
    stays = session.execute(
        select(Entry.in_at, Entry.person_id).where(Entry.space_id == space_id, Entry.out_at.is_(None))
    )
    return _pulse(session.scalar(standing) is not None, ((row.in_at, row.person_id) for row in stays))


def _pulse(evacuating: bool, stays: Iterable[tuple[datetime, object]]) -> Pulse:
    inside = sorted(f"{since.isoformat()} {person_id}" for since, person_id in stays)
    mood = Mood.work if not evacuating else Mood.evacuating if inside else Mood.out
    return Pulse(mood, blake2s("\n".join(inside).encode(), digest_size=8).hexdigest())


def inside(site: OnSite) -> list[Stay]:
    """Everyone logged inside the space, on whatever permit, the longest first."""
    rows = db.session.scalars(
        select(Entry).where(Entry.space_id == site.permit.space_id, Entry.out_at.is_(None)).order_by(Entry.in_at)
    )
    return [_stay(site, entry) for entry in rows]


def came_out(site: OnSite) -> list[Stay]:
    """Who has come out since the evacuation of this space began, the first first: to be counted by eye."""
    begun = min((one.at for one in evacuations(site)), default=site.now)
    rows = db.session.scalars(
        select(Entry)
        .where(Entry.space_id == site.permit.space_id, Entry.out_at.is_not(None), Entry.out_at >= begun)
        .order_by(Entry.out_at)
    )
    return [_stay(site, entry) for entry in rows]


def evacuations(site: OnSite) -> list[Evacuation]:
    """Evacuations of this space not lifted yet, the first first."""
    return space_evacuations.in_force(db.session(), site.permit.space_id)


def called_out(site: OnSite) -> Evacuation | None:
    """The first evacuation in force here or in a connected space: of it every page of the permit tells."""
    standing = site.facts.evacuations
    return db.session.get(Evacuation, uuid.UUID(standing[0].id)) if standing else None


def unsettled_counts(site: OnSite) -> list[Muster]:
    """Counts by eye that differed from the register and are not settled."""
    return space_evacuations.differing_counts(db.session(), site.permit.space_id)


def alarms(site: OnSite) -> list[Alarm]:
    """Faults of this permit that stand, the oldest first."""
    return list(
        db.session.scalars(
            select(Alarm)
            .where(Alarm.permit_id == site.permit.id, Alarm.cleared_at.is_(None))
            .order_by(Alarm.since, Alarm.kind)
        )
    )


def faces(people: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, uuid.UUID]:
    """The stored photos of people who have one, by person: to compare with who stands there."""
    rows = db.session.execute(
        select(PersonPhoto.person_id, PersonPhoto.file_id).where(PersonPhoto.person_id.in_({*people} - {None}))
    )
    return {row.person_id: row.file_id for row in rows}


def tools_of(site: OnSite, person_id: uuid.UUID | None) -> int:
    """How many tools somebody carried in and has not brought out."""
    return sum(stay.entry.tools_in for stay in inside(site) if stay.entry.person_id == person_id)


def _stay(site: OnSite, entry: Entry) -> Stay:
    parts = [m.parts for m in site.permit.members if m.removed_at is None and m.person_id == entry.person_id]
    known = entry.person_id is not None
    due = relief_due(site.facts, entry.in_at)
    return Stay(
        entry=entry,
        name=entry.person.name if entry.person is not None else entry.label,
        parts=frozenset(part for found in parts for part in found) if known else frozenset(),
        minutes=int((site.now - entry.in_at) / timedelta(minutes=1)),
        relief_due=due,
        overstayed=site.now >= due,
    )
