"""Street trainings by street: how many were held, their hours, who attended, how many were waived."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.models.areas import Area
from permit_service.models.choices import Figure, ReportName
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.queries.paging import Page, page
from permit_service.queries.sight import Scope
from permit_service.reports.filings import of_filing
from permit_service.reports.report import Behind, Line, Period, Record, Report

_FIGURES = (Figure.trainings, Figure.hours, Figure.people, Figure.waived)
_HOUR_SECONDS = 3600
_TENTH = Decimal("0.1")


@dataclass(slots=True)
class _Sum:
    name: str = ""
    trainings: int = 0
    seconds: int = 0
    people: int = 0
    waived: int = 0

    @property
    def figures(self) -> tuple[int | Decimal, ...]:
        hours = (Decimal(self.seconds) / _HOUR_SECONDS).quantize(_TENTH)
        return self.trainings, hours, self.people, self.waived


def lines(session: Session, scope: Scope, period: Period) -> list[Line]:
    """A line for each area whose filings had a training held or waived in the period; reused ones count nowhere."""
    attended = (
        select(func.count(TrainingAttendee.person_id))
        .where(TrainingAttendee.training_id == StreetTraining.id)
        .scalar_subquery()
    )
    rows = (
        select(Area.path, Area.id, Area.name, StreetTraining.started_at, StreetTraining.ended_at, attended)
        .join(Filing, Filing.id == StreetTraining.filing_id)
        .join(Area, Area.id == Filing.area_id)
        .where(*_counted(scope, period))
    )
    sums: dict[tuple[str, uuid.UUID], _Sum] = defaultdict(_Sum)
    for path, area_id, name, started_at, ended_at, people in session.execute(rows):
        one = sums[path, area_id]
        one.name = name
        if started_at is None or ended_at is None:
            one.waived += 1
            continue
        one.trainings, one.people = one.trainings + 1, one.people + people
        one.seconds += int((ended_at - started_at).total_seconds())
    return [Line(str(area_id), one.name, one.figures) for (_, area_id), one in sorted(sums.items(), key=itemgetter(0))]


def records(session: Session, scope: Scope, period: Period, behind: Behind) -> Page[Record]:
    """The filings whose trainings stand behind a figure of an area."""
    waived = StreetTraining.waived_at.is_not(None)
    which = waived if behind.figure is Figure.waived else ~waived
    ids = select(StreetTraining.filing_id).join(Filing, Filing.id == StreetTraining.filing_id)
    ids = ids.where(*_counted(scope, period), which, Filing.area_id == behind.area_id)
    rows = select(Filing).where(Filing.id.in_(ids))
    rows = rows.options(joinedload(Filing.job).options(joinedload(Job.unit), selectinload(Job.spaces)))
    found = page(session, rows, (Filing.created_at, Filing.id), behind.wanted)
    return Page(tuple(of_filing(filing) for filing in found.rows), found.after)


def _counted(scope: Scope, period: Period) -> tuple[ColumnElement[bool], ...]:
    held = (StreetTraining.ended_at >= period.begin) & (StreetTraining.ended_at < period.end)
    waived = (StreetTraining.waived_at >= period.begin) & (StreetTraining.waived_at < period.end)
    return or_(held, waived), StreetTraining.reused_id.is_(None), scope.filings()


REPORT = Report(ReportName.street_trainings, _FIGURES, lines, records)
