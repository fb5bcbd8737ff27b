"""What starts a filing's three days anew (site-rules 29), and what counts as night or a day off."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pieces import SECOND, WINDOW_END, WINDOW_START, at

from workflows.filing import Calendar
from workflows.limits import GB46768, overlay
from workflows.night import at_night_or_day_off
from workflows.refiling import FiledWork, renewed_fields

BEFORE = FiledWork(WINDOW_START, frozenset({"well-1", "well-2"}), "Replace the flow meter", "unit-1")


@pytest.mark.parametrize(
    ("change", "renewed"),
    [
        ({}, set()),
        ({"start": WINDOW_START - SECOND}, {"start_at"}),
        ({"start": WINDOW_START + SECOND}, set()),
        ({"space_ids": frozenset({"well-1"})}, set()),
        ({"space_ids": frozenset({"well-1", "well-3"})}, {"space_ids"}),
        ({"content": "Replace  the flow meter "}, set()),
        ({"content": "Replace the valve"}, {"content"}),
        ({"unit_id": "unit-2"}, {"unit_id"}),
    ],
)
def test_renewed_fields(change: dict[str, Any], renewed: set[str]) -> None:
    assert renewed_fields(BEFORE, replace(BEFORE, **change)) == renewed


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (WINDOW_START, WINDOW_END, False),
        (at("06:00"), at("22:00"), False),
        (at("06:00") - SECOND, at("22:00"), True),
        (at("06:00"), at("22:00") + SECOND, True),
        (at("08:00"), at("00:00", 2), True),
        (at("08:00", 5), at("17:00", 5), True),
        (at("08:00", 2), at("17:00", 2), True),
    ],
)
def test_night_and_days_off(start: Any, end: Any, told: bool) -> None:
    calendar = Calendar(holidays=frozenset({date(2026, 12, 2)}))
    assert at_night_or_day_off(start, end, calendar, GB46768) is told


def test_a_weekend_day_that_is_worked_is_no_day_off() -> None:
    saturday = at("08:00", 5)
    worked = Calendar(swap_workdays=frozenset({saturday.date()}))
    assert not at_night_or_day_off(saturday, saturday + timedelta(hours=8), worked, GB46768)


def test_an_enterprise_may_call_more_hours_night() -> None:
    longer = overlay(GB46768, night_begins_hour=20, night_ends_hour=7)
    for start, end in ((at("07:00") - SECOND, at("20:00")), (at("07:00"), at("20:00") + SECOND)):
        assert at_night_or_day_off(start, end, Calendar(), longer)
        assert not at_night_or_day_off(start, end, Calendar(), GB46768)
    assert not at_night_or_day_off(at("07:00"), at("20:00"), Calendar(), longer)
