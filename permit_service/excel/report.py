"""A report as an Excel file: its heading, one line a row, its figures as numbers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from permit_service.excel.kinds import Cell
from permit_service.excel.writing import cell_of

_BOLD = Font(bold=True)
_WIDTH, _WIDE = 12, 32


def write_report(
    title: str, about: str, heading: Sequence[str], rows: Iterable[Sequence[Cell | Decimal]], out: BinaryIO
) -> None:
    """Write one sheet: ``title`` and ``about`` (the period), the heading, the rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B4"
    for index in range(1, len(heading) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDE if index == 1 else _WIDTH
    sheet.append([_bold(cell_of(sheet, title))])
    sheet.append([cell_of(sheet, about)])
    sheet.append([_bold(cell_of(sheet, word)) for word in heading])
    for row in rows:
        sheet.append([cell_of(sheet, value) for value in row])
    book.save(out)


def _bold(cell: WriteOnlyCell) -> WriteOnlyCell:
    cell.font = _BOLD
    return cell
