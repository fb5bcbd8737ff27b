"""The records behind a count of one street: what is going on there, what waits, what is stopped."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.district import Count, Days, conditions
from permit_service.queries.paging import Page, Wanted, page
from permit_service.queries.scope import scope_of

#: Where the records of a count stand, and by what they are ordered.
RECORDS: Mapping[Count, tuple[type[Any], InstrumentedAttribute[Any]]] = MappingProxyType(
    {
        Count.jobs_today: (Job, Job.planned_start),
        Count.active: (Permit, Permit.window_start),
        Count.inside: (Entry, Entry.in_at),
        Count.unread: (Filing, Filing.start_at),
        Count.stops: (Stop, Stop.since),
        Count.alarms: (Alarm, Alarm.since),
    }
)


def area_of(session: Session, actor: Actor, area_id: uuid.UUID) -> Area:
    """A street of the reader's. Raises NotFound."""
    area = session.get(Area, area_id)
    if area is None or not any(area.path.startswith(path) for path in scope_of(session, actor).paths):
        raise NotFound
    return area


def records(session: Session, area: Area, count: Count, days: Days, wanted: Wanted) -> Page[Any]:
    """One page of what a count of :data:`RECORDS` counts in an area, the newest first. Raises Invalid (``after``)."""
    model, moment = RECORDS[count]
    found = _inside(area) if count is Count.inside else _counted(model, area, count, days)
    return page(session, found, (moment, model.id), wanted, newest_first=True)


def stopped(session: Session, stops: tuple[Stop, ...]) -> Mapping[uuid.UUID, str]:
    """What each stop holds, as people call it: the space, the job's number, or the enterprise."""
    ids = {column: {getattr(stop, column) for stop in stops} for column in ("space_id", "job_id", "enterprise_id")}
    named: list[Any] = [
        *session.execute(select(ConfinedSpace.id, ConfinedSpace.name).where(ConfinedSpace.id.in_(ids["space_id"]))),
        *session.execute(select(Job.id, Job.number).where(Job.id.in_(ids["job_id"]))),
        *session.execute(select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(ids["enterprise_id"]))),
    ]
    names = dict(named)
    return {stop.id: names[stop.space_id or stop.job_id or stop.enterprise_id] for stop in stops}


def spaces_of(session: Session, stays: tuple[Entry, ...]) -> Mapping[uuid.UUID, str]:
    """The spaces that people are inside of, by id."""
    ids = {stay.space_id for stay in stays}
    rows = session.execute(select(ConfinedSpace.id, ConfinedSpace.name).where(ConfinedSpace.id.in_(ids)))
    return dict(rows.all())


def _counted(model: type[Any], area: Area, count: Count, days: Days) -> Select[Any]:
    column, which = conditions(days)[count]
    return select(model).where(within(column, area.path), which)


def _inside(area: Area) -> Select[Any]:
    rows = select(Entry).join(ConfinedSpace, ConfinedSpace.id == Entry.space_id)
    rows = rows.join(Area, Area.id == ConfinedSpace.area_id)
    return rows.where(Entry.out_at.is_(None), within(Area.path, area.path))
