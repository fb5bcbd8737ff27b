"""The civil days that work reaches over, in Asia/Shanghai."""

from datetime import date, datetime

from workflows.filing import SHANGHAI
from workflows.plan_facts import Permit


def days_of_work(permit: Permit, now: datetime) -> tuple[date, date]:
    """First and last day of the window; today for an end that is not told."""
    first, last = permit.window_start or now, permit.window_end or now
    return first.astimezone(SHANGHAI).date(), last.astimezone(SHANGHAI).date()
