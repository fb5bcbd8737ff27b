"""Whether an uploaded template may be opened at all: a .docx without macros, links or tricks, of a size that is read.

A template is a few pages of text: what is larger than that is refused before any parser sees it.
"""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from permit_service.errors import Invalid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_BYTES = 1024 * 1024
_MAX_INFLATED_BYTES = 16 * 1024 * 1024
_MAX_PARTS = 200
_MANIFEST, _BODY = "[content_types].xml", "word/document.xml"
_ACTIVE = ("vbaproject", "activex", "embeddings/", "oleobject")
_ACTIVE_TYPES = (b"macroenabled", b"vbaproject", b"ms-office.activex")
_OUTSIDE = b'targetmode="external"'
_ENTITIES = b"<!doctype"


def check_package(data: bytes, field: str = "file") -> None:
    """Raises Invalid for ``field``: ``file_empty``, ``docx_too_large`` (over 1 MB, or over 16 MB inflated),
    ``docx_type``, ``docx_broken``, ``docx_macros``, ``docx_links``."""
    if not data:
        raise Invalid({field: "file_empty"})
    if len(data) > MAX_BYTES:
        raise Invalid({field: "docx_too_large"})
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, field)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Invalid({field: "docx_broken" if data.startswith(b"PK") else "docx_type"}) from error


def _check_parts(archive: ZipFile, field: str) -> None:
    parts = archive.infolist()
    names = [part.filename.casefold() for part in parts]
    if _MANIFEST not in names or _BODY not in names:
        raise Invalid({field: "docx_type"})
    if any(mark in name for name in names for mark in _ACTIVE):
        raise Invalid({field: "docx_macros"})
    if len(parts) > _MAX_PARTS or len(set(names)) < len(names):
        raise Invalid({field: "docx_broken"})
    left = _MAX_INFLATED_BYTES
    for part, name in zip(parts, names, strict=True):
        with archive.open(part) as source:
            content = source.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Invalid({field: "docx_too_large"})
        _check_content(name, content.lower(), field)


def _check_content(name: str, content: bytes, field: str) -> None:
    if name == _MANIFEST and any(kind in content for kind in _ACTIVE_TYPES):
        raise Invalid({field: "docx_macros"})
    if name.endswith(".rels") and _OUTSIDE in content:
        raise Invalid({field: "docx_links"})
    if name.endswith((".xml", ".rels")) and _ENTITIES in content:
        raise Invalid({field: "docx_broken"})
