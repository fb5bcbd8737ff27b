"""Reading the register of people: the list, one entry with what it is worth today, badges to print."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.facts_of.crew import passed_trainings
from permit_service.facts_of.rules import rules_for
from permit_service.models.areas import Area
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Badge, Certificate, Person
from permit_service.models.trainings import TrainingSeat
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by
from workflows.training import topics_missing, trained_until
from workflows.training_kinds import Employment, TrainingTopic

#: How many badges one sheet of print holds at most.
MOST_BADGES = 300


@unique
class TrainingState(StrEnum):
    """How somebody's yearly training stands, to narrow a list by."""

    good = "good"
    lapsed = "lapsed"
    none = "none"


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person with the badge in force and the moment until which training holds; None = not trained."""

    person: Person
    badge: Badge | None
    trained_until: datetime | None
    organisation: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    """The whole entry of a person: what training lacks, certificates that stand, trainings still going on."""

    entry: PersonEntry
    missing: tuple[TrainingTopic, ...]
    certificates: tuple[Certificate, ...]
    seats: tuple[TrainingSeat, ...]


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What narrows a list of people; ``search`` as in :func:`sought`."""

    search: str = ""
    enterprise_id: uuid.UUID | None = None
    employment: Employment | None = None
    training: TrainingState | None = None


EVERYBODY = PeopleFilter()


def people(session: Session, actor: Actor, wanted: Wanted = FIRST, narrowed: PeopleFilter = EVERYBODY) -> Page[Person]:
    """People who have not left, by sort key."""
    statement = select(Person).where(*_narrowed(session, actor, narrowed))
    return page(session, statement, (Person.pinyin, Person.id), wanted)


def person_entries(session: Session, found: tuple[Person, ...]) -> tuple[PersonEntry, ...]:
    """What the register says of these people, in their order."""
    ids = [person.id for person in found]
    badges = session.scalars(select(Badge).where(Badge.person_id.in_(ids), Badge.revoked_at.is_(None)))
    badge_of = {badge.person_id: badge for badge in badges}
    names = organisations(session, found)
    return tuple(
        PersonEntry(
            person, badge_of.get(person.id), person.trained_until, names[person.enterprise_id or person.area_id]
        )
        for person in found
    )


def person_file(session: Session, person: Person, now: datetime) -> PersonFile:
    """Everything the register holds of one person whom the reader may see."""
    enterprise = session.get(Enterprise, person.enterprise_id) if person.enterprise_id is not None else None
    longest = timedelta(days=rules_for(enterprise).training_valid_days)
    passed = passed_trainings(session, [person.id], longest).get(person.id, [])
    (listed,) = person_entries(session, (person,))
    seats = session.scalars(
        select(TrainingSeat).where(TrainingSeat.person_id == person.id, TrainingSeat.result_id.is_(None))
    )
    return PersonFile(
        entry=PersonEntry(person, listed.badge, trained_until(passed), listed.organisation),
        missing=topics_missing(passed, now),
        certificates=tuple(one for one in person.certificates if one.withdrawn_at is None),
        seats=tuple(seat for seat in seats if seat.session.concluded_at is None),
    )


def certificate_lapsed(certificate: Certificate, today: date) -> bool:
    """Whether a certificate's last day is over."""
    return certificate.expires_on is not None and certificate.expires_on < today


def masked(name: str) -> str:
    """A name as strangers may read it, enough to compare with the one on paper: 张*."""
    return f"{name[:1]}*"


def badges_to_print(session: Session, actor: Actor, narrowed: PeopleFilter) -> list[Badge]:
    """Badges in force of people as narrowed, by sort key; as many as one sheet of print holds."""
    people_of_list = _narrowed(session, actor, narrowed)
    rows = select(Badge).join(Person, Person.id == Badge.person_id).where(Badge.revoked_at.is_(None), *people_of_list)
    return list(session.scalars(rows.order_by(Person.pinyin, Person.id).limit(MOST_BADGES)))


def sought(typed: str) -> ColumnElement[bool]:
    """The people found by what was typed: by name, pinyin, a part of the telephone number or of the badge's."""
    worn = aliased(Badge)
    number = select(worn.number).where(worn.person_id == Person.id, worn.revoked_at.is_(None)).correlate(Person)
    return found_by(typed, Person.name, Person.pinyin, Person.phone, number.scalar_subquery())


def _narrowed(session: Session, actor: Actor, asked: PeopleFilter) -> tuple[ColumnElement[bool], ...]:
    return (
        scope_of(session, actor).people(),
        Person.left_at.is_(None),
        sought(asked.search),
        true() if asked.enterprise_id is None else Person.enterprise_id == asked.enterprise_id,
        true() if asked.employment is None else Person.employment == asked.employment,
        _in_state(asked.training),
    )


def _in_state(state: TrainingState | None) -> ColumnElement[bool]:
    now = wallclock.now()
    if state is None:
        return true()
    if state is TrainingState.none:
        return Person.trained_until.is_(None)
    return Person.trained_until > now if state is TrainingState.good else Person.trained_until <= now


def organisations(session: Session, found: Collection[Person]) -> dict[uuid.UUID | None, str]:
    """The names of the enterprises and authorities of these people, by id."""
    names: dict[uuid.UUID | None, str] = {}
    for model, ids in (
        (Enterprise, {person.enterprise_id for person in found}),
        (Area, {person.area_id for person in found}),
    ):
        names |= dict(session.execute(select(model.id, model.name).where(model.id.in_(ids - {None}))).all())
    return names
