"""What waits for one account: signatures, steps on site, papers to complete, filings to review, alarms."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.models.alarms import Alarm
from permit_service.models.filings import Filing, FilingAmendment
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit, PermitMember
from permit_service.queries import crew, filing_plan, related
from permit_service.queries.filing_plan import FilingPlan
from permit_service.queries.scope import Scope, scope_of
from permit_service.wallclock import SHANGHAI
from workflows.facts import Facts
from workflows.gates import clear
from workflows.next_step import next_step
from workflows.site_facts import Attempt
from workflows.steps import DONE_BY, Step
from workflows.verdict import GateState
from workflows.vocabulary import LIVE_STATUSES, Action, FilingStatus, JobStatus, Part, Role, Status

#: Enough for anybody's day; the lists of jobs and filings hold the rest.
_MOST = 40
_DAY = timedelta(days=1)
_PLANNERS = frozenset({Role.work_leader, Role.safety_manager, Role.principal})
_STREET = frozenset({Role.street_officer, Role.grid_officer})
_ON_SITE = (Status.approved, Status.active, Status.suspended, Status.finished)
_OPEN_FILING = (FilingStatus.draft, FilingStatus.returned)
_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided)
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
    receive = "receive"
    decide_late = "decide_late"
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
    """The page of an account's own work."""

    waiting: tuple[Waiting, ...]
    alarms: tuple[Alarm, ...]
    today: tuple[Permit, ...]


def my_work(session: Session, actor: Actor, now: datetime) -> MyWork:
    """Everything that waits for the account now, the most pressing first."""
    scope = scope_of(session, actor)
    waiting = [
        *_of_permits(session, actor, now),
        *_beside(session, actor),
        *_of_jobs(session, actor, scope),
        *_of_filings(session, actor, scope),
    ]
    return MyWork(tuple(waiting), tuple(_alarms(session, scope)), tuple(_today(session, scope, now)))


def _alarms(session: Session, scope: Scope) -> Iterable[Alarm]:
    standing = select(Alarm).where(Alarm.cleared_at.is_(None), scope.alarms())
    return session.scalars(standing.order_by(Alarm.acknowledged_at.is_not(None), Alarm.since.desc()).limit(_MOST))


def _today(session: Session, scope: Scope, now: datetime) -> Iterable[Permit]:
    """Permits whose window meets today, and those still open from before."""
    local = now.astimezone(SHANGHAI)
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    meets = (Permit.window_start < morning + _DAY) & (Permit.window_end > morning)
    open_still = Permit.status.in_((Status.active, Status.suspended, Status.finished))
    rows = select(Permit).where(scope.permits(), or_(meets & (Permit.status != Status.draft), open_still))
    return session.scalars(rows.order_by(Permit.window_start, Permit.number).limit(_MOST))


# -- permits -------------------------------------------------------------------------------------------------


def _of_permits(session: Session, actor: Actor, now: datetime) -> Iterator[Waiting]:
    if actor.person_id is None:
        return
    parts_on = _own_parts(session, actor.person_id)
    own = select(Permit).where(
        or_(Permit.id.in_(parts_on), Permit.applicant_id == actor.person_id), Permit.status.in_(LIVE_STATUSES)
    )
    for permit in session.scalars(own.order_by(Permit.window_start, Permit.number).limit(_MOST)):
        parts = parts_on.get(permit.id, frozenset())
        if permit.status is Status.draft:
            if permit.applicant_id == actor.person_id or Part.leader in parts:
                yield Waiting(Task.fill, permit=permit)
            continue
        if permit.status is Status.approved and _far(permit, now):
            continue
        facts = facts_of.load(session, permit, actor)
        find = _signature if permit.status is Status.submitted else _site_step
        yield from find(permit, parts, facts, now)


def _beside(session: Session, actor: Actor) -> Iterator[Waiting]:
    """Signatures beside the document: crew changes, and links with other permits of the space."""
    if actor.person_id is None:
        return
    parts_on = _own_parts(session, actor.person_id)
    yield from (Waiting(Task.sign_change, permit=permit) for permit in crew.to_sign(session, parts_on))
    yield from (Waiting(Task.sign_link, permit=permit) for permit in related.to_sign(session, parts_on))


def _far(permit: Permit, now: datetime) -> bool:
    """Too far ahead for anything on site, under any rules: its facts need not be loaded."""
    return permit.window_start is not None and permit.window_start > now + _DAY


def _own_parts(session: Session, person_id: uuid.UUID) -> dict[uuid.UUID, frozenset[Part]]:
    rows = session.execute(
        select(PermitMember.permit_id, PermitMember.parts)
        .join(Permit, Permit.id == PermitMember.permit_id)
        .where(
            PermitMember.person_id == person_id,
            PermitMember.removed_at.is_(None),
            Permit.status.in_(LIVE_STATUSES),
        )
    )
    return dict(rows.all())


def _signature(permit: Permit, parts: frozenset[Part], facts: Facts, now: datetime) -> Iterator[Waiting]:
    """The signature that is this person's to give next, by what the gates of order say."""
    for action, part in _SIGNING.items():
        if part in parts and _turn(action, facts, now):
            yield Waiting(Task.sign, permit=permit, action=action, by=permit.window_start)


def _turn(action: Action, facts: Facts, now: datetime) -> bool:
    asked = facts_of.trying(facts, Attempt(person_id=facts.actor.person_id))
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
    for job in session.scalars(rows):
        statuses = set(session.scalars(select(Permit.status).where(Permit.job_id == job.id)))
        if Status.closed in statuses and not statuses & LIVE_STATUSES:
            yield Waiting(Task.accept, job=job)
        elif statuses & {Status.submitted, Status.approved}:
            yield from _filing_due(job, filing_plan.of_job(session, job))


def _filing_due(job: Job, plan: FilingPlan) -> Iterator[Waiting]:
    if not plan.needed or (plan.filing is not None and plan.filing.status in _HANDED_IN):
        return
    returned = plan.filing is not None and plan.filing.status is FilingStatus.returned
    task = Task.complete if returned else Task.file
    yield Waiting(task, job=job, filing=plan.filing, by=plan.latest)


def _of_filings(session: Session, actor: Actor, scope: Scope) -> Iterator[Waiting]:
    """What a street has to look into, by the start of the work."""
    if not actor.roles & _STREET:
        return
    rows = select(Filing).where(Filing.status.in_(_HANDED_IN), scope.filings(), Filing.ended_at.is_(None))
    unread = set(session.scalars(select(FilingAmendment.filing_id).where(FilingAmendment.seen_at.is_(None))))
    for filing in session.scalars(rows.order_by(Filing.start_at).limit(_MOST)):
        for task, wanted in _REVIEW:
            if wanted(session, filing, unread):
                yield Waiting(task, filing=filing, by=filing.start_at)
                break


def _late_undecided(session: Session, filing: Filing, unread: set[uuid.UUID]) -> bool:
    return filing.late_allowed is None and filing_plan.came_late(session, filing)


def _unread(session: Session, filing: Filing, unread: set[uuid.UUID]) -> bool:
    return filing.received_at is None


def _amended(session: Session, filing: Filing, unread: set[uuid.UUID]) -> bool:
    return filing.id in unread


def _untrained(session: Session, filing: Filing, unread: set[uuid.UUID]) -> bool:
    return filing_plan.training_due(session, filing)


_REVIEW: tuple[tuple[Task, Callable[[Session, Filing, set[uuid.UUID]], bool]], ...] = (
    (Task.decide_late, _late_undecided),
    (Task.receive, _unread),
    (Task.read_amendment, _amended),
    (Task.train, _untrained),
)
