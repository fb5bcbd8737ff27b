"""Statistics 统计: the reports of an area, the records behind their figures, the same as Excel files."""

import uuid
from typing import Annotated

from flask import Response, send_file
from pydantic import Field

from permit_service import reports
from permit_service.access import current_actor
from permit_service.api.noun import noun, reads, sends
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, page
from permit_service.api.types import Choice, Day, PageQuery, Params
from permit_service.models.choices import Figure, RecordKind, ReportName
from permit_service.office_package import XLSX
from permit_service.queries.paging import FIRST
from permit_service.queries.reading import session
from permit_service.reports import BY_NAME, NARROWING, Behind, Period
from permit_service.services.report_files import called, file_name, records_file, report_file

blueprint = noun("reports")


class ReportPath(Params):
    report: Choice[ReportName]


Key = Annotated[str, Field(max_length=60)]


class PeriodQuery(Params):
    """Civil days of the site, both included, 366 at most. ``by_…``: only permits in the line of this key there."""

    since: Day
    until: Day
    by_work_kind: Key | None = None
    by_risk_grade: Key | None = None
    by_space: Key | None = None
    by_enterprise: Key | None = None
    by_unit: Key | None = None
    by_worker: Key | None = None
    by_status: Key | None = None
    by_month: Key | None = None
    by_alarm_kind: Key | None = None
    by_contracted: Key | None = None
    by_area: Key | None = None
    by_alarmed: Key | None = None

    @property
    def period(self) -> Period:
        told = {name: getattr(self, name) for name in NARROWING}
        return Period(self.since, self.until, {name: key for name, key in told.items() if key is not None})


class FigureQuery(PeriodQuery):
    """``key`` is that of a line, ``figure`` one of the report's columns."""

    key: Key = ""
    figure: Choice[Figure]


class BehindQuery(FigureQuery, PageQuery):
    """The same, page by page."""


class LineView(View):
    """One line: its key, what it is called, and its figures as text, in the order of the report's columns."""

    key: str
    name: str
    figures: list[str]


class ReportView(View):
    """A report; a figure counts what its column says, each record in the line of its key."""

    report: ReportName
    figures: list[Figure]
    lines: list[LineView]


class RecordView(View):
    """One record behind a figure; ``id`` is of the noun ``kind``, ``inspection_id`` the check a finding stands in."""

    kind: RecordKind
    id: uuid.UUID
    number: str
    about: str
    at: Moment | None
    status: str
    inspection_id: uuid.UUID | None


@blueprint.get("/reports/<report>", responses=reads(ReportView))
def show(path: ReportPath, query: PeriodQuery) -> Answer:
    """One report of the account's area."""
    report = BY_NAME[path.report]
    lines = reports.lines_of(session(), current_actor(), report.name, query.period)
    told = [LineView(key=line.key, name=called(line), figures=[str(one) for one in line.figures]) for line in lines]
    return answer(ReportView(report=report.name, figures=list(report.figures), lines=told))


@blueprint.get("/reports/<report>/records", responses=reads(PageView[RecordView]))
def records(path: ReportPath, query: BehindQuery) -> Answer:
    """The records behind one figure."""
    behind = Behind(query.key, query.figure, query.wanted)
    found = reports.records_of(session(), current_actor(), path.report, query.period, behind)
    return answer(page(found, RecordView))


@blueprint.get("/reports/<report>/file", responses=sends(XLSX.media_type))
def export(path: ReportPath, query: PeriodQuery) -> Response:
    """One report as an Excel file."""
    report, period = BY_NAME[path.report], query.period
    out = report_file(current_actor(), report, period)
    return send_file(out, mimetype=XLSX.media_type, as_attachment=True, download_name=file_name(report, period))


@blueprint.get("/reports/<report>/records/file", responses=sends(XLSX.media_type))
def export_records(path: ReportPath, query: FigureQuery) -> Response:
    """All records behind one figure as an Excel file."""
    report, period = BY_NAME[path.report], query.period
    out = records_file(current_actor(), report, period, Behind(query.key, query.figure, FIRST))
    return send_file(out, mimetype=XLSX.media_type, as_attachment=True, download_name=file_name(report, period))
