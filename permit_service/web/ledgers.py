"""Excel 导入导出: a ledger's template, its export, and bringing a file in: upload, preview, carry out."""

import uuid
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from flask import Blueprint, Response, flash, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, told, wallclock
from permit_service.access import current_actor
from permit_service.errors import NotFound
from permit_service.excel.tables import TABLES
from permit_service.labels.pages import registers as words
from permit_service.models.choices import LedgerName, RowOutcome
from permit_service.models.imports import LedgerImport, LedgerImportRow
from permit_service.office_package import ALLOWANCE_BYTES, XLSX
from permit_service.queries import imports as reading
from permit_service.queries import scope
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session
from permit_service.services.registers import exports, imports
from permit_service.web.register_pages import Filter, asked, own_enterprise_id
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("ledgers", __name__, url_prefix="/registers")

_OUTCOMES = Filter("outcome", words.OUTCOME, tuple((outcome, labels.of(outcome)) for outcome in reversed(RowOutcome)))
_SIGNS = {
    RowOutcome.new: "must",
    RowOutcome.changed: "must",
    RowOutcome.same: "none",
    RowOutcome.faulty: "warn",
}
#: The list that shows a ledger.
_LISTS = {
    LedgerName.people: "people.index",
    LedgerName.spaces: "spaces.index",
    LedgerName.trainings: "people.index",
    LedgerName.certificates: "people.index",
    LedgerName.equipment: "equipment.index",
    LedgerName.contracts: "contracts.index",
}


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A cell of the preview: its column, what the file says, what is wrong with it."""

    title: str
    text: str
    fault: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the preview; empty cells without a fault are left out."""

    line: int
    state: str
    word: str
    cells: tuple[PreviewCell, ...]


@blueprint.url_value_preprocessor
def take_larger_files(_endpoint: str | None, _values: object) -> None:
    """A ledger may be larger than a photo. Before access control, which reads the form."""
    request.max_content_length = XLSX.max_bytes + ALLOWANCE_BYTES


@blueprint.get("/enterprises/<uuid:enterprise_id>/excel/<ledger>")
def show(enterprise_id: uuid.UUID, ledger: str) -> str:
    """Template, export and upload of one ledger."""
    return _page(enterprise_id, _named(ledger), NONE)


@blueprint.post("/enterprises/<uuid:enterprise_id>/excel/<ledger>")
def upload(enterprise_id: uuid.UUID, ledger: str) -> ResponseReturnValue:
    """Take a file in and go on to its preview."""
    name = _named(ledger)

    def act() -> str:
        file = request.files.get("file")
        record = imports.take_in(current_actor(), enterprise_id, name, file.stream if file else BytesIO())
        return _url(record.id)

    return carried_out(act, lambda trouble: _page(enterprise_id, name, trouble))


@blueprint.get("/enterprises/<uuid:enterprise_id>/excel/<ledger>/template")
def template(enterprise_id: uuid.UUID, ledger: str) -> Response:
    """The empty ledger, to be filled in."""
    name = _named(ledger)
    return _sent(exports.ledger_file(current_actor(), enterprise_id, name, empty=True), name, words.TEMPLATE)


@blueprint.get("/enterprises/<uuid:enterprise_id>/excel/<ledger>/export")
def export(enterprise_id: uuid.UUID, ledger: str) -> Response:
    """The ledger as it stands."""
    name = _named(ledger)
    return _sent(exports.ledger_file(current_actor(), enterprise_id, name), name, told.day(wallclock.now()))


@blueprint.get("/imports/<uuid:import_id>")
def preview(import_id: uuid.UUID) -> str:
    """How far the check got; then row by row what each would do, errors beside their cells."""
    return _preview(import_id, NONE)


@blueprint.post("/imports/<uuid:import_id>/check")
def check(import_id: uuid.UUID) -> ResponseReturnValue:
    """Check the next rows."""

    def act() -> str:
        imports.check_next(current_actor(), import_id)
        return _url(import_id)

    return carried_out(act, lambda trouble: _preview(import_id, trouble))


@blueprint.post("/imports/<uuid:import_id>/carry-out")
def carry_out(import_id: uuid.UUID) -> ResponseReturnValue:
    """Bring all rows in."""

    def act() -> str:
        done = imports.carry_out(current_actor(), import_id)
        flash(words.BROUGHT_IN.format(fresh=done.fresh, changed=done.changed), "safe")
        return url_for("ledgers.show", enterprise_id=done.enterprise_id, ledger=done.ledger)

    return carried_out(act, lambda trouble: _preview(import_id, trouble))


@blueprint.post("/imports/<uuid:import_id>/discard")
def discard(import_id: uuid.UUID) -> ResponseReturnValue:
    """Drop the file."""
    record = _record(import_id)
    back = url_for("ledgers.show", enterprise_id=record.enterprise_id, ledger=record.ledger)

    def act() -> str:
        imports.discard(current_actor(), import_id)
        return back

    return carried_out(act, lambda trouble: _preview(import_id, trouble))


def excel_url(ledger: str) -> str:
    """The way from a list to its Excel files; "" for who keeps no enterprise's registers."""
    enterprise_id = own_enterprise_id()
    return "" if enterprise_id is None else url_for("ledgers.show", enterprise_id=enterprise_id, ledger=ledger)


def excel_title(ledger: str) -> str:
    """What that way is called."""
    return f"{labels.of(LedgerName(ledger))} Excel"


def _page(enterprise_id: uuid.UUID, ledger: LedgerName, trouble: Trouble) -> str:
    return render_template(
        "ledgers/show.html",
        enterprise=reading.enterprise_of(session(), enterprise_id),
        ledger=ledger,
        list_endpoint=_LISTS[ledger],
        last=reading.last_done(session(), enterprise_id, ledger),
        trouble=trouble,
    )


def _preview(import_id: uuid.UUID, trouble: Trouble) -> str:
    record, wanted = _record(import_id), asked(_OUTCOMES)
    chosen = wanted.get("outcome")
    outcome = None if chosen is None else RowOutcome(chosen)
    page = reading.rows(session(), record, Wanted(request.args.get("after"), 50), outcome=outcome)
    return render_template(
        "ledgers/preview.html",
        record=record,
        counts=reading.counts(record),
        asked=wanted,
        rows=[_row(record, row) for row in page.rows],
        after=page.after,
        trouble=trouble,
    )


def _row(record: LedgerImport, row: LedgerImportRow) -> PreviewRow:
    faults = {name: labels.field_fault(code, context) for name, (code, context) in row.faults.items()}
    columns = (column for column in TABLES[record.ledger].columns if column.field in record.columns)
    cells = (PreviewCell(c.title, row.cells.get(c.field, ""), faults.get(c.field, "")) for c in columns)
    state, word = ("none", words.AWAITS_CHECK) if row.outcome is None else (_SIGNS[row.outcome], labels.of(row.outcome))
    return PreviewRow(row.line, state, word, tuple(cell for cell in cells if cell.text or cell.fault))


def _sent(file: BinaryIO, ledger: LedgerName, what: str) -> Response:
    name = f"{labels.of(ledger)} {what}.xlsx"
    return send_file(file, mimetype=XLSX.media_type, as_attachment=True, download_name=name)


def _named(ledger: str) -> LedgerName:
    if ledger not in set(TABLES):
        raise NotFound
    return LedgerName(ledger)


def _record(import_id: uuid.UUID) -> LedgerImport:
    return scope.ledger_import(session(), current_actor(), import_id)


def _url(import_id: uuid.UUID) -> str:
    return url_for("ledgers.preview", import_id=import_id)
