"""The journal: what was done, in append-only chains that show every later change.

A row commits by ``payload_hash`` to sha256(salt ‖ canonical payload) and by ``prev_hash`` to the row before it, so
erasing a payload leaves the chain whole. Payloads hold ids and codes, never names.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from permit_service.canonical import canonical_bytes, sha256_of
from permit_service.models.journal import JournalPayload, JournalRow, JournalStream, StreamKind
from permit_service.models.journal_tags import Tag
from permit_service.upsert import insert_all_new

GENESIS = "0" * 64
_TAGS = frozenset(tag.value for tag in Tag)
_SALT_BYTES = 16
_BATCH = 500


class Stream(NamedTuple):
    """One chain: what it is about."""

    kind: StreamKind
    id: uuid.UUID


class Event(NamedTuple):
    """Something to be written into one or more chains."""

    streams: tuple[Stream, ...]
    tag: str
    """one of :class:`~permit_service.models.journal_tags.Tag`"""
    payload: Mapping[str, object]


#: Events of the installation itself: accounts, keys, areas, the service.
SYSTEM = Stream(StreamKind.system, uuid.UUID(int=0))


@unique
class BreakKind(StrEnum):
    """What is wrong with a chain."""

    gap = "gap"
    wrong_link = "wrong_link"
    row_altered = "row_altered"
    payload_altered = "payload_altered"
    payload_missing = "payload_missing"
    head_differs = "head_differs"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    stream: Stream
    seq: int
    kind: BreakKind


@dataclass(frozen=True, slots=True)
class Report:
    """What ``verify`` read and found. Erased payloads are counted, not faults."""

    streams: int
    rows: int
    erased: int
    breaks: tuple[Break, ...]


def append(
    session: Session,
    streams: tuple[Stream, ...],
    tag: str,
    payload: Mapping[str, object],
    *,
    actor_id: uuid.UUID | None,
    at: datetime,
) -> uuid.UUID:
    """Write one event into one or more streams, inside a unit of work; returns the event's id.

    ``tag`` is a :class:`~permit_service.models.journal_tags.Tag`, ``actor_id`` the account (None: the clock), ``at``
    server time. The heads stay locked until the transaction ends. Raises ValueError without a stream or for any other
    tag.
    """
    return append_all(session, (Event(streams, tag, payload),), actor_id=actor_id, at=at)[0]


def append_all(
    session: Session, events: Sequence[Event], *, actor_id: uuid.UUID | None, at: datetime
) -> list[uuid.UUID]:
    """Write events in their order, as ``append`` writes one, with far fewer statements; returns their ids."""
    for event in events:
        if not event.streams:
            raise ValueError("an event needs a stream")
        if event.tag not in _TAGS:
            raise ValueError(f"{event.tag} is no tag of the journal: add it to models.journal_tags and labels.events")
    payloads = [_payload(event) for event in events]
    session.add_all(payloads)
    session.flush()  # the rows refer to them
    heads = _locked_heads(session, sorted({stream for event in events for stream in event.streams}))
    for event, payload in zip(events, payloads, strict=True):
        for stream in sorted(set(event.streams)):
            session.add(_next_row(heads[stream], event.tag, payload, actor_id, at))
    session.flush()  # the next event of this transaction reads the heads
    return [payload.event_id for payload in payloads]


def erase_payload(session: Session, event_id: uuid.UUID, at: datetime) -> None:
    """Empty a payload whose time to be kept has passed; row, hash and tombstone stay. Erasing twice does nothing."""
    payload = session.get_one(JournalPayload, event_id)
    if payload.erased_at is None:
        payload.body, payload.salt, payload.erased_at = None, None, at
        session.flush()


def newest_at(session: Session) -> datetime | None:
    """Time of the newest row of any stream."""
    return session.scalar(select(func.max(JournalRow.at)))


def verify(session: Session, stream: Stream | None = None) -> Report:
    """Read one chain, or all, and report every break."""
    found: list[Break] = []
    rows = erased = 0
    heads = {Stream(head.stream_kind, head.stream_id): head for head in session.scalars(_heads(stream))}
    unseen = dict(heads)
    for name, chain in groupby(_rows(session, stream), key=lambda pair: Stream(pair[0].stream_kind, pair[0].stream_id)):
        seq, last_hash = 0, GENESIS
        for row, payload in chain:
            rows += 1
            erased += payload is not None and payload.erased_at is not None
            found += [Break(name, row.seq, kind) for kind in _faults(row, payload, seq, last_hash)]
            seq, last_hash = row.seq, row.row_hash
        head = unseen.pop(name, None)
        if head is None or (head.seq, head.row_hash) != (seq, last_hash):
            found.append(Break(name, seq, BreakKind.head_differs))
    found += [Break(name, 0, BreakKind.head_differs) for name in unseen]
    return Report(len(heads), rows, erased, tuple(found))


def _locked_heads(session: Session, streams: Sequence[Stream]) -> dict[Stream, JournalStream]:
    """The heads, locked in one order, so that no two writers wait for each other in a circle."""
    heads: dict[Stream, JournalStream] = {}
    for first in range(0, len(streams), _BATCH):
        batch = streams[first : first + _BATCH]
        found = _heads_of(session, batch)
        if len(found) < len(batch):  # where two begin a chain at once, one of them does
            missing = [stream for stream in batch if stream not in found]
            insert_all_new(session, JournalStream, [_first_head(stream) for stream in missing])
            found |= _heads_of(session, missing)
        heads |= found
    return heads


def _heads_of(session: Session, streams: Sequence[Stream]) -> dict[Stream, JournalStream]:
    named = tuple_(JournalStream.stream_kind, JournalStream.stream_id).in_([tuple(stream) for stream in streams])
    rows = select(JournalStream).where(named).order_by(JournalStream.stream_kind, JournalStream.stream_id)
    found = session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    return {Stream(head.stream_kind, head.stream_id): head for head in found}


def _first_head(stream: Stream) -> dict[str, object]:
    return {"stream_kind": stream.kind, "stream_id": stream.id, "seq": 0, "row_hash": GENESIS}


def _next_row(
    head: JournalStream, tag: str, payload: JournalPayload, actor_id: uuid.UUID | None, at: datetime
) -> JournalRow:
    """The row after the head's, which becomes the head."""
    row = JournalRow(
        stream_kind=head.stream_kind,
        stream_id=head.stream_id,
        seq=head.seq + 1,
        event_id=payload.event_id,
        tag=tag,
        at=at,
        actor_id=actor_id,
        payload_hash=_payload_hash(payload.salt or b"", payload.body or ""),
        prev_hash=head.row_hash,
    )
    row.row_hash = _hash_of(row)
    head.seq, head.row_hash = row.seq, row.row_hash
    return row


def _payload(event: Event) -> JournalPayload:
    body = canonical_bytes(event.payload).decode()
    return JournalPayload(event_id=uuid.uuid4(), salt=secrets.token_bytes(_SALT_BYTES), body=body, erased_at=None)


def _payload_hash(salt: bytes, body: str) -> str:
    return hashlib.sha256(salt + body.encode()).hexdigest()


def _hash_of(row: JournalRow) -> str:
    return sha256_of(
        {
            "stream_kind": row.stream_kind,
            "stream_id": row.stream_id,
            "seq": row.seq,
            "event_id": row.event_id,
            "tag": row.tag,
            "at": row.at,
            "actor_id": row.actor_id,
            "payload_hash": row.payload_hash,
            "prev_hash": row.prev_hash,
        }
    )


def _faults(row: JournalRow, payload: JournalPayload | None, last_seq: int, last_hash: str) -> Iterator[BreakKind]:
    if row.seq != last_seq + 1:
        yield BreakKind.gap
    if row.prev_hash != last_hash:
        yield BreakKind.wrong_link
    if row.row_hash != _hash_of(row):
        yield BreakKind.row_altered
    if payload is None:
        yield BreakKind.payload_missing
    elif payload.erased_at is None and row.payload_hash != _payload_hash(payload.salt or b"", payload.body or ""):
        yield BreakKind.payload_altered


def _heads(stream: Stream | None) -> Select[JournalStream]:
    heads = select(JournalStream)
    return heads if stream is None else heads.where(_is(JournalStream, stream))


def _rows(session: Session, stream: Stream | None) -> Iterator[tuple[JournalRow, JournalPayload | None]]:
    statement = (
        select(JournalRow, JournalPayload)
        .outerjoin(JournalPayload, JournalPayload.event_id == JournalRow.event_id)
        .order_by(JournalRow.stream_kind, JournalRow.stream_id, JournalRow.seq)
        .execution_options(yield_per=_BATCH, populate_existing=True)
    )
    if stream is not None:
        statement = statement.where(_is(JournalRow, stream))
    return iter(session.execute(statement))


def _is(model: type[JournalRow] | type[JournalStream], stream: Stream) -> ColumnElement[bool]:
    return and_(model.stream_kind == stream.kind, model.stream_id == stream.id)
