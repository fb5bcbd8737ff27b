"""Checking what people typed: every fault of a form is collected, then told at once, by field."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from permit_service.errors import Fault, Invalid

_LONGEST = 200
_PLACES = 6
_WHOLE_DIGITS = 12
#: A mainland mobile number, or a landline with its area code and perhaps an extension.
_MOBILE = re.compile(r"(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
_LANDLINE = re.compile(r"\W?0\d{2,3}\W{0,2}\d{3,4}[- ]?\d{4}(\D\d{1,6})?")
_LINE_BREAKS = "\n\r\t"


class Faults:
    """The faults of one form so far. Codes are those of ``labels.inputs``; the first fault of a field is kept."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}

    def add(self, field: str, code: str, **numbers: object) -> None:
        """Note a fault; ``numbers`` are what its message needs."""
        self._faults.setdefault(field, Fault(code, numbers))

    def check(self, good: bool, field: str, code: str, **numbers: object) -> None:
        """Note the fault unless ``good``."""
        if not good:
            self.add(field, code, **numbers)

    def words(self, field: str, typed: str, *, longest: int = _LONGEST) -> str:
        """Text that must be there, trimmed."""
        text = self.remark(field, typed, longest=longest)
        self.check(bool(text), field, "required")
        return text

    def remark(self, field: str, typed: str, *, longest: int = _LONGEST) -> str:
        """Text that may be empty, trimmed. Control characters are refused: PostgreSQL and printers choke on them."""
        text = typed.strip()
        self.check(len(text) <= longest, field, "string_too_long", max_length=longest)
        self.check(all(_printable(character) for character in text), field, "string_unicode")
        return text

    def telephone(self, field: str, typed: str, *, longest: int = _LONGEST) -> str:
        """A number that can be dialled from anywhere (:func:`is_telephone`), trimmed; it may be empty."""
        text = self.remark(field, typed, longest=longest)
        self.check(not text or is_telephone(text), field, "telephone")
        return text

    def size(self, field: str, number: Decimal | None) -> None:
        """A measure above zero that the database can hold exactly; None is for the caller to refuse."""
        if number is not None and self._exact(field, number):
            self.check(number > 0, field, "greater_than", gt=0)

    def between(self, field: str, number: Decimal | int | None, lowest: int, highest: int) -> None:
        """A number within bounds, both included, that the database can hold exactly; None = there is none."""
        if number is not None and self._exact(field, Decimal(number)):
            self.check(number >= lowest, field, "greater_than_equal", ge=lowest)
            self.check(number <= highest, field, "less_than_equal", le=highest)

    def some(self, field: str, items: Collection[Any]) -> None:
        """A list that may not be empty."""
        self.check(bool(items), field, "required")

    def past(self, field: str, moment: datetime | None, now: datetime) -> None:
        """A moment that may not lie ahead."""
        self.check(moment is None or moment <= now, field, "future")

    def wrong(self, field: str) -> bool:
        """Whether what was typed there is faulty; a field still empty is not."""
        return field in self._faults and self._faults[field].code != "required"

    def raise_any(self) -> None:
        """Raises Invalid if there was any fault."""
        if self._faults:
            raise Invalid(self._faults)

    def _exact(self, field: str, number: Decimal) -> bool:
        if not number.is_finite():
            self.add(field, "finite_number")
        elif abs(number) >= 10**_WHOLE_DIGITS:
            self.add(field, "decimal_whole_digits", whole_digits=_WHOLE_DIGITS)
        elif number != round(number, _PLACES):
            self.add(field, "decimal_max_places", decimal_places=_PLACES)
        else:
            return True
        return False


def is_telephone(text: str) -> bool:
    """A mainland mobile number, or a landline with its area code."""
    return bool(_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text))


def _printable(character: str) -> bool:
    return character in _LINE_BREAKS or unicodedata.category(character) not in ("Cc", "Cs")
