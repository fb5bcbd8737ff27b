"""What was signed and what was done: the signatures on a permit or filing, and a stream of the journal."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service.journal import Stream
from permit_service.models.accounts import User
from permit_service.models.journal import JournalPayload, JournalRow
from permit_service.models.people import Person
from permit_service.models.signatures import Signature
from permit_service.queries.paging import DEFAULT_SIZE


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream. ``actor`` None: the clock; ``payload`` None: erased after its time to be kept."""

    seq: int
    at: datetime
    tag: str
    actor_id: uuid.UUID | None
    actor: str | None
    payload: dict[str, Any] | None


def signatures(session: Session, subject_id: uuid.UUID) -> tuple[Signature, ...]:
    """The signatures on a thing or under a permit, fallen ones included, in their order."""
    rows = select(Signature).where(or_(Signature.subject_id == subject_id, Signature.permit_id == subject_id))
    return tuple(session.scalars(rows.order_by(Signature.at, Signature.id)))


def events(session: Session, stream: Stream, *, after: int = 0, size: int = DEFAULT_SIZE) -> tuple[Event, ...]:
    """Events of a stream that the reader may see, in order, from the one after ``after``."""
    rows = session.execute(
        select(JournalRow, JournalPayload.body, Person.name, User.login)
        .join(JournalPayload, JournalPayload.event_id == JournalRow.event_id)
        .outerjoin(User, User.id == JournalRow.actor_id)
        .outerjoin(Person, Person.id == User.person_id)
        .where(JournalRow.stream_kind == stream.kind, JournalRow.stream_id == stream.id, JournalRow.seq > after)
        .order_by(JournalRow.seq)
        .limit(size)
    )
    return tuple(
        Event(row.seq, row.at, row.tag, row.actor_id, name or login, None if body is None else _told(body))
        for row, body, name, login in rows
    )


def _told(body: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(body)
    del payload["v"]
    return payload
