"""Deadlines of filings (site-rules 28)."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import at

from workflows.filing import SHANGHAI, Calendar, deadline, deadline_in, next_working_day
from workflows.plan_facts import AreaRules
from workflows.vocabulary import DayCounting, FilingMode

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "day_count.json").read_text())


def _days(name: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in VECTORS[name])


CALENDAR = Calendar(_days("weekday_holidays"), _days("swap_workdays"), frozenset({2024, 2025, 2026}))
SECOND = timedelta(seconds=1)
starts = st.datetimes(datetime(2024, 2, 1), datetime(2027, 12, 31), timezones=st.just(SHANGHAI))


@pytest.mark.parametrize("counting", DayCounting)
@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda c: c["start"])
def test_vectors(case: dict[str, Any], counting: DayCounting) -> None:
    due = deadline(datetime.fromisoformat(case["start"]), counting, 3, CALENDAR)
    assert due.on_time_before == datetime.fromisoformat(case[counting]["on_time_before"])
    assert due.calendar_complete


def test_on_time_is_strictly_before() -> None:
    due = deadline(at("08:00", 22), DayCounting.civil_days, 3, CALENDAR)
    assert due.on_time_before == at("00:00", 20)
    assert due.met_by(at("00:00", 20) - SECOND)
    assert not due.met_by(at("00:00", 20)), "at the very deadline it is late"


def test_the_day_is_that_of_shanghai() -> None:
    start = datetime(2026, 11, 21, 16, 30, tzinfo=ZoneInfo("UTC"))  # 22 November 00:30 there
    due = deadline(start, DayCounting.civil_days, 3, CALENDAR)
    assert due.on_time_before == datetime(2026, 11, 20, tzinfo=SHANGHAI)


def test_an_unknown_year_counts_by_weekday_and_says_so() -> None:
    # 2027-03-05 is a Friday; nothing is known of 2027.
    due = deadline(datetime(2027, 3, 5, 8, tzinfo=SHANGHAI), DayCounting.working_days, 3, CALENDAR)
    assert due.on_time_before == datetime(2027, 3, 3, tzinfo=SHANGHAI)
    assert not due.calendar_complete


def test_a_known_year_reached_backwards_is_complete() -> None:
    due = deadline(datetime(2027, 1, 1, 8, tzinfo=SHANGHAI), DayCounting.working_days, 3, CALENDAR)
    assert due.on_time_before == datetime(2026, 12, 30, tzinfo=SHANGHAI)
    assert due.calendar_complete


@pytest.mark.parametrize("counting", [DayCounting.civil_days, DayCounting.hours_72])
def test_only_working_days_ask_the_calendar(counting: DayCounting) -> None:
    assert deadline(datetime(2030, 3, 5, 8, tzinfo=SHANGHAI), counting, 3, Calendar()).calendar_complete


@pytest.mark.parametrize("counting", DayCounting)
def test_without_lead_days_the_start_is_the_deadline(counting: DayCounting) -> None:
    assert deadline(at("08:00"), counting, 0, CALENDAR).on_time_before == at("08:00")


@pytest.mark.parametrize(
    ("filed", "reviewed"),
    [
        ("2026-11-23", "2026-11-24"),  # Monday
        ("2026-11-27", "2026-11-30"),  # over a weekend
        ("2025-12-31", "2026-01-04"),  # New Year, and a Sunday that is worked
        ("2026-02-13", "2026-02-14"),  # a Saturday that is worked
        ("2026-02-14", "2026-02-24"),  # Spring Festival
    ],
)
def test_an_emergency_is_looked_into_on_the_next_working_day(filed: str, reviewed: str) -> None:
    assert next_working_day(date.fromisoformat(filed), CALENDAR) == date.fromisoformat(reviewed)


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline(datetime(2026, 11, 22, 8), DayCounting.civil_days, 3, CALENDAR)
    with pytest.raises(ValueError, match="lead days"):
        deadline(at("08:00"), DayCounting.civil_days, -1, CALENDAR)


def test_an_area_brings_its_own_counting_and_calendar() -> None:
    area = AreaRules(
        "Sample street",
        FilingMode.system,
        counting=DayCounting.working_days,
        lead_days=2,
        holidays=frozenset({date(2026, 12, 8)}),
        swap_workdays=frozenset({date(2026, 12, 6)}),
        known_years=frozenset({2026}),
    )
    # Back from Wednesday the 9th: the 8th is off, the 7th and the swapped Sunday the 6th are worked.
    due = deadline_in(area, at("08:00", 9))
    assert due.on_time_before == at("00:00", 7)
    assert due.calendar_complete


@given(starts, st.sampled_from(DayCounting), st.integers(0, 20))
def test_the_deadline_never_lies_after_the_start(start: datetime, counting: DayCounting, lead_days: int) -> None:
    due = deadline(start, counting, lead_days, CALENDAR).on_time_before
    assert due <= start
    assert due <= deadline(start, counting, 0, CALENDAR).on_time_before


@given(starts, st.sampled_from(DayCounting), st.integers(0, 20))
def test_more_lead_days_are_never_later(start: datetime, counting: DayCounting, lead_days: int) -> None:
    longer = deadline(start, counting, lead_days + 1, CALENDAR)
    assert longer.on_time_before <= deadline(start, counting, lead_days, CALENDAR).on_time_before
