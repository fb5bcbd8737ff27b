"""What the area of a space demands of filings (site-rules 27-33)."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.areas import Area, CalendarDay, CalendarYear
from permit_service.models.choices import DayKind
from workflows.filing import SHANGHAI
from workflows.plan_facts import AreaRules
from workflows.vocabulary import DayCounting, FilingMode

#: Long enough for any lead time over the longest holidays.
_LOOK_BACK = timedelta(days=60)


def filing_area(session: Session, area_id: uuid.UUID) -> Area:
    """Who receives the filings of a space in ``area_id``: the nearest area, upwards, that takes any; else itself.

    So a village's spaces are filed with its street, and a zone without streets receives filings itself.
    """
    own = session.get_one(Area, area_id)
    above = session.scalars(select(Area).where(Area.id.in_(_ids_of(own.path)))).all()
    takers = [area for area in above if area.filing_mode is not FilingMode.none]
    return max(takers, key=lambda area: len(area.path), default=own)


def rules_of(session: Session, area_id: uuid.UUID, start: datetime | None) -> AreaRules:
    """The options of the receiving area; the calendar only where its counting needs one."""
    area = filing_area(session, area_id)
    off, swap, years = _calendar(session, area.counting, start)
    return AreaRules(
        name=area.name,
        filing_mode=area.filing_mode,
        counting=area.counting,
        lead_days=area.lead_days,
        training_minutes=area.training_minutes,
        emergency_allowed=area.emergency_allowed,
        longest_filing_days=area.longest_filing_days,
        document=area.document,
        holidays=off,
        swap_workdays=swap,
        known_years=years,
    )


def _ids_of(path: str) -> list[uuid.UUID]:
    return [uuid.UUID(hex=part) for part in path.split("/") if part]


def _calendar(
    session: Session, counting: DayCounting, start: datetime | None
) -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Days off, weekend days worked, years known: those before ``start``; nothing where days are not told apart."""
    if counting is not DayCounting.working_days or start is None:
        return frozenset(), frozenset(), frozenset()
    last = start.astimezone(SHANGHAI).date()
    days = session.scalars(select(CalendarDay).where(CalendarDay.day.between(last - _LOOK_BACK, last))).all()
    return (
        frozenset(d.day for d in days if d.kind is DayKind.off),
        frozenset(d.day for d in days if d.kind is DayKind.swap),
        frozenset(session.scalars(select(CalendarYear.year))),
    )
