"""Real databases for tests: a migrated template an engine, made once a session, and a copy of it a test."""

import shutil
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from alembic import command
from flask import Flask
from rewinding import Origin, Rewound, disconnect
from sqlalchemy import URL, make_url

from permit_service import database
from permit_service.models import db
from permit_service.private_postgresql import in_memory

ENGINES = ("sqlite", "postgresql")


class Template(Protocol):
    """A migrated database of one engine, and copies of it."""

    def copy(self, of: str | None = None) -> str:
        """Make a fresh copy, of the template or of a copy that was filled further, and return its URL."""

    def keep(self, url: str) -> None:
        """Hold a copy until the tests end."""

    def drop(self, url: str) -> None:
        """Give back a copy that nobody uses any more."""


@contextmanager
def sqlite_folder() -> Iterator[Path]:
    """Where SQLite files are quick to copy and to write."""
    with tempfile.TemporaryDirectory(prefix="sqlite-", dir=in_memory()) as folder:
        yield Path(folder)


class SqliteTemplate:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "template.sqlite3"
        migrate(f"sqlite:///{self._file}")

    def copy(self, of: str | None = None) -> str:
        file = self._folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(self._file if of is None else str(make_url(of).database), file)
        return f"sqlite:///{file}"

    def keep(self, url: str) -> None:
        """The folder goes with the tests."""

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{make_url(url).database}{suffix}").unlink(missing_ok=True)


class PostgresqlTemplate:
    def __init__(self, server: URL) -> None:
        self._server = server
        self._name = self._create()
        self._kept = [self._url(self._name)]
        self._origins: dict[str, Origin] = {}
        self._copies: dict[str, Rewound] = {}
        self._idle: dict[str, list[Rewound]] = defaultdict(list)
        migrate(self._url(self._name))

    def copy(self, of: str | None = None) -> str:
        origin = of or self._url(self._name)
        if self._idle[origin]:
            copy = self._idle[origin].pop()
        else:
            disconnect(origin)  # nobody may be at what is copied
            if origin in self._copies:
                self._copies[origin].close()
            if origin not in self._origins:
                self._origins[origin] = Origin(origin)
            name = self._create(f'TEMPLATE "{make_url(origin).database}" STRATEGY file_copy')
            copy = Rewound(self._url(name), self._origins[origin])
        self._copies[copy.url] = copy
        return copy.url

    def keep(self, url: str) -> None:
        self._copies.pop(url).close()
        self._kept.append(url)

    def drop(self, url: str) -> None:
        """Set it back for the next test, or remove it with what was copied from it."""
        copy = self._copies.pop(url)
        of = next((origin for origin, known in self._origins.items() if known is copy.origin), None)
        if of is not None and url not in self._origins and copy.rewind():
            self._idle[of].append(copy)
        else:
            self._remove(copy)

    def close(self) -> None:
        for copy in [*self._copies.values(), *chain.from_iterable(self._idle.values())]:
            self._remove(copy)
        for url in self._kept:
            self._drop(url)

    def _remove(self, copy: Rewound) -> None:
        self._origins.pop(copy.url, None)
        for made in self._idle.pop(copy.url, []):
            self._remove(made)
        copy.close()
        self._drop(copy.url)

    def _drop(self, url: str) -> None:
        disconnect(url)
        self._execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def _create(self, options: str = "") -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" {options}')
        return name

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        conninfo = self._server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(statement)


def bare_app(url: str) -> Flask:
    """An application with nothing but the tables, the engine and the migrations."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    database.init_app(app)
    return app


def on_one_engine(engine: str = "sqlite") -> Callable[..., Template]:
    """The fixture ``template`` of tests whose outcome does not turn on the database: HTTP's manners, pages shown."""

    @pytest.fixture(name="template")
    def template(request: pytest.FixtureRequest) -> Template:
        found: Template = request.getfixturevalue(f"{engine}_template")
        return found

    return template


@contextmanager
def tables_of(url: str) -> Iterator[Flask]:
    """A bare application in its context, disconnected at the end."""
    app = bare_app(url)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def migrate(url: str) -> None:
    """Upgrade the database to the newest revision."""
    with tables_of(url) as app:
        command.upgrade(database.alembic_config(app), "head")
