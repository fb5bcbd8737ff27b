"""Work at night or on a day off: flagged to the street, and approved once more where the enterprise asks for it.

AQ 5.10.8 names no hours: when the night begins and ends are parameters of ours (site-rules 34).
"""

from datetime import datetime, timedelta

from workflows.filing import SHANGHAI, Calendar
from workflows.limits import Rules


def at_night_or_day_off(start: datetime, end: datetime, calendar: Calendar, rules: Rules) -> bool:
    """Whether any moment from ``start`` until ``end`` lies in the night, or on a day that is not worked."""
    first, last = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
    over_midnight = last.date() > first.date()
    before_dawn = _since_midnight(first) < timedelta(hours=rules.night_ends_hour)
    after_dark = _since_midnight(last) > timedelta(hours=rules.night_begins_hour)
    return over_midnight or before_dawn or after_dark or not calendar.works(first.date())


def _since_midnight(moment: datetime) -> timedelta:
    return moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)
