"""Work at night or on a day off: flagged to the street, and approved once more where the enterprise asks for it.

AQ 5.10.8 names no hours; those here are ours (G), as site-rules 34 leaves them.
"""

from datetime import datetime, time

from workflows.filing import SHANGHAI, Calendar

NIGHT_BEGINS = time(22)
NIGHT_ENDS = time(6)


def at_night_or_day_off(start: datetime, end: datetime, calendar: Calendar) -> bool:
    """Whether any moment from ``start`` until ``end`` lies between 22:00 and 06:00, or on a day that is not worked."""
    first, last = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
    over_midnight = last.date() > first.date()
    in_the_dark = first.time() < NIGHT_ENDS or last.time() > NIGHT_BEGINS
    return over_midnight or in_the_dark or not calendar.works(first.date())
