"""A permit as its crew meets it at the mouth: facts, the next thing to do, names, and the evidence so far."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service import facts_of, wallclock
from permit_service.actor import Actor
from permit_service.models.base import db
from permit_service.models.checks import GuardianCheck
from permit_service.models.columns import Evidence
from permit_service.models.equipment import Equipment
from permit_service.models.openings import VentilationRun
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.preparation import AreaClosure, Briefing, EquipmentCheck, Isolation, TemporaryBarrier
from permit_service.models.presence import GuardianPost
from permit_service.models.spaces import ConfinedSpace, SpaceOpening
from permit_service.queries import scope
from workflows.facts import Facts
from workflows.gates import clear
from workflows.gates.gas_clocks import work_value_due
from workflows.kinds import EquipmentItem
from workflows.next_step import Next, gas_good_until, next_step
from workflows.site_facts import Attempt
from workflows.verdict import Clearance
from workflows.vocabulary import LIVE_STATUSES, Action, Part, Status
from workflows.watching import contact_due

E = TypeVar("E", bound=Evidence)


@dataclass(frozen=True)
class OnSite:
    """One permit at one moment, as ``actor`` looks at it. ``names`` tells people, openings and spaces by id."""

    permit: Permit
    facts: Facts
    now: datetime
    names: Mapping[str, str]
    mine: frozenset[Part]
    """the parts that the asking person plays here"""
    posts: tuple[GuardianPost, ...]
    """open guardian posts, the oldest first"""

    @property
    def space(self) -> ConfinedSpace:
        return self.permit.space

    @cached_property
    def plan(self) -> Next:
        """What comes next."""
        return next_step(self.facts, self.now)

    @property
    def on_the_way(self) -> bool:
        """Somebody may still go in under this permit, today or later."""
        return self.permit.status in (Status.submitted, Status.approved, Status.active, Status.suspended) and (
            self.permit.ending is None
        )

    @property
    def under_way(self) -> bool:
        """Something may still happen at the mouth under this permit, if only closing it."""
        return self.permit.status in LIVE_STATUSES

    @property
    def evacuating(self) -> bool:
        """An evacuation of this very space is in force."""
        return any(one.space_id == self.facts.space.id for one in self.facts.evacuations)

    @property
    def gas_until(self) -> datetime | None:
        """Until when the gas test lets people in; None = it does not."""
        return gas_good_until(self.plan)

    @property
    def value_due(self) -> datetime | None:
        """When the next value during work is due; None while nobody is inside."""
        return work_value_due(self.facts)

    @property
    def contact_due(self) -> datetime | None:
        """When those inside must be called next; None while nobody works there."""
        return contact_due(self.facts)

    def people(self, *parts: Part) -> list[PermitMember]:
        """The named people who play one of these parts, as they stand now."""
        return [m for m in self.permit.members if m.removed_at is None and m.parts & set(parts)]

    def name_of(self, member: PermitMember) -> str:
        return self.names.get(str(member.person_id or member.lab_tester_id), "")

    def names_of(self, *parts: Part) -> list[str]:
        """The names of those who play one of these parts."""
        return [self.name_of(member) for member in self.people(*parts)]


@dataclass(frozen=True)
class Prepared:
    """The evidence of preparation that counts, each the latest, and what there is to choose from."""

    briefing: Briefing | None
    closure: AreaClosure | None
    barrier: TemporaryBarrier | None
    equipment: EquipmentCheck | None
    isolations: tuple[Isolation, ...]
    carried: tuple[Isolation, ...]
    """locks still on from earlier permits of the job in this space, not taken over yet"""
    openings: tuple[SpaceOpening, ...]
    runs: tuple[VentilationRun, ...]
    guardian_check: GuardianCheck | None


def look(actor: Actor, permit_id: uuid.UUID) -> OnSite:
    """The permit as it stands now. Raises NotFound."""
    return look_at(actor, scope.permit(db.session(), actor, permit_id, *facts_of.ABOVE))


def look_at(actor: Actor, permit: Permit) -> OnSite:
    """The same for a permit that the reader was found to be entitled to."""
    session = db.session()
    facts = facts_of.load(session, permit, actor)
    posts = session.scalars(
        select(GuardianPost)
        .where(GuardianPost.permit_id == permit.id, GuardianPost.ended_at.is_(None))
        .order_by(GuardianPost.since)
    )
    mine = [m.parts for m in permit.members if m.removed_at is None and m.person_id == actor.person_id]
    return OnSite(
        permit=permit,
        facts=facts,
        now=wallclock.now(),
        names=_names(session, permit, facts),
        mine=frozenset(part for parts in mine for part in parts) if actor.person_id is not None else frozenset(),
        posts=tuple(posts),
    )


def prepared(site: OnSite) -> Prepared:
    """What was prepared under the permit."""
    session, permit = db.session(), site.permit
    latest = facts_of.site.latest
    isolations = tuple(row for row in _all(session, Isolation, permit) if row.withdrawn_at is None)
    return Prepared(
        briefing=session.scalar(
            select(Briefing)
            .where(Briefing.permit_id == permit.id, Briefing.late.is_(False))
            .order_by(Briefing.at.desc())
            .limit(1)
        ),
        closure=latest(session, AreaClosure, permit),
        barrier=latest(session, TemporaryBarrier, permit),
        equipment=latest(session, EquipmentCheck, permit),
        isolations=isolations,
        carried=_carried(session, permit, {row.lock_number for row in isolations}),
        openings=tuple(opening for opening in permit.space.openings if opening.withdrawn_at is None),
        runs=tuple(_all(session, VentilationRun, permit)),
        guardian_check=latest(session, GuardianCheck, permit),
    )


def pieces(site: OnSite) -> dict[EquipmentItem, list[Equipment]]:
    """Equipment in service of owner and unit, by kind and code."""
    rows = db.session.scalars(
        select(Equipment)
        .where(
            Equipment.enterprise_id.in_((site.permit.enterprise_id, site.permit.unit_id)),
            Equipment.out_of_service_at.is_(None),
        )
        .order_by(Equipment.code)
    )
    found: dict[EquipmentItem, list[Equipment]] = {item: [] for item in EquipmentItem}
    for row in rows:
        found[row.kind].append(row)
    return found


def earlier_pieces(site: OnSite) -> dict[EquipmentItem, uuid.UUID]:
    """Which piece of each kind the plan takes along, or was looked at last in this space: what the form proposes."""
    planned = {piece.kind: uuid.UUID(piece.id) for piece in site.facts.assigned}
    rows = db.session.scalars(
        select(EquipmentCheck)
        .join(Permit, Permit.id == EquipmentCheck.permit_id)
        .where(Permit.space_id == site.permit.space_id, Permit.unit_id == site.permit.unit_id)
        .order_by(EquipmentCheck.at.desc())
        .limit(1)
    )
    return {a.item: a.equipment_id for check in rows for a in check.answers if a.equipment_id is not None} | planned


def to_close(site: OnSite) -> Clearance:
    """What stands against the leader's closing signature, whoever looks."""
    leaders = [str(member.person_id) for member in site.people(Part.leader)]
    attempt = Attempt(person_id=leaders[0] if leaders else None)
    return clear(Action.permit_close, site.facts.trying(attempt), site.now)


def _all(session: Session, kind: type[E], permit: Permit) -> list[E]:
    return list(session.scalars(select(kind).where(kind.permit_id == permit.id).order_by(kind.at, kind.created_at)))


def _carried(session: Session, permit: Permit, taken_over: set[str]) -> tuple[Isolation, ...]:
    rows = session.scalars(
        select(Isolation)
        .join(Permit, Permit.id == Isolation.permit_id)
        .where(
            Permit.job_id == permit.job_id,
            Permit.space_id == permit.space_id,
            Permit.id != permit.id,
            Isolation.involved,
            Isolation.lock_number != "",
            Isolation.removed_at.is_(None),
            Isolation.withdrawn_at.is_(None),
        )
        .order_by(Isolation.created_at)
    )
    by_lock = {row.lock_number: row for row in rows if row.lock_number not in taken_over}
    return tuple(by_lock.values())


def _names(session: Session, permit: Permit, facts: Facts) -> dict[str, str]:
    """Everybody named on the permit, about to be, or inside; its openings, connected spaces, permits beside it."""
    people = {str(m.person_id): m.person.name for m in permit.members if m.person is not None}
    labs = {str(m.lab_tester_id): m.lab_tester.name for m in permit.members if m.lab_tester is not None}
    openings = {str(opening.id): opening.name for opening in permit.space.openings}
    known = people | labs | openings | {str(permit.space_id): permit.space.name, str(permit.id): permit.number}
    inside = facts.presence.inside
    permits = {one.permit_id for one in inside} | {one.permit_id for one in facts.neighbours}
    met = {one.person_id for one in inside} | {member.person_id for member in facts.crew}
    return (
        _named(session, Person.id, Person.name, met - known.keys())
        | _named(session, ConfinedSpace.id, ConfinedSpace.name, facts.space.connected_ids)
        | _named(session, Permit.id, Permit.number, permits - known.keys())
        | known
    )


def _named(
    session: Session,
    key: InstrumentedAttribute[uuid.UUID],
    name: InstrumentedAttribute[str],
    ids: Collection[str | None],
) -> dict[str, str]:
    """The names of rows; nothing is asked where there is nobody to name."""
    wanted = [uuid.UUID(one) for one in ids if one is not None]
    rows = session.execute(select(key, name).where(key.in_(wanted))) if wanted else ()
    return {str(id_): told for id_, told in rows}
