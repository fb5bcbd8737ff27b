"""Checking what people typed: every fault of a form is collected, then told at once, by field."""

import unicodedata
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from permit_service.errors import Invalid

_LONGEST = 200
_PLACES = 6
_WHOLE_DIGITS = 12
_LINE_BREAKS = "\n\r\t"


class Faults:
    """The faults of one form so far. Codes are those of ``labels.inputs``; the first fault of a field is kept."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def add(self, field: str, code: str) -> None:
        self._codes.setdefault(field, code)

    def check(self, good: bool, field: str, code: str) -> None:
        """Note the fault unless ``good``."""
        if not good:
            self.add(field, code)

    def words(self, field: str, typed: str, *, longest: int = _LONGEST) -> str:
        """Text that must be there, trimmed."""
        text = self.remark(field, typed, longest=longest)
        self.check(bool(text), field, "required")
        return text

    def remark(self, field: str, typed: str, *, longest: int = _LONGEST) -> str:
        """Text that may be empty, trimmed. Control characters are refused: PostgreSQL and printers choke on them."""
        text = typed.strip()
        self.check(len(text) <= longest, field, "string_too_long")
        self.check(all(_printable(character) for character in text), field, "string_unicode")
        return text

    def size(self, field: str, number: Decimal | None) -> None:
        """A measure above zero that the database can hold exactly; None is for the caller to refuse."""
        if number is None:
            return
        if not number.is_finite():
            self.add(field, "finite_number")
            return
        self.check(number > 0, field, "greater_than")
        self.check(number < 10**_WHOLE_DIGITS, field, "decimal_whole_digits")
        self.check(number == round(number, _PLACES), field, "decimal_max_places")

    def mark(self, field: str, number: Decimal | None, *, highest: int) -> None:
        """A number from 0 to ``highest``, with at most one decimal place; None = there is none."""
        if number is None:
            return
        if not number.is_finite():
            self.add(field, "finite_number")
            return
        self.check(number >= 0, field, "greater_than_equal")
        self.check(number <= highest, field, "less_than_equal")
        self.check(number == round(number, 1), field, "decimal_max_places")

    def not_negative(self, field: str, number: int) -> None:
        self.check(number >= 0, field, "greater_than_equal")

    def some(self, field: str, items: Collection[Any]) -> None:
        """A list that may not be empty."""
        self.check(bool(items), field, "required")

    def past(self, field: str, moment: datetime | None, now: datetime) -> None:
        """A moment that may not lie ahead."""
        self.check(moment is None or moment <= now, field, "future")

    def raise_any(self) -> None:
        """Raises Invalid if there was any fault."""
        if self._codes:
            raise Invalid(self._codes)


def _printable(character: str) -> bool:
    return character in _LINE_BREAKS or unicodedata.category(character) not in ("Cc", "Cs")
