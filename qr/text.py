"""A code as text: base32 without padding, alone or in an upper-case URL such as HTTPS://HOST/Q/TOKEN.

Upper case keeps the whole URL inside the QR alphanumeric mode, five and a half bits a character.
One token has exactly one text: base32 bits that carry nothing must be zero.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from qr.claims import Kind
from qr.stages import CodeError, Stage

MAX_TEXT = 512
"""Longer texts are refused unread: a URL of ours is under 250 characters."""

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE)
_TEXT = re.compile(r"(?:(?:HTTPS?://[^/?#\s]+)?/(?P<letter>[A-Z])/)?(?P<token>[^/?#:\s]+)")
_BASE32 = re.compile(r"[A-Z2-7]+")


@dataclass(frozen=True)
class CodeText:
    """A scanned text taken apart: its token and, where it had a path, the kind that the path asks for."""

    token: str
    path_kind: Kind | None


def parse(text: str) -> CodeText:
    """Take apart a whole URL, a path or a bare token, in any letter case, with white space around it.

    The host is not looked at: the signature tells whether a code is ours. Raises CodeError(text).
    """
    stripped = text.strip()
    # upper() folds some foreign letters into ASCII ones, which would give one token many texts
    if len(text) > MAX_TEXT or not stripped.isascii():
        raise CodeError(Stage.text)
    match = _TEXT.fullmatch(stripped.upper())
    if match is None:
        raise CodeError(Stage.text)
    letter = match["letter"]
    kind = None if letter is None else Kind.of_letter(letter)
    if letter is not None and kind is None:
        raise CodeError(Stage.text)
    return CodeText(match["token"], kind)


def url(origin: str, kind: Kind, token: str) -> str:
    """The upper-case URL of a token. `origin` is scheme and host, such as "https://permits.example.cn".

    Raises ValueError for an origin with a path, or with characters that would leave QR alphanumeric mode.
    """
    if _ORIGIN.fullmatch(origin) is None:
        raise ValueError(f"{origin!r} is not a plain scheme://host[:port]")
    return f"{origin}/{kind.letter}/{token}".upper()


def encode(raw: bytes) -> str:
    """`raw` as base32 without padding."""
    return base64.b32encode(raw).decode("ascii").rstrip("=")


def decode(token: str) -> bytes:
    """The bytes of a token. Raises CodeError with stage base32, or length if characters are missing."""
    if _BASE32.fullmatch(token) is None:
        raise CodeError(Stage.base32)
    if len(token) % 8 in (1, 3, 6):  # no number of whole bytes has this many base32 characters
        raise CodeError(Stage.length)
    raw = base64.b32decode(token + "=" * (-len(token) % 8))
    if encode(raw) != token:
        raise CodeError(Stage.base32)
    return raw
