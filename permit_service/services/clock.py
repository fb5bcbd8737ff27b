"""The clock's tick: look at every permit whose time has come, and at filings that lapse.

Due times are columns, not jobs (design §7). Each row is claimed by a conditional UPDATE, so of two clocks one does the
work; each is settled in a transaction of its own, and one that fails is put off, never left to stop the others. Nothing
safe depends on any of this: gates are judged at the moment of asking.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from permit_service import heartbeats, unit_of_work, wallclock
from permit_service.actor import CLOCK
from permit_service.errors import Busy, ServiceError
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.services.case import Case, on_permit
from permit_service.services.filing_review import filings_to_lapse, lapse_filing

log = structlog.get_logger()

#: A claimed row comes back after this if whoever claimed it died; settling it sets the real time.
LEASE = timedelta(minutes=1)

#: How many rows one tick takes, so that a backlog cannot keep the clock from beating.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did."""

    permits: int
    filings: int
    failed: int


def tick() -> Ticked:
    """Settle everything whose time has come, and note that this clock runs."""
    now = wallclock.now()
    unit_of_work.run(lambda session: heartbeats.beat(session, heartbeats.CLOCK, now))
    mine = [permit_id for permit_id, due_at in _due_permits(now) if _claim(permit_id, due_at, now)]
    settled = [_settled(permit_id) for permit_id in mine]
    lapsed = [_lapsed(filing_id) for filing_id in filings_to_lapse(db.session(), now)]
    return Ticked(sum(settled), sum(lapsed), (settled + lapsed).count(False))


def _due_permits(now: datetime) -> list[tuple[uuid.UUID, datetime]]:
    rows = db.session.execute(
        select(Permit.id, Permit.next_due_at).where(Permit.next_due_at <= now).order_by(Permit.next_due_at).limit(BATCH)
    )
    return [(permit_id, due_at) for permit_id, due_at in rows if due_at is not None]


def _claim(permit_id: uuid.UUID, due_at: datetime, now: datetime) -> bool:
    """Take one row; False if another clock, or a write that settled it, was there first."""

    def work(session: Session) -> bool:
        taken = session.execute(
            update(Permit)
            .where(Permit.id == permit_id, Permit.next_due_at == due_at)
            .values(next_due_at=now + LEASE)
            .returning(Permit.id)
        )
        return taken.first() is not None

    try:
        return unit_of_work.run(work)
    except Busy:  # whoever holds the row settles it, or leaves it due
        return False


def _settled(permit_id: uuid.UUID) -> bool:
    """Settle one permit. A failure is logged and comes back with its lease; the other rows go on."""
    try:
        on_permit(CLOCK, permit_id, _look)
    except (ServiceError, SQLAlchemyError, RuntimeError) as error:
        log.error("permit_not_settled", permit_id=str(permit_id), error=type(error).__name__)
        return False
    return True


def _look(case: Case) -> None:
    """Nothing to record: settling is what the unit of work does at its end."""


def _lapsed(filing_id: uuid.UUID) -> bool:
    try:
        lapse_filing(CLOCK, filing_id)
    except (ServiceError, SQLAlchemyError, RuntimeError) as error:
        log.error("filing_not_lapsed", filing_id=str(filing_id), error=type(error).__name__)
        return False
    return True
