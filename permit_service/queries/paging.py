"""Keyset paging: a page begins after the last row of the one before, however many rows come and go meanwhile."""

import base64
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service.canonical import timestamp
from permit_service.errors import Fault, Invalid

T = TypeVar("T")

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in order, and the cursor of the page after them; None on the last page."""

    rows: tuple[T, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page: from the beginning or ``after`` a cursor, at most ``size`` rows."""

    after: str | None = None
    size: int = DEFAULT_SIZE


FIRST = Wanted()


def page(
    session: Session,
    statement: Select[T],
    keys: Sequence[InstrumentedAttribute[Any]],
    wanted: Wanted = FIRST,
    *,
    newest_first: bool = False,
) -> Page[T]:
    """One page of a statement that selects one entity, ordered by ``keys``, which together are unique and not null.

    Raises Invalid for ``after`` (``string_pattern_mismatch``) and ``size`` (below 1, above 200).
    """
    if not 1 <= wanted.size <= LARGEST_SIZE:
        small = Fault("greater_than_equal", {"ge": 1})
        raise Invalid({"size": small if wanted.size < 1 else Fault("less_than_equal", {"le": LARGEST_SIZE})})
    if wanted.after is not None:
        row, last = tuple_(*keys), tuple_(*values_of(wanted.after, [key.type.python_type for key in keys]))
        statement = statement.where(row < last if newest_first else row > last)
    order = [key.desc() if newest_first else key.asc() for key in keys]
    found = session.scalars(statement.order_by(*order).limit(wanted.size + 1)).all()
    rows = tuple(found[: wanted.size])
    more = len(found) > wanted.size
    return Page(rows, cursor_of([getattr(rows[-1], key.key) for key in keys]) if more else None)


def page_of_kept(
    session: Session,
    statement: Select[T],
    keys: Sequence[InstrumentedAttribute[Any]],
    wanted: Wanted,
    keep: Callable[[T], bool],
) -> Page[T]:
    """One page of the rows that ``keep`` keeps, where only a rule can tell and SQL cannot; else as :func:`page`."""
    kept: list[T] = []
    reading = page(session, statement, keys, Wanted(wanted.after, LARGEST_SIZE))
    kept += [row for row in reading.rows if keep(row)]
    while len(kept) <= wanted.size and reading.after is not None:
        reading = page(session, statement, keys, Wanted(reading.after, LARGEST_SIZE))
        kept += [row for row in reading.rows if keep(row)]
    rows = tuple(kept[: wanted.size])
    more = len(kept) > wanted.size
    return Page(rows, cursor_of([getattr(rows[-1], key.key) for key in keys]) if more else None)


def cursor_of(values: Sequence[Any]) -> str:
    """The cursor of a row by the values it is ordered by."""
    plain = [timestamp(value) if isinstance(value, datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def values_of(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The values of a cursor, each of its kind. Raises Invalid for ``after`` (``string_pattern_mismatch``)."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        plain = json.loads(raw)
        return [_value(kind, text) for kind, text in zip(kinds, plain, strict=True)]
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid({"after": "string_pattern_mismatch"}) from error


def _value(kind: type, text: str) -> Any:
    if not isinstance(text, str) or "\0" in text.encode().decode():  # encode: half a surrogate pair is no text
        raise ValueError("a cursor holds text")
    if kind is uuid.UUID:
        return uuid.UUID(text)
    if kind is datetime:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("naive datetime")
        return moment.astimezone(UTC)
    if kind is int:
        return max(-_LARGEST, min(_LARGEST, int(text)))
    if kind is str:
        return text
    raise TypeError(f"no cursor over {kind.__name__}")
