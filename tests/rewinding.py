"""PostgreSQL databases that are set back to what they were copied from, and connections that are kept.

Making a database copies a thousand files, and what a new connection does first reads the catalogue from the start:
together most of what a test on PostgreSQL costs. So both are used again, a database only if its tables and rows can be
told to be those of its origin.
"""

from collections import defaultdict
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from permit_service.models import db

#: After so many the rows that were deleted lie in the way of those that are there.
_USES = 60

_TABLES = (*(table.name for table in db.metadata.sorted_tables), "alembic_version")
#: Where a changed schema, or statistics of changed rows, would show.
_CATALOGUES = ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_statistic")
_WRITTEN = SQL("SELECT {} AS name, count(*), count(*) FILTER (WHERE xmin::text::bigint >= %(since)s) FROM {}")


def _written(names: tuple[str, ...]) -> Any:
    """Asks, for each table, how many rows it has and how many were written since a transaction."""
    return SQL(" UNION ALL ").join(_WRITTEN.format(name, Identifier(name)) for name in names)


_IN_TABLES, _IN_CATALOGUES = _written(_TABLES), _written(_CATALOGUES)


class Origin:
    """What copies are set back to: the rows of a database that stays as it is."""

    def __init__(self, url: str) -> None:
        self.rows: dict[str, bytes] = {}
        with psycopg.connect(_conninfo(url)) as connection:
            found = connection.execute(_IN_TABLES, {"since": 0}).fetchall()
            self.counts: dict[str, int] = {name: count for name, count, _ in found}
            for name in (name for name, count in self.counts.items() if count):
                with connection.cursor().copy(_copy(name, "TO STDOUT")) as out:
                    self.rows[name] = b"".join(bytes(part) for part in out)
        connection.close()


class Rewound:
    """A copy of an origin, and the connection that sets it back."""

    def __init__(self, url: str, origin: Origin) -> None:
        self.url = url
        self.origin = origin
        self._left = _USES
        # What is asked of all tables at once costs little but for its planning and for parallel workers.
        self._connection = psycopg.connect(
            _conninfo(url),
            autocommit=True,
            options="-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0",
        )
        self._since = self._next_transaction()
        self._schema = self._ask(_IN_CATALOGUES)

    def rewind(self) -> bool:
        """Set all rows back; False where that cannot be done, or no more."""
        self._left -= 1
        if self._left <= 0 or self._ask(_IN_CATALOGUES) != self._schema:
            return False
        try:
            with self._connection.transaction():
                self._connection.execute("SET LOCAL lock_timeout = '1s'")
                self._connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
                for name, count, written in self._ask(_IN_TABLES):
                    if written or count != self.origin.counts[name]:
                        self._refill(name)
        except psycopg.errors.LockNotAvailable:
            return False
        self._since = self._next_transaction()
        return True

    def close(self) -> None:
        self._connection.close()

    def _refill(self, name: str) -> None:
        self._connection.execute(SQL("DELETE FROM {}").format(Identifier(name)))
        if name in self.origin.rows:
            with self._connection.cursor().copy(_copy(name, "FROM STDIN")) as rows:
                rows.write(self.origin.rows[name])

    def _ask(self, query: Any) -> list[Any]:
        return self._connection.execute(query, {"since": self._since}, prepare=True).fetchall()

    def _next_transaction(self) -> int:
        found = self._connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
        assert found is not None
        return int(found[0])


class KeptConnection(Connection[Any]):
    """Goes back to where it was borrowed instead of being closed, unless something is wrong with it."""

    home: str

    def close(self) -> None:
        try:
            self.rollback()
            self.execute("RESET ALL")
            self.execute("SELECT pg_advisory_unlock_all()")
            self.commit()
        except psycopg.Error:
            super().close()
        else:
            _idle[self.home].append(self)

    def close_for_good(self) -> None:
        super().close()


_idle: dict[str, list[KeptConnection]] = defaultdict(list)


def connect(url: str, *args: Any, **named: Any) -> KeptConnection:
    """A connection to this database, a used one if there is one."""
    if _idle[url]:
        return _idle[url].pop()
    made: KeptConnection = KeptConnection.connect(*args, **named)
    made.home = url
    return made


def disconnect(url: str) -> None:
    """Close what is kept for this database."""
    for connection in _idle.pop(url, []):
        connection.close_for_good()


def _copy(name: str, where: str) -> Any:
    return SQL("COPY {} {} (FORMAT binary)").format(Identifier(name), SQL(where))


def _conninfo(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
