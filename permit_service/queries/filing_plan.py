"""Until when a job has to be filed, and with whom: told before anybody files it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service.facts_of import area as area_facts
from permit_service.facts_of.plan import standing_filing
from permit_service.models.areas import Area
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import StreetTraining
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from workflows.filing import deadline_in
from workflows.plan_facts import AreaRules
from workflows.vocabulary import FilingMode, Status

_GONE = (Status.cancelled, Status.rejected, Status.expired, Status.revoked)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """Who receives the filing of a job, by when it is on time, and the one that stands.

    ``latest`` is the last whole minute that is on time, as people say it (23:59); None until the start is told, and
    where no filing is taken.
    """

    area: Area
    rules: AreaRules
    start: datetime | None
    latest: datetime | None
    calendar_complete: bool
    filing: Filing | None

    @property
    def needed(self) -> bool:
        """Whether the area takes filings at all."""
        return self.rules.filing_mode is not FilingMode.none

    def late(self, now: datetime) -> bool:
        """Whether a filing made now would come late."""
        return self.latest is not None and now >= self.latest + _MINUTE


def of_job(session: Session, job: Job) -> FilingPlan:
    """The plan for a job, by the start of its first permit that still stands."""
    starts = session.scalars(
        select(Permit.window_start).where(
            Permit.job_id == job.id, Permit.status.not_in(_GONE), Permit.window_start.is_not(None)
        )
    )
    start = min((moment for moment in starts if moment is not None), default=job.planned_start)
    return _plan(session, job.spaces[0], start, standing_filing(session, job.id))


def of_filing(session: Session, filing: Filing) -> FilingPlan:
    """The plan for a filing as it stands, by its own start."""
    space = filing.spaces[0] if filing.spaces else filing.job.spaces[0]
    return _plan(session, space, filing.start_at, filing)


def came_late(session: Session, filing: Filing) -> bool:
    """Whether a filing that was handed in came after its deadline, and no emergency explains it."""
    if filing.first_submitted_at is None or filing.start_at is None or filing.emergency_signed_at is not None:
        return False
    plan = of_filing(session, filing)
    return plan.needed and not deadline_in(plan.rules, filing.start_at).met_by(filing.first_submitted_at)


def training_due(session: Session, filing: Filing) -> bool:
    """Whether the area demands a street training that was neither held nor waived."""
    if area_facts.rules_of(session, filing.area_id, filing.start_at).training_minutes == 0:
        return False
    settled = or_(StreetTraining.ended_at.is_not(None), StreetTraining.waived_at.is_not(None))
    return session.scalar(select(StreetTraining.id).where(StreetTraining.filing_id == filing.id, settled)) is None


def _plan(session: Session, space: ConfinedSpace, start: datetime | None, filing: Filing | None) -> FilingPlan:
    rules = area_facts.rules_of(session, space.area_id, start)
    area = area_facts.filing_area(session, space.area_id)
    if start is None or rules.filing_mode is FilingMode.none:
        return FilingPlan(area, rules, start, None, True, filing)
    last = deadline_in(rules, start)
    return FilingPlan(area, rules, start, last.on_time_before - _MINUTE, last.calendar_complete, filing)
