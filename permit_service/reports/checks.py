"""Spot-checks by street: what was checked, what was drawn and waits or was dropped, what was found and is mended by
today, work that nobody had filed.

A check counts by the day it was concluded or dropped, one that was drawn and is not concluded by the day of the draw,
a finding by its check, unfiled work by the day it was found; all in the area that receives the filings of where they
lie.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, joinedload, selectinload

from permit_service import wallclock
from permit_service.errors import Invalid
from permit_service.facts_of.area import receiver
from permit_service.facts_of.reader import Reader
from permit_service.models.areas import Area
from permit_service.models.choices import Figure, RecordKind, ReportName
from permit_service.models.columns import within
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.models.jobs import Job
from permit_service.queries.inspections import firm_of, state_of
from permit_service.queries.paging import Page, Wanted, page
from permit_service.queries.rectification import standing
from permit_service.queries.sight import Scope
from permit_service.reports.filings import about_job
from permit_service.reports.report import Behind, Line, Period, Record, Report, lines_by_area
from workflows.inspection_kinds import FindingState, FindingStatus, InspectionOrigin, InspectionState

Conditions = tuple[ColumnElement[bool], ...]
#: What a check is told by.
_SUBJECT = (
    joinedload(Inspection.job).options(joinedload(Job.unit), selectinload(Job.spaces)),
    joinedload(Inspection.unfiled).joinedload(UnfiledWork.enterprise),
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a figure counts: by area, the column of the area's path, which rows of a period, how a page is read."""

    by_area: Select[tuple[uuid.UUID, int]]
    path: InstrumentedAttribute[str]
    which: Callable[[Period], Conditions]
    read: Callable[[Session, Conditions, Wanted], Page[Record]]


def lines(session: Session, scope: Scope, period: Period) -> list[Line]:
    """A line for each area in which anything was drawn, checked or found.

    Only what lies in the account's own area: of what an officer was sent to elsewhere a line would tell a part.
    """
    found = [
        (figure, area_id, count)
        for figure, one in _COUNTED.items()
        for area_id, count in session.execute(one.by_area.where(scope.areas(), *one.which(period)))
    ]
    reader = Reader(session, areas=list({area_id for _, area_id, _ in found}))
    counted: Counter[tuple[uuid.UUID, Figure]] = Counter()
    for figure, area_id, count in found:
        counted[receiver(reader, area_id).id, figure] += count
    return lines_by_area(session, counted, tuple(_COUNTED))


def records(session: Session, scope: Scope, period: Period, behind: Behind) -> Page[Record]:
    """The checks, findings or unfiled work behind a figure of an area, the newest first."""
    one = _COUNTED[behind.figure]
    here = one.path.in_(_paths(session, scope, behind.area_id))
    return one.read(session, (here, *one.which(period)), behind.wanted)


def _paths(session: Session, scope: Scope, area_id: uuid.UUID) -> Sequence[str]:
    """The paths of the areas counted in this one's line, as far as they are the account's own."""
    top = session.scalar(select(Area.path).where(Area.id == area_id))
    if top is None:
        raise Invalid({"key": "unknown"})
    below = session.execute(select(Area.id, Area.path).where(within(Area.path, top), scope.areas())).all()
    reader = Reader(session, areas=[row.id for row in below])
    return [row.path for row in below if receiver(reader, row.id).id == area_id]


# -- which rows ----------------------------------------------------------------------------------------------


def _concluded(period: Period) -> Conditions:
    return Inspection.concluded_at >= period.begin, Inspection.concluded_at < period.end


def _drawn(period: Period) -> Conditions:
    drawn = Inspection.created_at >= period.begin, Inspection.created_at < period.end
    waiting = Inspection.concluded_at.is_(None), Inspection.dropped_at.is_(None)
    return Inspection.origin == InspectionOrigin.drawn, *drawn, *waiting


def _dropped(period: Period) -> Conditions:
    return Inspection.dropped_at >= period.begin, Inspection.dropped_at < period.end


def _standing(state: FindingState) -> Callable[[Period], Conditions]:
    """Found in the period, and standing so today."""
    return lambda period: (*_concluded(period), standing(state, wallclock.today()))


def _open(period: Period) -> Conditions:
    return *_concluded(period), Finding.status != FindingStatus.accepted


def _unfiled(period: Period) -> Conditions:
    return UnfiledWork.found_at >= period.begin, UnfiledWork.found_at < period.end


# -- the records ---------------------------------------------------------------------------------------------


def _checks(session: Session, conditions: Conditions, wanted: Wanted) -> Page[Record]:
    rows = select(Inspection).where(*conditions).options(*_SUBJECT)
    found = page(session, rows, (Inspection.created_at, Inspection.id), wanted, newest_first=True)
    return Page(tuple(_of_check(row) for row in found.rows), found.after)


def _findings(session: Session, conditions: Conditions, wanted: Wanted) -> Page[Record]:
    with_check = contains_eager(Finding.inspection).options(*_SUBJECT)
    rows = select(Finding).join(Finding.inspection).where(*conditions).options(with_check)
    found = page(session, rows, (Finding.at, Finding.id), wanted, newest_first=True)
    return Page(tuple(_of_finding(row) for row in found.rows), found.after)


def _unfiled_work(session: Session, conditions: Conditions, wanted: Wanted) -> Page[Record]:
    rows = select(UnfiledWork).where(*conditions).options(joinedload(UnfiledWork.enterprise))
    found = page(session, rows, (UnfiledWork.found_at, UnfiledWork.id), wanted, newest_first=True)
    made = session.scalars(select(Inspection).where(Inspection.unfiled_id.in_([row.id for row in found.rows])))
    states = {check.unfiled_id: state_of(check) for check in made}
    told = (_of_unfiled(row, states.get(row.id, InspectionState.waiting)) for row in found.rows)
    return Page(tuple(told), found.after)


def _of_check(row: Inspection) -> Record:
    at, status = row.concluded_at or row.created_at, row.result or state_of(row)
    return Record(RecordKind.inspection, row.id, row.number, _about(row), at, status)


def _of_finding(row: Finding) -> Record:
    check = row.inspection
    return Record(
        RecordKind.finding, row.id, check.number, f"{row.text}  {_about(check)}", row.at, row.status, check.id
    )


def _of_unfiled(row: UnfiledWork, check: InspectionState) -> Record:
    """Its status is how far its check has come."""
    return Record(RecordKind.unfiled_work, row.id, "", _about_unfiled(row), row.found_at, check)


def _about(check: Inspection) -> str:
    if check.job is not None:
        return about_job(check.job)
    assert check.unfiled is not None
    return _about_unfiled(check.unfiled)


def _about_unfiled(row: UnfiledWork) -> str:
    return f"{row.place}  {firm_of(row)}"


_BY_AREA = select(Area.id, func.count()).group_by(Area.id)
_CHECKED = _BY_AREA.join(Inspection, Inspection.area_path == Area.path)
#: By way of their checks, so that the days asked for narrow what is read; both lie in the same area.
_FOUND = _CHECKED.join(Finding, Finding.inspection_id == Inspection.id)
_CAME_UPON = _BY_AREA.join(UnfiledWork, UnfiledWork.area_path == Area.path)

_COUNTED: Mapping[Figure, _Counted] = MappingProxyType(
    {
        Figure.checks: _Counted(_CHECKED, Inspection.area_path, _concluded, _checks),
        Figure.checks_open: _Counted(_CHECKED, Inspection.area_path, _drawn, _checks),
        Figure.checks_dropped: _Counted(_CHECKED, Inspection.area_path, _dropped, _checks),
        Figure.findings: _Counted(_FOUND, Inspection.area_path, _concluded, _findings),
        Figure.findings_open: _Counted(_FOUND, Inspection.area_path, _open, _findings),
        Figure.findings_overdue: _Counted(_FOUND, Inspection.area_path, _standing(FindingState.overdue), _findings),
        Figure.findings_mended: _Counted(_FOUND, Inspection.area_path, _standing(FindingState.accepted), _findings),
        Figure.unfiled_found: _Counted(_CAME_UPON, UnfiledWork.area_path, _unfiled, _unfiled_work),
    }
)

REPORT = Report(ReportName.checks, tuple(_COUNTED), lines, records)
