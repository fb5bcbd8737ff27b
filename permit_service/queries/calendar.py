"""Works that were filed, by the civil days on which they go on: what a calendar and a map of an area show."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload, selectinload

from permit_service.actor import Actor
from permit_service.models.filings import IS_REVIEWED, Filing
from permit_service.models.jobs import Job
from permit_service.queries import inbox, scope
from permit_service.wallclock import civil_day, day_end, last_day

#: More than anybody reads; the calendar says where it stopped.
MOST = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days asked for, each with the works that go on, by start; ``more``: there are further works."""

    days: tuple[tuple[date, tuple[Filing, ...]], ...]
    more: bool

    @property
    def works(self) -> tuple[Filing, ...]:
        """Every work once, by start."""
        return tuple(dict.fromkeys(filing for _, filings in self.days for filing in filings))


def calendar(session: Session, actor: Actor, first: date, days: int) -> Calendar:
    """Filed works that go on between ``first`` and ``days`` later, as far as the account may know of them."""
    begin, end = day_end(first - _DAY), day_end(first + (days - 1) * _DAY)
    rows = (
        select(Filing)
        .where(
            IS_REVIEWED,
            Filing.start_at > begin - inbox.REACH,
            Filing.start_at < end,
            Filing.end_at > begin,
            scope.scope_of(session, actor).filings(),
        )
        .order_by(Filing.start_at, Filing.number)
        .limit(MOST + 1)
        .options(
            lazyload(Filing.area), selectinload(Filing.spaces), selectinload(Filing.job).options(selectinload(Job.unit))
        )
    )
    found = session.scalars(rows).all()
    shown = found[:MOST]
    every = (first + number * _DAY for number in range(days))
    return Calendar(tuple((day, tuple(one for one in shown if _goes_on(one, day))) for day in every), found != shown)


def _goes_on(filing: Filing, day: date) -> bool:
    """Whether any moment of the work lies on the day; one that ends at midnight does not go on the day after."""
    assert filing.start_at is not None  # a filing handed in has both times
    assert filing.end_at is not None
    return civil_day(filing.start_at) <= day <= last_day(filing.end_at)
