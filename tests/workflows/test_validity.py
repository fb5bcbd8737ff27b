"""How long something still holds, at its limits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from workflows.validity import ENDS_SOON_DAYS, Validity, of_days, of_moment

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SOON = LAST - timedelta(days=ENDS_SOON_DAYS)
DAY = timedelta(days=1)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (FIRST - DAY, Validity.not_begun),
        (FIRST, Validity.holds),
        (SOON - DAY, Validity.holds),
        (SOON, Validity.ends_soon),
        (LAST, Validity.ends_soon),
        (LAST + DAY, Validity.lapsed),
    ],
)
def test_days_count_with_both_ends(today: date, expected: Validity) -> None:
    assert of_days(FIRST, LAST, today) is expected


@pytest.mark.parametrize("days", [(None, LAST), (FIRST, None), (None, None)])
def test_a_missing_day_never_reads_as_holding(days: tuple[date | None, date | None]) -> None:
    assert of_days(*days, FIRST) is Validity.undated


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, Validity.undated),
        (NOON - timedelta(microseconds=1), Validity.lapsed),
        (NOON, Validity.lapsed),
        (NOON + timedelta(microseconds=1), Validity.holds),
    ],
)
def test_at_its_very_end_something_has_lapsed(until: datetime | None, expected: Validity) -> None:
    assert of_moment(until, NOON) is expected
