"""Telling planners that a filing's deadline is near: once an hour, for all jobs that start soon and are not filed."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permit_service import job_slots, unit_of_work, wallclock
from permit_service.models.areas import Area
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.queries import filing_plan, works
from permit_service.services.hand_overs import filings as hand_overs
from workflows.vocabulary import FilingStatus, JobStatus

#: So long before the deadline the planners are told (G).
NEAR = timedelta(hours=24)
#: So many civil days, at most, hold one working day on the average of any stretch with its holidays (G).
_DAYS_A_WORKING_DAY = 2
_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided, FilingStatus.returned)


def remind_of_deadlines() -> int:
    """Tell of every deadline that comes within :data:`NEAR`; returns how many accounts were told.

    Of several clocks the one that takes the hour's slot does it.
    """
    return unit_of_work.run(_remind)


def _remind(session: Session) -> int:
    now = wallclock.now()
    if not job_slots.claim(session, "filing_deadlines", job_slots.HOUR, now):
        return 0
    jobs = _unfiled(session, now)
    plans = filing_plan.of_jobs(session, jobs)
    return sum(_tell(session, job, plans[job.id].start, plans[job.id].latest, now) for job in jobs)


def _tell(session: Session, job: Job, start: datetime | None, latest: datetime | None, now: datetime) -> int:
    if start is None or latest is None or not now <= latest <= now + NEAR:
        return 0
    return hand_overs.deadline_near(session, job, start, latest, now)


def _unfiled(session: Session, now: datetime) -> list[Job]:
    filed = select(Filing.job_id).where(Filing.job_id == Job.id, Filing.status.in_(_HANDED_IN)).exists()
    lead = session.scalar(select(func.max(Area.lead_days))) or 0
    farthest = now + NEAR + timedelta(days=_DAYS_A_WORKING_DAY * (lead + 7))
    rows = select(Job).where(
        Job.status == JobStatus.open, Job.planned_start > now, Job.planned_start < farthest, ~filed
    )
    return list(session.scalars(rows.options(*works.OF_JOBS)))
