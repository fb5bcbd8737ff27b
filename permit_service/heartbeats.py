"""When a process was last known to run. Beats follow the service's clock."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.system import Heartbeat
from permit_service.upsert import put

CLOCK = "clock"
#: A clock process that has not beaten for so long counts as gone.
QUIET_AFTER = timedelta(seconds=60)


def beat(session: Session, name: str, now: datetime) -> None:
    """Note that ``name`` runs, inside a unit of work."""
    put(session, Heartbeat, {"name": name}, {"at": now})


def is_alive(session: Session, name: str, now: datetime) -> bool:
    """Whether ``name`` has beaten lately."""
    at = session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))
    return at is not None and now - at <= QUIET_AFTER
