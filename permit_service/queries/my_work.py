"""What waits for one account: signatures, steps on site, papers to complete, filings to review, alarms."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.models.alarms import Alarm
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job, JobMember
from permit_service.models.permits import IS_LIVE, Permit, PermitMember
from permit_service.queries import crew, filing_plan, inbox, related, works
from permit_service.queries.filing_plan import FilingPlan
from permit_service.queries.paging import LARGEST_SIZE, Wanted
from permit_service.queries.scope import scope_of
from permit_service.queries.sight import Scope
from permit_service.wallclock import SHANGHAI
from workflows.facts import Facts
from workflows.gates import clear
from workflows.next_step import next_step
from workflows.site_facts import Attempt
from workflows.steps import DONE_BY, Step
from workflows.verdict import GateState
from workflows.vocabulary import LIVE_STATUSES, Action, FilingStatus, JobStatus, Part, Role, Status

#: The parts that somebody plays, by permit.
Parts = Mapping[uuid.UUID, frozenset[Part]]

#: Enough for anybody's day; the lists of jobs and filings hold the rest.
_MOST = 40
_DAY = timedelta(days=1)
_PLANNERS = frozenset({Role.work_leader, Role.safety_manager, Role.principal})
_STREET = frozenset({Role.street_officer, Role.grid_officer})
_UNDER_WAY = (Status.active, Status.suspended)
#: Who works on single jobs, and answers for no others.
_CREW = frozenset({Role.work_leader, Role.approver, Role.guardian, Role.tester, Role.site_inspector})
#: Whose signature each action is, and that it is this one's turn: gates that must not stop it.
_SIGNING = {
    Action.permit_consent: Part.leader,
    Action.permit_approve: Part.approver,
    Action.permit_owner_approve: Part.owner_approver,
}
_TURN = frozenset({"signed_once", "signatures_present"})


@unique
class Task(StrEnum):
    """What is to be done."""

    sign = "sign"
    step = "step"
    fill = "fill"
    file = "file"
    complete = "complete"
    accept = "accept"
    decide_late = "decide_late"
    review_emergency = "review_emergency"
    receive = "receive"
    read_amendment = "read_amendment"
    train = "train"
    sign_change = "sign_change"
    sign_link = "sign_link"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits; ``permit`` or ``job`` or ``filing`` tells about what. ``by``: when it must be done."""

    task: Task
    permit: Permit | None = None
    job: Job | None = None
    filing: Filing | None = None
    action: Action | None = None
    step: Step | None = None
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class MyWork:
    """The page of an account's own work. ``pressing``: permits being worked on, whose alarms come first."""

    waiting: tuple[Waiting, ...]
    alarms: tuple[Alarm, ...]
    pressing: frozenset[uuid.UUID]
    today: tuple[Permit, ...]


def my_work(session: Session, actor: Actor, now: datetime) -> MyWork:
    """Everything that waits for the account now, the most pressing first."""
    scope = scope_of(session, actor)
    parts_on = {} if actor.person_id is None else _own_parts(session, actor.person_id)
    waiting = [
        *_of_permits(session, actor, parts_on, now),
        *_beside(session, parts_on),
        *_of_jobs(session, actor, scope),
        *_of_filings(session, actor, now),
    ]
    alarms = tuple(_alarms(session, scope, actor))
    return MyWork(tuple(waiting), alarms, _pressing(session, alarms), tuple(_today(session, scope, now)))


def _alarms(session: Session, scope: Scope, actor: Actor) -> Iterable[Alarm]:
    standing = select(Alarm).where(Alarm.cleared_at.is_(None), scope.alarms(), _concerns(actor))
    return session.scalars(standing.order_by(Alarm.acknowledged_at.is_not(None), Alarm.since.desc()).limit(_MOST))


def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Alarms of work under way concern everybody in scope; others who answers for the firm or the area, and who is
    named on the permit or the job."""
    if actor.roles - _CREW:
        return true()
    named = select(PermitMember.permit_id).where(PermitMember.person_id == actor.person_id)
    planned = select(JobMember.job_id).where(JobMember.person_id == actor.person_id)
    made = select(Job.id).where(Job.created_by_id == actor.user_id)
    under_way = select(Permit.id).where(Permit.status.in_(_UNDER_WAY))
    return or_(
        Alarm.permit_id.in_(under_way), Alarm.permit_id.in_(named), Alarm.job_id.in_(planned), Alarm.job_id.in_(made)
    )


def _pressing(session: Session, alarms: Iterable[Alarm]) -> frozenset[uuid.UUID]:
    permit_ids = {alarm.permit_id for alarm in alarms if alarm.permit_id is not None}
    under_way = Permit.status.in_(_UNDER_WAY)
    return frozenset(session.scalars(select(Permit.id).where(Permit.id.in_(permit_ids), under_way)))


def _today(session: Session, scope: Scope, now: datetime) -> list[Permit]:
    """Permits whose window meets today, and those still open from before."""
    local = now.astimezone(SHANGHAI)
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    # No window is longer than a day; told so, the index need not be read from the first permit ever made.
    begins = (Permit.window_start > morning - _DAY) & (Permit.window_start < morning + _DAY)
    meets = begins & (Permit.window_end > morning) & (Permit.status != Status.draft)
    open_still = and_(IS_LIVE, Permit.status.in_((Status.active, Status.suspended, Status.finished)))
    seen = select(Permit).where(scope.permits()).order_by(Permit.window_start, Permit.number).limit(_MOST)
    rows = seen.options(*works.OF_PERMITS)
    found = {*session.scalars(rows.where(meets)), *session.scalars(rows.where(open_still))}
    return sorted(found, key=lambda permit: (permit.window_start, permit.number))[:_MOST]


# -- permits -------------------------------------------------------------------------------------------------


def _of_permits(session: Session, actor: Actor, parts_on: Parts, now: datetime) -> Iterator[Waiting]:
    if actor.person_id is None:
        return
    own = select(Permit).where(or_(Permit.id.in_(parts_on), Permit.applicant_id == actor.person_id), IS_LIVE)
    own = own.order_by(Permit.window_start, Permit.number).limit(_MOST).options(*facts_of.ABOVE, *works.OF_PERMITS)
    permits = session.scalars(own).all()
    facts = facts_of.load_all(session, [permit for permit in permits if _under_way(permit, now)], actor)
    for permit in permits:
        parts = parts_on.get(permit.id, frozenset())
        if permit.status is Status.draft and (permit.applicant_id == actor.person_id or Part.leader in parts):
            yield Waiting(Task.fill, permit=permit)
        elif permit.status is Status.submitted:
            yield from _signature(permit, parts, facts[permit.id], now)
        elif permit.id in facts:
            yield from _site_step(permit, parts, facts[permit.id], now)


def _beside(session: Session, parts_on: Parts) -> Iterator[Waiting]:
    """Signatures beside the document: crew changes, and links with other permits of the space."""
    yield from (Waiting(Task.sign_change, permit=permit) for permit in crew.to_sign(session, parts_on))
    yield from (Waiting(Task.sign_link, permit=permit) for permit in related.to_sign(session, parts_on))


def _under_way(permit: Permit, now: datetime) -> bool:
    """Whether its facts may ask for something: not of a draft, nor of one too far ahead for anything on site."""
    far = permit.window_start is not None and permit.window_start > now + _DAY
    return permit.status is not Status.draft and not (permit.status is Status.approved and far)


def _own_parts(session: Session, person_id: uuid.UUID) -> Parts:
    rows = session.execute(
        select(PermitMember.permit_id, PermitMember.parts)
        .join(Permit, Permit.id == PermitMember.permit_id)
        .where(
            PermitMember.person_id == person_id,
            PermitMember.removed_at.is_(None),
            IS_LIVE,
        )
    )
    return dict(rows.all())


def _signature(permit: Permit, parts: frozenset[Part], facts: Facts, now: datetime) -> Iterator[Waiting]:
    """The signature that is this person's to give next, by what the gates of order say."""
    for action, part in _SIGNING.items():
        if part in parts and _turn(action, facts, now):
            yield Waiting(Task.sign, permit=permit, action=action, by=permit.window_start)


def _turn(action: Action, facts: Facts, now: datetime) -> bool:
    asked = facts.trying(Attempt(person_id=facts.actor.person_id))
    results = [result for result in clear(action, asked, now).results if result.gate in _TURN]
    contracted = action is not Action.permit_owner_approve or facts.contract is not None
    return contracted and all(result.state is not GateState.refused for result in results)


def _site_step(permit: Permit, parts: frozenset[Part], facts: Facts, now: datetime) -> Iterator[Waiting]:
    step = next_step(facts, now).step
    if step is not None and parts & set(DONE_BY[step]):
        yield Waiting(Task.step, permit=permit, step=step)


# -- jobs and filings ----------------------------------------------------------------------------------------


def _of_jobs(session: Session, actor: Actor, scope: Scope) -> Iterator[Waiting]:
    """Jobs one plans: to be filed, and, when the work is over, to be accepted."""
    if not actor.roles & _PLANNERS:
        return
    rows = select(Job).where(Job.status == JobStatus.open, scope.jobs()).order_by(Job.planned_start).limit(_MOST)
    jobs = session.scalars(rows.options(*works.OF_JOBS)).all()
    statuses = _statuses(session, jobs)
    to_file = [job for job in jobs if statuses[job.id] & {Status.submitted, Status.approved}]
    plans = filing_plan.of_jobs(session, to_file)
    for job in jobs:
        if Status.closed in statuses[job.id] and not statuses[job.id] & LIVE_STATUSES:
            yield Waiting(Task.accept, job=job)
        elif job.id in plans:
            yield from _filing_due(job, plans[job.id])


def _statuses(session: Session, jobs: Sequence[Job]) -> Mapping[uuid.UUID, set[Status]]:
    """Where the permits of each job stand."""
    found: dict[uuid.UUID, set[Status]] = {job.id: set() for job in jobs}
    for job_id, status in session.execute(select(Permit.job_id, Permit.status).where(Permit.job_id.in_(found))):
        found[job_id].add(status)
    return found


def _filing_due(job: Job, plan: FilingPlan) -> Iterator[Waiting]:
    if not plan.needed or plan.handed_in:
        return
    returned = plan.filing is not None and plan.filing.status is FilingStatus.returned
    task = Task.complete if returned else Task.file
    yield Waiting(task, job=job, filing=plan.filing, by=plan.latest)


def _of_filings(session: Session, actor: Actor, now: datetime) -> Iterator[Waiting]:
    """What a street has to look into, by the start of the work, as its inbox tells it."""
    if not actor.roles & _STREET:
        return
    after, found = None, 0
    while found < _MOST:
        entries = inbox.inbox(session, actor, now, Wanted(after, LARGEST_SIZE))
        for entry in entries.rows:
            if entry.next is not None:
                found += 1
                yield Waiting(Task(entry.next), filing=entry.filing, by=entry.filing.start_at)
        after = entries.after
        if after is None:
            return
