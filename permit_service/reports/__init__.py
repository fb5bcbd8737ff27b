"""Statistics of an area: each report is one entry of ``REPORTS``, and appears by itself as page, API and Excel file.

Reports read, and judge nothing: how a filing came is asked of the rules. All are narrowed by the reader's scope.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.choices import ReportName
from permit_service.queries.paging import LARGEST_SIZE, Page, Wanted
from permit_service.queries.scope import scope_of
from permit_service.reports import checks, filings, permits, trainings
from permit_service.reports.report import Behind, Line, Period, Record, Report, totals

__all__ = [
    "BY_NAME",
    "NARROWING",
    "REPORTS",
    "Behind",
    "Line",
    "Period",
    "Record",
    "Report",
    "all_records",
    "filters_of",
    "lines_of",
    "records_of",
    "totals",
]

REPORTS: tuple[Report, ...] = (filings.REPORT, trainings.REPORT, checks.REPORT, *permits.REPORTS)

BY_NAME: Mapping[ReportName, Report] = MappingProxyType({report.name: report for report in REPORTS})


#: Reports that count permits, and narrow one another.
NARROWING = frozenset(report.name for report in permits.REPORTS)


def lines_of(session: Session, actor: Actor, name: ReportName, period: Period) -> list[Line]:
    """The lines of a report in the account's scope. Raises Invalid (``only``) for one that counts no permits."""
    _narrowed(name, period)
    return BY_NAME[name].lines(session, scope_of(session, actor), period)


def filters_of(session: Session, actor: Actor, period: Period) -> Mapping[ReportName, Line]:
    """What each filter of a period is called: its own line, counting what it alone lets through."""
    found = {}
    for name, key in period.only.items():
        alone = replace(period, only={name: key})
        lines = lines_of(session, actor, name, alone)
        found[name] = next((line for line in lines if line.key == key), Line(key, "", ()))
    return found


def all_records(session: Session, actor: Actor, name: ReportName, period: Period, behind: Behind) -> Iterator[Record]:
    """Every record behind a figure, page after page. Raises as ``records_of``."""
    wanted: Wanted | None = Wanted(size=LARGEST_SIZE)
    while wanted is not None:
        page = records_of(session, actor, name, period, replace(behind, wanted=wanted))
        yield from page.rows
        wanted = None if page.after is None else Wanted(page.after, LARGEST_SIZE)


def records_of(session: Session, actor: Actor, name: ReportName, period: Period, behind: Behind) -> Page[Record]:
    """The records behind one figure of a report. Raises Invalid (``figure``: ``unknown``; ``key``, ``after``)."""
    _narrowed(name, period)
    if behind.figure not in BY_NAME[name].figures:
        raise Invalid({"figure": "unknown"})
    return BY_NAME[name].records(session, scope_of(session, actor), period, behind)


def _narrowed(name: ReportName, period: Period) -> None:
    if period.only and (name not in NARROWING or not period.only.keys() <= NARROWING):
        raise Invalid({"only": "extra_forbidden"})
