"""Every stage at which a code is refused, and that nothing but the code itself is accepted."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from qr import text
from qr.claims import FOREVER, SIZE, Kind, pack
from qr.keys import KeyRingError
from qr.sign import ORDER, issue, raw_signature, sign
from qr.stages import CodeError, Stage
from qr.verify import check_signature, decode, verify

Samples = Any
BASE32 = string.ascii_uppercase + "234567"
SECOND = timedelta(seconds=1)


def stage_of(samples: Samples, code: str, **how: Any) -> Stage | None:
    try:
        verify(code, samples.ring, how.pop("now", samples.now), **how)
    except CodeError as refused:
        return refused.stage
    return None


@pytest.mark.parametrize("kind", list(Kind))
def test_good_code_gives_its_claims(samples: Samples, kind: Kind) -> None:
    expected = samples.claims(kind)
    for code in (samples.url(kind), samples.url(kind).lower(), f"/{kind.letter}/{samples.token(kind)}"):
        assert verify(code, samples.ring, samples.now, expected_kind=kind) == expected
    assert verify(samples.token(kind), samples.ring.public(), samples.now) == expected


def test_token_is_reproducible_and_as_long_as_documented(samples: Samples) -> None:
    assert samples.token() == samples.token() == sign(samples.claims(), samples.ring)
    assert len(samples.token()) == 148


def test_ring_signs_only_with_its_active_key(samples: Samples) -> None:
    old_kid = samples.before_rotation.active(Kind.permit).kid
    with pytest.raises(KeyRingError, match="does not sign"):
        sign(samples.claims(kid=old_kid), samples.ring)
    with pytest.raises(KeyRingError, match="no key can sign"):
        issue(samples.ring.public(), Kind.permit, samples.id, samples.now, FOREVER)


def test_code_signed_before_rotation_stays_good(samples: Samples) -> None:
    claims = samples.claims()
    old = issue(samples.before_rotation, Kind.permit, samples.id, claims.not_before, claims.not_after)
    assert stage_of(samples, old) is None


REFUSALS: dict[str, tuple[Stage, Callable[[Samples], str]]] = {
    "nothing": (Stage.text, lambda s: ""),
    "another site's URL": (Stage.text, lambda s: "https://example.com/pay?id=7"),
    "a Chinese text": (Stage.text, lambda s: "有限空间作业审批单"),
    "with a query": (Stage.text, lambda s: s.url() + "?from=chat"),
    "a permit number": (Stage.base32, lambda s: "P2611220017"),
    "a padded token": (Stage.base32, lambda s: s.token() + "===="),
    "unused bits set": (Stage.base32, lambda s: s.token()[:-1] + "B"),
    "one character cut": (Stage.length, lambda s: s.token()[:-1]),
    "half cut": (Stage.length, lambda s: s.token()[:72]),
    "signature cut off": (Stage.length, lambda s: text.encode(s.body())),
    "one byte more": (Stage.length, lambda s: text.encode(text.decode(s.token()) + b"\0")),
    "scanned twice": (Stage.length, lambda s: s.token() * 2),
    "layout 2": (Stage.version, lambda s: s.forge(b"\x02" + s.body()[1:])),
    "unknown kind": (Stage.kind_unknown, lambda s: s.forge(b"\x01X" + s.body()[2:])),
    "plate under a permit's path": (Stage.path, lambda s: "/Q/" + s.token(Kind.plate)),
    "reversed window": (Stage.window, lambda s: s.forge(s.body()[:20] + s.body()[24:] + s.body()[20:24])),
    "foreign installation": (
        Stage.key,
        lambda s: s.forge(s.body(kid=s.foreign.active(Kind.permit).kid), s.foreign),
    ),
    "another kind's key id": (Stage.key, lambda s: s.forge(s.body(kid=s.ring.active(Kind.plate).kid))),
    "foreign key under our id": (Stage.signature, lambda s: s.forge(s.body(), s.foreign)),
    "permit signed by the plate key": (Stage.signature, lambda s: s.forge(s.body(), kind=Kind.plate)),
    "another permit's signature": (
        Stage.signature,
        lambda s: text.encode(s.body(id=UUID(int=1)) + text.decode(s.token())[SIZE:]),
    ),
    "zero signature": (Stage.signature, lambda s: text.encode(s.body() + bytes(64))),
    "r beyond the order": (
        Stage.signature,
        lambda s: text.encode(s.body() + b"\xff" * 32 + text.decode(s.token())[-32:]),
    ),
    "twin with high s": (Stage.malleated, lambda s: twin(s.token())),
}


def twin(token: str) -> str:
    """The second token that would verify if high s were accepted."""
    raw = text.decode(token)
    s = int.from_bytes(raw[-32:], "big")
    return text.encode(raw[:-32] + (ORDER - s).to_bytes(32, "big"))


@pytest.mark.parametrize("name", REFUSALS)
def test_bad_code_is_refused_at_its_stage(samples: Samples, name: str) -> None:
    stage, make = REFUSALS[name]
    with pytest.raises(CodeError) as refused:
        verify(make(samples), samples.ring, samples.now)
    assert (refused.value.stage, refused.value.claims) == (stage, None)
    assert str(refused.value) == stage.value


def test_high_s_is_refused_only_because_it_is_high(samples: Samples) -> None:
    """The twin does verify as plain ECDSA: without the check there would be two tokens."""
    signed = decode(samples.token())
    public = samples.ring.active(Kind.permit).public
    check_signature(public, signed.body, signed.signature)
    low_edge = signed.signature[:32] + (ORDER // 2).to_bytes(32, "big")
    high_edge = signed.signature[:32] + (ORDER // 2 + 1).to_bytes(32, "big")
    for signature, stage in ((low_edge, Stage.signature), (high_edge, Stage.malleated)):
        with pytest.raises(CodeError) as refused:
            check_signature(public, signed.body, signature)
        assert refused.value.stage is stage


@pytest.mark.parametrize(
    ("how", "stage"),
    [
        ({}, None),
        ({"expected_kind": Kind.permit}, None),
        ({"expected_kind": Kind.plate}, Stage.kind),
        ({"revoked": {UUID(int=7)}}, None),
        ({"revoked": {UUID("0198f1e2-7c3a-7d44-9b1e-0123456789ab")}}, Stage.revoked),
    ],
)
def test_genuine_code_under_the_rules(samples: Samples, how: dict[str, Any], stage: Stage | None) -> None:
    assert stage_of(samples, samples.url(), **how) is stage


@pytest.mark.parametrize(
    ("edge", "offset", "stage"),
    [
        ("not_before", -SECOND, Stage.not_yet),
        ("not_before", timedelta(microseconds=-1), Stage.not_yet),
        ("not_before", timedelta(0), None),
        ("not_before", SECOND, None),
        ("not_after", -SECOND, None),
        ("not_after", timedelta(microseconds=-1), None),
        ("not_after", timedelta(0), Stage.expired),
        ("not_after", SECOND, Stage.expired),
    ],
)
def test_window_is_closed_before_and_open_after(
    samples: Samples, edge: str, offset: timedelta, stage: Stage | None
) -> None:
    assert stage_of(samples, samples.url(), now=getattr(samples.claims(), edge) + offset) is stage


def test_genuine_but_refused_code_tells_what_it_was(samples: Samples) -> None:
    with pytest.raises(CodeError) as refused:
        verify(samples.url(), samples.ring, FOREVER)
    assert refused.value.claims == samples.claims()


def test_revocation_is_told_before_expiry_and_kind_before_both(samples: Samples) -> None:
    late_and_revoked = {"now": FOREVER, "revoked": {samples.id}}
    assert stage_of(samples, samples.url(), **late_and_revoked) is Stage.revoked
    assert stage_of(samples, samples.url(), expected_kind=Kind.badge, **late_and_revoked) is Stage.kind


def test_naive_now_is_a_programming_error_and_never_a_pass(samples: Samples) -> None:
    with pytest.raises(TypeError):
        verify(samples.url(), samples.ring, samples.now.replace(tzinfo=None))


def test_withdrawn_key_no_longer_verifies(samples: Samples) -> None:
    token = samples.token()
    rotated = samples.ring.rotate(Kind.permit, samples.now)
    verify(token, rotated, samples.now)
    ring = rotated.without(Kind.permit, samples.claims().kid)
    with pytest.raises(CodeError) as refused:
        verify(token, ring, samples.now)
    assert refused.value.stage is Stage.key


STAGE_BY_BYTE = {0: Stage.version, 1: Stage.kind_unknown, 2: Stage.key, 3: Stage.key, 24: Stage.window}
"""The bytes whose lowest bit is missed before the signature is looked at; 24 is the highest of not-after."""


def test_a_bit_flipped_in_any_byte_is_found(samples: Samples) -> None:
    raw = text.decode(samples.token())
    for position in range(len(raw)):
        altered = raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]
        assert stage_of(samples, text.encode(altered)) is STAGE_BY_BYTE.get(position, Stage.signature), position


def test_any_other_value_of_any_character_is_refused(samples: Samples) -> None:
    token = samples.token()
    for position, right in enumerate(token):
        for wrong in BASE32.replace(right, ""):
            assert stage_of(samples, token[:position] + wrong + token[position + 1 :]) is not None


@given(st.data())
def test_any_edit_of_one_character_is_refused(samples: Samples, data: st.DataObject) -> None:
    token = samples.token()
    position = data.draw(st.integers(0, len(token) - 1))
    char = data.draw(st.characters())
    substituted = token[:position] + char + token[position + 1 :]
    inserted = token[:position] + char + token[position:]
    deleted = token[:position] + token[position + 1 :]
    swapped = token[:position] + token[position : position + 2][::-1] + token[position + 2 :]
    for edited in (substituted, inserted, deleted, swapped):
        plain = edited.strip()
        the_same_code = plain.isascii() and plain.upper() == token
        assert (stage_of(samples, edited) is None) == the_same_code


@given(st.text())
def test_no_text_passes_by_chance(samples: Samples, typed: str) -> None:
    assert stage_of(samples, typed) is not None


@given(st.sampled_from(Kind), st.uuids(), st.integers(1, 10**6), st.integers(1, 10**6))
def test_whatever_is_issued_verifies(samples: Samples, kind: Kind, id: UUID, before: int, after: int) -> None:
    start, end = samples.now - before * SECOND, samples.now + after * SECOND
    token = issue(samples.ring, kind, id, start, end)
    claims = verify(text.url(samples.origin, kind, token), samples.ring.public(), samples.now, kind)
    assert (claims.kind, claims.id, claims.not_before, claims.not_after) == (kind, id, start, end)
    assert int.from_bytes(decode(token).signature[32:], "big") <= ORDER // 2
    assert pack(claims) == decode(token).body


def test_signature_is_that_of_rfc_6979_with_low_s() -> None:
    """RFC 6979 A.2.5, P-256 with SHA-256, message "sample"; its s is the higher one."""
    private = ec.derive_private_key(0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1())
    r = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
    s = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
    assert raw_signature(private, b"sample") == r.to_bytes(32, "big") + (ORDER - s).to_bytes(32, "big")


def test_stage_codes_show_their_stage_and_are_short() -> None:
    assert all(stage.value[:2] in {"D|", "S|", "R|"} and len(stage.value) == 5 for stage in Stage)
