"""Periodic jobs: of all clocks that run, the one that claims the slot of an hour or a day does its work."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from permit_service.models.system import JobSlot
from permit_service.upsert import insert_new

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def claim(session: Session, job: str, every: timedelta, now: datetime) -> bool:
    """Whether this clock is the first to do ``job`` in the slot of ``now``; slots are counted from 00:00 UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    slot = midnight + (now - midnight) // every * every
    return insert_new(session, JobSlot, {"job": job, "slot": slot, "claimed_at": now})


def purge(session: Session, before: datetime) -> None:
    """Forget claims that no clock can meet again."""
    session.execute(delete(JobSlot).where(JobSlot.slot < before))
