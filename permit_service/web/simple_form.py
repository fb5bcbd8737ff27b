"""Forms of register entries that are a plain row of fields: told as data, drawn by one template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from flask import render_template

from permit_service import labels
from permit_service.labels.pages import common
from permit_service.labels.pages import registers as words
from permit_service.web.register_pages import filled
from permit_service.web.trouble import Trouble

Kind = Literal["text", "tel", "number", "date", "datetime-local", "textarea", "select", "tick", "file", "pin"]
Options = tuple[tuple[object, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``options`` are (value, words) of a select, ``unit`` stands behind a number."""

    name: str
    label: str
    kind: Kind = "text"
    options: Options = ()
    hint: str = ""
    required: bool = True
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SimpleForm:
    """A form: where it is sent, where one goes without sending it, its fields and what the entry holds.

    ``revision`` is the entry's when the form was first shown; None for a new entry.
    """

    title: str
    sub: str
    action: str
    cancel: str
    fields: tuple[Field, ...]
    entry: Mapping[str, Any] = field(default_factory=dict)
    revision: int | None = None
    save: str = common.SAVE

    @property
    def upload(self) -> bool:
        return any(one.kind == "file" for one in self.fields)


#: The fields that all agreements have.
AGREEMENT = (
    Field("number", words.AGREEMENT_NUMBER),
    Field("agreement_from", words.AGREEMENT_FROM, "date", required=False),
    Field("agreement_until", words.AGREEMENT_UNTIL, "date", required=False),
    Field("document", words.AGREEMENT_FILE, "file", hint=common.KEPT_FILE_HINT, required=False),
)


def choices(kind: type[StrEnum]) -> Options:
    """The members of a closed list, in words."""
    return tuple((member, labels.of(member)) for member in kind)


def named(rows: Iterable[Any]) -> Options:
    """Rows to choose from, by their names."""
    return tuple((row.id, row.name) for row in rows)


def simple_form(form: SimpleForm, trouble: Trouble) -> str:
    """The page of a form; after trouble with what was typed."""
    return render_template("registers/form.html", form=form, f=filled(form.entry, trouble), trouble=trouble)
