"""Stored files: photos, delegations, receipts. A local folder; each file lies under the SHA-256 of its bytes.

What a file is, is read from its content, never from its name. Nothing here decides who may read it: callers
authorize by the thing the file belongs to.
"""

import hashlib
import os
import tempfile
import uuid
import warnings
from datetime import datetime
from enum import StrEnum, unique
from io import BytesIO
from pathlib import Path

import filetype
from flask import current_app
from PIL import Image
from sqlalchemy.orm import Session

from permit_service.config import MAX_UPLOAD_BYTES, service_config
from permit_service.errors import Invalid
from permit_service.models.system import StoredFile

_MAX_PIXELS = 50_000_000
_PDF_TRAILER_WITHIN = 1024


@unique
class MediaType(StrEnum):
    """The kinds of file that are taken."""

    jpeg = "image/jpeg"
    png = "image/png"
    pdf = "application/pdf"


IMAGES = frozenset({MediaType.jpeg, MediaType.png})
ANY = frozenset(MediaType)


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
    """Keep an upload, inside a unit of work. The bytes are on disk before the row names them.

    Raises Invalid for ``field``: ``file_empty``, ``file_too_large`` (over 10 MB), ``file_type`` (by content), or
    ``file_broken`` (cannot be read as what it says it is).
    """
    media_type = inspect(data, accept=accept, field=field)
    digest = hashlib.sha256(data).hexdigest()
    _write(_path(digest), data)
    row = StoredFile(
        sha256=digest, media_type=media_type, size=len(data), uploaded_by_id=uploaded_by_id, uploaded_at=at
    )
    session.add(row)
    session.flush()  # the caller refers to its id
    return row


def read(file: StoredFile) -> bytes:
    """The bytes of a stored file. Raises AlteredFile if they are not the ones that were stored."""
    try:
        data = _path(file.sha256).read_bytes()
    except FileNotFoundError as error:
        raise AlteredFile(file.sha256) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise AlteredFile(file.sha256)
    return data


def inspect(data: bytes, *, accept: frozenset[MediaType] = ANY, field: str = "file") -> MediaType:
    """What the bytes are. Raises Invalid as ``save`` does."""
    if not data:
        raise Invalid({field: "file_empty"})
    if len(data) > MAX_UPLOAD_BYTES:
        raise Invalid({field: "file_too_large"})
    mime = filetype.guess_mime(data)
    if mime not in accept:
        raise Invalid({field: "file_type"})
    media_type = MediaType(mime)
    whole = _is_whole_pdf(data) if media_type is MediaType.pdf else _is_whole_image(data)
    if not whole:
        raise Invalid({field: "file_broken"})
    return media_type


def _is_whole_pdf(data: bytes) -> bool:
    return b"%%EOF" in data[-_PDF_TRAILER_WITHIN:]


def _is_whole_image(data: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data)) as image:
                if image.width * image.height > _MAX_PIXELS:
                    return False
                image.verify()
            with Image.open(BytesIO(data)) as image:  # verify leaves the image unusable, and reads no pixels of a JPEG
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        return False
    return True


def _path(digest: str) -> Path:
    return service_config(current_app.config).storage_dir / digest[:2] / digest[2:]


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)  # whole or not at all; equal bytes written twice are the same file
    finally:
        temporary.unlink(missing_ok=True)
