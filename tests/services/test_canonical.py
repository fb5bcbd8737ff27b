"""Canonical bytes: the same document gives the same bytes everywhere, and nothing ambiguous gets in."""

import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from rows import NOON
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.canonical import canonical_bytes, decimal_text, sha256_of, timestamp
from permit_service.models import db
from permit_service.models.system import JobSlot
from workflows.vocabulary import Status

DOCUMENT = {
    "zebra": [1, True, None, ("a",)],
    "amount": Decimal("20.900"),
    "at": datetime(2026, 11, 22, 14, 30, 0, 123999, tzinfo=timezone(timedelta(hours=8))),
    "day": date(2026, 11, 22),
    "id": uuid.UUID(int=7),
    "status": Status.draft,
    "name": "张样例\n",
    "nested": {"b": Decimal("-0.0"), "a": Decimal("1E+3")},
}
BYTES = (
    '{"amount":"20.9","at":"2026-11-22T06:30:00.123Z","day":"2026-11-22",'
    '"id":"00000000-0000-0000-0000-000000000007","name":"张样例\\n","nested":{"a":"1000","b":"0"},'
    '"status":"draft","v":1,"zebra":[1,true,null,["a"]]}'
).encode()


def test_the_bytes_are_these() -> None:
    assert canonical_bytes(DOCUMENT) == BYTES
    assert sha256_of(DOCUMENT) == "b979d68e974713f05a53e8ec40c650131f63d9d59c102382eac8e89d85b980da"


@given(st.permutations(list(DOCUMENT)))
def test_the_order_of_keys_does_not_matter(keys: list[str]) -> None:
    assert canonical_bytes({key: DOCUMENT[key] for key in keys}) == BYTES


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_decimal_is_its_value_not_its_spelling(number: Decimal) -> None:
    assert decimal_text(number) == decimal_text(number.normalize()) == decimal_text(number + Decimal("0.000000"))
    assert Decimal(decimal_text(number)) == number
    assert "E" not in decimal_text(number)


@pytest.mark.parametrize("value", [1.5, float("nan"), {1, 2}, b"bytes", object(), [0.1], {"a": 0.1}, {1: "a"}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes({"value": value})


@pytest.mark.parametrize(
    "value", [datetime(2026, 11, 22), Decimal("NaN"), Decimal("Infinity"), 2**53, "\ud800"], ids=repr
)
def test_what_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical_bytes({"value": value})


def test_the_version_is_ours_to_set() -> None:
    with pytest.raises(ValueError, match="version"):
        canonical_bytes({"v": 2})


def test_a_time_is_utc_to_the_millisecond() -> None:
    assert timestamp(NOON) == "2026-11-22T04:00:00.000Z"
    assert timestamp(NOON + timedelta(microseconds=1999)) == "2026-11-22T04:00:00.001Z"


def test_a_time_read_back_from_either_engine_gives_the_same_bytes(app: Flask) -> None:
    moment = datetime(2026, 11, 22, 4, 0, 0, 123456, tzinfo=UTC)

    def work(session: Session) -> None:
        session.add(JobSlot(job="a", slot=moment, claimed_at=moment))

    unit_of_work.run(work)
    stored = db.session.scalars(select(JobSlot.claimed_at)).one()
    assert canonical_bytes({"at": stored}) == canonical_bytes({"at": moment})
