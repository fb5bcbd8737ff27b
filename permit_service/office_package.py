"""Whether an uploaded Office file may be opened at all: no macros, links or tricks, and of a size that can be read.

One guard for workbooks and for Word templates; they differ in what they are given. Sizes are counted twice: as the
archive's directory declares them, and block by block while everything is inflated once, before any parser sees it.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from permit_service.errors import Invalid

_MEGABYTE = 1024 * 1024
#: What a request may bring in over the file itself, so that one which is too large is told so beside its field.
ALLOWANCE_BYTES = 12 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of Office file. ``code`` begins the codes of its faults, ``body`` is a part that it cannot lack.

    ``macros`` are words in names of parts that do something by themselves, ``links`` beginnings of those that bring in
    what lies elsewhere; ``closed``: it may not even name an address outside.
    """

    code: str
    media_type: str
    body: str
    max_bytes: int
    max_inflated_bytes: int
    max_parts: int
    macros: tuple[str, ...]
    links: tuple[str, ...] = ()
    closed: bool = False


_MANIFEST = "[content_types].xml"
#: A ledger of 20,000 rows inflates to about a third of what is taken.
XLSX = Kind(
    code="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    body=_MANIFEST,
    max_bytes=20 * _MEGABYTE,
    max_inflated_bytes=200 * _MEGABYTE,
    max_parts=1000,
    macros=("vbaproject", "xl/macrosheets/", "xl/activex/"),
    links=("xl/externallinks/", "xl/connections.xml", "xl/querytables/", "xl/embeddings/"),
)
#: A template is a few pages of text.
DOCX = Kind(
    code="docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    body="word/document.xml",
    max_bytes=_MEGABYTE,
    max_inflated_bytes=16 * _MEGABYTE,
    max_parts=200,
    macros=("vbaproject", "activex", "embeddings/", "oleobject"),
    closed=True,
)

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_MAX_RATIO = 500
_BLOCK = 256 * 1024
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"ms-office.activex", b"ms-excel.intlmacrosheet")
_OUTSIDE = b'targetmode="external"'
_ENTITIES = b"<!doctype"
_UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@contextmanager
def opened(file: BinaryIO, kind: Kind, field: str = "file") -> Iterator[ZipFile]:
    """The archive, once it was found harmless; ``file`` stays the caller's to close.

    Raises Invalid for ``field``: ``file_empty``, and after the kind's code ``_too_large``, ``_old`` (of before 2007, or
    encrypted), ``_type``, ``_broken``, ``_macros``, ``_links``, ``_bomb``.
    """
    _check_envelope(file, kind, field)
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, OSError) as error:
        raise _fault(kind, field, "broken") from error
    with archive:
        _check_directory(archive.infolist(), kind, field)
        _check_content(archive, kind, field)
        yield archive


def _fault(kind: Kind, field: str, fault: str) -> Invalid:
    return Invalid({field: f"{kind.code}_{fault}"})


def _check_envelope(file: BinaryIO, kind: Kind, field: str) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise Invalid({field: "file_empty"})
    if size > kind.max_bytes:
        raise _fault(kind, field, "too_large")
    begins = file.read(len(_OLE))
    file.seek(0)
    if begins == _OLE:
        raise _fault(kind, field, "old")
    if not begins.startswith(_ZIP):
        raise _fault(kind, field, "type")


def _check_directory(parts: list[ZipInfo], kind: Kind, field: str) -> None:
    """What the archive says of itself."""
    names = [part.filename.casefold() for part in parts]
    if not {_MANIFEST, kind.body} <= set(names):
        raise _fault(kind, field, "type")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise _fault(kind, field, "old")
    if any(mark in name for name in names for mark in kind.macros):
        raise _fault(kind, field, "macros")
    if any(name.startswith(kind.links) for name in names if kind.links):
        raise _fault(kind, field, "links")
    if len(parts) > kind.max_parts or len(set(names)) < len(names):
        raise _fault(kind, field, "bomb")
    if sum(part.file_size for part in parts) > kind.max_inflated_bytes or any(_swells(part) for part in parts):
        raise _fault(kind, field, "bomb")


def _swells(part: ZipInfo) -> bool:
    return part.file_size > _MEGABYTE and part.file_size > _MAX_RATIO * max(part.compress_size, 1)


def _check_content(archive: ZipFile, kind: Kind, field: str) -> None:
    """What it holds in fact: parts may overlap or say less of themselves than they inflate to."""
    left = kind.max_inflated_bytes
    for part in archive.infolist():
        try:
            for first, block in _blocks(archive, part):
                left -= len(block)
                if left < 0:
                    raise _fault(kind, field, "bomb")
                _check_block(part.filename.casefold(), block, kind, field, first=first)
        except _UNREADABLE as error:
            raise _fault(kind, field, "broken") from error


def _blocks(archive: ZipFile, part: ZipInfo) -> Iterator[tuple[bool, bytes]]:
    """A part block by block, and whether it is the first."""
    with archive.open(part) as source:
        first = True
        while block := source.read(_BLOCK):
            yield first, block
            first = False


def _check_block(name: str, block: bytes, kind: Kind, field: str, *, first: bool) -> None:
    small = name == _MANIFEST or name.endswith(".rels")
    if small and not first:  # over a block of 256 KB nobody's is: looked at in pieces, a word could hide in the seam
        raise _fault(kind, field, "bomb")
    told = block.lower() if first else b""
    if name == _MANIFEST and any(mark in told for mark in _MACRO_TYPES):
        raise _fault(kind, field, "macros")
    if kind.closed and name.endswith(".rels") and _OUTSIDE in told:
        raise _fault(kind, field, "links")
    if name.endswith((".xml", ".rels")) and _ENTITIES in told:
        raise _fault(kind, field, "broken")
