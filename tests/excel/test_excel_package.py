"""What may be opened at all: every trick is refused before a parser sees the file, each with its own words."""

import random
import struct
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from excel_files import MANIFEST, archive, with_part, workbook

from permit_service import labels, office_package
from permit_service.errors import Invalid
from permit_service.office_package import XLSX, Kind

MEGABYTE = 1024 * 1024
MACRO_MANIFEST = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'


def refused(file: BytesIO, kind: Kind = XLSX) -> str:
    with pytest.raises(Invalid) as caught, office_package.opened(file, kind):
        pass
    fault = caught.value.fields["file"]
    assert labels.field_fault(fault.code, fault.context) != labels.field_fault("")
    return fault.code


def encrypted() -> BytesIO:
    """The flag of an encrypted part, in the directory and before the part."""
    data = bytearray(archive({MANIFEST: b"<Types/>"}).getvalue())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(signature) + offset] |= 1
    return BytesIO(bytes(data))


def lying() -> BytesIO:
    """A part that says it is small and inflates to much more."""
    whole = archive({MANIFEST: b"<Types/>", "xl/worksheets/sheet1.xml": b"0" * (4 * MEGABYTE)}).getvalue()
    told, small = struct.pack("<L", 4 * MEGABYTE), struct.pack("<L", 100)
    return BytesIO(whole.replace(told, small))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (BytesIO, "file_empty"),
        (lambda: BytesIO(b"name,phone\n"), "xlsx_type"),
        (lambda: BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "xlsx_old"),
        (encrypted, "xlsx_old"),
        (lambda: archive({"word/document.xml": b"<x/>"}), "xlsx_type"),
        (lambda: BytesIO(workbook(["姓名"]).getvalue()[:400]), "xlsx_broken"),
        (lambda: with_part(workbook(["姓名"]), "xl/vbaProject.bin"), "xlsx_macros"),
        (lambda: archive({MANIFEST: MACRO_MANIFEST}), "xlsx_macros"),
        (lambda: with_part(workbook(["姓名"]), "xl/externalLinks/externalLink1.xml"), "xlsx_links"),
        (lambda: with_part(workbook(["姓名"]), "xl/embeddings/oleObject1.bin"), "xlsx_links"),
        (lambda: archive({MANIFEST: b"<Types/>", "xl/a.xml": b"0" * (8 * MEGABYTE)}), "xlsx_bomb"),
        (lambda: archive({MANIFEST: b"<Types/>", **{f"xl/{n}": b"" for n in range(1000)}}), "xlsx_bomb"),
        (lying, "xlsx_broken"),
    ],
)
def test_a_trick_is_refused_by_name(file: Callable[[], BytesIO], code: str) -> None:
    assert refused(file()) == code


def test_sizes_are_counted_in_the_directory_and_while_inflating(monkeypatch: pytest.MonkeyPatch) -> None:
    file, tight = workbook(["姓名"]), replace(XLSX, max_inflated_bytes=2000)
    assert refused(file, tight) == "xlsx_bomb"
    monkeypatch.setattr(office_package, "_check_directory", lambda *_: None)
    assert refused(file, tight) == "xlsx_bomb"


def test_a_file_over_the_limit_is_refused_by_its_size() -> None:
    assert refused(workbook(["姓名"]), replace(XLSX, max_bytes=1000)) == "xlsx_too_large"


def test_a_word_that_could_hide_in_a_seam_is_refused_with_the_part() -> None:
    long = b"<Types>" + random.Random(7).randbytes(300 * 1024) + b"</Types>"
    assert refused(archive({MANIFEST: long})) == "xlsx_bomb"
