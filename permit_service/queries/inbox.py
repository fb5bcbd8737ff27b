"""The street's inbox: filings handed in, by the start of the work, each with the first thing to be done with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, lazyload, selectinload

from permit_service.actor import Actor
from permit_service.models.filings import IS_REVIEWED, Filing
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit
from permit_service.queries import filing_plan, scope, stops_in_force
from permit_service.queries.filing_plan import Filed
from permit_service.queries.paging import Page, Wanted, cursor_of, page
from workflows.vocabulary import FilingStatus, StopKind

#: How far back the inbox reaches (G): work that began earlier stands in the list of all filings. Told to the database,
#: so that it reads no more of them the more there are.
REACH = timedelta(days=30)
SIZE = 50

#: What the rows name, fetched after they were found: finding them is one walk along one index.
_SHOWN = (
    lazyload(Filing.area),
    selectinload(Filing.spaces),
    selectinload(Filing.job).options(selectinload(Job.unit), selectinload(Job.spaces)),
)


@unique
class Review(StrEnum):
    """What a street does with a filing, the most pressing first."""

    decide_late = "decide_late"
    review_emergency = "review_emergency"
    receive = "receive"
    read_amendment = "read_amendment"
    train = "train"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the inbox. ``next``: what is to be done first; ``night``: at night or on a day off.

    ``stopped``: the kind of stop that holds it.
    """

    filing: Filing
    next: Review | None
    night: bool
    stopped: StopKind | None


def inbox(session: Session, actor: Actor, now: datetime, wanted: Wanted | None = None) -> Page[Entry]:
    """A page of the filings that an officer may have to look into: the work is not over, or something was left."""
    left = or_(
        Filing.end_at > now,
        Filing.received_at.is_(None),
        Filing.emergency_signed_at.is_not(None) & Filing.emergency_reviewed_at.is_(None),
    )
    statement = (
        select(Filing)
        .where(IS_REVIEWED, Filing.start_at > now - REACH, left, scope.scope_of(session, actor).filings())
        .options(*_SHOWN)
    )
    found = page(session, statement, (Filing.start_at, Filing.number), wanted or Wanted(size=SIZE))
    return Page(_entries(session, found.rows), found.after)


def beside(session: Session, actor: Actor, now: datetime, chosen: Filing) -> Page[Entry]:
    """The page that the chosen filing stands on; from its start on where that is not the first."""
    first = inbox(session, actor, now)
    if first.after is None or chosen.start_at is None or any(entry.filing is chosen for entry in first.rows):
        return first
    return inbox(session, actor, now, Wanted(cursor_of([chosen.start_at, ""]), SIZE))


def _entries(session: Session, filings: Sequence[Filing]) -> tuple[Entry, ...]:
    filed = filing_plan.of_filings(session, filings)
    amended = filing_plan.amended(session, filings)
    at_night = _at_night(session, filings)
    stopped = stops_in_force.of_filings(session, filings)
    return tuple(
        Entry(
            filing,
            _next(filing, filed[filing.id], filing.id in amended),
            filing.job_id in at_night,
            stopped.get(filing.id),
        )
        for filing in filings
    )


def _next(filing: Filing, filed: Filed, amended: bool) -> Review | None:
    if filing.status is FilingStatus.returned:
        return None
    unreviewed = filing.emergency_signed_at is not None and filing.emergency_reviewed_at is None
    checks = (
        (Review.decide_late, filing.late_allowed is None and filed.came_late),
        (Review.review_emergency, unreviewed),
        (Review.receive, filing.received_at is None),
        (Review.read_amendment, amended),
        (Review.train, filed.training_due and filing.late_allowed is not False),
    )
    return next((review for review, wanted in checks if wanted), None)


def _at_night(session: Session, filings: Sequence[Filing]) -> frozenset[uuid.UUID]:
    """Jobs with a permit that reaches into the night or a day off (site-rules 34)."""
    jobs = [filing.job_id for filing in filings]
    rows = select(Permit.job_id).where(Permit.job_id.in_(jobs), Permit.night_or_holiday).distinct()
    return frozenset(session.scalars(rows))
