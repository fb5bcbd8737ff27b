"""Codes as text: what is accepted as the same code, and that nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qrcode.util import ALPHA_NUM

from qr.claims import Kind
from qr.stages import CodeError, Stage
from qr.text import MAX_TEXT, CodeText, decode, encode, parse, url


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("HTTPS://PERMITS.EXAMPLE.CN/Q/AB23", Kind.permit),
        ("https://permits.example.cn/s/ab23", Kind.plate),
        ("HTTP://LOCALHOST:5000/W/AB23", Kind.badge),
        ("https://[::1]:5000/Q/AB23", Kind.permit),
        ("/Q/AB23", Kind.permit),
        ("/w/ab23", Kind.badge),
        ("AB23", None),
        ("ab23", None),
        ("  AB23\r\n", None),
        ("\u3000/S/AB23\u00a0", Kind.plate),
    ],
)
def test_url_path_and_token_are_one_code(text: str, kind: Kind | None) -> None:
    assert parse(text) == CodeText("AB23", kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "/",
        "/Q/",
        "/Q",
        "Q/AB23",
        "/X/AB23",
        "/QQ/AB23",
        "/Q/AB23/",
        "/Q/AB23?from=chat",
        "/Q/AB23#top",
        "/Q/AB 23",
        "/Q/AB\n23",
        "//Q/AB23",
        "HTTPS:///Q/AB23",
        "HTTPS://HOST/app/Q/AB23",
        "ftp://HOST/Q/AB23",
        "javascript:AB23",
        "permits.example.cn/Q/AB23",
        "AB２3",
        "ab23ſ",
        "ıAB23",
        "A" * (MAX_TEXT + 1),
    ],
)
def test_anything_else_is_no_code(text: str) -> None:
    with pytest.raises(CodeError) as refused:
        parse(text)
    assert refused.value.stage is Stage.text


def test_longest_text_is_read() -> None:
    assert parse("A" * MAX_TEXT).token == "A" * MAX_TEXT


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    result = outcome(parse, text)
    assert result is Stage.text or result.token in text.upper()


@given(st.binary(min_size=1, max_size=100))
def test_bytes_come_back(raw: bytes) -> None:
    token = encode(raw)
    assert "=" not in token
    assert decode(token) == raw


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=1, max_size=60))
def test_no_two_tokens_are_the_same_bytes(token: str) -> None:
    result = outcome(decode, token)
    assert result in {Stage.base32, Stage.length} or encode(result) == token


def outcome(step: Callable[[str], Any], text: str) -> Any:
    """What the step gives, or the stage at which it refuses."""
    try:
        return step(text)
    except CodeError as refused:
        return refused.stage


@pytest.mark.parametrize(
    ("token", "stage"),
    [
        ("", Stage.base32),
        ("AB0A", Stage.base32),
        ("AB1A", Stage.base32),
        ("AB8A", Stage.base32),
        ("AB-A", Stage.base32),
        ("AA======", Stage.base32),
        ("ab", Stage.base32),
        ("A", Stage.length),
        ("AAA", Stage.length),
        ("AAAAAA", Stage.length),
        ("AB", Stage.base32),
        ("AAAB", Stage.base32),
        ("AAAAB", Stage.base32),
        ("AAAAAAB", Stage.base32),
    ],
)
def test_what_is_not_canonical_base32_is_refused(token: str, stage: Stage) -> None:
    with pytest.raises(CodeError) as refused:
        decode(token)
    assert refused.value.stage is stage


@pytest.mark.parametrize("origin", ["https://permits.example.cn", "http://localhost:5000", "HTTPS://A-B.CN"])
@pytest.mark.parametrize("kind", list(Kind))
def test_url_stays_in_alphanumeric_mode_and_is_parsed_back(origin: str, kind: Kind) -> None:
    made = url(origin, kind, "AB23")
    assert set(made.encode()) <= set(ALPHA_NUM)
    assert parse(made) == CodeText("AB23", kind)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "permits.example.cn",
        "https://",
        "https://permits.example.cn/",
        "https://permits.example.cn/app",
        "https://permits_example.cn",
        "https://准入.cn",
        "https://[::1]",
        "https://user@host",
        "https://host:",
        "https://host\n",
        "ftp://host",
    ],
)
def test_origin_that_would_not_fit_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="is not a plain"):
        url(origin, Kind.permit, "AB23")
