"""What is known of an enterprise and its spaces from before: for whoever reviews a filing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from permit_service.models.areas import CalendarDay
from permit_service.models.choices import DayKind
from permit_service.models.filings import Filing, FilingReturn, FilingSpace
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.queries import filing_plan, works
from permit_service.queries.filing_standing import Standing, standing_of
from permit_service.wallclock import SHANGHAI, civil_day, day_end
from workflows.filing import Calendar, next_working_day

_LAST = 20
_SHOWN = 3
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class History:
    """The enterprise's ``filings`` before this one, at most the last twenty: how many came late, were returned.

    ``emergencies``: those of this calendar year, this one included (site-rules 30). ``stops``: all ever put on the
    enterprise or its jobs here. ``in_spaces``: the last filings for the same spaces; ``standing``: what
    holds those.
    """

    filings: int
    late: int
    returned: int
    emergencies: int
    stops: int
    in_spaces: tuple[Filing, ...]
    standing: Standing


def history_of(session: Session, filing: Filing, now: datetime) -> History:
    """What was before this filing."""
    before = select(Filing).where(Filing.id != filing.id, Filing.first_submitted_at.is_not(None))
    own = before.where(Filing.enterprise_id == filing.enterprise_id).options(*works.OF_FILINGS)
    rows = session.scalars(own.order_by(Filing.created_at.desc()).limit(_LAST)).all()
    filed = filing_plan.of_filings(session, rows)
    in_spaces = session.scalars(
        before.where(Filing.id.in_(_same_spaces(filing)))
        .options(*works.OF_FILINGS)
        .order_by(Filing.start_at.desc(), Filing.number)
        .limit(_SHOWN)
    ).all()
    return History(
        filings=len(rows),
        late=sum(one.came_late for one in filed.values()),
        returned=_returned(session, rows),
        emergencies=emergencies_of(session, filing, now),
        stops=_stops(session, filing),
        in_spaces=tuple(in_spaces),
        standing=standing_of(session, in_spaces),
    )


def emergencies_of(session: Session, filing: Filing, now: datetime) -> int:
    """How many emergencies the filing's enterprise declared this calendar year (site-rules 30)."""
    new_year = now.astimezone(SHANGHAI).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    signed = select(func.count(Filing.id)).where(
        Filing.enterprise_id == filing.enterprise_id, Filing.emergency_signed_at >= new_year
    )
    return session.scalar(signed) or 0


def review_due(session: Session, filing: Filing) -> datetime | None:
    """Until when an emergency nobody has looked into yet is to be looked into: the next working day's last minute."""
    if filing.emergency_signed_at is None or filing.emergency_reviewed_at is not None:
        return None
    first = civil_day(filing.emergency_signed_at)
    rows = session.execute(select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.day > first)).all()
    off = frozenset(day for day, kind in rows if kind is DayKind.off)
    swap = frozenset(day for day, kind in rows if kind is DayKind.swap)
    return day_end(next_working_day(first, Calendar(off, swap))) - _MINUTE


def _same_spaces(filing: Filing) -> Select[uuid.UUID]:
    return select(FilingSpace.filing_id).where(FilingSpace.space_id.in_([space.id for space in filing.spaces]))


def _returned(session: Session, filings: Sequence[Filing]) -> int:
    ids = [filing.id for filing in filings]
    found = select(func.count(FilingReturn.filing_id.distinct())).where(FilingReturn.filing_id.in_(ids))
    return session.scalar(found) or 0


def _stops(session: Session, filing: Filing) -> int:
    jobs = select(Job.id).where(Job.enterprise_id == filing.enterprise_id)
    spaces = [space.id for space in filing.spaces]
    put = or_(Stop.enterprise_id == filing.enterprise_id, Stop.job_id.in_(jobs), Stop.space_id.in_(spaces))
    return session.scalar(select(func.count(Stop.id)).where(put)) or 0
