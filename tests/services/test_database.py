"""What every connection promises: SQLite is durable and keeps foreign keys; a writer locks when it begins."""

from collections.abc import Iterator

import pytest
from databases import Template, tables_of
from rows import NOON
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import OperationalError

from permit_service import database
from permit_service.models import db
from permit_service.models.system import Heartbeat

_WRITE = insert(Heartbeat).values(name="clock", at=NOON)


@pytest.fixture
def sqlite(sqlite_template: Template) -> Iterator[Engine]:
    url = sqlite_template.copy()
    with tables_of(url):
        yield db.engine
    sqlite_template.drop(url)


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_sqlite_is_set_up_on_every_connection(sqlite: Engine, pragma: str, value: object) -> None:
    with sqlite.connect() as first, sqlite.connect() as second:
        assert [c.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() for c in (first, second)] == [value, value]


def test_a_sqlite_writer_waits_from_its_beginning(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SQLITE_TIMEOUT_S", 0.01)
    with sqlite.connect() as one, sqlite.connect() as other:
        one = one.execution_options(**database.IMMEDIATE)
        with one.begin(), pytest.raises(OperationalError, match="locked"):
            other.execution_options(**database.IMMEDIATE).begin()


def test_sqlite_readers_wait_for_nobody(sqlite: Engine) -> None:
    with sqlite.connect() as writer, sqlite.connect() as reader:
        writer = writer.execution_options(**database.IMMEDIATE)
        with writer.begin():
            writer.execute(_WRITE)
            assert reader.scalar(select(func.count()).select_from(Heartbeat)) == 0


@pytest.mark.usefixtures("app")
def test_a_rollback_takes_everything_back() -> None:
    with db.engine.connect() as connection:
        connection.execute(_WRITE)
        connection.rollback()
        assert connection.scalar(select(func.count()).select_from(Heartbeat)) == 0


@pytest.mark.usefixtures("app")
def test_a_migrated_database_is_current() -> None:
    with db.engine.connect() as connection:
        assert database.is_current(connection)
