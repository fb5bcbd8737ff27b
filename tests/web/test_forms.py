"""What forms sent is read into values, and what means nothing is told by its field; no page is needed for that."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from flask import Flask

from permit_service.errors import Invalid
from permit_service.wallclock import SHANGHAI
from permit_service.web.forms import Form


@contextmanager
def form_of(**sent: str) -> Iterator[Form]:
    with Flask("test").test_request_context("/", method="POST", data=sent):
        yield Form()


def faults(form: Form) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        form.done()
    return {field: fault.code for field, fault in caught.value.fields.items()}


def test_days_and_moments_are_of_the_sites_calendar() -> None:
    with form_of(start="2026-11-22T09:30", due="2026-11-22", none="") as form:
        assert form.moment("start") == datetime(2026, 11, 22, 9, 30, tzinfo=SHANGHAI)
        assert form.day("due") == date(2026, 11, 22)
        assert form.moment("none") is form.day("none") is None
        form.done()


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_time_that_nobody_can_mean_is_told(typed: str) -> None:
    """Sums with the first and the last day of the calendar overflow."""
    with form_of(start=f"{typed}T00:00", due=typed) as form:
        assert form.moment("start") is form.day("due") is None
        assert faults(form) == {"start": "datetime_parsing", "due": "date_parsing"}


@pytest.mark.parametrize("typed", ["AAAA", "data:image/png;base64,A", "data:image/png;base64,甲"])
def test_a_signature_that_is_no_picture_is_told(typed: str) -> None:
    with form_of(signature=typed) as form:
        assert form.drawn() is None
        assert faults(form) == {"signature": "file_broken"}
