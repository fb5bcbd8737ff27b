"""What is told ahead, and at which step: 30, 7, 1 days before, and overdue."""

from datetime import datetime, timedelta

import pytest
from pieces import SECOND, at

from workflows.reminders import LET_GO_DAYS, ReminderKind, ReminderStep, Span, span_of, step_of

NOW = at("09:55", 1)


def over(day: int) -> datetime:
    """The end of a day of December."""
    return at("00:00", day + 1) if day < 31 else at("00:00", 31) + timedelta(days=1)


@pytest.mark.parametrize(
    ("lapses_at", "step"),
    [
        (NOW - timedelta(days=400), ReminderStep.overdue),
        (NOW, ReminderStep.overdue),
        (NOW + SECOND, ReminderStep.day),
        (over(2), ReminderStep.day),
        (over(2) + SECOND, ReminderStep.week),
        (over(8), ReminderStep.week),
        (over(9), ReminderStep.month),
        (over(31), ReminderStep.month),
        (over(31) + SECOND, None),
    ],
)
def test_step(lapses_at: datetime, step: ReminderStep | None) -> None:
    assert step_of(lapses_at, NOW) is step


@pytest.mark.parametrize("kind", ReminderKind)
def test_the_spans_of_the_steps_make_the_whole_span(kind: ReminderKind) -> None:
    whole, spans = span_of(kind, None, NOW), [span_of(kind, step, NOW) for step in ReminderStep]
    assert spans[0].after == whole.after
    assert spans[-1].until == whole.until
    assert [one.after for one in spans[1:]] == [one.until for one in spans[:-1]]
    assert (whole.after is None) is (kind not in LET_GO_DAYS)


def test_what_ended_long_ago_is_over_where_it_need_not_be_renewed() -> None:
    span = span_of(ReminderKind.delegation, ReminderStep.overdue, NOW)
    assert span == Span(NOW - timedelta(days=30), NOW)
    assert not span.holds(NOW - timedelta(days=30))
