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
from permit_service.services.dispatches import Dispatched, dispatch_due
from permit_service.services.filing_deadlines import remind_of_deadlines
from permit_service.services.inspections.deadlines import remind_of_findings

log = structlog.get_logger()
EVERY_SECONDS = 2
POST_EVERY_SECONDS = 10


def run(app: Flask) -> None:
    """Tick until SIGTERM or Ctrl-C; work in hand is finished first."""
    scheduler = BlockingScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(_tick, "interval", args=(app,), seconds=EVERY_SECONDS)
    # A thread of its own: a mail server that hangs must not hold up alarms
    scheduler.add_job(_post, "interval", args=(app,), seconds=POST_EVERY_SECONDS)

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


def _post(app: Flask) -> None:
    """Tell of deadlines, and carry messages out."""
    with app.app_context():
        try:
            told, done = remind_of_deadlines() + remind_of_findings(), dispatch_due()
        except (ServiceError, SQLAlchemyError) as error:  # the database is away: the next round tries again
            log.error("post_failed", error=type(error).__name__)
            return
        finally:
            db.session.remove()
        if told or done != Dispatched():
            log.info("posted", told=told, delivered=done.delivered, put_off=done.put_off, given_up=done.given_up)
