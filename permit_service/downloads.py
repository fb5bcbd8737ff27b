"""Stored files on their way out: pictures are shown, anything else is saved and never opened inside the service."""

from flask import Response

from permit_service import storage
from permit_service.models.system import StoredFile
from permit_service.storage import ENDINGS, IMAGES, MediaType

#: So many characters of its SHA-256 name a file to people.
SHOWN = 12


def response(file: StoredFile) -> Response:
    """The bytes of a file that the reader was found to be entitled to, under a name that tells no person."""
    kind = MediaType(file.media_type)
    answer = Response(storage.read(file), mimetype=kind)
    name = f"{file.sha256[:SHOWN]}.{ENDINGS[kind]}"
    answer.headers.set("Content-Disposition", "inline" if kind in IMAGES else "attachment", filename=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
