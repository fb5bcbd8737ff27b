"""What a draw is drawn from, and draws as officers look at them: each is drawn again as it is read."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service import draw_record
from permit_service.actor import Actor
from permit_service.models.accounts import RoleGrant, User
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.draws import Draw, OfficerRelation
from permit_service.models.filings import Filing
from permit_service.models.inspections import Inspection
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.queries import scope
from permit_service.queries.enterprise_files import grades
from permit_service.queries.paging import FIRST, Page, Wanted, page
from workflows import draw
from workflows.draw import Candidate, Drawn, Officer, Population
from workflows.inspection_kinds import DrawFault
from workflows.kinds import WorkKind
from workflows.vocabulary import LIVE_STATUSES, FilingStatus, JobStatus, Role, Status

#: Whom the draw may send: those who act for an authority.
DRAWN_ROLES = frozenset({Role.street_officer, Role.grid_officer, Role.district_officer})
#: Who may be sent along with officers, and never draws lots: they act for no authority.
COMPANION_ROLES = frozenset({Role.expert, Role.third_party_inspector})
#: Jobs that wait for a check, or are being checked.
_CHECKED = exists().where(
    Inspection.job_id == Job.id, Inspection.concluded_at.is_(None), Inspection.dropped_at.is_(None)
)
#: What a relation is shown with.
_OF_RELATIONS = (joinedload(OfficerRelation.person), joinedload(OfficerRelation.enterprise))
_FILED = (FilingStatus.submitted, FilingStatus.returned, FilingStatus.decided)
_KNOWN = LIVE_STATUSES - {Status.draft}


@dataclass(frozen=True, slots=True)
class Picked:
    """Which jobs may be drawn: where, in which days, of which kinds (none: all), only those that alarmed."""

    area_path: str
    since: datetime
    until: datetime
    work_kinds: Collection[WorkKind] = ()
    alarmed: bool = False


@dataclass(frozen=True, slots=True)
class DrawnAgain:
    """A draw beside what drawing again gives. ``inspections`` in the order of the draw.

    ``fault`` None: the same came out; else nothing of the record is shown as its result, and ``population`` is None.
    ``avoided``: relations that kept officers from jobs of this draw. ``earlier``: draws before it that met its days.
    """

    draw: Draw
    drawn: Drawn
    fault: DrawFault | None
    population: Population | None
    inspections: tuple[Inspection, ...]
    unmanned: tuple[Job, ...]
    officers: Mapping[uuid.UUID, Person]
    avoided: tuple[OfficerRelation, ...]
    earlier: tuple[Draw, ...]
    dropped: int
    """checks of the earlier draws that were dropped"""


def drawable(session: Session, picked: Picked) -> tuple[int, int]:
    """How many jobs could be drawn in area and days, however the draw is narrowed; how many of them have a check."""
    checked = func.count().filter(_CHECKED)
    jobs, waiting = session.execute(select(func.count(), checked).select_from(Job).where(*_in_days(picked))).one()
    return jobs, waiting


def candidates(session: Session, picked: Picked) -> tuple[Candidate, ...]:
    """Open jobs that were filed or have a permit, whose time meets the days, and that wait for no check yet."""
    rows = select(Job).where(*_in_days(picked), ~_CHECKED)
    if picked.work_kinds:
        rows = rows.where(Job.work_kind.in_(picked.work_kinds))
    if picked.alarmed:
        of_permit = select(Permit.id).where(Permit.job_id == Job.id)
        rows = rows.where(exists().where(or_(Alarm.job_id == Job.id, Alarm.permit_id.in_(of_permit))))
    jobs = session.scalars(rows).all()
    graded = grades(session, list({firm for job in jobs for firm in (job.enterprise_id, job.unit_id)}))
    return tuple(
        Candidate(
            id=str(job.id),
            area=job.area_path,
            enterprises=frozenset({str(job.enterprise_id), str(job.unit_id)}),
            grade=draw.higher_risk(graded.get(firm) for firm in (job.enterprise_id, job.unit_id)),
        )
        for job in jobs
    )


def _in_days(picked: Picked) -> tuple[ColumnElement[bool], ...]:
    return (
        Job.status == JobStatus.open,
        within(Job.area_path, picked.area_path),
        Job.planned_start < picked.until,
        Job.planned_end >= picked.since,
        or_(
            exists().where(Filing.job_id == Job.id, Filing.status.in_(_FILED)),
            exists().where(Permit.job_id == Job.id, Permit.status.in_(_KNOWN)),
        ),
    )


def officers(session: Session, area_path: str) -> Mapping[Person, Officer]:
    """Whom the draw may send in an authority's area: each with the widest area they serve, and declared relations."""
    return _sendable(session, area_path, DRAWN_ROLES)


def companions(session: Session, area_path: str) -> Mapping[Person, Officer]:
    """Who may be named to go along with whom an authority's draw sent: its officers, experts, third parties."""
    return _sendable(session, area_path, DRAWN_ROLES | COMPANION_ROLES)


def _sendable(session: Session, area_path: str, roles: frozenset[Role]) -> Mapping[Person, Officer]:
    served: dict[Person, str] = {}
    for person, path in session.execute(_serving(area_path, roles)):
        served[person] = min(path, served.get(person, path), key=len)
    related = _related(session, [person.id for person in served])
    return {person: Officer(str(person.id), path, frozenset(related[person.id])) for person, path in served.items()}


def draws(session: Session, actor: Actor, wanted: Wanted = FIRST) -> Page[Draw]:
    """Draws the account may know of, the newest first."""
    rows = select(Draw).where(scope.scope_of(session, actor).draws()).options(joinedload(Draw.area))
    return page(session, rows, (Draw.drawn_at, Draw.id), wanted, newest_first=True)


def drawn_again(session: Session, actor: Actor, draw_id: uuid.UUID) -> DrawnAgain:
    """One draw, drawn again at this moment from its record. Raises NotFound."""
    row = scope.draw(session, actor, draw_id)
    fault = draw_record.fault_of(draw_record.record_of(row))
    drawn = draw.drawn_of(row.result) if fault is None else Drawn((), ())
    rows = session.scalars(
        select(Inspection)
        .where(Inspection.draw_id == row.id)
        .options(joinedload(Inspection.job).options(joinedload(Job.enterprise), selectinload(Job.spaces)))
        .options(selectinload(Inspection.inspectors))
    )
    by_job = {str(one.job_id): one for one in rows}
    population = draw.population_of(row.population) if fault is None else None
    earlier = _earlier(session, row)
    return DrawnAgain(
        draw=row,
        drawn=drawn,
        fault=fault,
        population=population,
        inspections=tuple(by_job[team.candidate_id] for team in drawn.teams),
        unmanned=tuple(session.scalars(select(Job).where(Job.id.in_([uuid.UUID(one) for one in drawn.unmanned])))),
        officers=_named(session, row, drawn, population),
        avoided=() if population is None else _avoided(session, row, population),
        earlier=earlier,
        dropped=sum(dropped for _, dropped in checks_of(session, earlier).values()),
    )


def checks_of(session: Session, rows: Collection[Draw]) -> Mapping[uuid.UUID, tuple[int, int]]:
    """Of each draw how many checks it made, and how many of them were dropped."""
    ids = [row.id for row in rows]
    dropped = func.count().filter(Inspection.dropped_at.is_not(None))
    counted = select(Inspection.draw_id, func.count(), dropped).where(Inspection.draw_id.in_(ids))
    return {draw_id: (made, gone) for draw_id, made, gone in session.execute(counted.group_by(Inspection.draw_id))}


def _named(session: Session, row: Draw, drawn: Drawn, population: Population | None) -> Mapping[uuid.UUID, Person]:
    """Whoever the page of a draw names: drawn, come in for them, named to go along, or left out as absent."""
    ids = {uuid.UUID(one) for team in drawn.teams for one in team.officer_ids}
    ids |= {one for kept in row.replacements for one in (kept.out_id, kept.in_id)}
    ids |= {added.person_id for added in row.additions}
    ids |= set() if population is None else {uuid.UUID(one) for one in population.order.absent}
    return {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}


def _avoided(session: Session, row: Draw, population: Population) -> tuple[OfficerRelation, ...]:
    """The relations, as they stood at the draw, of its officers to enterprises of its jobs."""
    firms = {uuid.UUID(firm) for one in population.candidates for firm in one.enterprises}
    pairs = select(OfficerRelation).where(
        OfficerRelation.person_id.in_([uuid.UUID(one.id) for one in population.officers]),
        OfficerRelation.enterprise_id.in_(firms),
        OfficerRelation.declared_at <= row.drawn_at,
        or_(OfficerRelation.ended_at.is_(None), OfficerRelation.ended_at > row.drawn_at),
    )
    return tuple(session.scalars(pairs.options(*_OF_RELATIONS).order_by(OfficerRelation.declared_at)))


def _earlier(session: Session, row: Draw) -> tuple[Draw, ...]:
    """Draws of the same authority before this one, for days that its days meet: what drawing until it suits leaves."""
    rows = select(Draw).where(
        Draw.area_path == row.area_path,
        Draw.number < row.number,  # day and running number: their order is that of the draws
        Draw.from_day <= row.until_day,
        Draw.until_day >= row.from_day,
    )
    return tuple(session.scalars(rows.order_by(Draw.number)))


def relations(session: Session, actor: Actor) -> tuple[OfficerRelation, ...]:
    """Declared relations, one's own and those of the officers in one's area: those that stand, then those ended."""
    rows = (
        select(OfficerRelation)
        .where(scope.scope_of(session, actor).relations())
        .options(*_OF_RELATIONS)
        .order_by(OfficerRelation.ended_at.is_not(None), OfficerRelation.declared_at, OfficerRelation.id)
    )
    return tuple(session.scalars(rows))


def colleagues(session: Session, actor: Actor) -> tuple[Person, ...]:
    """Those with whom the account may check: its district's, whatever street they serve."""
    districts = sorted({_district(path) for path in scope.scope_of(session, actor).paths})
    return tuple(dict.fromkeys(one for district in districts for one in fellows(session, district)))


def fellows(session: Session, area_path: str) -> tuple[Person, ...]:
    """Who may check beside an officer in a place: the district's officers, experts and third-party inspectors."""
    serving = _serving(_district(area_path), DRAWN_ROLES | COMPANION_ROLES)
    return tuple(dict.fromkeys(row.Person for row in session.execute(serving)))


def _district(area_path: str) -> str:
    """The path of the district that an area is, or lies in."""
    return f"{area_path.partition('/')[0]}/"


def _serving(area_path: str, roles: frozenset[Role]) -> Select[tuple[Person, str]]:
    """Active people who hold one of the roles in an area or below it, with the area's path."""
    return (
        select(Person, Area.path)
        .join(User, User.person_id == Person.id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(Area, Area.id == RoleGrant.area_id)
        .where(User.active, Person.left_at.is_(None), RoleGrant.ended_at.is_(None), RoleGrant.role.in_(roles))
        .where(within(Area.path, area_path))
        .order_by(Person.pinyin, Person.id)
    )


def authorities(session: Session, actor: Actor) -> tuple[Area, ...]:
    """The areas in whose name the account may draw."""
    held = actor.areas_as(Role.district_officer)
    return tuple(session.scalars(select(Area).where(Area.id.in_(held)).order_by(Area.path)))


def _related(session: Session, person_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, set[str]]:
    rows = session.execute(
        select(OfficerRelation.person_id, OfficerRelation.enterprise_id).where(
            OfficerRelation.person_id.in_(person_ids), OfficerRelation.ended_at.is_(None)
        )
    )
    related: defaultdict[uuid.UUID, set[str]] = defaultdict(set)
    for person_id, enterprise_id in rows:
        related[person_id].add(str(enterprise_id))
    return related
