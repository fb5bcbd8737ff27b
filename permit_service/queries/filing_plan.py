"""Until when a job has to be filed, and with whom: told before anybody files it; and how a filing handed in stands."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permit_service.facts_of import area as area_facts
from permit_service.facts_of.crew import ATTENDED_FROM
from permit_service.facts_of.plan import standing_filings
from permit_service.facts_of.reader import Reader
from permit_service.models.filings import Filing, FilingAmendment
from permit_service.models.jobs import Job
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.permits import IS_LIVE, Permit, PermitMember
from permit_service.models.spaces import ConfinedSpace
from workflows.filing import deadline_in
from workflows.plan_facts import AreaRules
from workflows.street_training import Attendance, Untrained, trained, untrained
from workflows.vocabulary import FilingMode, FilingStatus, Part, Status

_GONE = (Status.cancelled, Status.rejected, Status.expired, Status.revoked)
_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided)
_MINUTE = timedelta(minutes=1)

#: How long each filing's workers must be trained.
Demanded = Mapping[uuid.UUID, timedelta]


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """Who receives the filing of a job (``rules``), by when it is on time, and the one that stands.

    ``latest`` is the last whole minute that is on time, as people say it (23:59); None until the start is told, and
    where no filing is taken.
    """

    rules: AreaRules
    start: datetime | None
    latest: datetime | None
    calendar_complete: bool
    filing: Filing | None

    @property
    def needed(self) -> bool:
        """Whether the area takes filings at all."""
        return self.rules.filing_mode is not FilingMode.none

    @property
    def handed_in(self) -> bool:
        """Whether the street has it, returned ones apart."""
        return self.filing is not None and self.filing.status in _HANDED_IN

    def late(self, now: datetime) -> bool:
        """Whether a filing made now would come late."""
        return self.latest is not None and now >= self.latest + _MINUTE


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing's plan, whether it came late with no emergency to explain it, and whom the street has yet to train.

    ``trained``: those who sat through a training long enough. ``untrained`` is None where no training is demanded, one
    was waived, or an emergency defers it.
    """

    plan: FilingPlan
    came_late: bool
    trained: frozenset[uuid.UUID]
    untrained: Untrained[uuid.UUID] | None

    @property
    def training_due(self) -> bool:
        """Whether somebody is still to be trained."""
        return bool(self.untrained)


def of_job(session: Session, job: Job) -> FilingPlan:
    """The plan for a job, by the start of its first permit that still stands."""
    return of_jobs(session, [job])[job.id]


def of_jobs(session: Session, jobs: Sequence[Job]) -> Mapping[uuid.UUID, FilingPlan]:
    """The plans of many jobs, by job."""
    ids = [job.id for job in jobs]
    first = select(Permit.job_id, func.min(Permit.window_start)).where(
        Permit.job_id.in_(ids), Permit.status.not_in(_GONE), Permit.window_start.is_not(None)
    )
    starts = dict(session.execute(first.group_by(Permit.job_id)).all())
    standing = standing_filings(session, ids)
    reader = Reader(session, areas=[job.spaces[0].area_id for job in jobs])
    return {
        job.id: _plan(reader, job.spaces[0], starts.get(job.id, job.planned_start), standing.get(job.id))
        for job in jobs
    }


def of_filing(session: Session, filing: Filing) -> Filed:
    """The plan for a filing as it stands, by its own start."""
    return of_filings(session, [filing])[filing.id]


def of_filings(session: Session, filings: Sequence[Filing]) -> Mapping[uuid.UUID, Filed]:
    """The plans of many filings, by filing."""
    spaces = {filing.id: filing.spaces[0] if filing.spaces else filing.job.spaces[0] for filing in filings}
    areas = [area_id for filing in filings for area_id in (filing.area_id, spaces[filing.id].area_id)]
    reader = Reader(session, areas=areas)
    demanded = {filing.id: _training_demanded(reader, filing) for filing in filings}
    have = _trained(session, demanded)
    crews = _crews(session, filings)
    waived = _waived(session, demanded)
    found = {}
    for filing in filings:
        plan = _plan(reader, spaces[filing.id], filing.start_at, filing)
        deferred = not demanded[filing.id] or filing.id in waived or filing.emergency_signed_at is not None
        lacking = None if deferred else untrained(crews.get(filing.job_id, {}), have[filing.id])
        found[filing.id] = Filed(plan, _came_late(plan, filing), have[filing.id], lacking)
    return found


def undecided(session: Session, filings: Sequence[Filing]) -> frozenset[uuid.UUID]:
    """Which of the filings came late and wait for the street's decision: nobody enters under them yet."""
    waiting = [one for one in filings if one.status in _HANDED_IN and one.late_allowed is None]
    spaces = {filing.id: filing.spaces[0] if filing.spaces else filing.job.spaces[0] for filing in waiting}
    reader = Reader(session, areas=[space.area_id for space in spaces.values()])
    plans = ((_plan(reader, spaces[filing.id], filing.start_at, filing), filing) for filing in waiting)
    return frozenset(filing.id for plan, filing in plans if _came_late(plan, filing))


def amended(session: Session, filings: Sequence[Filing]) -> set[uuid.UUID]:
    """Which of the filings have amendments that the street has not seen."""
    ids = [filing.id for filing in filings]
    rows = select(FilingAmendment.filing_id).where(
        FilingAmendment.seen_at.is_(None), FilingAmendment.filing_id.in_(ids)
    )
    return set(session.scalars(rows))


def _came_late(plan: FilingPlan, filing: Filing) -> bool:
    if filing.first_submitted_at is None or filing.start_at is None or filing.emergency_signed_at is not None:
        return False
    return plan.needed and not deadline_in(plan.rules, filing.start_at).met_by(filing.first_submitted_at)


def _training_demanded(reader: Reader, filing: Filing) -> timedelta:
    """How long the area that took the filing trains each worker; 0 = it does not."""
    area = area_facts.receiver(reader, filing.area_id)
    return timedelta(minutes=area_facts.rules_of(reader, area, filing.start_at).training_minutes)


def _trained(session: Session, demanded: Demanded) -> Mapping[uuid.UUID, frozenset[uuid.UUID]]:
    rows = session.execute(
        select(StreetTraining.filing_id, TrainingAttendee.person_id, ATTENDED_FROM, StreetTraining.ended_at)
        .join(StreetTraining, StreetTraining.id == TrainingAttendee.training_id)
        .where(
            StreetTraining.filing_id.in_(demanded),
            StreetTraining.started_at.is_not(None),
            StreetTraining.ended_at.is_not(None),
        )
    )
    sat: dict[uuid.UUID, list[Attendance[uuid.UUID]]] = {filing_id: [] for filing_id in demanded}
    for filing_id, person_id, since, until in rows:
        sat[filing_id].append(Attendance(person_id, since, until))
    return {filing_id: trained(sat[filing_id], minutes) for filing_id, minutes in demanded.items()}


def _crews(session: Session, filings: Sequence[Filing]) -> Mapping[uuid.UUID, Mapping[uuid.UUID, frozenset[Part]]]:
    """By job, everybody whom its live permits name; reserves wait until a permit does."""
    rows = session.execute(
        select(Permit.job_id, PermitMember.person_id, PermitMember.parts)
        .join(Permit, Permit.id == PermitMember.permit_id)
        .where(
            Permit.job_id.in_([filing.job_id for filing in filings]),
            IS_LIVE,
            PermitMember.removed_at.is_(None),
            PermitMember.person_id.is_not(None),
        )
    )
    crews: dict[uuid.UUID, dict[uuid.UUID, frozenset[Part]]] = {}
    for job_id, person_id, parts in rows:
        crew = crews.setdefault(job_id, {})
        crew[person_id] = crew.get(person_id, frozenset()) | parts
    return crews


def _waived(session: Session, demanded: Demanded) -> frozenset[uuid.UUID]:
    waived = select(StreetTraining.filing_id).where(
        StreetTraining.filing_id.in_(demanded), StreetTraining.waived_at.is_not(None)
    )
    return frozenset(session.scalars(waived))


def _plan(reader: Reader, space: ConfinedSpace, start: datetime | None, filing: Filing | None) -> FilingPlan:
    area = area_facts.receiver(reader, space.area_id)
    rules = area_facts.rules_of(reader, area, start)
    if start is None or rules.filing_mode is FilingMode.none:
        return FilingPlan(rules, start, None, True, filing)
    last = deadline_in(rules, start)
    return FilingPlan(rules, start, last.on_time_before - _MINUTE, last.calendar_complete, filing)
