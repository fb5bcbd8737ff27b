"""Codes that a person reads from paper and types: digits and letters, the last an ISO 7064 check character.

MOD 37,36 (ISO/IEC 7064) finds every single wrong character, so a typed O for 0 or I for 1 is refused, never
guessed.
"""

from __future__ import annotations

import re
import string

from stdnum.iso7064 import mod_37_36

from qr.stages import CodeError, Stage

MAX_LENGTH = 32
_CHARACTERS = re.compile(r"[0-9A-Z]+")
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_IGNORED = dict.fromkeys(map(ord, string.whitespace + "\u00a0\u3000-‐‑‒–—―−"))


def seal(body: str) -> str:
    """`body` with its check character: what is printed. Spaces and dashes in it are dropped.

    Raises ValueError if the body is empty, too long, or has other characters than digits and letters.
    """
    plain = normalise(body)
    if _CHARACTERS.fullmatch(plain) is None or len(plain) >= MAX_LENGTH:
        raise ValueError(f"{body!r} cannot become a short code")
    return plain + mod_37_36.calc_check_digit(plain)


def read(typed: str) -> str:
    """The code that was typed, check character included, in the form that `seal` gives.

    Full-width characters, spaces, dashes and lower case are accepted.
    Raises CodeError with stage text (nothing typed), length, character, or check.
    """
    code = normalise(typed)
    if not code:
        raise CodeError(Stage.text)
    if not 2 <= len(code) <= MAX_LENGTH:
        raise CodeError(Stage.length)
    if _CHARACTERS.fullmatch(code) is None:
        raise CodeError(Stage.character)
    if not mod_37_36.is_valid(code):
        raise CodeError(Stage.check)
    return code


def body_of(code: str) -> str:
    """A sealed code without its check character: what `seal` was given."""
    return code[:-1]


def grouped(code: str, size: int = 4) -> str:
    """`code` for paper, a dash after every `size` characters: 4E0Z-7Q1P-X."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def normalise(typed: str) -> str:
    """Half-width upper case without spaces and dashes. Any other character stays, to be refused."""
    plain = typed.translate(_FULL_WIDTH).translate(_IGNORED)
    # upper() would fold some foreign letters, such as ı and ſ, into ASCII ones
    return "".join(char.upper() if char.isascii() else char for char in plain)
