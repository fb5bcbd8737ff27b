"""Statistics of an area: each report is one entry of ``REPORTS``, and appears by itself as page, API and Excel file.

Reports read, and judge nothing: how a filing came is asked of the rules. All are narrowed by the reader's scope.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.choices import ReportName
from permit_service.queries.paging import Page
from permit_service.queries.scope import scope_of
from permit_service.reports import checks, filings, permits, trainings
from permit_service.reports.report import Behind, Line, Period, Record, Report, totals

__all__ = ["BY_NAME", "REPORTS", "Behind", "Line", "Period", "Record", "Report", "lines_of", "records_of", "totals"]

REPORTS: tuple[Report, ...] = (filings.REPORT, trainings.REPORT, checks.REPORT, *permits.REPORTS)

BY_NAME: Mapping[ReportName, Report] = MappingProxyType({report.name: report for report in REPORTS})


def lines_of(session: Session, actor: Actor, name: ReportName, period: Period) -> list[Line]:
    """The lines of a report in the account's scope."""
    return BY_NAME[name].lines(session, scope_of(session, actor), period)


def records_of(session: Session, actor: Actor, name: ReportName, period: Period, behind: Behind) -> Page[Record]:
    """The records behind one figure of a report. Raises Invalid (``figure``: ``unknown``; ``key``, ``after``)."""
    if behind.figure not in BY_NAME[name].figures:
        raise Invalid({"figure": "unknown"})
    return BY_NAME[name].records(session, scope_of(session, actor), period, behind)
