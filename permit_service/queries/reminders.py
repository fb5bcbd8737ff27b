"""What lapses soon or has lapsed, of enterprises or of one person: all kinds in one list, the most pressing first.

Each kind is asked for in one statement of no more rows than a page shows, whatever the size of the registers.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.queries.paging import FIRST, Page, Wanted, cursor_of, values_of
from permit_service.queries.reminder_rules import ruled
from permit_service.queries.reminder_sources import Source, Whose, kept
from permit_service.services.registers.desk import KEEPERS
from permit_service.wallclock import civil_day, last_day
from workflows.reminders import ReminderKind, ReminderStep, Span, span_of, step_of

__all__ = ["Reminder", "Whose", "mine", "reminders"]

_ORDER = tuple(ReminderKind)
#: The finest step of the moments that are kept.
_MILLISECOND = timedelta(milliseconds=1)
#: A cursor outside of these was never given out, and could not be reckoned with.
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

Key = tuple[datetime, int, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that lapses; ``page_id`` is of what it is mended on: the person, the piece, the plan …

    ``enterprise_id`` is whose it is; None for people of an authority.
    """

    kind: ReminderKind
    step: ReminderStep
    lapses_at: datetime
    enterprise_id: uuid.UUID | None
    thing_id: uuid.UUID
    page_id: uuid.UUID
    title: str
    about: str
    what: StrEnum | None

    @property
    def last_day(self) -> date:
        """The last civil day of which it still holds at least a part."""
        return last_day(self.lapses_at)

    @property
    def key(self) -> Key:
        return (self.lapses_at, _ORDER.index(self.kind), self.thing_id)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: whose, at which step, after which row, how many."""

    whose: Whose
    step: ReminderStep | None
    last: Key | None
    most: int
    now: datetime

    def span(self, kind: ReminderKind) -> Span:
        return span_of(kind, self.step, self.now)


def reminders(
    session: Session,
    whose: Whose,
    now: datetime,
    wanted: Wanted = FIRST,
    *,
    kind: ReminderKind | None = None,
    step: ReminderStep | None = None,
) -> Page[Reminder]:
    """One page, by when things lapse. Whether the reader may know of them is for the caller to ask.

    Raises Invalid for ``after`` (``string_pattern_mismatch``).
    """
    last = None if wanted.after is None else _key_of(wanted.after)
    asked = _Asked(whose, step, last, wanted.size + 1, now)
    kinds = frozenset(_ORDER if kind is None else (kind,))
    found = sorted(_found(session, asked, kinds), key=lambda one: one.key)
    rows = tuple(found[: wanted.size])
    return Page(rows, cursor_of([*rows[-1].key]) if len(found) > wanted.size else None)


def mine(actor: Actor) -> Whose:
    """What an account is reminded of: who keeps registers of all of those enterprises, others of what is their own."""
    keeps = {grant.enterprise_id for grant in actor.grants if grant.role in KEEPERS and grant.enterprise_id is not None}
    return Whose(enterprise_ids=frozenset(keeps)) if keeps else Whose(person_id=actor.person_id)


def _key_of(cursor: str) -> Key:
    lapses_at, rank, thing_id = values_of(cursor, (datetime, int, uuid.UUID))
    if not _EARLIEST < lapses_at < _LATEST:
        raise Invalid({"after": "string_pattern_mismatch"})
    return lapses_at, rank, thing_id


def _found(session: Session, asked: _Asked, kinds: frozenset[ReminderKind]) -> Iterator[Reminder]:
    for source in (*kept(asked.whose, kinds), *ruled(session, asked.whose, kinds, civil_day(asked.now))):
        yield from _of_source(session, asked, source)


def _of_source(session: Session, asked: _Asked, source: Source) -> Iterator[Reminder]:
    span = asked.span(source.kind)
    rows = source.rows.where(~source.after(span.until))
    if span.after is not None:
        rows = rows.where(source.after(span.after))
    if asked.last is not None:
        rows = rows.where(_after_row(asked.last, source))
    for row in session.execute(rows.order_by(source.since, source.thing).limit(asked.most)):
        yield from _told(asked, source, row)


def _after_row(last: Key, source: Source) -> ColumnElement[bool]:
    """The rows of a source that come after the last one shown, of whatever kind that was."""
    moment, rank, thing_id = last
    later, not_before = source.after(moment), source.after(moment - _MILLISECOND)
    own = _ORDER.index(source.kind)
    if own == rank:
        return or_(later, and_(not_before, source.thing > thing_id))
    return not_before if own > rank else later


def _told(asked: _Asked, source: Source, row: Row[*tuple[Any, ...]]) -> Iterator[Reminder]:
    """The reminder, if it stands at the step and after the row asked for: a day is coarser than a moment."""
    lapses_at = source.lapses_at(row.since)
    step = step_of(lapses_at, asked.now)
    if step is None or not asked.span(source.kind).holds(lapses_at):
        return
    what = row.what if isinstance(row.what, StrEnum) else None
    found = Reminder(source.kind, step, lapses_at, row.enterprise, row.thing, row.page, row.title, row.about, what)
    if asked.last is None or found.key > asked.last:
        yield found
