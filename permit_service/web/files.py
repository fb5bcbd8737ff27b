"""Stored files, for whoever sees what they belong to: plans, papers, receipts, photos."""

import uuid

from flask import Blueprint, Response

from permit_service import downloads
from permit_service.access import current_actor
from permit_service.queries import scope_of_parts
from permit_service.queries.reading import session

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<uuid:file_id>")
def show(file_id: uuid.UUID) -> Response:
    """One file."""
    return downloads.response(scope_of_parts.file(session(), current_actor(), file_id))
