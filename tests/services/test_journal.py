"""The journal: append-only in the database, one chain a stream, every later change found."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from rows import NOON
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from threads import at_once

from permit_service import journal, unit_of_work
from permit_service.journal import GENESIS, SYSTEM, Break, BreakKind, Stream
from permit_service.models import db
from permit_service.models.journal import TRIGGERS, JournalPayload, JournalRow, JournalStream, StreamKind

PERMIT = Stream(StreamKind.permit, uuid.UUID(int=1))
SPACE = Stream(StreamKind.space, uuid.UUID(int=2))
PAYLOAD = {"status": "submitted"}


def write(*streams: Stream, tag: str = "permit:submit", minutes: int = 0) -> uuid.UUID:
    return unit_of_work.run(
        lambda session: journal.append(
            session, streams, tag, PAYLOAD, actor_id=None, at=NOON + timedelta(minutes=minutes)
        )
    )


def verify(stream: Stream | None = None) -> journal.Report:
    with unit_of_work.snapshot() as session:
        return journal.verify(session, stream)


def breaks() -> set[tuple[Stream, int, BreakKind]]:
    return {(found.stream, found.seq, found.kind) for found in verify().breaks}


def tamper(*statements: object) -> None:
    """Change the journal as somebody would who owns the database and has dropped its triggers."""
    dialect = db.engine.dialect.name
    db.session.rollback()
    with db.engine.begin() as connection:
        for table, triggers in TRIGGERS[dialect].items():
            for trigger in triggers:
                if trigger.startswith("CREATE TRIGGER"):
                    on_table = f" ON {table}" if dialect == "postgresql" else ""
                    connection.execute(text(f"DROP TRIGGER {trigger.split()[2]}{on_table}"))
        if dialect == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for statement in statements:
            connection.execute(statement)


def test_an_event_stands_in_each_of_its_streams(app: Flask) -> None:
    first = write(PERMIT)
    second = write(PERMIT, SPACE, tag="permit:confirm", minutes=1)
    rows = db.session.scalars(select(JournalRow).order_by(JournalRow.stream_kind, JournalRow.seq)).all()
    assert [(r.stream_kind, r.seq, r.event_id, r.tag) for r in rows] == [
        (StreamKind.permit, 1, first, "permit:submit"),
        (StreamKind.permit, 2, second, "permit:confirm"),
        (StreamKind.space, 1, second, "permit:confirm"),
    ]
    assert rows[0].prev_hash == GENESIS
    assert rows[1].prev_hash == rows[0].row_hash
    assert verify() == journal.Report(streams=2, rows=3, erased=0, breaks=())
    assert verify(SPACE).rows == 1
    assert journal.newest_at(db.session()) == NOON + timedelta(minutes=1)


def test_several_events_of_one_transaction_chain_on(app: Flask) -> None:
    def work(session: Session) -> None:
        for _ in range(3):
            journal.append(session, (PERMIT,), "permit:submit", PAYLOAD, actor_id=None, at=NOON)

    unit_of_work.run(work)
    assert verify() == journal.Report(streams=1, rows=3, erased=0, breaks=())


@pytest.mark.parametrize("tag", ["submit", "permit:submit:now", "permit:dance"])
def test_no_other_tag_is_written(app: Flask, tag: str) -> None:
    with pytest.raises(ValueError, match="tag"):
        write(PERMIT, tag=tag)


def test_an_event_needs_a_stream(app: Flask) -> None:
    with pytest.raises(ValueError, match="stream"):
        write()


def test_what_is_rolled_back_was_never_written(app: Flask) -> None:
    def work(session: Session) -> None:
        journal.append(session, (PERMIT,), "permit:submit", PAYLOAD, actor_id=None, at=NOON)
        raise LookupError

    with pytest.raises(LookupError):
        unit_of_work.run(work)
    assert verify() == journal.Report(streams=0, rows=0, erased=0, breaks=())


@pytest.mark.parametrize(
    "change",
    [
        update(JournalRow).values(tag="permit:reject"),
        delete(JournalRow),
        update(JournalPayload).values(body="{}"),
        update(JournalPayload).values(event_id=uuid.uuid4()),
        delete(JournalPayload),
        delete(JournalStream),
    ],
)
def test_the_database_refuses_every_change(app: Flask, change: object) -> None:
    write(PERMIT)
    with pytest.raises(DBAPIError, match="append-only"):
        unit_of_work.run(lambda session: session.execute(change))
    assert verify().breaks == ()


@pytest.mark.parametrize("table", ["journal_row", "journal_payload", "journal_stream"])
def test_the_database_refuses_to_truncate(app: Flask, table: str) -> None:
    write(PERMIT)
    statement = f"DELETE FROM {table}" if db.engine.dialect.name == "sqlite" else f"TRUNCATE {table} CASCADE"
    with pytest.raises(DBAPIError, match="append-only"):
        unit_of_work.run(lambda session: session.execute(text(statement)))
    assert verify().rows == 1


def test_erasing_a_payload_leaves_a_tombstone_and_a_whole_chain(app: Flask) -> None:
    event_id = write(PERMIT, SPACE)
    write(PERMIT)
    for _ in range(2):
        unit_of_work.run(lambda session: journal.erase_payload(session, event_id, NOON))
    payload = db.session.get_one(JournalPayload, event_id)
    assert (payload.body, payload.salt, payload.erased_at) == (None, None, NOON)
    assert verify() == journal.Report(streams=2, rows=3, erased=2, breaks=())
    with pytest.raises(DBAPIError, match="append-only"):
        unit_of_work.run(
            lambda session: session.execute(
                update(JournalPayload)
                .where(JournalPayload.event_id == event_id)
                .values(body="{}", salt=b"0" * 16, erased_at=None)
            )
        )


def test_verify_names_an_altered_row(app: Flask) -> None:
    write(PERMIT)
    write(PERMIT)
    tamper(update(JournalRow).where(JournalRow.seq == 1).values(tag="permit:reject"))
    assert breaks() == {(PERMIT, 1, BreakKind.row_altered)}


def test_verify_names_an_altered_payload(app: Flask) -> None:
    write(PERMIT)
    tamper(update(JournalPayload).values(body='{"status":"approved","v":1}'))
    assert breaks() == {(PERMIT, 1, BreakKind.payload_altered)}


def test_verify_names_a_row_taken_out_of_the_middle(app: Flask) -> None:
    for _ in range(3):
        write(PERMIT)
    tamper(delete(JournalRow).where(JournalRow.seq == 2))
    assert breaks() == {(PERMIT, 3, BreakKind.gap), (PERMIT, 3, BreakKind.wrong_link)}


def test_verify_names_a_chain_cut_at_its_end(app: Flask) -> None:
    for _ in range(2):
        write(PERMIT)
    tamper(delete(JournalRow).where(JournalRow.seq == 2))
    assert breaks() == {(PERMIT, 1, BreakKind.head_differs)}


def test_verify_names_a_chain_that_is_gone(app: Flask) -> None:
    write(PERMIT)
    tamper(delete(JournalRow))
    assert breaks() == {(PERMIT, 0, BreakKind.head_differs)}


def test_verify_names_a_forged_row_even_with_a_right_hash(app: Flask) -> None:
    event_id = write(PERMIT)
    last = db.session.scalars(select(JournalRow)).one()
    forged = {column: getattr(last, column) for column in JournalRow.__table__.columns.keys()}  # noqa: SIM118
    forged |= {"seq": 2, "prev_hash": GENESIS, "event_id": event_id}
    tamper(insert(JournalRow).values(**forged))
    assert breaks() == {
        (PERMIT, 2, BreakKind.wrong_link),
        (PERMIT, 2, BreakKind.row_altered),
        (PERMIT, 2, BreakKind.head_differs),
    }


def test_breaks_of_one_chain_are_not_those_of_another(app: Flask) -> None:
    write(PERMIT)
    write(SPACE)
    tamper(update(JournalRow).where(JournalRow.stream_kind == StreamKind.permit).values(tag="permit:reject"))
    assert verify(PERMIT).breaks == (Break(PERMIT, 1, BreakKind.row_altered),)
    assert verify(SPACE).breaks == ()


def test_eight_threads_make_one_chain(app: Flask) -> None:
    def act(number: int) -> None:
        for _ in range(4):
            write(SYSTEM, SPACE, PERMIT) if number % 2 else write(PERMIT, SYSTEM)

    at_once(app, 8, act)
    report = verify()
    assert (report.rows, report.breaks) == (4 * 4 * 3 + 4 * 4 * 2, ())
    db.session.rollback()
    heads = {Stream(h.stream_kind, h.stream_id): h.seq for h in db.session.scalars(select(JournalStream))}
    assert heads == {SYSTEM: 32, PERMIT: 32, SPACE: 16}
