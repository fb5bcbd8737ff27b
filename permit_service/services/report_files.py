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
from permit_service.reports import Line, Period, Report
from workflows.vocabulary import AlarmKind


def report_file(actor: Actor, report: Report, period: Period) -> BinaryIO:
    """A report of the account's area in a period; the caller closes it."""
    lines = reports.lines_of(db.session(), actor, report.name, period)
    title, sums = labels.of(report.name), reports.totals(report, lines)
    rows: list[list[str | int | Decimal]] = [[called(line), *line.figures] for line in lines]
    if sums is not None:
        rows.append([words.TOTAL, *sums])
    out = tempfile.TemporaryFile()  # noqa: SIM115  it is sent when this has returned
    write_report(title, told(period), [title, *(labels.of(figure) for figure in report.figures)], rows, out)
    out.seek(0)
    return out


def file_name(report: Report, period: Period) -> str:
    """Under which name the file goes out."""
    return words.FILE.format(report=labels.of(report.name), since=period.since, until=period.until)


def called(line: Line) -> str:
    """What a line is called, as people read it."""
    if isinstance(line.called, AlarmKind):
        return labels.alarm(line.called)[0]
    return labels.of(line.called) if isinstance(line.called, StrEnum) else line.called or words.NOT_TOLD


def told(period: Period) -> str:
    """A period as people read it."""
    return words.PERIOD.format(since=period.since, until=period.until)
