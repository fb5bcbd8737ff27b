"""The bytes that are signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qr.claims import FOREVER, MAX_KID, MAX_SECONDS, SIZE, VERSION, Claims, Kind, pack, unpack
from qr.stages import CodeError, Stage

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLAIMS = Claims(
    VERSION,
    Kind.plate,
    0xBEEF,
    UUID("00112233-4455-6677-8899-aabbccddeeff"),
    EPOCH + timedelta(seconds=0x01020304),
    EPOCH + timedelta(seconds=0xF1F2F3F4),
)
BODY = bytes.fromhex("0153beef00112233445566778899aabbccddeeff01020304f1f2f3f4")


def test_layout_is_the_documented_one() -> None:
    assert pack(CLAIMS) == BODY
    assert unpack(BODY) == CLAIMS
    assert len(BODY) == SIZE == 28


windows = st.tuples(st.integers(0, MAX_SECONDS), st.integers(0, MAX_SECONDS)).filter(lambda w: w[0] < w[1])


@given(st.sampled_from(Kind), st.integers(0, MAX_KID), st.uuids(), windows)
def test_every_claim_comes_back(kind: Kind, kid: int, id: UUID, window: tuple[int, int]) -> None:
    claims = Claims(VERSION, kind, kid, id, *(EPOCH + timedelta(seconds=value) for value in window))
    assert unpack(pack(claims)) == claims


def test_time_zone_does_not_change_the_bytes() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert pack(replace(CLAIMS, not_before=CLAIMS.not_before.astimezone(shanghai))) == BODY


def test_letters_are_those_of_the_paths() -> None:
    assert {kind: kind.letter for kind in Kind} == {
        Kind.permit: "Q",
        Kind.plate: "S",
        Kind.badge: "W",
        Kind.training: "T",
        Kind.exam: "E",
    }
    assert all(Kind.of_letter(kind.letter) is kind for kind in Kind)
    assert Kind.of_letter("X") is None


def test_forever_is_the_last_moment_that_fits() -> None:
    assert int(FOREVER.timestamp()) == MAX_SECONDS
    assert unpack(pack(replace(CLAIMS, not_after=FOREVER))).not_after == FOREVER


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 0}, "version 0"),
        ({"version": 2}, "version 2"),
        ({"kid": -1}, "two bytes"),
        ({"kid": MAX_KID + 1}, "two bytes"),
        ({"not_before": EPOCH - timedelta(seconds=1)}, "four bytes"),
        ({"not_after": FOREVER + timedelta(seconds=1)}, "four bytes"),
        ({"not_before": datetime(2026, 11, 22)}, "no time zone"),
        ({"not_before": EPOCH + timedelta(microseconds=1)}, "whole second"),
        ({"not_after": CLAIMS.not_before}, "later than"),
        ({"not_after": CLAIMS.not_before - timedelta(seconds=1)}, "later than"),
    ],
)
def test_claims_that_cannot_be_written_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(CLAIMS, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": 0},
        {"kid": MAX_KID},
        {"not_before": EPOCH},
        {"not_after": CLAIMS.not_before + timedelta(seconds=1)},
    ],
)
def test_limits_are_inside(changes: dict[str, object]) -> None:
    claims = replace(CLAIMS, **changes)
    assert unpack(pack(claims)) == claims


@pytest.mark.parametrize(
    ("body", "stage"),
    [
        (b"", Stage.length),
        (BODY[:-1], Stage.length),
        (BODY + b"\0", Stage.length),
        (b"\x00" + BODY[1:], Stage.version),
        (b"\x02" + BODY[1:], Stage.version),
        (BODY[:1] + b"X" + BODY[2:], Stage.kind_unknown),
        (BODY[:1] + b"s" + BODY[2:], Stage.kind_unknown),
        (BODY[:1] + b"\xff" + BODY[2:], Stage.kind_unknown),
        (BODY[:20] + BODY[24:] + BODY[20:24], Stage.window),
        (BODY[:24] + BODY[20:24], Stage.window),
    ],
)
def test_bytes_that_are_no_claims_are_refused(body: bytes, stage: Stage) -> None:
    with pytest.raises(CodeError) as refused:
        unpack(body)
    assert (refused.value.stage, refused.value.claims) == (stage, None)


@given(st.binary(min_size=SIZE, max_size=SIZE))
def test_any_bytes_are_refused_or_come_back(body: bytes) -> None:
    result = outcome(body)
    if isinstance(result, Claims):
        assert pack(result) == body
    else:
        assert result in {Stage.version, Stage.kind_unknown, Stage.window}


def outcome(body: bytes) -> Claims | Stage:
    try:
        return unpack(body)
    except CodeError as refused:
        return refused.stage
