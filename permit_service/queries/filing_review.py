"""One filing with all that matters for reviewing it."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from permit_service.actor import Actor
from permit_service.facts_of.crew import standing_of
from permit_service.facts_of.rules import rules_of
from permit_service.models.filings import Filing, FilingAmendment, FilingMember, FilingReturn
from permit_service.models.inspections import Finding
from permit_service.models.oversight import Stop, StreetTraining
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import filing_plan, rectification, scope, works
from permit_service.queries.filing_history import History, history_of
from permit_service.queries.filing_plan import FilingPlan
from permit_service.services.filing_forms import changed_since
from workflows.vocabulary import LIVE_STATUSES, Part, Status


@dataclass(frozen=True, slots=True)
class CrewMember:
    """Somebody the filing names, with the training that counts at its end, and whether the street trained them."""

    row: FilingMember
    trained_until: datetime | None
    trained: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An amendment: field, and its value before and after as they were kept."""

    row: FilingAmendment
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A filing on one page.

    ``completed``: fields that stand otherwise than when it was returned. ``findings``: what checks found with the
    firms or in the spaces and is not mended yet, as far as the reader may know. ``names``: of people and spaces in the
    changes, by their ids.
    """

    filing: Filing
    plan: FilingPlan
    came_late: bool
    training_due: bool
    crew: tuple[CrewMember, ...]
    permits: tuple[Permit, ...]
    trainings: tuple[StreetTraining, ...]
    changes: tuple[Change, ...]
    open_return: FilingReturn | None
    completed: frozenset[str]
    stops: tuple[Stop, ...]
    findings: tuple[Finding, ...]
    history: History
    names: Mapping[str, str]


def reviewed(session: Session, actor: Actor, filing_id: uuid.UUID, now: datetime) -> Reviewed:
    """One filing with its crew's certificates, changes, trainings, stops, findings, history. Raises NotFound."""
    filing = scope.filing(session, actor, filing_id)
    filed = filing_plan.of_filing(session, filing)
    changes = tuple(Change(row, _value(row.old), _value(row.new)) for row in filing.amendments)
    open_return = filing.open_return
    return Reviewed(
        filing=filing,
        plan=filed.plan,
        came_late=filed.came_late,
        training_due=filed.training_due,
        crew=_crew(session, filing, now),
        permits=tuple(
            session.scalars(
                select(Permit)
                .where(Permit.job_id == filing.job_id, Permit.status != Status.cancelled)
                .order_by(Permit.window_start)
            )
        ),
        trainings=works.street_trainings(session, filing_id),
        changes=changes,
        open_return=open_return,
        completed=frozenset() if open_return is None else changed_since(filing, open_return.at),
        stops=_stops(session, filing),
        findings=rectification.open_findings(
            session, actor, {filing.enterprise_id, filing.unit_id}, [space.id for space in filing.spaces]
        ),
        history=history_of(session, filing, now),
        names=_names(session, changes),
    )


def job_crew(session: Session, filing: Filing) -> dict[uuid.UUID, frozenset[Part]]:
    """Everybody the job and its permits name now, by person: who may be named in the filing."""
    rows = [(member.person_id, member.parts) for member in filing.job.members]
    members = session.scalars(
        select(PermitMember)
        .join(Permit, Permit.id == PermitMember.permit_id)
        .where(Permit.job_id == filing.job_id, Permit.status.in_(LIVE_STATUSES), PermitMember.removed_at.is_(None))
    )
    rows += [(member.person_id, member.parts) for member in members if member.person_id is not None]
    crew: dict[uuid.UUID, frozenset[Part]] = {}
    for person_id, parts in rows:
        crew[person_id] = crew.get(person_id, frozenset()) | parts
    return crew


def people_of(session: Session, filing: Filing) -> list[Person]:
    """Everybody whom the filing names or could name, by sort key."""
    ids = {*job_crew(session, filing), *(member.person_id for member in filing.members)}
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.pinyin, Person.name)))


def _crew(session: Session, filing: Filing, now: datetime) -> tuple[CrewMember, ...]:
    known = standing_of(session, [m.person_id for m in filing.members], rules_of(filing.job.enterprise))
    needed = max(filing.end_at or now, now)
    rows: Sequence[FilingMember] = sorted(filing.members, key=lambda m: (m.person.pinyin, m.person.name))
    until: Mapping[uuid.UUID, datetime] = known.trained_until
    return tuple(CrewMember(m, until.get(m.person_id), until.get(m.person_id, now) > needed) for m in rows)


def _stops(session: Session, filing: Filing) -> tuple[Stop, ...]:
    """Stops in force on the filing's job, spaces or firms."""
    reach = or_(
        Stop.job_id == filing.job_id,
        Stop.space_id.in_([space.id for space in filing.spaces]),
        Stop.enterprise_id.in_((filing.enterprise_id, filing.unit_id)),
    )
    return tuple(
        session.scalars(
            select(Stop).where(Stop.lifted_at.is_(None), reach).order_by(Stop.since).options(joinedload(Stop.area))
        )
    )


def _names(session: Session, changes: Sequence[Change]) -> Mapping[str, str]:
    told = [(change.row.field, one) for change in changes for one in _items(change.old) + _items(change.new)]
    people = {uuid.UUID(one["person_id"]) for field, one in told if field == "members"}
    spaces = {uuid.UUID(one) for field, one in told if field == "space_ids"}
    found = [*session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))]
    found += session.execute(select(ConfinedSpace.id, ConfinedSpace.name).where(ConfinedSpace.id.in_(spaces)))
    return {str(row_id): name for row_id, name in found}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _value(text: str) -> Any:
    return json.loads(text)["value"]
