"""Reading an uploaded ledger line by line: the heading is found, merged or not; cells come out as text.

Nothing of the file is held but the line at hand and the texts that its cells share.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, BinaryIO
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from permit_service.errors import Fault, Invalid
from permit_service.excel import dates
from permit_service.excel.columns import Column, Table
from permit_service.excel.guard import bare
from permit_service.excel.kinds import Day, Moment
from permit_service.excel.width import folded
from permit_service.office_package import XLSX, opened

MAX_LINES = 20_000
_MOST_COLUMNS = 200
_HEADING_WITHIN = 15
_LONGEST_CELL = 5000
#: What the parsers say of a file that is no workbook after all.
_UNREADABLE = (
    BadZipFile, InvalidFileException, zlib.error, EOFError, OSError, SyntaxError, ValueError, TypeError, KeyError,
    IndexError, AttributeError, OverflowError, NotImplementedError,
)  # fmt: skip
_MARKS = re.compile(r"[★☆*＊]|[（(\[【][^（(]*[）)\]】]$")

Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it stands in the file: the number of its line, its cells as text, what cannot be read at all."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, Fault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose heading was found: which column stands where, which headings are none of the ledger's."""

    fields: tuple[str, ...]
    strange: tuple[str, ...]
    lines: Iterator[Line]


@contextmanager
def reading(file: BinaryIO, table: Table) -> Iterator[Sheet]:
    """The first visible sheet that has the ledger's heading.

    Raises Invalid for ``file``, as ``package.opened`` does, and ``xlsx_no_heading``, ``xlsx_columns_missing``,
    ``xlsx_column_twice``; while lines are read, ``xlsx_broken`` and ``xlsx_too_long`` (over 20,000).
    """
    with opened(file, XLSX):
        pass
    file.seek(0)
    with _told_as_broken():
        book = load_workbook(file, read_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    try:
        for sheet in sheets:
            found = _sheet(sheet, table, book.epoch)
            if found is not None:
                yield found
                return
        raise Invalid({"file": "xlsx_no_heading"})
    finally:
        book.close()


def _sheet(sheet: Any, table: Table, epoch: datetime) -> Sheet | None:
    sheet.reset_dimensions()  # what a file says of its own size is not to be relied on
    rows = _rows(sheet)
    first = [row for _, row in zip(range(_HEADING_WITHIN), rows, strict=False)]
    heading = _heading(first, table)
    if heading is None:
        return None
    columns, last, strange = heading
    _check_columns(columns, table)

    def lines() -> Iterator[Line]:
        following = ((index + 1, row) for index, row in enumerate(first) if index > last)
        later = ((index + len(first) + 1, row) for index, row in enumerate(rows))
        count = 0
        for source in (following, later):
            for number, row in source:
                line = _line(number, row, columns, epoch)
                if line is None:
                    continue
                count += 1
                if count > MAX_LINES:
                    raise Invalid({"file": Fault("xlsx_too_long", {"lines": MAX_LINES})})
                yield line

    return Sheet(tuple(column.field for column in columns.values()), strange, lines())


def _rows(sheet: Any) -> Iterator[Cells]:
    with _told_as_broken():
        yield from sheet.iter_rows(max_col=_MOST_COLUMNS)


def _heading(rows: Sequence[Cells], table: Table) -> tuple[dict[int, Column], int, tuple[str, ...]] | None:
    """Which column stands where, the index of the heading's last row, and headings that mean nothing here.

    The row with most headings is the one. The row below belongs to it if it names more columns and the entry's own
    code stands not in it: so look two-row headings, whose upper cells are merged over several columns or downwards.
    """
    by_heading = {heading: column for column in table.columns for heading in column.headings}
    named = [{i: by_heading[h] for i, h in _headings(row).items() if h in by_heading} for row in rows]
    best = max(range(len(named)), key=lambda index: len(named[index]), default=None)
    if best is None or not named[best]:
        return None
    columns, parts = dict(named[best]), [best]
    for index in (best - 1, best + 1):
        if 0 <= index < len(rows) and named[index] and not _is_entry(rows[index], columns, table, index > best):
            columns = named[index] | columns
            parts.append(index)
    above = [best - 1] if best > 0 and len(_headings(rows[best - 1])) > 1 else []  # one cell alone is a title
    texts = {i: h for index in {*parts, *above} for i, h in _headings(rows[index]).items() if i not in columns}
    return dict(sorted(columns.items())), max(parts), tuple(dict.fromkeys(texts.values()))


def _is_entry(row: Cells, columns: Mapping[int, Column], table: Table, below: bool) -> bool:
    keys = [i for i, column in columns.items() if column.field == table.key[0]]
    return below and any(i < len(row) and row[i].value is not None for i in keys)


def _headings(row: Cells) -> dict[int, str]:
    told = {index: cell.value for index, cell in enumerate(row) if isinstance(cell.value, str)}
    return {index: heading for index, text in told.items() if (heading := folded(_MARKS.sub("", text.strip())))}


def _check_columns(columns: Mapping[int, Column], table: Table) -> None:
    found = [column.field for column in columns.values()]
    twice = [column.title for column in table.columns if found.count(column.field) > 1]
    if twice:
        raise Invalid({"file": Fault("xlsx_column_twice", {"columns": "、".join(twice)})})
    missing = [column.title for column in table.columns if column.needed and column.field not in found]
    if missing:
        raise Invalid({"file": Fault("xlsx_columns_missing", {"columns": "、".join(missing)})})


def _line(number: int, row: Cells, columns: Mapping[int, Column], epoch: datetime) -> Line | None:
    """The entry in a row; None if the row is empty."""
    cells: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for index, column in columns.items():
        cell = row[index] if index < len(row) else None
        if column.told:
            continue
        text = _text(cell, column, epoch)
        if cell is not None and cell.value is not None and cell.data_type in ("f", "e"):
            faults[column.field] = Fault("formula" if cell.data_type == "f" else "error_value")
        if len(text) > _LONGEST_CELL:
            faults[column.field] = Fault("string_too_long", {"max_length": _LONGEST_CELL})
            text = text[:_LONGEST_CELL]
        cells[column.field] = text
    return Line(number, cells, faults) if faults or any(cells.values()) else None


def _text(cell: Any, column: Column, epoch: datetime) -> str:
    """What stands in a cell, as text."""
    match None if cell is None else cell.value:
        case None:
            return ""
        case bool() as answer:
            return "是" if answer else "否"
        case int() | float() as number:
            if isinstance(column.kind, Day | Moment):
                return dates.from_serial(number, epoch)
            return str(int(number)) if number == int(number) else str(number)
        case datetime() | date() as told:
            return dates.written(told)
        case time() as clock:
            return clock.isoformat()
        case str() as text:
            return bare(text).replace("\0", "").strip()
    return ""


@contextmanager
def _told_as_broken() -> Iterator[None]:
    try:
        yield
    except Invalid:
        raise
    except _UNREADABLE as error:
        raise Invalid({"file": "xlsx_broken"}) from error
