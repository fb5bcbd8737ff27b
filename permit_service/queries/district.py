"""All streets of a district side by side: what is going on today, what waits, what was checked and found."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service.actor import Actor
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.filings import Filing
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.rectification import standing
from permit_service.queries.scope import scope_of
from workflows.inspection_kinds import FindingState, FindingStatus
from workflows.vocabulary import FilingStatus, JobStatus, Status


@unique
class Count(StrEnum):
    """What is counted of each street."""

    jobs_today = "jobs_today"
    active = "active"
    inside = "inside"
    unread = "unread"
    stops = "stops"
    alarms = "alarms"
    checks_open = "checks_open"
    checks_made = "checks_made"
    findings = "findings"
    overdue = "overdue"
    unfiled = "unfiled"


@dataclass(frozen=True, slots=True)
class Street:
    """One area below the reader's own, or the own where nothing is below it, with its counts."""

    id: uuid.UUID
    name: str
    counts: Mapping[Count, int]


@dataclass(frozen=True, slots=True)
class Days:
    """What counts turn on: the civil day, its first moment and the next one's, the first of the month."""

    day: date
    today: datetime
    tomorrow: datetime
    month: datetime


def streets(session: Session, actor: Actor, days: Days) -> tuple[Street, ...]:
    """The streets of the reader's areas; as many statements for a hundred as for one."""
    paths = scope_of(session, actor).paths
    areas = [area for path in paths for area in _below(session, path)]
    counted = {
        count: [pair for path in paths for pair in session.execute(_by_path(column, which, path))]
        for count, (column, which) in conditions(days).items()
    }
    counted[Count.inside] = [pair for path in paths for pair in session.execute(_inside(path))]
    return tuple(
        Street(
            area.id,
            area.name,
            {count: sum(n for path, n in counted[count] if path.startswith(area.path)) for count in Count},
        )
        for area in areas
    )


def _below(session: Session, path: str) -> list[Area]:
    own = session.scalars(select(Area).where(Area.path == path)).one()
    below = session.scalars(select(Area).where(Area.parent_id == own.id).order_by(Area.name, Area.id)).all()
    return list(below) or [own]


def conditions(days: Days) -> Mapping[Count, tuple[InstrumentedAttribute[str], ColumnElement[bool]]]:
    """Of each count but of people inside: the column of the area's path, and which rows are counted."""
    today = and_(Job.planned_start < days.tomorrow, Job.planned_end >= days.today)
    of_concluded = Finding.inspection_id.in_(select(Inspection.id).where(Inspection.concluded_at.is_not(None)))
    waiting = and_(Inspection.concluded_at.is_(None), Inspection.dropped_at.is_(None))
    return {
        Count.jobs_today: (Job.area_path, and_(Job.status == JobStatus.open, today)),
        Count.active: (Permit.area_path, Permit.status.in_((Status.active, Status.suspended))),
        Count.unread: (Filing.area_path, and_(Filing.status == FilingStatus.submitted, Filing.received_at.is_(None))),
        Count.stops: (Stop.area_path, Stop.lifted_at.is_(None)),
        Count.alarms: (Alarm.area_path, Alarm.cleared_at.is_(None)),
        Count.checks_open: (Inspection.area_path, waiting),
        Count.checks_made: (Inspection.area_path, Inspection.concluded_at >= days.month),
        Count.findings: (Finding.area_path, and_(of_concluded, Finding.status != FindingStatus.accepted)),
        Count.overdue: (Finding.area_path, and_(of_concluded, standing(FindingState.overdue, days.day))),
        Count.unfiled: (UnfiledWork.area_path, UnfiledWork.found_at >= days.month),
    }


def _by_path(column: InstrumentedAttribute[str], which: ColumnElement[bool], path: str) -> Select[str, int]:
    return select(column, func.count()).where(within(column, path), which).group_by(column)


def inside(stays: Select[Any], path: str) -> Select[Any]:
    """Of a statement from :class:`Entry` the stays that have not ended, in spaces of the area of ``path``."""
    rows = stays.join(ConfinedSpace, ConfinedSpace.id == Entry.space_id).join(Area, Area.id == ConfinedSpace.area_id)
    return rows.where(Entry.out_at.is_(None), within(Area.path, path))


def _inside(path: str) -> Select[str, int]:
    """People inside now, by the area of the space."""
    return inside(select(Area.path, func.count()).select_from(Entry), path).group_by(Area.path)
