"""The types of fields: exact, strict, and each fault with a code that people understand."""

import base64
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from permit_service.api.types import (
    Blob,
    Body,
    Choice,
    Count,
    Day,
    Dec,
    ExactJson,
    Id,
    Line,
    Many,
    Nonce,
    SetOf,
    When,
)
from permit_service.labels.inputs import FAULTS
from workflows.kinds import Gas


class Sample(Body):
    blob: Blob | None = None
    count: Count = 0
    day: Day | None = None
    flag: bool = False
    gas: Choice[Gas] | None = None
    gases: SetOf[Choice[Gas]] = frozenset()
    id: Id | None = None
    line: Line = ""
    lines: Many[Line] = ()
    nonce: Nonce = "12345678"
    number: Dec | None = None
    when: When | None = None


GOOD: list[tuple[str, Any, Any]] = [
    ("when", "2026-11-22T14:30:00+08:00", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
    ("when", "2026-11-22T06:30:00Z", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
    ("day", "2026-11-22", date(2026, 11, 22)),
    ("number", Decimal("20.9"), Decimal("20.9")),
    ("number", "20.90", Decimal("20.90")),
    ("number", 3, Decimal(3)),
    ("number", "-0.000001", Decimal("-0.000001")),
    ("number", "1.2000000", Decimal("1.2")),
    ("gases", ["o2", "h2s", "o2"], frozenset({Gas.o2, Gas.h2s})),
    ("line", "第一行\n第二行", "第一行\n第二行"),
    ("blob", base64.b64encode(b"abc").decode(), b"abc"),
    ("blob", "data:image/png;base64," + base64.b64encode(b"abc").decode(), b"abc"),
]

BAD: list[tuple[str, Any, str]] = [
    ("when", "2026-11-22T14:30:00", "timezone_aware"),
    ("when", "2026-11-22", "timezone_aware"),
    ("when", 1_700_000_000, "datetime_type"),
    ("when", "1700000000", "datetime_parsing"),
    ("when", "0001-01-01T00:00:00+14:00", "datetime_parsing"),
    ("when", "9999-12-31T23:59:59-12:00", "datetime_parsing"),
    ("when", "soon", "datetime_parsing"),
    ("day", "2026-11-22T00:00:00Z", "date_parsing"),
    ("day", "2026-02-30", "date_parsing"),
    ("day", "1816-01-01", "date_parsing"),
    ("day", 20261122, "date_type"),
    ("number", True, "decimal_type"),
    ("number", 20.9, "decimal_type"),
    ("number", [1], "decimal_type"),
    ("number", "", "decimal_parsing"),
    ("number", "1e3", "decimal_parsing"),
    ("number", "NaN", "decimal_parsing"),
    ("number", "１２", "decimal_parsing"),
    ("number", Decimal("NaN"), "finite_number"),
    ("number", Decimal("Infinity"), "finite_number"),
    ("number", Decimal("1e400000"), "decimal_whole_digits"),
    ("number", 10**12, "decimal_whole_digits"),
    ("number", "0.0000001", "decimal_max_places"),
    ("count", -1, "greater_than_equal"),
    ("count", 2**31, "less_than_equal"),
    ("count", "1", "int_type"),
    ("count", True, "int_type"),
    ("flag", "true", "bool_type"),
    ("flag", 1, "bool_type"),
    ("gas", "helium", "enum"),
    ("gas", 1, "enum"),
    ("gases", "o2", "frozen_set_type"),
    ("gases", ["helium"], "enum"),
    ("id", "1", "uuid_parsing"),
    ("id", 1, "uuid_type"),
    ("line", "a\x00b", "string_unicode"),
    ("line", "x" * 201, "string_too_long"),
    ("line", 5, "string_type"),
    ("lines", ["x"] * 201, "too_long"),
    ("lines", {"a": 1}, "tuple_type"),
    ("nonce", "short", "string_too_short"),
    ("nonce", "eight chars", "string_pattern_mismatch"),
    ("blob", "not base64!", "bytes_invalid_encoding"),
    ("blob", 5, "bytes_type"),
    ("other", 5, "extra_forbidden"),
]


def test_moments_are_told_as_finely_as_they_are_kept() -> None:
    """Two in one millisecond are one moment: what begins and ends in it would else pass here and fail in the table."""
    early, late = (
        Sample.model_validate({"when": f"2026-11-22T14:30:00.123{rest}+08:00"}).when for rest in ("1", "999")
    )
    assert early == late


@pytest.mark.parametrize(("field", "given", "kept"), GOOD)
def test_a_good_value_is_kept_exactly(field: str, given: object, kept: object) -> None:
    assert getattr(Sample.model_validate({field: given}), field) == kept


@pytest.mark.parametrize(("field", "given", "code"), BAD)
def test_a_bad_value_has_its_code_and_its_words(field: str, given: object, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({field: given})
    (fault,) = caught.value.errors()
    assert (fault["loc"][0], fault["type"]) == (field, code)
    assert code in FAULTS


def test_json_numbers_never_pass_through_a_float() -> None:
    read = ExactJson(Flask("test")).loads('{"a": 20.9, "b": 0.1, "c": NaN, "d": -Infinity, "e": 7}')
    assert (read["a"], read["b"], read["e"]) == (Decimal("20.9"), Decimal("0.1"), 7)
    assert read["c"].is_nan()
    assert read["d"].is_infinite()


def test_brackets_nested_without_end_are_no_json() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        ExactJson(Flask("test")).loads("[" * 100_000 + "]" * 100_000)


def test_a_number_that_no_machine_holds_is_no_json() -> None:
    with pytest.raises(ValueError, match="exponent out of range"):
        ExactJson(Flask("test")).loads("[1e99999999999999999999]")
