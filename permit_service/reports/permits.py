"""Permits counted by the dimensions of AQ 3064.2-2025 5.11.3, drafts apart: each permit by the start of its window.

The standard's type is the kind of work, for all permits here are for confined spaces; its place is the space, or the
area it lies in; the number of jobs is a figure of every one of these reports. A line of any of them narrows all others
to its permits, which gives the filters of 6.2 and 6.3 (units, time, place, type, level, status, alarm or none).
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from permit_service.errors import Invalid
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.choices import Answer, Figure, RecordKind, ReportName
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.paging import Page, page
from permit_service.queries.sight import Scope
from permit_service.reports.report import Behind, Line, Period, Record, Report
from permit_service.wallclock import day_end
from workflows.kinds import WorkKind
from workflows.vocabulary import AlarmKind, Status

Key = Callable[[Period], ColumnElement[Any]]
#: More lines than this are no statistics.
_MOST_LINES = 500

_UNIT = aliased(Enterprise)


def _same(select_: Select[Any]) -> Select[Any]:
    return select_


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to count permits: by which value, what it is called, what is joined, how a key is read back."""

    name: ReportName
    key: Key
    read: Callable[[str], Any]
    called: InstrumentedAttribute[str] | None = None
    joined: Callable[[Select[Any]], Select[Any]] = _same

    def chosen(self, period: Period, key: str, field: str = "key") -> ColumnElement[bool]:
        """The permits counted in the line of ``key``. Raises Invalid (``field``: ``unknown``)."""
        column = self.key(period)
        which = column.is_(None) if key == "" else column == _read(self.read, key, field)
        return Permit.id.in_(self.joined(select(Permit.id)).where(which))

    def lines(self, session: Session, scope: Scope, period: Period) -> list[Line]:
        key = self.key(period).label("key")
        called = null() if self.called is None else self.called
        figures = func.count(Permit.id.distinct()), func.count(Permit.job_id.distinct())
        rows = self.joined(select(key, called, *figures).select_from(Permit)).where(*_counted(scope, period))
        groups = (key,) if self.called is None else (key, self.called)
        found = session.execute(rows.group_by(*groups).order_by(figures[0].desc(), *groups[::-1]).limit(_MOST_LINES))
        return [_line(*row) for row in found]

    def records(self, session: Session, scope: Scope, period: Period, behind: Behind) -> Page[Record]:
        rows = select(Permit).where(*_counted(scope, period), self.chosen(period, behind.key))
        rows = rows.options(joinedload(Permit.space), joinedload(Permit.unit))
        found = page(session, rows, (Permit.created_at, Permit.id), behind.wanted, newest_first=True)
        return Page(tuple(_record(permit) for permit in found.rows), found.after)


def _counted(scope: Scope, period: Period) -> tuple[ColumnElement[bool], ...]:
    started = Permit.window_start >= period.begin, Permit.window_start < period.end
    only = (_BY_NAME[name].chosen(period, key, "only") for name, key in period.only.items())
    return (*started, Permit.status != Status.draft, scope.permits(), *only)


def _line(key: Any, called: str | None, permits: int, jobs: int) -> Line:
    if isinstance(key, bool):
        key = Answer.yes if key else Answer.no
    name = called if called is not None else key if isinstance(key, StrEnum) else str(key or "")
    return Line("" if key is None else str(key), name, (permits, jobs))


def _record(permit: Permit) -> Record:
    about = f"{permit.space.name}  {permit.unit.name}"
    return Record(RecordKind.permit, permit.id, permit.number, about, permit.window_start, permit.status)


def _read(reader: Callable[[str], Any], key: str, field: str) -> Any:
    try:
        return reader(key)
    except ValueError as error:
        raise Invalid({field: "unknown"}) from error


def _of(column: InstrumentedAttribute[Any]) -> Key:
    return lambda _period: column


def _months(period: Period) -> ColumnElement[Any]:
    """The month of the site's calendar in which the window starts, as 2026-11."""
    first, ends = period.since.replace(day=1), []
    while first <= period.until:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        ends.append((Permit.window_start < day_end(after - timedelta(days=1)), f"{first:%Y-%m}"))
        first = after
    return case(*ends)


def _workers(rows: Select[Any]) -> Select[Any]:
    standing = (PermitMember.permit_id == Permit.id) & PermitMember.removed_at.is_(None)
    return rows.join(PermitMember, standing).join(Person, Person.id == PermitMember.person_id)


def _yes(key: str) -> bool:
    return Answer(key) is Answer.yes


DIMENSIONS: Sequence[Dimension] = (
    Dimension(ReportName.by_work_kind, _of(Permit.work_kind), WorkKind),
    Dimension(ReportName.by_risk_grade, lambda _period: func.nullif(Permit.risk_grade, ""), str),
    Dimension(
        ReportName.by_space,
        _of(Permit.space_id),
        uuid.UUID,
        ConfinedSpace.name,
        lambda rows: rows.join(ConfinedSpace, ConfinedSpace.id == Permit.space_id),
    ),
    Dimension(
        ReportName.by_enterprise,
        _of(Permit.enterprise_id),
        uuid.UUID,
        Enterprise.name,
        lambda rows: rows.join(Enterprise, Enterprise.id == Permit.enterprise_id),
    ),
    Dimension(
        ReportName.by_unit,
        _of(Permit.unit_id),
        uuid.UUID,
        _UNIT.name,
        lambda rows: rows.join(_UNIT, _UNIT.id == Permit.unit_id),
    ),
    Dimension(ReportName.by_worker, _of(PermitMember.person_id), uuid.UUID, Person.name, _workers),
    Dimension(ReportName.by_status, _of(Permit.status), Status),
    Dimension(ReportName.by_month, _months, str),
    Dimension(
        ReportName.by_alarm_kind,
        _of(Alarm.kind),
        AlarmKind,
        joined=lambda rows: rows.join(Alarm, Alarm.permit_id == Permit.id),
    ),
    Dimension(ReportName.by_contracted, lambda _period: Permit.contract_id.is_not(None), _yes),
    Dimension(
        ReportName.by_area,
        lambda _period: Area.id,
        uuid.UUID,
        Area.name,
        lambda rows: rows.join(Area, Area.path == Permit.area_path),
    ),
    Dimension(ReportName.by_alarmed, lambda _period: exists().where(Alarm.permit_id == Permit.id), _yes),
)
_BY_NAME: Mapping[ReportName, Dimension] = MappingProxyType({one.name: one for one in DIMENSIONS})

REPORTS = tuple(Report(one.name, (Figure.permits, Figure.jobs), one.lines, one.records) for one in DIMENSIONS)
