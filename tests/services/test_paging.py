"""Keyset pages: every row once, in order, whatever comes and goes between two pages."""

import base64
import json
from datetime import datetime
from uuid import UUID

import pytest
from keeping import faults
from plan_cast import Cast

from permit_service.models import db
from permit_service.queries import people as reading
from permit_service.queries import registers
from permit_service.queries.paging import Page, Wanted, values_of
from permit_service.queries.people import PeopleFilter
from permit_service.services.registers import people
from permit_service.services.registers.people import PersonForm


def page_of_people(cast: Cast, after: str | None, size: int = 5) -> Page:
    of_works = PeopleFilter(enterprise_id=cast.enterprise)
    return reading.people(db.session(), cast.actor("manager"), Wanted(after, size), of_works)


def names(cast: Cast, size: int) -> list[str]:
    found, after = [], None
    while True:
        page = page_of_people(cast, after, size)
        found += [person.pinyin for person in page.rows]
        after = page.after
        if after is None:
            return found


@pytest.mark.parametrize("size", [1, 5, 12, 13, 200])
def test_every_row_once_in_order(cast: Cast, size: int) -> None:
    found = names(cast, size)
    assert len(found) == 12
    assert found == sorted(found)


def test_rows_that_come_before_do_not_shift_the_next_page(cast: Cast) -> None:
    first = page_of_people(cast, None)
    people.add_person(cast.actor("manager"), cast.enterprise, PersonForm("样例", "aaa"))
    second = page_of_people(cast, first.after)
    assert {p.pinyin for p in first.rows}.isdisjoint(p.pinyin for p in second.rows)


def test_the_newest_first_goes_backwards(cast: Cast) -> None:
    contracts = registers.contracts(db.session(), cast.actor("manager"), Wanted(size=1))
    assert [c.id for c in contracts.rows] == [cast.contract]
    assert contracts.after is None


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


BEFORE_TIME = encoded(["0001-01-01T00:00:00+14:00", "00000000-0000-0000-0000-000000000000"])
HALF_PAIR = encoded(["\ud800", "00000000-0000-0000-0000-000000000000"])


@pytest.mark.parametrize(
    "cursor",
    ["", "%%%", "é", encoded([]), encoded(["a"]), encoded(["a", "no uuid"]), encoded([1, 2]), encoded(None), HALF_PAIR],
)
def test_a_foreign_cursor_is_refused(cast: Cast, cursor: str) -> None:
    assert faults(lambda: page_of_people(cast, cursor)) == {"after": "string_pattern_mismatch"}


def test_a_cursor_from_before_the_calendar_is_refused() -> None:
    assert faults(lambda: values_of(BEFORE_TIME, (datetime, UUID))) == {"after": "string_pattern_mismatch"}


@pytest.mark.parametrize(("size", "told"), [(0, "greater_than_equal"), (201, "less_than_equal")])
def test_a_page_has_its_bounds(cast: Cast, size: int, told: str) -> None:
    assert faults(lambda: page_of_people(cast, None, size)) == {"size": told}
