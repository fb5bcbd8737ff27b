"""When a filing (报备) must be in: day counting in Asia/Shanghai (site-rules 28)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.plan_facts import AreaRules
from workflows.vocabulary import DayCounting

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and worked weekends. A year not among ``known_years`` is counted by weekday."""

    holidays: frozenset[date] = frozenset()
    swap_workdays: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        if day in self.swap_workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Deadline:
    """A filing received strictly before ``on_time_before`` is on time."""

    on_time_before: datetime
    calendar_complete: bool
    """False if working days were counted in a year whose holidays are not known"""

    def met_by(self, received_at: datetime) -> bool:
        """Whether a filing received then is on time. Server time of receipt counts, nothing else."""
        return received_at < self.on_time_before


def deadline(
    start: datetime, counting: DayCounting, lead_days: int, calendar: Calendar, tz: ZoneInfo = SHANGHAI
) -> Deadline:
    """The deadline of a filing for work that starts at ``start``, never after the start itself.

    By days, the start's day is not counted and the whole of the ``lead_days``-th day before it still is on time;
    by hours, ``lead_days`` times 24 hours before the start. Raises ValueError for a start without a time zone or
    lead days below 0.
    """
    if start.tzinfo is None:
        raise ValueError("the start of the work needs a time zone")
    if lead_days < 0:
        raise ValueError("lead days are 0 or more")
    start = start.astimezone(tz)
    if counting is DayCounting.hours_72:
        # The clock in Shanghai has no summer time, so hours and wall time agree.
        return Deadline(start - lead_days * _DAY, True)
    if counting is DayCounting.civil_days:
        return Deadline(min(_end_of(start.date() - lead_days * _DAY, tz), start), True)
    day, complete = _working_day_before(start.date(), lead_days, calendar)
    return Deadline(min(_end_of(day, tz), start), complete)


def deadline_in(area: AreaRules, start: datetime) -> Deadline:
    """The deadline under the area's own counting, lead days and calendar."""
    calendar = Calendar(area.holidays, area.swap_workdays, area.known_years)
    return deadline(start, area.counting, area.lead_days, calendar)


def next_working_day(day: date, calendar: Calendar) -> date:
    """The first working day after ``day``: when an emergency filed on it is looked into (site-rules 30)."""
    following = day + _DAY
    return following if calendar.works(following) else next_working_day(following, calendar)


def _working_day_before(start: date, count: int, calendar: Calendar) -> tuple[date, bool]:
    """The ``count``-th working day before ``start``, and whether every year passed on the way is known."""
    day, complete = start, True
    while count > 0:
        day -= _DAY
        complete = complete and day.year in calendar.known_years
        count -= calendar.works(day)
    return day, complete


def _end_of(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day + _DAY, time(), tz)
