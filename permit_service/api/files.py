"""Files: uploaded on their own and named by their id in a later body; read by whoever sees what they belong to."""

import uuid

from flask import Response
from flask_openapi import FileStorage

from permit_service import downloads
from permit_service.access import current_actor
from permit_service.api.noun import makes, noun, sends
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Form, Id, Params
from permit_service.queries import scope_of_parts
from permit_service.queries.reading import session
from permit_service.services import files
from permit_service.storage import MediaType

blueprint = noun("files")


class FilePath(Params):
    file_id: Id


class UploadForm(Form):
    """JPEG, PNG or PDF up to 10 MB, told by its content."""

    file: FileStorage


class FileView(View):
    """A stored file; ``sha256`` is of its bytes."""

    id: uuid.UUID
    sha256: str
    media_type: MediaType
    size: int
    uploaded_at: Moment


@blueprint.post("/files", responses=makes(FileView))
def create(form: UploadForm) -> Answer:
    """Upload a file."""
    return answer(FileView.model_validate(files.keep_upload(current_actor(), form.file.read())), 201)


@blueprint.get("/files/<uuid:file_id>", responses=sends(*MediaType))
def show(path: FilePath) -> Response:
    """The bytes of a file."""
    return downloads.response(scope_of_parts.file(session(), current_actor(), path.file_id))
