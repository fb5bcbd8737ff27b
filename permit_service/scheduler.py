"""The clock process: APScheduler calls ``tick`` every few seconds, in memory, until it is told to stop.

Any number of these may run; none owns anything (design §7).
"""

import signal
from types import FrameType

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from permit_service.errors import ServiceError
from permit_service.models.base import db
from permit_service.services.clock import tick

log = structlog.get_logger()
EVERY_SECONDS = 2


def run(app: Flask) -> None:
    """Tick until SIGTERM or Ctrl-C; work in hand is finished first."""
    scheduler = BlockingScheduler(timezone="UTC")
    scheduler.add_job(
        _tick,
        "interval",
        args=(app,),
        seconds=EVERY_SECONDS,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )

    def stop(signum: int, frame: FrameType | None) -> None:
        scheduler.shutdown(wait=True)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()


def _tick(app: Flask) -> None:
    with app.app_context():
        try:
            done = tick()
        except (ServiceError, SQLAlchemyError) as error:  # the database is away: the next tick tries again
            log.error("tick_failed", error=type(error).__name__)
            return
        finally:
            db.session.remove()
        if done.permits or done.filings or done.failed:
            log.info("ticked", permits=done.permits, filings=done.filings, failed=done.failed)
