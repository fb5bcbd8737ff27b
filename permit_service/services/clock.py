"""The clock's tick: look at every permit whose time has come, and at filings that lapse.

Due times are columns, not jobs (design §7). Each row is claimed by a conditional UPDATE, so of two clocks one does the
work; each is settled in a transaction of its own, and one that fails is put off, never left to stop the others. Nothing
safe depends on any of this: gates are judged at the moment of asking.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from permit_service import accounts, heartbeats, job_slots, outbox, rate_limits, unit_of_work, wallclock
from permit_service.actor import CLOCK, Actor
from permit_service.errors import Busy, ServiceError
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.services import snapshots
from permit_service.services.case import Case, on_permit
from permit_service.services.filing_review import filings_to_lapse, lapse_filing
from permit_service.services.street_trainings import alarm_overdue, trainings_overdue
from workflows.vocabulary import AlarmKind

log = structlog.get_logger()

#: A claimed row comes back after this if whoever claimed it died; settling it sets the real time.
LEASE = timedelta(minutes=1)

#: How long lapsed sessions, tokens and counters are kept.
KEPT = timedelta(days=1)

#: How long messages are kept (G): what they tell of keeps its own records.
MESSAGES_KEPT = timedelta(days=180)

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
    unit_of_work.run(lambda session: _keep_house(session, now))
    mine = [permit_id for permit_id, due_at in _due_permits(now) if _claim(permit_id, due_at, now)]
    settled = [_settled(permit_id) for permit_id in mine]
    filed = [_done(lapse_filing, filing_id) for filing_id in filings_to_lapse(db.session(), now)]
    filed += [_done(alarm_overdue, filing_id) for filing_id in _overdue_and_untold(now)]
    return Ticked(sum(settled), sum(filed), (settled + filed).count(False))


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


def _overdue_and_untold(now: datetime) -> list[uuid.UUID]:
    """Filings without their street training, the alarm for which nobody has raised yet."""
    overdue = trainings_overdue(db.session(), now)
    told = select(Alarm.filing_id).where(Alarm.kind == AlarmKind.training_overdue, Alarm.filing_id.in_(overdue))
    known = set(db.session.scalars(told)) if overdue else set()
    return [filing_id for filing_id in overdue if filing_id not in known]


def _done(act: Callable[[Actor, uuid.UUID], object], filing_id: uuid.UUID) -> bool:
    try:
        act(CLOCK, filing_id)
    except (ServiceError, SQLAlchemyError, RuntimeError) as error:
        log.error("filing_not_settled", filing_id=str(filing_id), error=type(error).__name__)
        return False
    return True


def _keep_house(session: Session, now: datetime) -> None:
    """Beat; once a day forget what has lapsed: of all clocks the one that takes the day's slot does it."""
    heartbeats.beat(session, heartbeats.CLOCK, now)
    if job_slots.claim(session, "purge", job_slots.DAY, now):
        job_slots.purge(session, now - KEPT)
        accounts.purge(session, now - KEPT)
        rate_limits.purge(session, now - KEPT)
        outbox.purge(session, now - MESSAGES_KEPT)
        snapshots.purge(session, now)
