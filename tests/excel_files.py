"""Excel files as people and attackers make them."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

MANIFEST = "[Content_Types].xml"


def workbook(*rows: Sequence[Any], merged: Sequence[str] = (), title: str = "台账") -> BytesIO:
    """A file of one sheet with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: Workbook) -> BytesIO:
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def archive(parts: Mapping[str, bytes]) -> BytesIO:
    """A zip of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    out.seek(0)
    return out


def with_part(file: BytesIO, name: str, content: bytes = b"x") -> BytesIO:
    """The same file with one more part."""
    with ZipFile(file) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    return archive(parts | {name: content})
