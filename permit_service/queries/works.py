"""Lists of jobs, permits, filings, stops and alarms, a page at a time, each no wider than the reader's scope."""

import uuid
from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.models.alarms import Alarm
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop, StreetTraining
from permit_service.models.permits import Permit
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from workflows.vocabulary import FilingStatus, JobStatus, Status

T = TypeVar("T")

#: What a list of permits is fetched with: their rows name these.
OF_PERMITS = tuple(joinedload(one) for one in (Permit.space, Permit.enterprise, Permit.unit, Permit.applicant))
#: What a list of jobs, or of filings, is fetched with.
OF_JOBS = (joinedload(Job.enterprise), joinedload(Job.unit), selectinload(Job.spaces))
OF_FILINGS = (
    selectinload(Filing.spaces),
    joinedload(Filing.job).options(joinedload(Job.unit), selectinload(Job.spaces)),
)


def jobs(session: Session, actor: Actor, wanted: Wanted = FIRST, *, statuses: Collection[JobStatus] = ()) -> Page[Job]:
    """Jobs the account may know of, the newest first."""
    statement = select(Job).where(scope_of(session, actor).jobs()).options(*OF_JOBS)
    return _newest(session, _in(statement, Job.status, statuses), (Job.created_at, Job.id), wanted)


def permits(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    statuses: Collection[Status] = (),
    job_id: uuid.UUID | None = None,
    space_id: uuid.UUID | None = None,
) -> Page[Permit]:
    """Permits the account may know of, the newest first; of one job or one space, if told."""
    statement = select(Permit).where(scope_of(session, actor).permits()).options(*OF_PERMITS)
    statement = _is(_is(statement, Permit.job_id, job_id), Permit.space_id, space_id)
    return _newest(session, _in(statement, Permit.status, statuses), (Permit.created_at, Permit.id), wanted)


def filings(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    statuses: Collection[FilingStatus] = (),
    job_id: uuid.UUID | None = None,
) -> Page[Filing]:
    """Filings the account may know of, the newest first."""
    statement = select(Filing).where(scope_of(session, actor).filings()).options(*OF_FILINGS)
    statement = _is(statement, Filing.job_id, job_id)
    return _newest(session, _in(statement, Filing.status, statuses), (Filing.created_at, Filing.id), wanted)


def stops(session: Session, actor: Actor, wanted: Wanted = FIRST, *, in_force: bool = False) -> Page[Stop]:
    """Stops the account may know of, the newest first; only those not lifted, if asked."""
    statement = select(Stop).where(scope_of(session, actor).stops())
    if in_force:
        statement = statement.where(Stop.lifted_at.is_(None))
    return _newest(session, statement, (Stop.since, Stop.id), wanted)


def alarms(session: Session, actor: Actor, wanted: Wanted = FIRST, *, standing: bool = False) -> Page[Alarm]:
    """Alarms the account may know of, the newest first; only those whose fault stands, if asked."""
    statement = select(Alarm).where(scope_of(session, actor).alarms())
    if standing:
        statement = statement.where(Alarm.cleared_at.is_(None))
    return _newest(session, statement, (Alarm.raised_at, Alarm.id), wanted)


def street_trainings(session: Session, filing_id: uuid.UUID) -> tuple[StreetTraining, ...]:
    """The street trainings of a filing that the reader may see, the earliest first."""
    rows = select(StreetTraining).where(StreetTraining.filing_id == filing_id)
    return tuple(session.scalars(rows.order_by(StreetTraining.created_at, StreetTraining.id)))


def _newest(
    session: Session, statement: Select[T], keys: tuple[InstrumentedAttribute[Any], ...], wanted: Wanted
) -> Page[T]:
    return page(session, statement, keys, wanted, newest_first=True)


def _in(statement: Select[T], column: InstrumentedAttribute[Any], members: Collection[Any]) -> Select[T]:
    return statement.where(column.in_(members)) if members else statement


def _is(statement: Select[T], column: InstrumentedAttribute[Any], value: object) -> Select[T]:
    return statement if value is None else statement.where(column == value)
