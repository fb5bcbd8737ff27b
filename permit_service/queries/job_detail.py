"""A job with what hangs on it: permits, acceptance, area closures still standing."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.jobs import Acceptance, AcceptanceAnswer, ClosureRemoval, Job
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.preparation import AreaClosure
from permit_service.models.spaces import ConfinedSpace
from workflows.vocabulary import LIVE_STATUSES, JobStatus, Part


def permits(session: Session, job_id: uuid.UUID) -> list[Permit]:
    """The job's permits, the earliest first."""
    rows = select(Permit).where(Permit.job_id == job_id).order_by(Permit.window_start, Permit.created_at)
    return list(session.scalars(rows))


def ended(of_job: Iterable[Permit]) -> bool:
    """Whether nothing can be done on any of them any more."""
    return all(permit.status not in LIVE_STATUSES for permit in of_job)


def acceptance_answers(session: Session, job_id: uuid.UUID) -> list[AcceptanceAnswer]:
    """The items of the acceptance as found so far."""
    row = session.scalar(select(Acceptance).where(Acceptance.job_id == job_id))
    return [] if row is None else list(row.answers)


def leader_of(session: Session, job_id: uuid.UUID) -> Person | None:
    """Who leads the work on the latest permit."""
    latest = permits(session, job_id)[::-1]
    named = (m.person for permit in latest for m in permit.members if m.removed_at is None and Part.leader in m.parts)
    return next((person for person in named if person is not None), None)


def closures_left(session: Session, job: Job) -> list[ConfinedSpace]:
    """Spaces of an accepted job whose area closure was not taken down yet."""
    if job.status is not JobStatus.accepted:
        return []
    closed = select(Permit.space_id).join(AreaClosure, AreaClosure.permit_id == Permit.id)
    removed = select(ClosureRemoval.space_id).where(ClosureRemoval.job_id == job.id)
    rows = select(ConfinedSpace).where(
        ConfinedSpace.id.in_(closed.where(Permit.job_id == job.id)), ConfinedSpace.id.not_in(removed)
    )
    return list(session.scalars(rows.order_by(ConfinedSpace.number)))
