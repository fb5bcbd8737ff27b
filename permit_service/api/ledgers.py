"""Ledgers as Excel files: template, export, and bringing a file in, checked in steps and carried out as one."""

import uuid

from flask import Response, request, send_file
from flask_openapi import FileStorage

from permit_service import labels
from permit_service.access import current_actor
from permit_service.api.noun import FieldFaultView, does, makes, noun, reads, sends
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, nothing
from permit_service.api.types import Choice, Form, Id, PageQuery, Params
from permit_service.models.choices import LedgerName, RowOutcome
from permit_service.models.imports import LedgerImportRow
from permit_service.office_package import ALLOWANCE_BYTES, XLSX
from permit_service.queries import imports as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services.registers import exports, imports

blueprint = noun("ledgers")


class LedgerPath(Params):
    enterprise_id: Id
    ledger: Choice[LedgerName]


class ImportPath(Params):
    import_id: Id


class RowsQuery(PageQuery):
    outcome: Choice[RowOutcome] | None = None


class LedgerForm(Form):
    """An .xlsx up to 20 MB and 20,000 rows; macros, formulas and external links are refused."""

    file: FileStorage


class ImportView(View):
    """A file on its way in. All of ``total`` rows must be checked, and none be ``faulty``, before it is carried out.

    ``columns`` are fields that it has, ``strange`` headings that are none of the ledger's. ``fresh`` and ``changed``
    count the entries that it makes and changes.
    """

    id: uuid.UUID
    enterprise_id: uuid.UUID
    ledger: LedgerName
    sha256: str
    columns: list[str]
    strange: list[str]
    total: int
    checked: int
    fresh: int
    changed: int
    faulty: int
    created_at: Moment
    done_at: Moment | None


class ImportRowView(View):
    """A line of the file as the spreadsheet numbers it; ``outcome`` is none until it is checked."""

    line: int
    outcome: RowOutcome | None
    cells: dict[str, str]
    faults: list[FieldFaultView]


@blueprint.url_value_preprocessor
def take_larger_files(_endpoint: str | None, _values: object) -> None:
    """A ledger may be larger than a photo. Before access control, which may read the form."""
    request.max_content_length = XLSX.max_bytes + ALLOWANCE_BYTES


@blueprint.get("/enterprises/<uuid:enterprise_id>/ledgers/<ledger>", responses=sends(XLSX.media_type))
def export(path: LedgerPath) -> Response:
    """All that stands in a ledger, to keep or to change and bring back."""
    return _sent(path)


@blueprint.get("/enterprises/<uuid:enterprise_id>/ledgers/<ledger>/template", responses=sends(XLSX.media_type))
def template(path: LedgerPath) -> Response:
    """The empty ledger with notes and lists to choose from."""
    return _sent(path, empty=True)


@blueprint.post("/enterprises/<uuid:enterprise_id>/ledgers/<ledger>/imports", responses=makes(ImportView))
def create(path: LedgerPath, form: LedgerForm) -> Answer:
    """Take a file in; nothing is checked or written to the ledger yet."""
    record = imports.take_in(current_actor(), path.enterprise_id, path.ledger, form.file.stream)
    return answer(ImportView.model_validate(record), 201)


@blueprint.get("/imports/<uuid:import_id>", responses=reads(ImportView))
def show(path: ImportPath) -> Answer:
    """How far the check got."""
    return answer(ImportView.model_validate(scope.ledger_import(session(), current_actor(), path.import_id)))


@blueprint.get("/imports/<uuid:import_id>/rows", responses=reads(PageView[ImportRowView]))
def index_rows(path: ImportPath, query: RowsQuery) -> Answer:
    """Rows of the file, each with what it would do and what is wrong with it."""
    record = scope.ledger_import(session(), current_actor(), path.import_id)
    found = reading.rows(session(), record, query.wanted, outcome=query.outcome)
    return answer(PageView[ImportRowView](items=[_row(row) for row in found.rows], next=found.after))


@blueprint.post("/imports/<uuid:import_id>/check", responses=does(ImportView))
def check(path: ImportPath) -> Answer:
    """Check the next 500 rows; to be called until ``checked`` is ``total``."""
    return answer(ImportView.model_validate(imports.check_next(current_actor(), path.import_id)))


@blueprint.post("/imports/<uuid:import_id>/carry-out", responses=does(ImportView))
def carry_out(path: ImportPath) -> Answer:
    """Make and change the entries of all rows in one transaction, or none."""
    return answer(ImportView.model_validate(imports.carry_out(current_actor(), path.import_id)))


@blueprint.post("/imports/<uuid:import_id>/discard", responses=does(None))
def discard(path: ImportPath) -> Answer:
    """Drop a file that was not carried out."""
    imports.discard(current_actor(), path.import_id)
    return nothing()


def _row(row: LedgerImportRow) -> ImportRowView:
    faults = [
        FieldFaultView(field=name, code=code, message=labels.field_fault(code, context))
        for name, (code, context) in sorted(row.faults.items())
    ]
    return ImportRowView(line=row.line, outcome=row.outcome, cells=row.cells, faults=faults)


def _sent(path: LedgerPath, *, empty: bool = False) -> Response:
    file = exports.ledger_file(current_actor(), path.enterprise_id, path.ledger, empty=empty)
    return send_file(file, mimetype=XLSX.media_type, as_attachment=True, download_name=f"{path.ledger}.xlsx")
