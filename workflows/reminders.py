"""Reminders of what lapses: 30, 7 and 1 days ahead, and when it is overdue. House rule: no law asks for them.

Something lapses at a moment; what is dated by the day lapses when that civil day of the site is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum, unique
from types import MappingProxyType

from workflows.codes import Code
from workflows.filing import SHANGHAI


@unique
class ReminderKind(StrEnum):
    """What lapses."""

    training = "training"
    certificate = "certificate"
    calibration = "calibration"
    inspection = "inspection"
    contract = "contract"
    tenancy = "tenancy"
    means_agreement = "means_agreement"
    delegation = "delegation"
    drill = "drill"
    ledger_review = "ledger_review"
    ledger_half_year = "ledger_half_year"
    sign_photo = "sign_photo"


@unique
class ReminderStep(StrEnum):
    """How near it is."""

    overdue = "overdue"
    day = "day"
    week = "week"
    month = "month"


#: So many days ahead a step begins.
AHEAD: Mapping[ReminderStep, int] = MappingProxyType(
    {ReminderStep.day: 1, ReminderStep.week: 7, ReminderStep.month: 30}
)

#: What ended so many days ago and was not renewed is over, not forgotten; all else stays overdue until it is mended.
LET_GO_DAYS: Mapping[ReminderKind, int] = MappingProxyType(
    {ReminderKind.contract: 30, ReminderKind.means_agreement: 30, ReminderKind.delegation: 30}
)

#: What the ledger of spaces says of itself by time alone (R02, R03).
OF_LEDGER: Mapping[Code, ReminderKind] = MappingProxyType(
    {
        Code.ledger_stale: ReminderKind.ledger_review,
        Code.ledger_half_year_due: ReminderKind.ledger_half_year,
        Code.sign_photo_old: ReminderKind.sign_photo,
    }
)


@dataclass(frozen=True, slots=True)
class Span:
    """Moments after ``after`` (None = from ever) up to and including ``until``."""

    after: datetime | None
    until: datetime

    def holds(self, moment: datetime) -> bool:
        return moment <= self.until and (self.after is None or moment > self.after)


def step_of(lapses_at: datetime, now: datetime) -> ReminderStep | None:
    """At which step something stands; None while it is too far ahead to be told."""
    return next((step for step in ReminderStep if _of_step(step, now).holds(lapses_at)), None)


def span_of(kind: ReminderKind, step: ReminderStep | None, now: datetime) -> Span:
    """When things of a kind must lapse to be told now: at one step, or at any."""
    last = _of_step(step or ReminderStep.month, now)
    after = last.after if step is not None else None
    let_go = LET_GO_DAYS.get(kind)
    if after is None and let_go is not None:
        after = now - timedelta(days=let_go)
    return Span(after, last.until)


def _of_step(step: ReminderStep, now: datetime) -> Span:
    if step is ReminderStep.overdue:
        return Span(None, now)
    nearer = [ahead for ahead in AHEAD.values() if ahead < AHEAD[step]]
    return Span(_over(now, max(nearer)) if nearer else now, _over(now, AHEAD[step]))


def _over(now: datetime, days: int) -> datetime:
    """The moment at which the civil day so many days ahead is over."""
    day = now.astimezone(SHANGHAI).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), SHANGHAI)
