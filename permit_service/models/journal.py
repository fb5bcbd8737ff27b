"""The journal: an append-only chain of rows per stream, and the payloads that retention may erase.

The database itself refuses to change a row: ``TRIGGERS`` stand beside the tables, and ``create_all`` and the
migrations both run them.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum, unique
from types import MappingProxyType

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, LargeBinary, String, Table, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, enum_of


@unique
class StreamKind(StrEnum):
    """What a chain is about; with the thing's id it names one stream."""

    permit = "permit"
    job = "job"
    space = "space"
    register = "register"
    system = "system"


class JournalStream(Base):
    """The head of one chain: sequence number and hash of its newest row. Its row lock orders the writers."""

    __tablename__ = "journal_stream"

    stream_kind: Mapped[StreamKind] = mapped_column(enum_of(StreamKind), primary_key=True)
    stream_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    row_hash: Mapped[str] = mapped_column(String(64))


class JournalPayload(Base):
    """What an event says, as canonical JSON without names. Erasing empties body and salt and leaves the tombstone."""

    __tablename__ = "journal_payload"
    __table_args__ = (
        CheckConstraint(
            "(body IS NULL) = (erased_at IS NOT NULL) AND (salt IS NULL) = (erased_at IS NOT NULL)",
            name="erased_wholly",
        ),
    )

    event_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    body: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[datetime | None]


class JournalRow(Base):
    """One event in one stream. ``row_hash`` commits to everything here, and to the payload by ``payload_hash``."""

    __tablename__ = "journal_row"
    __table_args__ = (Index("ix_journal_row_event_id", "event_id"), Index("ix_journal_row_at", "at"))

    stream_kind: Mapped[StreamKind] = mapped_column(enum_of(StreamKind), primary_key=True)
    stream_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("journal_payload.event_id"))
    tag: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    payload_hash: Mapped[str] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    row_hash: Mapped[str] = mapped_column(String(64))


def _sqlite_refusal(table: str, change: str, condition: str = "") -> str:
    when = f" WHEN {condition}" if condition else ""
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} FOR EACH ROW{when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql_refusal(table: str, change: str, condition: str = "") -> str:
    scope = "STATEMENT" if change == "TRUNCATE" else "ROW"
    when = f" WHEN ({condition})" if condition else ""
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} FOR EACH {scope}{when} "
        f"EXECUTE FUNCTION refuse_journal_change()"
    )


_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
)

#: The one change a payload may undergo is its erasure.
_NOT_AN_ERASURE = "NEW.event_id <> OLD.event_id OR NEW.body IS NOT NULL OR OLD.body IS NULL"

#: By dialect and table: the statements that make the journal append-only, to be run after the table is made.
TRIGGERS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sqlite": {
            "journal_row": (_sqlite_refusal("journal_row", "UPDATE"), _sqlite_refusal("journal_row", "DELETE")),
            "journal_payload": (
                _sqlite_refusal("journal_payload", "UPDATE", _NOT_AN_ERASURE),
                _sqlite_refusal("journal_payload", "DELETE"),
            ),
            "journal_stream": (_sqlite_refusal("journal_stream", "DELETE"),),
        },
        "postgresql": {
            "journal_row": (
                _POSTGRESQL_FUNCTION,
                _postgresql_refusal("journal_row", "UPDATE"),
                _postgresql_refusal("journal_row", "DELETE"),
                _postgresql_refusal("journal_row", "TRUNCATE"),
            ),
            "journal_payload": (
                _POSTGRESQL_FUNCTION,
                _postgresql_refusal("journal_payload", "UPDATE", _NOT_AN_ERASURE),
                _postgresql_refusal("journal_payload", "DELETE"),
                _postgresql_refusal("journal_payload", "TRUNCATE"),
            ),
            "journal_stream": (
                _POSTGRESQL_FUNCTION,
                _postgresql_refusal("journal_stream", "DELETE"),
                _postgresql_refusal("journal_stream", "TRUNCATE"),
            ),
        },
    }
)


def _attach(table: Table) -> None:
    for dialect, by_table in TRIGGERS.items():
        for statement in by_table[table.name]:
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # DDL formats with %
            event.listen(table, "after_create", ddl)


for _model in (JournalRow, JournalPayload, JournalStream):
    _attach(_model.__table__)  # type: ignore[arg-type]  # a mapped class's table is a Table
