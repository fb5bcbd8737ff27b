"""One use case, one transaction: lock first, read the facts under the lock, write, commit; or nothing at all.

The only file that commits. Locks are taken in one order, spaces by id and then permits by id, so that two units wait
for each other but never in a circle.
"""

import sqlite3
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from permit_service.database import IMMEDIATE, LOCK_TIMEOUT_MS
from permit_service.errors import Busy, Conflict, NotFound, ProblemCode
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace

T = TypeVar("T")
Ids = Collection[uuid.UUID]

_ATTEMPTS = 2
_RUNNING = "unit_of_work"
_HOSTING = "hosts_a_unit"
_SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_UNIQUE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_POSTGRESQL_BUSY = frozenset({"55P03", "40P01", "40001"})  # lock not available, deadlock, serialization failure
_POSTGRESQL_UNIQUE = frozenset({"23505"})


class _Moved(Exception):
    """A draft permit was moved to another space while we waited for the lock."""


def run(work: Callable[[Session], T], *, spaces: Ids = (), permits: Ids = (), retry_unique: bool = False) -> T:
    """Run ``work`` in one transaction and return what it returned.

    ``spaces`` and ``permits`` are locked first; a permit's lock takes its space's too. ``work`` must be fit to run
    twice: busy rows, a deadlock or, with ``retry_unique``, a row that another inserted first, roll everything back and
    run it once more. Anything it raises rolls back and goes on to the caller.

    Raises NotFound for an id to lock that is not there, Busy after the second attempt or if no connection gets free,
    Conflict ``stale`` if an edit was made on an old revision, RuntimeError inside another unit of work or after writes
    outside of one.
    """
    session = db.session()
    if session.info.pop(_HOSTING, False):
        return _guest(session, work, spaces, permits)
    if session.info.get(_RUNNING):
        raise RuntimeError("units of work do not nest")
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise RuntimeError("something was written outside a unit of work")
    session.info[_RUNNING] = True
    try:
        for _ in range(_ATTEMPTS):
            try:
                return _attempt(session, work, spaces, permits)
            except (DBAPIError, _Moved) as error:
                if not _passing(error, retry_unique):
                    raise
                last = error
        raise Busy from last
    except NoConnection as error:
        raise Busy from error
    except StaleDataError as error:
        raise Conflict(ProblemCode.stale) from error
    finally:
        del session.info[_RUNNING]


@contextmanager
def hosting(session: Session) -> Iterator[None]:
    """Let one use case run inside this unit of work: it takes its locks now, and commits or falls with its host."""
    session.info[_HOSTING] = True
    try:
        yield
    finally:
        session.info.pop(_HOSTING, None)


@contextmanager
def snapshot() -> Iterator[Session]:
    """A session of its own that sees one moment of the database and writes nothing: for long reads."""
    level = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with Session(db.engine.execution_options(**level)) as session:
        yield session


def _attempt(session: Session, work: Callable[[Session], T], spaces: Ids, permits: Ids) -> T:
    session.rollback()  # ends what only read: its snapshot must not outlive the wait for the locks
    try:
        connection = session.connection(execution_options=IMMEDIATE)
        if connection.dialect.name == "postgresql":
            session.execute(text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))
        _lock(session, spaces, permits)
        result = work(session)
        session.commit()
        return result
    finally:
        session.rollback()  # nothing to do after a commit


def _guest(session: Session, work: Callable[[Session], T], spaces: Ids, permits: Ids) -> T:
    _lock(session, spaces, permits)
    session.expire_all()  # what the host read before the locks may be old
    return work(session)


def _lock(session: Session, spaces: Ids, permits: Ids) -> None:
    space_of = _space_of(session, permits)
    _lock_rows(session, ConfinedSpace, {*spaces, *space_of.values()})
    _lock_rows(session, Permit, set(permits))
    if _space_of(session, permits) != space_of:
        raise _Moved


def _space_of(session: Session, permits: Ids) -> dict[uuid.UUID, uuid.UUID]:
    if not permits:
        return {}
    rows = session.execute(select(Permit.id, Permit.space_id).where(Permit.id.in_(permits)))
    return {row.id: row.space_id for row in rows}


def _lock_rows(session: Session, model: type[ConfinedSpace] | type[Permit], ids: set[uuid.UUID]) -> None:
    if not ids:
        return
    found = session.scalars(select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update()).all()
    if len(found) != len(ids):
        raise NotFound


def _passing(error: Exception, retry_unique: bool) -> bool:
    """Whether the same work may succeed a moment later."""
    if isinstance(error, _Moved):
        return True
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0)
        return code & 0xFF in _SQLITE_BUSY or (retry_unique and code in _SQLITE_UNIQUE)
    state = getattr(cause, "sqlstate", None)
    return state in _POSTGRESQL_BUSY or (retry_unique and state in _POSTGRESQL_UNIQUE)
