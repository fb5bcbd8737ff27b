"""Whether an upload may be opened at all: an .xlsx without macros, links or tricks, of a size that can be read.

Sizes are counted twice: as the archive's directory declares them, and byte by byte while everything is inflated once,
before any parser sees it.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from permit_service.errors import Invalid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_FILE_BYTES = 20 * 1024 * 1024
#: What a request may bring in over the file itself, so that one which is too large is told so beside its field.
ALLOWANCE_BYTES = 12 * 1024 * 1024
#: Inflated, all parts together: a ledger of 20,000 rows takes about a third of it.
MAX_INFLATED_BYTES = 200 * 1024 * 1024
_MAX_PARTS = 1000
_MAX_RATIO = 500
_SMALL = 1024 * 1024
_BLOCK = 256 * 1024

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MANIFEST = "[content_types].xml"
_ENCRYPTED = 0x1
_MACROS = ("vbaproject", "xl/macrosheets/", "xl/activex/")
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"ms-office.activex", b"ms-excel.intlmacrosheet")
_LINKS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/", "xl/embeddings/")


@contextmanager
def opened(file: BinaryIO, field: str = "file") -> Iterator[ZipFile]:
    """The archive, once it was found harmless; ``file`` stays the caller's to close.

    Raises Invalid for ``field``: ``file_empty``, ``xlsx_too_large`` (over 20 MB), ``xlsx_old`` (.xls, or encrypted),
    ``xlsx_type``, ``xlsx_broken``, ``xlsx_macros``, ``xlsx_links``, ``xlsx_bomb``.
    """
    _check_envelope(file, field)
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, OSError) as error:
        raise Invalid({field: "xlsx_broken"}) from error
    with archive:
        _check_directory(archive.infolist(), field)
        _check_content(archive, field)
        yield archive


def _check_envelope(file: BinaryIO, field: str) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise Invalid({field: "file_empty"})
    if size > MAX_FILE_BYTES:
        raise Invalid({field: "xlsx_too_large"})
    begins = file.read(len(_OLE))
    file.seek(0)
    if begins == _OLE:
        raise Invalid({field: "xlsx_old"})
    if not begins.startswith(_ZIP):
        raise Invalid({field: "xlsx_type"})


def _check_directory(parts: list[ZipInfo], field: str) -> None:
    """What the archive says of itself."""
    names = [part.filename.casefold() for part in parts]
    if _MANIFEST not in names:
        raise Invalid({field: "xlsx_type"})
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Invalid({field: "xlsx_old"})
    if any(mark in name for name in names for mark in _MACROS):
        raise Invalid({field: "xlsx_macros"})
    if any(name.startswith(_LINKS) for name in names):
        raise Invalid({field: "xlsx_links"})
    if len(parts) > _MAX_PARTS or len(set(names)) < len(names):
        raise Invalid({field: "xlsx_bomb"})
    if sum(part.file_size for part in parts) > MAX_INFLATED_BYTES or any(_swells(part) for part in parts):
        raise Invalid({field: "xlsx_bomb"})


def _swells(part: ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > _MAX_RATIO * max(part.compress_size, 1)


def _check_content(archive: ZipFile, field: str) -> None:
    """What it holds in fact: parts may overlap or say less of themselves than they inflate to."""
    total = 0
    for part in archive.infolist():
        try:
            with archive.open(part) as source:
                first = source.read(_BLOCK)
                block, size = first, len(first)
                while block:
                    if total + size > MAX_INFLATED_BYTES:
                        raise Invalid({field: "xlsx_bomb"})
                    block = source.read(_BLOCK)
                    size += len(block)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Invalid({field: "xlsx_broken"}) from error
        total += size
        if part.filename.casefold() == _MANIFEST and any(kind in first.lower() for kind in _MACRO_TYPES):
            raise Invalid({field: "xlsx_macros"})
