"""Whether what holds for a time still holds: agreements, trainings, calibrations, drills that fall due.

This is what people are told ahead; a gate asks for itself whether its own condition holds on the days of the work.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum, unique

#: So many days ahead of its end something is told to end soon (house rule).
ENDS_SOON_DAYS = 30


@unique
class Validity(StrEnum):
    """How something that holds for a time stands."""

    undated = "undated"
    not_begun = "not_begun"
    holds = "holds"
    ends_soon = "ends_soon"
    lapsed = "lapsed"


def of_days(first: date | None, last: date | None, today: date) -> Validity:
    """How something stands that holds from ``first`` to ``last``, both included; civil days of the site."""
    if first is None or last is None:
        return Validity.undated
    if today > last:
        return Validity.lapsed
    if today < first:
        return Validity.not_begun
    return Validity.ends_soon if last - today <= timedelta(days=ENDS_SOON_DAYS) else Validity.holds


def of_moment(until: datetime | None, now: datetime) -> Validity:
    """How something stands that holds before ``until``: at that very moment it has lapsed."""
    if until is None:
        return Validity.undated
    return Validity.holds if until > now else Validity.lapsed
