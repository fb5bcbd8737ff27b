"""Sentences over plain facts: a template is used only where every fact it names is there, so none can fail.

A text holds its templates from the most telling to the bare one, which names no fact. ``{gas:Gas}`` renders the fact
``gas`` as a member of that closed list, or as several separated by commas. Without a list: an ISO time is told in
the site's time, a decimal is cut to what a person reads, ids become names, anything else stands as it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from string import Formatter

from permit_service.labels.fields import field_name
from permit_service.labels.site_words import DETECTOR_LACKS, MECHANICAL_REASONS
from permit_service.labels.words import WORDS, short
from workflows.filing import SHANGHAI

Teller = Callable[[str], str]


def _teller(closed_list: type[StrEnum]) -> Teller:
    words = {member.value: short(member) for member in closed_list}
    return lambda value: words.get(value, "")


#: What may stand after the colon: a closed list by its name, or one of the tables of names that are no list;
#: ``plain`` are several words as they stand.
TELLERS: Mapping[str, Teller] = {
    **{closed_list.__name__: _teller(closed_list) for closed_list in WORDS},
    "field": field_name,
    "reason": lambda value: MECHANICAL_REASONS.get(value, ""),
    "lack": lambda value: DETECTOR_LACKS.get(value, ""),
    "plain": lambda value: value,
}

_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*")
_DECIMAL = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Text:
    """What is wrong (``says``) and what to do now (``does``)."""

    says: tuple[str, ...]
    does: tuple[str, ...]


def text(*says: str, do: str | tuple[str, ...]) -> Text:
    """A text; the last sentence of each kind must stand without facts."""
    return Text(says, (do,) if isinstance(do, str) else do)


def fill(templates: tuple[str, ...], facts: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The first template whose facts are all told, filled in; the last one, which needs none, if no other fits.

    A blank fact, an id that ``names`` does not resolve, and a value outside its closed list count as not told.
    """
    for template in templates:
        words = {
            (key, words_of): _word(key, words_of, facts.get(key, ""), names) for key, words_of in _wanted(template)
        }
        if all(words.values()):
            return _put(template, words)
    return templates[-1]


def _wanted(template: str) -> list[tuple[str, str]]:
    return [(key, spec or "") for _, key, spec, _ in Formatter().parse(template) if key]


def _put(template: str, words: Mapping[tuple[str, str], str]) -> str:
    pieces = Formatter().parse(template)
    return "".join(before + (words[key, spec or ""] if key else "") for before, key, spec, _ in pieces)


def local_time(moment: datetime) -> str:
    """An aware moment as 2026-11-22 14:30 in the site's time."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _word(key: str, words_of: str, value: str, names: Mapping[str, str]) -> str:
    """A fact as people read it; blank if it is not told or not known."""
    if not value:
        return ""
    if words_of:
        tellers = [TELLERS[name] for name in words_of.split("|")]
        return _joined(next((word for tell in tellers if (word := tell(one))), "") for one in value.split(","))
    if key.endswith(("_id", "_ids")):
        return _joined(names.get(one, "") for one in value.split(","))
    if _ISO_TIME.fullmatch(value):
        return local_time(datetime.fromisoformat(value))
    return _short_number(value) if _DECIMAL.fullmatch(value) else value


def _joined(words: Iterable[str]) -> str:
    told = list(words)
    return "、".join(told) if all(told) else ""


def _short_number(value: str) -> str:
    """Two decimals, three below 10: a small limit such as 1 mg/m3 must not look kept when it is passed by a hair."""
    number = Decimal(value)
    places = 3 if abs(number) < 10 else 2
    return f"{round(number, places):f}".rstrip("0").rstrip(".")
