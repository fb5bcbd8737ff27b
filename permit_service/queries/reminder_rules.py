"""Reminders whose last day only the rules tell: drills of plans, reviews and photos of the ledger of spaces.

The rules say which day counts and for how long it keeps; by that the database picks and orders the rows, so that of
thousands of plans and spaces only those are read that lapse.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service import facts_of
from permit_service.models.enterprises import Enterprise
from permit_service.models.response import Drill, ResponsePlan
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.reminder_sources import Rows, Source, Whose, rows_of
from permit_service.queries.sql_days import NEVER, newest_day
from workflows.codes import Code
from workflows.drills import days_between
from workflows.kinds import PlanKind
from workflows.ledger import AGEING, LEDGER_RULES
from workflows.limits import Rules
from workflows.reminders import OF_LEDGER, ReminderKind

T = TypeVar("T")

_Ids = frozenset[uuid.UUID]

#: Where the days stand that the rules of the ledger name.
_DAYS: Mapping[str, InstrumentedAttribute[Any]] = MappingProxyType(
    {
        "entered_on": ConfinedSpace.created_at,
        "identified_on": ConfinedSpace.identified_on,
        "reviewed_on": ConfinedSpace.reviewed_on,
        "half_year_reviewed_on": ConfinedSpace.half_year_reviewed_on,
        "sign_seen_on": ConfinedSpace.sign_seen_at,
        "notice_seen_on": ConfinedSpace.notice_seen_at,
    }
)
_COVERED_BY = {rule.code: rule.covered_by for rule in LEDGER_RULES}


def ruled(session: Session, whose: Whose, kinds: frozenset[ReminderKind], today: date) -> Iterator[Source]:
    """The sources of these kinds whose last day the rules tell."""
    of_spaces = {code: kind for code, kind in OF_LEDGER.items() if kind in kinds}
    if not whose.enterprise_ids or not (of_spaces or ReminderKind.drill in kinds):
        return
    firms = session.scalars(select(Enterprise).where(Enterprise.id.in_(whose.enterprise_ids))).all()
    if ReminderKind.drill in kinds:
        for plan_kind in PlanKind:
            yield from _drills(firms, plan_kind)
    for code, kind in of_spaces.items():
        yield from _ledger(firms, code, kind, today)


def _drills(firms: Iterable[Enterprise], kind: PlanKind) -> Iterator[Source]:
    for days, ids in _alike(firms, lambda rules: days_between(kind, rules)):
        yield Source(ReminderKind.drill, _plans(kind, ids), days)


def _plans(kind: PlanKind, ids: _Ids) -> Rows:
    """Plans in force by the last drill whose effect was evaluated, else by the day they came into force."""
    drilled_on = (
        select(func.max(Drill.held_on))
        .where(Drill.plan_id == ResponsePlan.id, Drill.evaluated_at.is_not(None))
        .scalar_subquery()
    )
    rows = rows_of(
        enterprise=ResponsePlan.enterprise_id,
        thing=ResponsePlan.id,
        page=ResponsePlan.id,
        title=ResponsePlan.title,
        what=ResponsePlan.kind,
        since=func.coalesce(drilled_on, ResponsePlan.since, type_=ResponsePlan.since.type),
    )
    return rows.where(
        ResponsePlan.enterprise_id.in_(ids), ResponsePlan.kind == kind, ResponsePlan.withdrawn_at.is_(None)
    )


def _ledger(firms: Iterable[Enterprise], code: Code, kind: ReminderKind, today: date) -> Iterator[Source]:
    louder = _COVERED_BY[code]
    for (days, louder_days), ids in _alike(firms, lambda rules: (_keeps(code, rules), _keeps(louder, rules))):
        rows = _spaces(code, ids)
        if louder is not None:
            rows = rows.where(_newest(louder) >= today - timedelta(days=louder_days))
        yield Source(kind, rows, days)


def _spaces(code: Code, ids: _Ids) -> Rows:
    """Entries of the ledger by the newest of the days that count, without those that have none."""
    rows = rows_of(
        enterprise=ConfinedSpace.enterprise_id,
        thing=ConfinedSpace.id,
        page=ConfinedSpace.id,
        title=ConfinedSpace.name,
        about=ConfinedSpace.number,
        since=_newest(code),
    )
    standing = ConfinedSpace.withdrawn_at.is_(None)
    return rows.where(ConfinedSpace.enterprise_id.in_(ids), standing, _newest(code) > NEVER)


def _newest(code: Code) -> ColumnElement[date]:
    return newest_day(*(_DAYS[name] for name in AGEING[code].days))


def _keeps(code: Code | None, rules: Rules) -> int:
    return 0 if code is None else AGEING[code].keeps(rules)


def _alike(firms: Iterable[Enterprise], numbers: Callable[[Rules], T]) -> Iterator[tuple[T, _Ids]]:
    """Enterprises for which the rules name the same numbers, together."""
    found: dict[T, set[uuid.UUID]] = {}
    for firm in firms:
        found.setdefault(numbers(facts_of.rules_of(firm)), set()).add(firm.id)
    yield from ((told, frozenset(ids)) for told, ids in found.items())
