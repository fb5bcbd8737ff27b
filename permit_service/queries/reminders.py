"""What lapses soon or has lapsed, of an enterprise or of one person: all kinds in one list, the most pressing first.

Each kind is asked for in one statement of no more rows than a page shows, whatever the size of the registers; of drills
and of the ledger of spaces only the rules can tell the day, so their dates are read whole, in one statement each.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.facts_of import ledger
from permit_service.models.enterprises import Enterprise
from permit_service.models.response import Drill, ResponsePlan
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.paging import FIRST, Page, Wanted, cursor_of, values_of
from permit_service.queries.reminder_sources import SOURCES, Source, Whose, after
from permit_service.services.registers.desk import KEEPERS
from permit_service.wallclock import civil_day, day_end, last_day
from workflows import drills
from workflows.ledger import ledger_dues
from workflows.plan_facts import ResponsePlan as PlanFact
from workflows.reminders import OF_LEDGER, ReminderKind, ReminderStep, Span, span_of, step_of

__all__ = ["Reminder", "Whose", "mine", "reminders"]

_ORDER = tuple(ReminderKind)
#: The finest step of the moments that are kept.
_MILLISECOND = timedelta(milliseconds=1)

Key = tuple[datetime, int, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that lapses; ``page_id`` is of what it is mended on: the person, the piece, the plan …"""

    kind: ReminderKind
    step: ReminderStep
    lapses_at: datetime
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
    """What an account is reminded of: who keeps an enterprise's registers of all of it, others of what is their own."""
    kept = [grant.enterprise_id for grant in actor.grants if grant.role in KEEPERS and grant.enterprise_id is not None]
    if kept:
        return Whose(enterprise_id=actor.enterprise_id if actor.enterprise_id in kept else kept[0])
    return Whose(person_id=actor.person_id)


def _key_of(cursor: str) -> Key:
    lapses_at, rank, thing_id = values_of(cursor, (datetime, int, uuid.UUID))
    return lapses_at, rank, thing_id


def _found(session: Session, asked: _Asked, kinds: frozenset[ReminderKind]) -> Iterator[Reminder]:
    for kind, source in SOURCES.items():
        if kind in kinds:
            yield from _of_source(session, asked, kind, source)
    enterprise = None if asked.whose.enterprise_id is None else session.get(Enterprise, asked.whose.enterprise_id)
    if enterprise is not None:
        if ReminderKind.drill in kinds:
            yield from _of_drills(session, asked, enterprise)
        if not kinds.isdisjoint(OF_LEDGER.values()):
            yield from (one for one in _of_spaces(session, asked, enterprise) if one.kind in kinds)


def _of_source(session: Session, asked: _Asked, kind: ReminderKind, source: Source) -> Iterator[Reminder]:
    statement = source.statement(asked.whose)
    if statement is None:
        return
    span, column = asked.span(kind), source.lapses
    statement = statement.where(column.is_not(None), ~after(column, span.until))
    if span.after is not None:
        statement = statement.where(after(column, span.after))
    if asked.last is not None:
        statement = statement.where(_after_row(asked.last, kind, source))
    for row in session.execute(statement.order_by(column, source.thing).limit(asked.most)):
        lapses_at = row.lapses if isinstance(row.lapses, datetime) else day_end(row.lapses)
        yield from _told(asked, kind, lapses_at, row.thing, row.page, row.title, row.about, row.what)


def _after_row(last: Key, kind: ReminderKind, source: Source) -> ColumnElement[bool]:
    """The rows of a kind that come after the last one shown, of whatever kind that was."""
    moment, rank, thing_id = last
    later, not_before = after(source.lapses, moment), after(source.lapses, moment - _MILLISECOND)
    own = _ORDER.index(kind)
    if own == rank:
        return or_(later, and_(not_before, source.thing > thing_id))
    return not_before if own > rank else later


def _of_drills(session: Session, asked: _Asked, enterprise: Enterprise) -> Iterator[Reminder]:
    """Plans in force by the day on which the next drill is due."""
    rules = facts_of.rules_of(enterprise)
    rows = (
        select(ResponsePlan.id, ResponsePlan.kind, ResponsePlan.title, ResponsePlan.since, func.max(Drill.held_on))
        .outerjoin(Drill, and_(Drill.plan_id == ResponsePlan.id, Drill.evaluated_at.is_not(None)))
        .where(ResponsePlan.enterprise_id == enterprise.id, ResponsePlan.withdrawn_at.is_(None))
        .group_by(ResponsePlan.id, ResponsePlan.kind, ResponsePlan.title, ResponsePlan.since)
    )
    for plan_id, kind, title, since, drilled_on in session.execute(rows):
        due = day_end(drills.due_on(PlanFact(kind, since, drilled_on), rules))
        yield from _told(asked, ReminderKind.drill, due, plan_id, plan_id, title, "", kind)


def _of_spaces(session: Session, asked: _Asked, enterprise: Enterprise) -> Iterator[Reminder]:
    """Entries of the ledger by the days on which reviews and photos grow old."""
    rules, today = facts_of.rules_of(enterprise), civil_day(asked.now)
    rows = select(ConfinedSpace.id, ConfinedSpace.name, ConfinedSpace.number, *ledger.DATES).where(
        ConfinedSpace.enterprise_id == enterprise.id, ConfinedSpace.withdrawn_at.is_(None)
    )
    for row in session.execute(rows):
        for due in ledger_dues(ledger.dated_entry(row, enterprise.sector), rules, today):
            kind = OF_LEDGER[due.code]
            yield from _told(asked, kind, day_end(due.until), row.id, row.id, row.name, row.number, None)


def _told(
    asked: _Asked,
    kind: ReminderKind,
    lapses_at: datetime,
    thing_id: uuid.UUID,
    page_id: uuid.UUID,
    title: str,
    about: str,
    what: object,
) -> Iterator[Reminder]:
    """The reminder, if it stands at the step and after the row asked for."""
    step = step_of(lapses_at, asked.now)
    if step is None or not asked.span(kind).holds(lapses_at):
        return
    listed = what if isinstance(what, StrEnum) else None
    found = Reminder(kind, step, lapses_at, thing_id, page_id, title, about, listed)
    if asked.last is None or found.key > asked.last:
        yield found
