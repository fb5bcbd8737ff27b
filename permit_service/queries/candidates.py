"""Whom a form of a permit offers to be named: of a large firm some, of whom the rest are looked up."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from permit_service.facts_of.crew import passed_trainings
from permit_service.facts_of.rules import rules_of
from permit_service.models.accounts import User
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.queries.people import sought
from workflows.training import topics_missing, trained_until
from workflows.training_kinds import TrainingTopic

#: So many of each firm are offered at once: what a list on a phone can be read through.
_OF_A_FIRM = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be named. ``trained_until`` None = not trained in all topics; ``trained``: it holds by then.

    ``missing``: the topics in which nothing holds now (G46 4.4). ``left``: works there no more, and cannot be named.
    """

    id: uuid.UUID
    name: str
    position: str
    enterprise_id: uuid.UUID
    enterprise: str
    is_principal: bool
    trained_until: datetime | None
    trained: bool
    missing: tuple[TrainingTopic, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What was looked for, and whoever must be offered besides: those who are named already."""

    typed: str = ""
    named: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Offered:
    """Whom a form offers, by sort key: ``found`` by what was typed, and whoever is named.

    ``cut``: there are more people than those, to be looked up.
    """

    people: tuple[Candidate, ...]
    found: frozenset[uuid.UUID]
    cut: bool


NOTHING_SOUGHT = Sought()


def candidates(session: Session, permit: Permit, now: datetime, sought_for: Sought = NOTHING_SOUGHT) -> Offered:
    """People of owner and unit, trained or not at the end of the work.

    Nothing typed offers who has not left: the likeliest of each firm. What is typed finds also who has left, so that
    the reason is told.
    """
    firms = {permit.enterprise_id: permit.enterprise.name, permit.unit_id: permit.unit.name}
    found, cut = _found(session, firms, sought_for.typed, now)
    named = sought_for.named | {m.person_id for m in permit.members if m.removed_at is None and m.person_id is not None}
    rows = select(Person).where(Person.id.in_(named), Person.enterprise_id.in_(firms))
    people = {person.id: person for person in (*found, *session.scalars(rows))}
    ordered = sorted(people.values(), key=lambda person: (person.pinyin, person.name))
    by = max(permit.window_end or now, now)
    longest = timedelta(days=rules_of(permit.enterprise).training_valid_days)
    passed = passed_trainings(session, list(people), longest)

    def candidate(person: Person) -> Candidate:
        assert person.enterprise_id is not None
        held = passed.get(person.id, [])
        until = trained_until(held)
        return Candidate(
            id=person.id,
            name=person.name,
            position=person.position,
            enterprise_id=person.enterprise_id,
            enterprise=firms[person.enterprise_id],
            is_principal=person.is_principal,
            trained_until=until,
            trained=until is not None and until > by,
            missing=topics_missing(held, now),
            left=person.left_at is not None,
        )

    return Offered(tuple(candidate(person) for person in ordered), frozenset(person.id for person in found), cut)


def _found(session: Session, firms: Collection[uuid.UUID], typed: str, now: datetime) -> tuple[list[Person], bool]:
    """The first of each firm, and whether there are more."""
    found: list[Person] = []
    cut = False
    wanted = sought(typed) if typed else Person.left_at.is_(None)
    for firm_id in firms:
        rows = select(Person).where(Person.enterprise_id == firm_id, wanted)
        of_firm = session.scalars(rows.order_by(_rank(now), Person.pinyin, Person.id).limit(_OF_A_FIRM + 1)).all()
        found += of_firm[:_OF_A_FIRM]
        cut = cut or len(of_firm) > _OF_A_FIRM
    return found, cut


def _rank(now: datetime) -> ColumnElement[int]:
    """Who plans, approves and answers for the work has an account; then come those who may go in."""
    here = Person.left_at.is_(None)
    answers = or_(Person.is_principal, Person.id.in_(select(User.person_id).where(User.person_id.is_not(None))))
    return case((and_(here, answers), 0), (and_(here, Person.trained_until > now), 1), (here, 2), else_=3)
