"""Human numbers: unique under concurrency, and safe to type."""

from datetime import date

import pytest
from flask import Flask
from threads import at_once

from permit_service import unit_of_work
from permit_service.errors import Invalid
from permit_service.numbers import Series, next_number, number_of

DAY = date(2026, 11, 22)


def take(series: Series = Series.permit, day: date = DAY) -> str:
    return unit_of_work.run(lambda session: next_number(session, series, day))


def test_numbers_count_by_kind_and_day(app: Flask) -> None:
    taken = [take(), take(), take(Series.job), take(day=date(2026, 11, 23)), take(Series.filing)]
    assert [number[:-1] for number in taken] == [
        "P20261122-0001",
        "P20261122-0002",
        "J20261122-0001",
        "P20261123-0001",
        "F20261122-0001",
    ]


def test_a_number_not_used_is_given_again(app: Flask) -> None:
    def work(session: object) -> None:
        next_number(session, Series.permit, DAY)
        raise LookupError

    with pytest.raises(LookupError):
        unit_of_work.run(work)
    assert take().startswith("P20261122-0001")


def test_eight_threads_get_different_numbers(app: Flask) -> None:
    taken = at_once(app, 8, lambda _: [take() for _ in range(5)])
    numbers = sorted(number for batch in taken for number in batch)
    assert [int(number[10:14]) for number in numbers] == list(range(1, 41))


def test_a_number_is_read_as_people_type_it(app: Flask) -> None:
    number = take()
    spoken = number.lower().replace("-", " ")
    full_width = "".join(chr(ord(char) + 0xFEE0) for char in number)
    assert number_of(number) == number_of(spoken) == number_of(full_width) == number_of(number.replace("-", ""))
    assert number_of(number) == number


def test_a_mistyped_number_is_refused(app: Flask) -> None:
    number = take()
    for place, char in enumerate(number):
        if char == "-":
            continue
        wrong = number[:place] + ("1" if char != "1" else "2") + number[place + 1 :]
        with pytest.raises(Invalid) as caught:
            number_of(wrong)
        assert caught.value.fields["number"].code == "check"


@pytest.mark.parametrize(("typed", "code"), [("", "text"), ("P2026*", "character"), ("1" * 40, "length")])
def test_what_is_no_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        number_of(typed)
    assert caught.value.fields["number"].code == code
