"""Stored files: photos, delegations, receipts. Each lies in the store under the SHA-256 of its bytes.

What a file is, is read from its content, never from its name; a picture is drawn anew, so that no place and no device
stands in it. Nothing here decides who may read a file: callers authorize by the thing it belongs to.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from io import BytesIO
from types import MappingProxyType

import filetype
from flask import current_app
from sqlalchemy.orm import Session

from permit_service import office_package
from permit_service.config import MAX_UPLOAD_BYTES, service_config
from permit_service.errors import Invalid
from permit_service.models.system import StoredFile
from permit_service.pictures import redrawn
from permit_service.stores import Store, store_of

_PDF_TRAILER_WITHIN = 1024


@unique
class MediaType(StrEnum):
    """The kinds of file that are taken."""

    jpeg = "image/jpeg"
    png = "image/png"
    pdf = "application/pdf"
    docx = office_package.DOCX.media_type


_PICTURES = {MediaType.jpeg: "JPEG", MediaType.png: "PNG"}
IMAGES = frozenset(_PICTURES)
#: What people hand in; templates in Word are asked for by name.
ANY = frozenset({*IMAGES, MediaType.pdf})
ENDINGS: Mapping[MediaType, str] = MappingProxyType(
    {MediaType.jpeg: "jpg", MediaType.png: "png", MediaType.pdf: "pdf", MediaType.docx: "docx"}
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is kept of an upload."""

    media_type: MediaType
    data: bytes


class AlteredFile(Exception):
    """A stored file is missing or is not what was stored: it must not pass for evidence."""


def save(
    session: Session,
    data: bytes,
    *,
    uploaded_by_id: uuid.UUID,
    at: datetime,
    accept: frozenset[MediaType] = ANY,
    field: str = "file",
) -> StoredFile:
    """Keep an upload, inside a unit of work. The bytes are in the store before the row names them.

    Raises Invalid for ``field``: ``file_empty``, ``file_too_large`` (over 10 MB), ``file_type`` (by content), or
    ``file_broken`` (cannot be read as what it says it is).
    """
    checked = inspect(data, accept=accept, field=field)
    digest = hashlib.sha256(checked.data).hexdigest()
    _store().put(digest, checked.data)
    row = StoredFile(
        sha256=digest,
        media_type=checked.media_type,
        size=len(checked.data),
        uploaded_by_id=uploaded_by_id,
        uploaded_at=at,
    )
    session.add(row)
    session.flush()  # the caller refers to its id
    return row


def read(file: StoredFile) -> bytes:
    """The bytes of a stored file. Raises AlteredFile if they are not the ones that were stored."""
    try:
        data = _store().get(file.sha256)
    except KeyError as error:
        raise AlteredFile(file.sha256) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise AlteredFile(file.sha256)
    return data


def inspect(data: bytes, *, accept: frozenset[MediaType] = ANY, field: str = "file") -> Checked:
    """What the bytes are, and what is kept of them. Raises Invalid as ``save`` does."""
    if not data:
        raise Invalid({field: "file_empty"})
    if len(data) > MAX_UPLOAD_BYTES:
        raise Invalid({field: "file_too_large"})
    mime = filetype.guess_mime(data)
    if mime not in accept:
        raise Invalid({field: "file_type"})
    media_type = MediaType(mime)
    kept = _kept(media_type, data, field)
    if kept is None:
        raise Invalid({field: "file_broken"})
    return Checked(media_type, kept)


def _kept(media_type: MediaType, data: bytes, field: str) -> bytes | None:
    if media_type is MediaType.docx:
        with office_package.opened(BytesIO(data), office_package.DOCX, field):
            return data
    return _whole_pdf(data) if media_type is MediaType.pdf else redrawn(data, _PICTURES[media_type])


def _whole_pdf(data: bytes) -> bytes | None:
    return data if b"%%EOF" in data[-_PDF_TRAILER_WITHIN:] else None


def _store() -> Store:
    return store_of(service_config(current_app.config))
