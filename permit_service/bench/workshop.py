"""Where is measured: a folder with keys and files, a database of each engine, all removed afterwards."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from alembic import command
from sqlalchemy import URL

from permit_service import database, wallclock
from permit_service.config import Config
from permit_service.private_postgresql import postgresql_server
from permit_service.sample.house import House
from permit_service.sample.permits import HISTORY
from qr import keyfile
from qr.keys import KeyRing

#: Stands in the codes only: nobody follows them.
_BASE_URL = "http://127.0.0.1"


class Workshop(House):
    """Like a sample's house, but run as an installation in use is: by real time, on a database not marked a sample."""

    @property
    def config(self) -> Config:
        return replace(super().config, sample=False)

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"SAMPLE": "0"}

    def on(self, database_url: str) -> "Workshop":
        """The same keys and files with another database."""
        return Workshop(self.folder, self.base_url, database_url)

    def migrate(self) -> None:
        """Make the tables."""
        with self.opened() as app:
            command.upgrade(database.alembic_config(app), "head")


@contextmanager
def workshop() -> Iterator[Workshop]:
    """A fresh one in a temporary folder."""
    with TemporaryDirectory(prefix="permit-bench-") as folder:
        made = Workshop(Path(folder), _BASE_URL)
        keyfile.save(KeyRing.generate(wallclock.system_now() - HISTORY), made.config.keys_file)
        yield made


@contextmanager
def database_of(engine: str, shop: Workshop, name: str = "measured") -> Iterator[str]:
    """The URL of an empty database of ``engine``: ``sqlite`` or ``postgresql``; several at once by ``name``.

    Raises NoPostgresql.
    """
    if engine == "sqlite":
        yield f"sqlite:///{shop.folder / f'{name}.sqlite3'}"
        return
    with postgresql_server(durable=True) as server:
        name = f"bench_{name}_{uuid.uuid4().hex}"
        _execute(server, f'CREATE DATABASE "{name}"')
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(server: URL, statement: str) -> None:
    conninfo = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)
