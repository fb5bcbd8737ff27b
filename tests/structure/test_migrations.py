"""The migrations make what the models say, on both engines, and the journal stays append-only after each of them."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import Template, tables_of
from flask import Flask
from sqlalchemy import Connection, Executable, delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from permit_service import database
from permit_service.models import Base, db
from permit_service.models.journal import JournalPayload, JournalRow, JournalStream, StreamKind

_REVISIONS = [script.revision for script in ScriptDirectory(str(database.MIGRATIONS)).walk_revisions()][::-1]

_POSTGRESQL_SCHEMA = """
    SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(character_maximum_length, 0)
        || ' ' || is_nullable || ' ' || coalesce(column_default, '') || ' ' || coalesce(collation_name, '')
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


@pytest.fixture
def empty(template: Template) -> Iterator[Flask]:
    """A database without any table of ours, whose application stands ready to migrate it."""
    url = template.copy()
    with tables_of(url) as app:
        command.downgrade(database.alembic_config(app), "base")
        yield app
    template.drop(url)


@pytest.fixture
def alembic(empty: Flask) -> Config:
    return database.alembic_config(empty)


def _schema(connection: Connection) -> list[str]:
    """Every table, constraint, index and trigger as text that does not depend on how it came to be."""
    if connection.dialect.name == "postgresql":
        return sorted(line for line in connection.scalars(text(_POSTGRESQL_SCHEMA)) if "alembic_version" not in line)
    statements = connection.scalars(text("SELECT sql FROM sqlite_master WHERE tbl_name NOT LIKE 'alembic%'"))
    return sorted(_sorted_parts(statement) for statement in statements if statement)


def _sorted_parts(statement: str) -> str:
    """One statement with its lines in order: a table that was altered lists the same parts in another order."""
    lines = re.sub(r"[\"`\t ]+", " ", statement).strip().splitlines()
    return "\n".join(sorted(line.strip().rstrip(",") for line in lines))


def _read_schema() -> list[str]:
    with db.engine.connect() as connection:
        return _schema(connection)


def test_revisions_form_one_line() -> None:
    assert [f"{number:04}" for number in range(1, len(_REVISIONS) + 1)] == _REVISIONS


@pytest.mark.usefixtures("empty")
def test_upgrade_makes_what_the_models_say(alembic: Config) -> None:
    Base.metadata.create_all(db.engine)
    by_models = _read_schema()
    Base.metadata.drop_all(db.engine)

    command.upgrade(alembic, "head")

    assert len(by_models) > 2 * len(Base.metadata.tables)
    assert _read_schema() == by_models


def test_nothing_is_left_to_generate(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert database.is_current(connection)


def test_down_and_up_again(alembic: Config) -> None:
    assert inspect(db.engine).get_table_names() in ([], ["alembic_version"])
    with db.engine.connect() as connection:
        assert not database.is_current(connection)

    command.upgrade(alembic, "head")
    first = _read_schema()
    command.downgrade(alembic, "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    command.upgrade(alembic, "head")

    assert _read_schema() == first


def test_a_failing_revision_leaves_nothing(alembic: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite too, where a driver left to itself would commit each statement."""
    before = _read_schema()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("permit_service.migrations.autogenerate.ExecuteOn.execute_on", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        command.upgrade(alembic, "head")

    assert _read_schema() == before


@pytest.mark.parametrize("revision", _REVISIONS)
def test_the_journal_is_append_only_after_every_revision(alembic: Config, revision: str) -> None:
    command.upgrade(alembic, revision)
    row_key = {"stream_kind": StreamKind.system, "stream_id": uuid.uuid4(), "seq": 1}
    event_id, now = uuid.uuid4(), datetime(2026, 1, 5, tzinfo=UTC)
    hashes = {"payload_hash": "a", "prev_hash": "b", "row_hash": "c"}
    with db.engine.begin() as connection:
        connection.execute(insert(JournalPayload).values(event_id=event_id, salt=b"s", body="{}"))
        connection.execute(insert(JournalRow).values(**row_key, **hashes, event_id=event_id, tag="x:y", at=now))
        connection.execute(insert(JournalStream).values(**row_key, row_hash="c"))

    _refused(update(JournalRow).values(tag="x:z"))
    _refused(update(JournalPayload).values(body='{"other":"text"}'))
    for table in (JournalRow, JournalPayload, JournalStream):
        _refused(delete(table))
        if db.engine.dialect.name == "postgresql":
            _refused(text(f"TRUNCATE {table.__tablename__} CASCADE"))

    with db.engine.begin() as connection:  # what may change does
        connection.execute(update(JournalStream).values(seq=2))
        connection.execute(update(JournalPayload).values(body=None, salt=None, erased_at=now))
        assert connection.scalar(select(func.count()).select_from(JournalRow)) == 1


def _refused(statement: Executable) -> None:
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(statement)
