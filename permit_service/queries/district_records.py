"""The records behind a count of one street: what is going on there, what waits, what is stopped."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from permit_service.queries.district import Count, Days, conditions, inside
from permit_service.queries.paging import Page, Wanted, page
from permit_service.queries.scope import scope_of

#: By what the records of a count are ordered.
RECORDS: Mapping[Count, InstrumentedAttribute[Any]] = MappingProxyType(
    {
        Count.jobs_today: Job.planned_start,
        Count.active: Permit.window_start,
        Count.inside: Entry.in_at,
        Count.unread: Filing.start_at,
        Count.stops: Stop.since,
        Count.alarms: Alarm.since,
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
    moment = RECORDS[count]
    model = moment.class_
    if count is Count.inside:
        found = inside(select(model), area.path)
    else:
        column, which = conditions(days)[count]
        found = select(model).where(within(column, area.path), which)
    return page(session, found, (moment, model.id), wanted, newest_first=True)
