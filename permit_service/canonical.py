"""Canonical bytes: one form of a document, equal on every engine and machine, for hashes and signatures.

RFC 8785 JSON with ``v: 1``. Decimals are strings without trailing zeros, times are UTC to the millisecond, enums their
values. Floats are refused: their text differs by who prints them.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import rfc8785

VERSION = 1


def canonical_bytes(document: Mapping[str, object]) -> bytes:
    """The document's bytes.

    Raises TypeError for a value that has no canonical form (a float, a set, an object), ValueError for a naive time,
    a number that is not finite or not exact in JSON, or a document that sets ``v`` itself.
    """
    if "v" in document:
        raise ValueError("v is the version of the form, not of the document")
    return rfc8785.dumps({**_mapping(document), "v": VERSION})


def sha256_of(document: Mapping[str, object]) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def timestamp(moment: datetime) -> str:
    """``2026-11-22T06:30:00.000Z``. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def decimal_text(number: Decimal) -> str:
    """A decimal without exponent, trailing zeros or minus zero. Raises ValueError if it is not finite."""
    if not number.is_finite():
        raise ValueError("a number must be finite")
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def _mapping(document: Mapping[str, object]) -> dict[str, object]:
    for key in document:
        if not isinstance(key, str):
            raise TypeError(f"a key must be text, not {type(key).__name__}")
    return {str(key): _plain(value) for key, value in document.items()}


def _plain(value: object) -> object:
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | str() | int():
            return value
        case Decimal():
            return decimal_text(value)
        case datetime():
            return timestamp(value)
        case date():
            return value.isoformat()
        case uuid.UUID():
            return str(value)
        case Mapping():
            return _mapping(value)
        case bytes() | bytearray():
            raise TypeError("bytes have no canonical form: give their hash")
        case Sequence():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
