"""What the area of a space demands of filings (site-rules 27-33)."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permit_service.facts_of.reader import AREAS, Found, Reader
from permit_service.models.areas import Area, CalendarDay, CalendarYear
from permit_service.models.choices import DayKind
from workflows.filing import SHANGHAI
from workflows.plan_facts import AreaRules
from workflows.vocabulary import DayCounting, FilingMode

#: Long enough for any lead time over the longest holidays.
_LOOK_BACK = timedelta(days=60)

_up = select(Area.id.label("below"), Area.id, Area.parent_id).where(Area.id.in_(AREAS)).cte(recursive=True)
_up = _up.union_all(select(_up.c.below, Area.id, Area.parent_id).where(Area.id == _up.c.parent_id))
#: An area with all above it, the highest first.
_LINE = (
    select(
        _up.c.below,
        Area.id,
        Area.name,
        Area.filing_mode,
        Area.counting,
        Area.lead_days,
        Area.training_minutes,
        Area.emergency_allowed,
        Area.longest_filing_days,
        Area.document,
    )
    .join(Area, Area.id == _up.c.id)
    .order_by(func.length(Area.path))
)
_DAYS_OFF_AND_SWAPPED = select(CalendarDay.day, CalendarDay.kind)
_KNOWN_YEARS = select(CalendarYear.year)

Calendar = tuple[frozenset[date], frozenset[date], frozenset[int]]


def filing_area(session: Session, area_id: uuid.UUID) -> Area:
    """Who receives the filings of a space in ``area_id``: the nearest area, upwards, that takes any; else itself.

    So a village's spaces are filed with its street, and a zone without streets receives filings itself.
    """
    return session.get_one(Area, receiver(Reader(session, areas=[area_id]), area_id).id)


def receiver(reader: Reader, area_id: uuid.UUID) -> Found:
    """:func:`filing_area` of one area among many: its id, name and options."""
    line = reader.rows(_LINE, area_id)
    return next((area for area in reversed(line) if area.filing_mode is not FilingMode.none), line[-1])


def rules_of(reader: Reader, area: Found, start: datetime | None) -> AreaRules:
    """The options of a receiving area; the calendar only where its counting needs one."""
    off, swap, years = _calendar(reader, area.counting, start)
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


def _calendar(reader: Reader, counting: DayCounting, start: datetime | None) -> Calendar:
    """Days off, weekend days worked, years known: those before ``start``; nothing where days are not told apart."""
    if counting is not DayCounting.working_days or start is None:
        return frozenset(), frozenset(), frozenset()
    last = start.astimezone(SHANGHAI).date()
    days = [row for row in reader.all(_DAYS_OFF_AND_SWAPPED) if last - _LOOK_BACK <= row.day <= last]
    return (
        frozenset(row.day for row in days if row.kind is DayKind.off),
        frozenset(row.day for row in days if row.kind is DayKind.swap),
        frozenset(row.year for row in reader.all(_KNOWN_YEARS)),
    )
