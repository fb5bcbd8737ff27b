"""How the service talks to its engine: SQLite (WAL, the embedded default) or PostgreSQL, and the migrations of both.

SQLite begins transactions itself here, since the driver would begin too late to lock and would end one at each DDL.
"""

import random
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import Connection, Engine, event, make_url

from permit_service.models import db

#: How long a unit of work waits for a row that another holds, before 503 ``busy``.
LOCK_TIMEOUT_MS = 2_000
#: SQLite has one write lock for the whole database, so a writer waits longer than for a row.
SQLITE_TIMEOUT_S = 5.0
#: How often a writer asks again for that lock. SQLite itself waits longer and longer between its questions: under many
#: writers, who waited longest asks least and may never be in time. An equal pace gives each an equal chance.
SQLITE_PACE_S = 0.02
#: Execution options of a connection whose transaction will write: it takes SQLite's write lock when it begins.
IMMEDIATE: Mapping[str, Any] = MappingProxyType({"immediate": True})

MIGRATIONS = Path(__file__).parent / "migrations"

_migrate = Migrate(db=db, directory=str(MIGRATIONS))


def init_app(app: Flask) -> None:
    """Bind the tables and the migrations to ``app``, whose ``SQLALCHEMY_DATABASE_URI`` names the engine."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    _migrate.init_app(app)
    with app.app_context():
        prepare(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """Arguments of ``create_engine`` for this URL."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"isolation_level": None, "timeout": SQLITE_TIMEOUT_S}}
    return {"pool_pre_ping": True}


def prepare(engine: Engine) -> None:
    """Make every connection of an engine behave as the service expects; to be called before the first one."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def alembic_config(app: Flask) -> AlembicConfig:
    """The configuration to run ``alembic.command`` functions with, inside the app's context."""
    return app.extensions["migrate"].migrate.get_config()


def is_current(connection: Connection) -> bool:
    """Whether the database stands at the newest migration."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was answered survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate", False):
        _begin_immediate(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        for _ in range(round(SQLITE_TIMEOUT_S / SQLITE_PACE_S)):
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            time.sleep(random.uniform(0.5, 1.5) * SQLITE_PACE_S)  # noqa: S311  # spreads the askers, hides nothing
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last time, for the error that callers know
    finally:
        driver.execute(f"PRAGMA busy_timeout = {SQLITE_TIMEOUT_S * 1000:.0f}")
