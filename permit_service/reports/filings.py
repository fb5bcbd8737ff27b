"""Filings by street: on time, late, emergency; and work that began without any filing.

A filing counts by the start of its work, under the counting of the area that took it. Unfiled is a job where somebody
went in and nothing was handed in, with an area that takes filings.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.facts_of.area import receiver, rules_of
from permit_service.facts_of.reader import Reader
from permit_service.models.choices import Figure, RecordKind, ReportName
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.paging import Page, page, page_of_kept
from permit_service.queries.sight import Scope
from permit_service.reports.report import Behind, Line, Period, Record, Report, lines_by_area
from workflows.filing import deadline_in
from workflows.vocabulary import FilingMode

_FIGURES = (Figure.filings, Figure.on_time, Figure.late, Figure.emergency, Figure.unfiled)


def lines(session: Session, scope: Scope, period: Period) -> list[Line]:
    """A line for each area that received filings, or should have."""
    counted: Counter[tuple[uuid.UUID, Figure]] = Counter()
    for area_id, how in _filings(session, scope, period):
        counted[area_id, how] += 1
        counted[area_id, Figure.filings] += 1
    for area_id, _ in _unfiled(session, scope, period):
        counted[area_id, Figure.unfiled] += 1
    return lines_by_area(session, counted, _FIGURES)


def records(session: Session, scope: Scope, period: Period, behind: Behind) -> Page[Record]:
    """The filings, or the jobs without any, behind a figure of an area."""
    area_id = behind.area_id
    if behind.figure is Figure.unfiled:
        return _unfiled_jobs(session, scope, period, area_id, behind)
    rows = select(Filing).where(*_handed_in(scope, period), Filing.area_id == area_id)
    rows = rows.options(joinedload(Filing.job).options(joinedload(Job.unit), selectinload(Job.spaces)))
    keys = (Filing.created_at, Filing.id)
    if behind.figure is Figure.filings:
        found = page(session, rows, keys, behind.wanted)
    else:
        judge = _Judge(session, {area_id})
        found = page_of_kept(session, rows, keys, behind.wanted, lambda one: judge.of(one) is behind.figure)
    return Page(tuple(of_filing(filing) for filing in found.rows), found.after)


class _Judge:
    """Tells how filings came, each area's options read once."""

    def __init__(self, session: Session, areas: set[uuid.UUID]) -> None:
        self._reader = Reader(session, areas=list(areas))

    def of(self, filing: Filing) -> Figure:
        return self.how(filing.area_id, filing.start_at, filing.first_submitted_at, filing.emergency_signed_at)

    def how(
        self, area_id: uuid.UUID, start: datetime | None, submitted: datetime | None, emergency: datetime | None
    ) -> Figure:
        """Emergency, on time or late. One that was handed in has its start and its time of receipt."""
        if emergency is not None:
            return Figure.emergency
        assert start is not None
        assert submitted is not None
        rules = rules_of(self._reader, receiver(self._reader, area_id), start)
        return Figure.on_time if deadline_in(rules, start).met_by(submitted) else Figure.late


def _handed_in(scope: Scope, period: Period) -> tuple[ColumnElement[bool], ...]:
    started = Filing.start_at >= period.begin, Filing.start_at < period.end
    return (*started, Filing.first_submitted_at.is_not(None), scope.filings())


def _filings(session: Session, scope: Scope, period: Period) -> Iterator[tuple[uuid.UUID, Figure]]:
    columns = Filing.area_id, Filing.start_at, Filing.first_submitted_at, Filing.emergency_signed_at
    rows = session.execute(select(*columns).where(*_handed_in(scope, period))).all()
    judge = _Judge(session, {row.area_id for row in rows})
    return ((row.area_id, judge.how(*row)) for row in rows)


def _unfiled(session: Session, scope: Scope, period: Period) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Receiving area and job of all work that began without a filing."""
    found = session.execute(_begun_unfiled(scope, period)).all()
    reader = Reader(session, areas=[row.area_id for row in found])
    areas = [(receiver(reader, row.area_id), row.job_id) for row in found]
    return sorted({(area.id, job_id) for area, job_id in areas if area.filing_mode is not FilingMode.none})


def _begun_unfiled(scope: Scope, period: Period) -> Select[uuid.UUID, uuid.UUID]:
    filed = select(Filing.id).where(Filing.job_id == Permit.job_id, Filing.first_submitted_at.is_not(None)).exists()
    return (
        select(ConfinedSpace.area_id, Permit.job_id)
        .join(Permit, Permit.space_id == ConfinedSpace.id)
        .where(Permit.first_entry_at >= period.begin, Permit.first_entry_at < period.end, ~filed, scope.permits())
        .distinct()
    )


def _unfiled_jobs(session: Session, scope: Scope, period: Period, area_id: uuid.UUID, behind: Behind) -> Page[Record]:
    ids = [job_id for receiving, job_id in _unfiled(session, scope, period) if receiving == area_id]
    rows = select(Job).where(Job.id.in_(ids)).options(joinedload(Job.unit), selectinload(Job.spaces))
    found = page(session, rows, (Job.created_at, Job.id), behind.wanted)
    return Page(tuple(_of_job(job) for job in found.rows), found.after)


def _of_job(job: Job) -> Record:
    return Record(RecordKind.job, job.id, job.number, about_job(job), job.planned_start, job.status)


def of_filing(filing: Filing) -> Record:
    """A filing as a record behind a figure."""
    return Record(RecordKind.filing, filing.id, filing.number, about_job(filing.job), filing.start_at, filing.status)


def about_job(job: Job) -> str:
    """Where a job is done, and by whom."""
    return f"{'、'.join(sorted(space.name for space in job.spaces))}  {job.unit.name}"


REPORT = Report(ReportName.filings, _FIGURES, lines, records)
