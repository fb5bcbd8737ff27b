"""What a column holds: how its cells are read into values, how values are written, what may be chosen.

Each kind reads back exactly what it wrote. An empty cell never reaches a kind: it is the form's own empty value.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Protocol

from permit_service import labels
from permit_service.excel import dates
from permit_service.excel.names import BadCell, Names, Noun
from permit_service.excel.width import folded, half_width

Cell = str | int | float | date | None

_YES = frozenset({"是", "有", "√", "✓", "true", "yes", "y", "1"})
_NO = frozenset({"否", "无", "×", "x", "false", "no", "n", "0"})
_SEPARATORS = "；;\n"
_ALSO_SEPARATORS = "、，,"
_MOST_DIGITS = 18


class Kind(Protocol):
    """One kind of column."""

    @property
    def hint(self) -> str:
        """How to fill it in, by the name of a text in ``labels``."""

    def read(self, text: str, names: Names) -> Any:
        """The value that a cell means. Raises BadCell."""

    def write(self, value: Any, names: Names) -> Cell:
        """The cell that says the value."""

    def options(self, names: Names) -> Sequence[str]:
        """What may be chosen; nothing where anything may be written."""


class _Open:
    """A kind in which anything may be written."""

    hint = "text"

    def options(self, names: Names) -> Sequence[str]:
        return ()


class Text(_Open):
    """Words as they stand."""

    def read(self, text: str, names: Names) -> str:
        return text.strip()

    def write(self, value: str, names: Names) -> Cell:
        return value


class Code(Text):
    """A number or code by which a thing is known, a telephone number: full-width digits are digits."""

    hint = "code"

    def read(self, text: str, names: Names) -> str:
        return half_width(text).strip()


class Whole(_Open):
    """A whole number."""

    hint = "whole"

    def read(self, text: str, names: Names) -> int:
        number = _decimal(text, "int_parsing")
        if number != int(number):
            raise BadCell("int_from_float")
        return int(number)

    def write(self, value: int, names: Names) -> Cell:
        return value


class Measure(_Open):
    """An exact number; as text where a spreadsheet's own numbers would round it."""

    hint = "measure"

    def read(self, text: str, names: Names) -> Decimal:
        return _decimal(text, "decimal_parsing")

    def write(self, value: Decimal, names: Names) -> Cell:
        if Decimal(str(float(value))) != value:
            return f"{value:f}"
        return int(value) if value == int(value) else float(value)


class Day(_Open):
    """A civil day."""

    hint = "day"

    def read(self, text: str, names: Names) -> date:
        return dates.day(text)

    def write(self, value: date, names: Names) -> Cell:
        return value


@dataclass(frozen=True, slots=True)
class Moment(_Open):
    """A moment told by its day: from the beginning of that day on, or ``through`` to its end."""

    through: bool
    hint = "day"

    def read(self, text: str, names: Names) -> datetime:
        return dates.moment(text, through=self.through)

    def write(self, value: datetime, names: Names) -> Cell:
        return dates.moment_written(value, through=self.through)


class YesNo:
    """Yes or no."""

    hint = "yes_no"

    def read(self, text: str, names: Names) -> bool:
        told = folded(text)
        if told not in _YES | _NO:
            raise BadCell("bool_parsing")
        return told in _YES

    def write(self, value: bool, names: Names) -> Cell:
        return "是" if value else "否"

    def options(self, names: Names) -> Sequence[str]:
        return ("是", "否")


@dataclass(frozen=True, slots=True)
class Choice:
    """One member of a closed list, by its word; ``brief``: a gas by its formula."""

    members: type[StrEnum]
    brief: bool = False
    hint = "choice"

    def read(self, text: str, names: Names) -> StrEnum:
        told = folded(text)
        for member in self.members:
            if told in (folded(labels.of(member)), folded(labels.short(member))):
                return member
        raise BadCell("enum")

    def write(self, value: StrEnum, names: Names) -> Cell:
        return labels.short(value) if self.brief else labels.of(value)

    def options(self, names: Names) -> Sequence[str]:
        return [str(self.write(member, names)) for member in self.members]


@dataclass(frozen=True, slots=True)
class Choices(_Open):
    """Several members of a closed list, by their words."""

    members: type[StrEnum]
    hint = "choices"

    def read(self, text: str, names: Names) -> frozenset[StrEnum]:
        """A word may hold a comma itself, so commas part what is no word as a whole."""
        one, words = Choice(self.members), self._words()
        items = split(text, _SEPARATORS)
        parts = ([item] if folded(item) in words else split(item, _ALSO_SEPARATORS) for item in items)
        return frozenset(one.read(part, names) for each in parts for part in each)

    def write(self, value: Iterable[StrEnum], names: Names) -> Cell:
        return "；".join(labels.of(member) for member in sorted(value))

    def _words(self) -> frozenset[str]:
        return frozenset(folded(labels.of(member)) for member in self.members)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another entry, by its name or number."""

    noun: Noun
    hint = "reference"

    def read(self, text: str, names: Names) -> uuid.UUID:
        return names[self.noun].id(text)

    def write(self, value: uuid.UUID, names: Names) -> Cell:
        return names[self.noun].word(value)

    def options(self, names: Names) -> Sequence[str]:
        return names[self.noun].words() if self.noun is Noun.area else ()


class Codes(_Open):
    """Several codes of other entries, in no order."""

    hint = "codes"

    def read(self, text: str, names: Names) -> frozenset[str]:
        return frozenset(half_width(item) for item in split(text, _SEPARATORS + _ALSO_SEPARATORS))

    def write(self, value: Iterable[str], names: Names) -> Cell:
        return joined(sorted(value), _SEPARATORS + _ALSO_SEPARATORS)


class Items(_Open):
    """Several texts, in their order."""

    hint = "items"

    def read(self, text: str, names: Names) -> tuple[str, ...]:
        return tuple(split(text, _SEPARATORS))

    def write(self, value: Iterable[str], names: Names) -> Cell:
        return joined(value, _SEPARATORS)


@dataclass(frozen=True, slots=True)
class Rows(_Open):
    """Several items of some parts each, such as a leg's direction and length, with ``between`` between the parts."""

    parts: tuple[Kind, ...]
    hint: str
    between: str = " "

    def read(self, text: str, names: Names) -> tuple[tuple[Any, ...], ...]:
        return tuple(self._item(item, names) for item in split(text, _SEPARATORS, unescape=False))

    def write(self, value: Iterable[Sequence[Any]], names: Names) -> Cell:
        return "；".join(self._written(item, names) for item in value)

    def _item(self, text: str, names: Names) -> tuple[Any, ...]:
        told = split(half_width(text) if self.between == " " else text.replace("｜", "|"), self.between)
        if len(told) != len(self.parts):
            raise BadCell("parts", parts=len(self.parts))
        return tuple(part.read(each, names) for part, each in zip(self.parts, told, strict=True))

    def _written(self, item: Sequence[Any], names: Names) -> str:
        told = [str(part.write(each, names)) for part, each in zip(self.parts, item, strict=True)]
        return self.between.join(_escaped(each, _SEPARATORS + self.between) for each in told)


def split(text: str, separators: str, *, unescape: bool = True) -> list[str]:
    """The items of a text, trimmed, without empty ones; a backslash before a separator makes it part of the item."""
    found = re.findall(rf"((?:\\.|[^\\{re.escape(separators)}]|\\$)+)", text, re.DOTALL)
    items = [re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL) if unescape else item for item in found]
    return [item.strip() for item in items if item.strip()]


def joined(items: Iterable[str], separators: str) -> str:
    """Items as one text that ``split`` takes apart again."""
    return "；".join(_escaped(item, separators) for item in items)


def _escaped(text: str, separators: str) -> str:
    return re.sub(rf"([\\{re.escape(separators)}])", r"\\\1", text)


def _decimal(text: str, code: str) -> Decimal:
    try:
        number = Decimal(half_width(text).replace(",", "").strip())
    except InvalidOperation as error:
        raise BadCell(code) from error
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise BadCell(code)
    return number
