"""统计: the reports of one's area by period, the records behind each figure, the same as an Excel file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, reports, wallclock
from permit_service.access import current_actor
from permit_service.errors import Invalid, NotFound
from permit_service.labels.pages import reports as words
from permit_service.models.choices import Figure, RecordKind, ReportName
from permit_service.office_package import XLSX
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session
from permit_service.reports import Behind, Line, Period, Record, Report
from permit_service.services.report_files import called, file_name, narrowed, report_file, told
from permit_service.services.report_files import records_file as make_records_file
from permit_service.told import month_day

blueprint = Blueprint("reports", __name__, url_prefix="/registers/reports")

#: What is shown unless another period is asked for: the last so many days.
_DAYS = timedelta(days=29)
_PAGES: Mapping[RecordKind, tuple[str, str]] = MappingProxyType(
    {
        RecordKind.permit: ("permits.show", "permit_id"),
        RecordKind.filing: ("filings.show", "filing_id"),
        RecordKind.job: ("jobs.show", "job_id"),
        RecordKind.finding: ("findings.show", "finding_id"),
        RecordKind.inspection: ("inspections.show", "inspection_id"),
        RecordKind.unfiled_work: ("unfiled.show", "unfiled_work_id"),
    }
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The first report."""
    return redirect(url_for("reports.show", report=ReportName.filings))


@blueprint.get("/<report>")
def show(report: str) -> str:
    """One report."""
    found, actor = _report(report), current_actor()
    period = _period(found)
    lines = reports.lines_of(session(), actor, found.name, period)
    return render_template(
        "reports/show.html",
        report=found,
        period=period,
        names=[(one.name, url_for("reports.show", report=one.name, **_query(period, one))) for one in reports.REPORTS],
        filters=[
            (text, url_for("reports.show", report=report, **_query(_without(period, name), found)))
            for name, text in narrowed(actor, period).items()
        ],
        lines=[_row(found, period, line) for line in lines],
        totals=reports.totals(found, lines),
        words=words,
        only=[(name, key) for name, key in period.only.items()],
        file_url=url_for("reports.file", report=report, **_query(period, found)),
    )


@blueprint.get("/<report>/records")
def records(report: str) -> str:
    """The records behind one figure."""
    found = _report(report)
    period = _period(found)
    behind = Behind(request.args.get("key", ""), _figure(), Wanted(request.args.get("after")))
    page = reports.records_of(session(), current_actor(), found.name, period, behind)
    again = {"report": report, **_query(period, found)}
    figure = {"key": behind.key, "figure": behind.figure}
    return render_template(
        "reports/records.html",
        title=labels.of(found.name),
        figure=labels.of(behind.figure),
        period="；".join((told(period), *narrowed(current_actor(), period).values())),
        rows=[_record(record) for record in page.rows],
        back_url=url_for("reports.show", **again),
        next_url=url_for("reports.records", **again, **figure, after=page.after) if page.after else "",
        file_url=url_for("reports.records_file", **again, **figure),
        words=words,
    )


@blueprint.get("/<report>/file")
def file(report: str) -> Response:
    """One report as an Excel file."""
    found = _report(report)
    period = _period(found)
    out, name = report_file(current_actor(), found, period), file_name(found, period)
    return send_file(out, mimetype=XLSX.media_type, as_attachment=True, download_name=name)


@blueprint.get("/<report>/records/file")
def records_file(report: str) -> Response:
    """All records behind one figure as an Excel file."""
    found = _report(report)
    period, behind = _period(found), Behind(request.args.get("key", ""), _figure(), Wanted())
    out = make_records_file(current_actor(), found, period, behind)
    return send_file(out, mimetype=XLSX.media_type, as_attachment=True, download_name=file_name(found, period))


def _report(name: str) -> Report:
    if name not in set(ReportName):
        raise NotFound
    return reports.BY_NAME[ReportName(name)]


def _figure() -> Figure:
    asked = request.args.get("figure", "")
    if asked not in set(Figure):
        raise Invalid({"figure": "unknown"})
    return Figure(asked)


def _period(report: Report) -> Period:
    """The days asked for, and which permits of them; a report that counts none is narrowed by nothing."""
    today = wallclock.today()
    names = [name for name in reports.NARROWING if name in request.args] if report.name in reports.NARROWING else []
    only = {name: request.args[name] for name in sorted(names)}
    return Period(_day("since", today - _DAYS), _day("until", today), only)


def _query(period: Period, report: Report) -> dict[str, object]:
    """The same days in an address, and the same filters where the report counts permits."""
    only = {str(name): key for name, key in period.only.items()} if report.name in reports.NARROWING else {}
    return {"since": period.since, "until": period.until, **only}


def _without(period: Period, name: ReportName) -> Period:
    return replace(period, only={other: key for other, key in period.only.items() if other is not name})


def _day(name: str, otherwise: date) -> date:
    typed = request.args.get(name, "")
    try:
        day = date.fromisoformat(typed) if typed else otherwise
    except ValueError as error:
        raise Invalid({name: "date_parsing"}) from error
    if not wallclock.is_within_reach(day):
        raise Invalid({name: "date_parsing"})
    return day


def _row(report: Report, period: Period, line: Line) -> dict[str, object]:
    asked = {"report": report.name, "key": line.key, **_query(period, report)}
    cells = [
        (str(value), url_for("reports.records", figure=figure, **asked) if value else "")
        for figure, value in zip(report.figures, line.figures, strict=True)
    ]
    narrows = report.name in reports.NARROWING and report.name not in period.only
    only = replace(period, only={**period.only, report.name: line.key})
    href = url_for("reports.show", report=report.name, **_query(only, report)) if narrows else ""
    return {"name": called(line), "href": href, "cells": cells}


def _record(record: Record) -> dict[str, str]:
    return {
        "href": _page_of(record),
        "title": record.number or record.about,
        "sub": record.about if record.number else "",
        "state": "none",
        "word": labels.of(record.status),
        "meta": month_day(record.at),
    }


def _page_of(record: Record) -> str:
    endpoint, name = _PAGES[record.kind]
    return url_for(endpoint, **{name: record.id})
