"""Files uploaded on their own, to be named in a later request: a photo need not travel as text."""

import uuid

from sqlalchemy.orm import Session

from permit_service import storage, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.models.base import db
from permit_service.models.system import StoredFile


def keep_upload(actor: Actor, data: bytes) -> StoredFile:
    """Keep an upload. Raises Invalid for ``file`` (``file_empty``, ``file_too_large``, ``file_type``, ``file_broken``),
    Forbidden without an account.
    """
    user_id = actor.user_id
    if user_id is None:
        raise Forbidden

    def work(session: Session) -> StoredFile:
        return storage.save(session, data, uploaded_by_id=user_id, at=wallclock.now())

    return unit_of_work.run(work)


def uploaded(actor: Actor, file_id: uuid.UUID, field: str = "file") -> bytes:
    """The bytes of an upload of one's own. Raises Invalid for ``field``: ``unknown``."""
    row = db.session.get(StoredFile, file_id)
    if row is None or row.uploaded_by_id != actor.user_id:
        raise Invalid({field: "unknown"})
    return storage.read(row)
