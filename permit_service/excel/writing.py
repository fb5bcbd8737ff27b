"""Writing a ledger: headings, rows, lists to choose from, and a sheet that tells how to fill it in.

A template is a ledger without rows. Rows are written as they come; none are held.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from permit_service import labels
from permit_service.excel.columns import Column, Table
from permit_service.excel.guard import armoured
from permit_service.excel.kinds import Cell
from permit_service.excel.names import Names
from permit_service.excel.reading import MAX_LINES

_HEAD = PatternFill("solid", fgColor="0B57A4")
_HEAD_NEEDED = PatternFill("solid", fgColor="06396D")
_WHITE = Font(color="FFFFFF", bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTH, _WIDE = 16, 30


def write(table: Table, rows: Iterable[Sequence[Cell]], names: Names, out: BinaryIO) -> None:
    """Write the ledger's file; ``rows`` are as ``Table.written`` makes them."""
    book = Workbook(write_only=True)
    options = {column.field: tuple(column.kind.options(names)) for column in table.columns}
    sheet = book.create_sheet(labels.of(table.ledger))
    sheet.freeze_panes = "B2"
    for index in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTH
    for validation in _validations(table, options):
        sheet.data_validations.append(validation)
    sheet.append([_heading(sheet, column) for column in table.columns])
    for row in rows:
        sheet.append([cell_of(sheet, value) for value in row])
    _write_notes(book, table, options)
    _write_options(book, table, options)
    book.save(out)


def _heading(sheet: Any, column: Column) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, f"{column.title}{'★' if column.needed else ''}")
    cell.fill, cell.font = _HEAD_NEEDED if column.needed else _HEAD, _WHITE
    return cell


def cell_of(sheet: Any, value: Cell | Decimal) -> WriteOnlyCell:
    """A cell of a sheet that is written row by row; text that looks like a formula is made harmless."""
    cell = WriteOnlyCell(sheet, armoured(value) if isinstance(value, str) else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.number_format = "@"
    return cell


def _validations(table: Table, options: dict[str, tuple[str, ...]]) -> Iterator[DataValidation]:
    """Lists to choose from, each a range of the sheet of choices: a list in the cell itself may not be long."""
    listed = 0
    for index, column in enumerate(table.columns, start=1):
        if not options[column.field]:
            continue
        listed += 1
        letter, source = get_column_letter(index), get_column_letter(listed)
        chosen = f"'{labels.sheet('options')}'!${source}$2:${source}${len(options[column.field]) + 1}"
        validation = DataValidation(type="list", formula1=chosen, allow_blank=not column.needed, showErrorMessage=True)
        validation.add(f"{letter}2:{letter}{MAX_LINES + 1}")
        yield validation


def _write_notes(book: Workbook, table: Table, options: dict[str, tuple[str, ...]]) -> None:
    sheet = book.create_sheet(labels.sheet("notes"))
    for letter, width in (("A", _WIDTH), ("B", _WIDTH), ("C", 2 * _WIDE), ("D", 2 * _WIDE)):
        sheet.column_dimensions[letter].width = width
    for line in labels.ledger_notes(table.ledger):
        sheet.append([cell_of(sheet, line)])
    sheet.append([])
    sheet.append([cell_of(sheet, text) for text in labels.notes_heading()])
    for column in table.columns:
        told = "、".join(options[column.field]) or "、".join(_members(column))
        row = (column.title, labels.needed(column.needed, column.told), labels.cell_hint(column.kind.hint), told)
        cells = [cell_of(sheet, text) for text in row]
        for cell in cells:
            cell.alignment = _WRAPPED
        sheet.append(cells)


def _members(column: Column) -> list[str]:
    """The words of a closed list that cells hold several of."""
    kinds = (column.kind, *getattr(column.kind, "parts", ()))
    return [labels.of(member) for kind in kinds for member in getattr(kind, "members", ())]


def _write_options(book: Workbook, table: Table, options: dict[str, tuple[str, ...]]) -> None:
    sheet = book.create_sheet(labels.sheet("options"))
    listed = [column for column in table.columns if options[column.field]]
    sheet.append([cell_of(sheet, column.title) for column in listed])
    for index in range(max((len(options[column.field]) for column in listed), default=0)):
        told = [options[column.field] for column in listed]
        sheet.append([cell_of(sheet, each[index]) if index < len(each) else None for each in told])
