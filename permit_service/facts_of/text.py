"""Facts as canonical text, to keep beside a decision that somebody may ask about later."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from permit_service.canonical import canonical_bytes
from workflows.facts import Facts


def text_of(facts: Facts) -> str:
    """Every fact by its name; sets in order."""
    plain = _plain(facts)
    assert isinstance(plain, dict)
    return canonical_bytes(plain).decode()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Enum():
            return value.value
        case None | bool() | str() | int() | Decimal() | datetime() | date():
            return value
        case Mapping():
            return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
        case set() | frozenset():
            return sorted((_plain(one) for one in value), key=str)
        case tuple() | list():
            return [_plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} is no fact")
