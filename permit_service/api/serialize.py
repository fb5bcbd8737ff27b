"""What answers are made of: rows as JSON views, refusals and clearances with their words, pages of lists.

A view is a pydantic model that reads a row's attributes, so that the OpenAPI document tells what is sent. Times are UTC
to the millisecond, numbers are text (no float ever), sets are sorted lists, ids are UUIDs.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from permit_service.canonical import decimal_text, timestamp
from permit_service.labels import of
from permit_service.problems import refusals_as_json
from permit_service.queries.paging import Page
from workflows.codes import Code, Nature
from workflows.verdict import Clearance, GateResult, GateState, Refusal
from workflows.vocabulary import Action

T = TypeVar("T")
V = TypeVar("V", bound="View")

#: What a view function returns: JSON and a status.
Answer = tuple[dict[str, Any] | str, int]


class View(BaseModel):
    """An answer, or a part of one, read from a row."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


Moment = Annotated[
    datetime,
    PlainSerializer(timestamp, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""``2026-11-22T06:30:00.000Z``."""

Number = Annotated[Decimal, PlainSerializer(decimal_text, return_type=str)]
"""A number as text, exactly as kept."""

Sorted = Annotated[tuple[T, ...], BeforeValidator(sorted)]
"""A set of members or texts, sorted."""


class RefusalView(View):
    """One reason why not. ``banned`` is its number among the 七不准, ``source`` the clause in words."""

    code: Code
    nature: Nature
    banned: int | None
    source: str
    message: str
    remedy: str
    facts: dict[str, str]


class GateView(View):
    """What one gate says. ``state`` is passed, refused, unknown (cannot tell: moves nothing) or not_applicable."""

    gate: str
    rule: str
    banned: int | None
    state: GateState
    good_until: Moment | None
    refusals: list[RefusalView]
    warnings: list[RefusalView]


class ClearanceView(View):
    """放行: what every gate of one action says now. Good until ``good_until`` by time alone; judged anew at the act."""

    action: Action
    name: str
    now: Moment
    revision: int
    passed: bool
    unknown: bool
    good_until: Moment | None
    dest: str | None
    gates: list[GateView]


class PageView(View, Generic[T]):
    """One page of a list; ``next`` goes into ``after`` of the next request, null on the last page."""

    model_config = ConfigDict(json_schema_extra={"description": "One page of a list; the next comes after `next`."})

    items: list[T]
    next: str | None


class Ref(View):
    """A thing named: its id and what people call it."""

    id: uuid.UUID
    name: str


class CodeView(View):
    """What a printed code holds: an upper-case URL that any camera opens, and what people can type instead."""

    url: str
    typed: str


def refusals(found: Iterable[Refusal]) -> list[RefusalView]:
    """Refusals or warnings with their words."""
    return [RefusalView.model_validate(told) for told in refusals_as_json(found)]


def clearance(found: Clearance) -> ClearanceView:
    """A clearance with every gate's state."""
    return ClearanceView(
        action=found.action,
        name=of(found.action),
        now=found.now,
        revision=found.revision,
        passed=found.passed,
        unknown=found.unknown,
        good_until=found.good_until,
        dest=found.dest,
        gates=[_gate(result) for result in found.results],
    )


def page(found: Page[Any], view: type[V]) -> PageView[V]:
    """One page of rows."""
    return PageView[view](items=[view.model_validate(row) for row in found.rows], next=found.after)  # type: ignore[valid-type]


def as_json(view: BaseModel) -> dict[str, Any]:
    """The view as JSON has it."""
    return view.model_dump(mode="json")


def answer(view: BaseModel, status: int = 200) -> Answer:
    """The view as a response."""
    return as_json(view), status


def nothing() -> Answer:
    """Done, with nothing to tell."""
    return "", 204


def _gate(result: GateResult) -> GateView:
    return GateView(
        gate=result.gate,
        rule=result.rule,
        banned=result.banned,
        state=result.state,
        good_until=result.good_until,
        refusals=refusals(result.refusals),
        warnings=refusals(result.warnings),
    )
