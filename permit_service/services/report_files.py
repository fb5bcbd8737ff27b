"""Reports as people read them: what a line is called, and the whole as an Excel file."""

import tempfile
from decimal import Decimal
from enum import StrEnum
from typing import BinaryIO

from permit_service import labels, reports
from permit_service.actor import Actor
from permit_service.excel.report import write_report
from permit_service.labels.pages import reports as words
from permit_service.models.base import db
from permit_service.models.choices import ReportName
from permit_service.reports import Behind, Line, Period, Report
from permit_service.told import at
from workflows.vocabulary import AlarmKind


def report_file(actor: Actor, report: Report, period: Period) -> BinaryIO:
    """A report of the account's area in a period; the caller closes it."""
    lines = reports.lines_of(db.session(), actor, report.name, period)
    title, sums = labels.of(report.name), reports.totals(report, lines)
    rows: list[list[str | int | Decimal]] = [[called(line), *line.figures] for line in lines]
    if sums is not None:
        rows.append([words.TOTAL, *sums])
    out = tempfile.TemporaryFile()  # noqa: SIM115  it is sent when this has returned
    write_report(title, _about(actor, period), [title, *(labels.of(figure) for figure in report.figures)], rows, out)
    out.seek(0)
    return out


def records_file(actor: Actor, report: Report, period: Period, behind: Behind) -> BinaryIO:
    """The records behind one figure of a report; the caller closes it."""
    found = reports.all_records(db.session(), actor, report.name, period, behind)
    rows = [[one.number, one.about, at(one.at), labels.of(one.status)] for one in found]
    title = f"{labels.of(report.name)} {labels.of(behind.figure)}"
    out = tempfile.TemporaryFile()  # noqa: SIM115  it is sent when this has returned
    write_report(title, _about(actor, period), words.COLUMNS, rows, out)
    out.seek(0)
    return out


def narrowed(actor: Actor, period: Period) -> dict[ReportName, str]:
    """The filters of a period as people read them."""
    found = reports.filters_of(db.session(), actor, period)
    return {
        name: words.FILTER.format(report=labels.of(name).removeprefix(words.BY), line=called(line))
        for name, line in found.items()
    }


def file_name(report: Report, period: Period) -> str:
    """Under which name the file goes out."""
    return words.FILE.format(report=labels.of(report.name), since=period.since, until=period.until)


def called(line: Line) -> str:
    """What a line is called, as people read it."""
    if isinstance(line.called, AlarmKind):
        return labels.alarm(line.called)[0]
    return labels.of(line.called) if isinstance(line.called, StrEnum) else line.called or words.NOT_TOLD


def _about(actor: Actor, period: Period) -> str:
    return "；".join((told(period), *narrowed(actor, period).values()))


def told(period: Period) -> str:
    """A period as people read it."""
    return words.PERIOD.format(since=period.since, until=period.until)
