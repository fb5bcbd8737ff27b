"""The only file that reads a clock.

Time is UTC to the millisecond. On a database marked *sample*, served by a server that allows it, the clock is one row
that every process reads: standing still, or running with an offset. The row is read each time and never cached, so a
change is seen by all at once. Tests pin the clock of their own context with ``at``.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from flask import current_app, has_app_context
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from permit_service import journal
from permit_service.config import service_config
from permit_service.errors import Conflict, NotFound, ProblemCode
from permit_service.models.base import db
from permit_service.models.system import Installation

#: China has had one zone and no summer time since 1991; a fixed offset needs no zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_MILLISECOND = timedelta(milliseconds=1)
_pinned: ContextVar[datetime | None] = ContextVar("pinned_clock", default=None)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the clock runs: standing at ``frozen_at``, or real time plus ``offset``."""

    frozen_at: datetime | None = None
    offset: timedelta = timedelta(0)

    def read(self) -> datetime:
        return to_milliseconds(self.frozen_at or system_now() + self.offset)


REAL = Setting()


def now() -> datetime:
    """The moment that decides, in UTC."""
    pinned = _pinned.get()
    return pinned if pinned is not None else setting().read()


def today() -> date:
    """The civil day in Asia/Shanghai."""
    return civil_day(now())


def civil_day(moment: datetime) -> date:
    """The civil day of a moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def is_within_reach(day: date) -> bool:
    """Whether a day or moment can be meant at all: beyond lies a slip of the finger, and sums with it overflow."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def day_end(day: date) -> datetime:
    """The moment at which a civil day in Asia/Shanghai is over: what holds through the day holds before it."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI).astimezone(UTC)


def last_day(until: datetime) -> date:
    """The last civil day of which something that holds before ``until`` has at least a part."""
    return civil_day(until - _MILLISECOND)


def system_now() -> datetime:
    """Real time, whatever the sample clock says: for logs."""
    return to_milliseconds(datetime.now(UTC))


def stopwatch() -> Callable[[], float]:
    """A function that tells how many milliseconds have passed since this call."""
    start = time.perf_counter()
    return lambda: (time.perf_counter() - start) * 1000


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Pin the clock of this context (a thread, a test) to ``moment``. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    token = _pinned.set(to_milliseconds(moment.astimezone(UTC)))
    try:
        yield
    finally:
        _pinned.reset(token)


def setting() -> Setting:
    """How the clock runs now: real time unless this server serves a sample."""
    if not has_app_context() or not service_config(current_app.config).sample:
        return REAL
    session = db.session()
    if session.in_transaction():  # a second connection could starve while others hold the pool
        return _stored(session.connection()) or REAL
    with db.engine.connect() as connection:
        return _stored(connection) or REAL


def require_settable() -> None:
    """Raises NotFound unless this server allows samples and its database is marked as one."""
    if not (service_config(current_app.config).sample and _marked_sample()):
        raise NotFound


def purpose_fits() -> bool:
    """False for a sample's database under a server that is not made for samples: nothing on it is real."""
    return service_config(current_app.config).sample or not _marked_sample()


def set_clock(session: Session, moment: datetime, *, frozen: bool) -> None:
    """Move a sample's clock, inside a unit of work.

    Raises NotFound on any other database, Conflict ``clock_backwards`` before the newest row of the journal.
    """
    row = session.get(Installation, 1, with_for_update=True)
    if row is None or not row.sample:
        raise NotFound
    newest = journal.newest_at(session)
    if newest is not None and moment < newest:
        raise Conflict(ProblemCode.clock_backwards)
    row.clock_frozen_at = moment if frozen else None
    row.clock_offset_ms = 0 if frozen else (moment - system_now()) // _MILLISECOND


def mark_sample(session: Session) -> None:
    """Mark an empty database as a sample. Raises ValueError if anything was journalled on it already."""
    if journal.newest_at(session) is not None:
        raise ValueError("a database in use never becomes a sample")
    session.add(Installation(id=1, sample=True, clock_frozen_at=None, clock_offset_ms=0))


def _marked_sample() -> bool:
    with db.engine.connect() as connection:
        return _stored(connection) is not None


def _stored(connection: Connection) -> Setting | None:
    row = connection.execute(
        select(Installation.clock_frozen_at, Installation.clock_offset_ms).where(Installation.sample)
    ).first()
    return None if row is None else Setting(row.clock_frozen_at, timedelta(milliseconds=row.clock_offset_ms))


def to_milliseconds(moment: datetime) -> datetime:
    """The moment as it is kept. Told finer, one might be before another and not be so any more once kept."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
