"""双随机抽查: an authority draws jobs and inspectors; whoever holds the record can draw again and finds the same.

The population is fixed, with its digest, before the seed is made; draw and checks are written in one transaction, so
that no draw can be looked at and thrown away. An officer's conflicts of interest are declared beforehand.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from permit_service import numbers, wallclock
from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.facts_of.rules import rules_for
from permit_service.models.areas import Area
from permit_service.models.draws import Draw, OfficerRelation
from permit_service.models.enterprises import Enterprise
from permit_service.models.inspections import Inspection, Inspector
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.numbers import Series
from permit_service.queries import draws as reading
from permit_service.queries.draws import Picked
from permit_service.queries.scope import find
from permit_service.services.hand_overs import oversight as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk, register_of
from permit_service.wallclock import SHANGHAI
from workflows import draw
from workflows.draw import Population
from workflows.inspection_kinds import InspectionOrigin, Relation
from workflows.kinds import WorkKind
from workflows.vocabulary import Role

_SEED_BYTES = 16
_MOST_DRAWN, _MOST_DAYS = 100, 31


@dataclass(frozen=True, slots=True)
class DrawForm:
    """A draw as ordered: among the jobs of which area and days, how many; who of the officers is away."""

    area_id: uuid.UUID
    from_day: date
    until_day: date
    wanted: int
    spare_own_area: bool = True
    work_kinds: frozenset[WorkKind] = frozenset()
    alarmed: bool = False
    absent: frozenset[uuid.UUID] = frozenset()
    absent_reason: str = ""


def run_draw(actor: Actor, form: DrawForm) -> Draw:
    """Draw, and make a check of each job that was drawn. For the district's officers.

    Raises Invalid (``until_day``: ``order``, ``too_many_days``; ``wanted``: out of bounds, ``nothing_to_draw``,
    ``too_few_officers``; ``absent_reason``: ``required`` where officers are left out), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Draw:
        area, authority = _places(desk, form.area_id)
        _check(form)
        population = _population(desk, form, area, authority)
        text = draw.canonical(population)
        seed = secrets.token_hex(_SEED_BYTES)  # after the population stands, so that nobody can know what comes
        drawn = draw.draw(seed, population)
        if not drawn.teams:
            raise Invalid({"wanted": "too_few_officers"})
        today = wallclock.civil_day(desk.now)
        row = Draw(
            number=numbers.next_number(desk.session, Series.draw, today),
            area_id=area.id,
            area_path=authority.path,
            from_day=form.from_day,
            until_day=form.until_day,
            population=text,
            digest=draw.digest(text),
            seed=seed,
            result=draw.result_text(drawn),
            drawn_at=desk.now,
            drawn_by_id=desk.user_id,
        )
        desk.add(row)
        for team in drawn.teams:
            _order(desk, row, uuid.UUID(team.candidate_id), [uuid.UUID(one) for one in team.officer_ids], today)
        told = {"draw_id": row.id, "digest": row.digest, "seed": seed, "result": row.result}
        desk.record("draw:run", told, register_of(authority.id))
        return row

    return at_desk(actor, work)


def declare_relation(
    actor: Actor, person_id: uuid.UUID, enterprise_id: uuid.UUID, relation: Relation, remark: str = ""
) -> OfficerRelation:
    """Declare an officer's relation to an enterprise: one's own, or by the district of an officer in its area.

    Raises Invalid (``person_id``: ``unknown`` for who is no officer; ``enterprise_id``: ``unknown``, ``taken``),
    Forbidden, NotFound.
    """

    def work(desk: Desk) -> OfficerRelation:
        person = find(desk.session, Person, person_id, desk.scope.people())
        area = _area_of(desk, person)
        faults = Faults()
        faults.check(desk.session.get(Enterprise, enterprise_id) is not None, "enterprise_id", "unknown")
        standing = select(OfficerRelation.id).where(
            OfficerRelation.person_id == person_id,
            OfficerRelation.enterprise_id == enterprise_id,
            OfficerRelation.ended_at.is_(None),
        )
        faults.check(desk.session.scalar(standing) is None, "enterprise_id", "taken")
        other = relation is Relation.other
        told = faults.words("remark", remark) if other else faults.remark("remark", remark)
        faults.raise_any()
        row = OfficerRelation(
            person_id=person_id,
            area_id=area.id,
            enterprise_id=enterprise_id,
            relation=relation,
            remark=told,
            declared_at=desk.now,
            declared_by_id=desk.user_id,
        )
        desk.add(row)
        _record(desk, row, "relation:declare")
        return row

    return at_desk(actor, work)


def end_relation(actor: Actor, relation_id: uuid.UUID) -> OfficerRelation:
    """The relation is over; only the district says so, never the officer alone. A second time does nothing.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> OfficerRelation:
        row = find(desk.session, OfficerRelation, relation_id, desk.scope.relations())
        desk.take_charge(desk.session.get_one(Area, row.area_id), REGISTRARS)
        if row.ended_at is None:
            row.ended_at, row.ended_by_id = desk.now, desk.user_id
            _record(desk, row, "relation:end")
        return row

    return at_desk(actor, work)


def _places(desk: Desk, area_id: uuid.UUID) -> tuple[Area, Area]:
    """Where the jobs lie, and the authority in whose name the officer draws: the nearest at or above it."""
    area = find(desk.session, Area, area_id, desk.scope.areas())
    held = [one for one in desk.actor.areas_as(Role.district_officer) if one.hex in area.path]
    authorities = desk.session.scalars(select(Area).where(Area.id.in_(held))).all()
    if not authorities:
        raise Forbidden
    return area, max(authorities, key=lambda one: len(one.path))


def _check(form: DrawForm) -> None:
    faults = Faults()
    faults.between("wanted", form.wanted, 1, _MOST_DRAWN)
    faults.check(form.until_day >= form.from_day, "until_day", "order")
    within = form.until_day - form.from_day < timedelta(days=_MOST_DAYS)
    faults.check(within, "until_day", "too_many_days", most=_MOST_DAYS)
    if form.absent:
        faults.words("absent_reason", form.absent_reason)
    faults.raise_any()


def _population(desk: Desk, form: DrawForm, area: Area, authority: Area) -> Population:
    rules = rules_for(None)
    since, until = _midnight(form.from_day), _midnight(form.until_day + timedelta(days=1))
    picked = Picked(area.path, since, until, form.work_kinds, form.alarmed)
    found = reading.candidates(desk.session, picked)
    staff = reading.officers(desk.session, authority.path)
    if not found:
        raise Invalid({"wanted": "nothing_to_draw"})
    return Population(
        order=_order_of(desk, form, area, picked, [person.id for person in staff]),
        area=authority.path,
        candidates=found,
        officers=tuple(officer for person, officer in staff.items() if person.id not in form.absent),
        lots=draw.lots_by_grade(rules),
        wanted=form.wanted,
        team=rules.inspectors,
        spare_own_area=form.spare_own_area,
    )


def _order_of(desk: Desk, form: DrawForm, area: Area, picked: Picked, staff: list[uuid.UUID]) -> draw.Order:
    """What the draw was ordered among, kept in its record."""
    jobs, waiting = reading.drawable(desk.session, picked)
    return draw.Order(
        area=area.path,
        from_day=form.from_day,
        until_day=form.until_day,
        work_kinds=frozenset(form.work_kinds),
        alarmed=form.alarmed,
        absent=frozenset(str(one) for one in form.absent & set(staff)),
        absent_reason=form.absent_reason.strip() if form.absent else "",
        jobs=jobs,
        waiting=waiting,
    )


def _order(desk: Desk, row: Draw, job_id: uuid.UUID, team: list[uuid.UUID], today: date) -> None:
    """Make the check of one drawn job."""
    job = desk.session.get_one(Job, job_id)
    inspection = Inspection(
        number=numbers.next_number(desk.session, Series.inspection, today),
        origin=InspectionOrigin.drawn,
        draw_id=row.id,
        job_id=job.id,
        enterprise_id=job.enterprise_id,
        unit_id=job.unit_id,
        area_path=job.area_path,
        created_at=desk.now,
        created_by_id=desk.user_id,
    )
    inspection.inspectors = [Inspector(person_id=one, position=place) for place, one in enumerate(team)]
    desk.add(inspection)
    hand_overs.drawn(desk, inspection, job)


def _area_of(desk: Desk, person: Person) -> Area:
    """The area whose officer this is. Raises Invalid for who is none, Forbidden for another's officer."""
    if person.area_id is None:
        raise Invalid({"person_id": "unknown"})
    area = desk.session.get_one(Area, person.area_id)
    if person.id != desk.actor.person_id:
        desk.take_charge(area, REGISTRARS)
    return area


def _record(desk: Desk, row: OfficerRelation, tag: str) -> None:
    told = {"relation_id": row.id, "person_id": row.person_id, "enterprise_id": row.enterprise_id}
    desk.record(tag, told, register_of(row.area_id))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
