"""The only loader from tables to facts: what a decision may look at, read under the caller's locks.

``load`` reads everything anew; nothing here decides. Ids become text, sets stay sets, times stay aware.
"""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, joinedload

from permit_service.actor import Actor
from permit_service.facts_of import area, crew, gas, plan, presence, rare, response, site, space
from permit_service.facts_of.reader import PERMITS, Reader
from permit_service.facts_of.rules import rules_of
from permit_service.models.permits import Permit
from permit_service.models.response import MeansAgreement
from workflows import plan_facts
from workflows.facts import Facts
from workflows.site_facts import Attempt

NOTHING_TRIED = Attempt()

_ABOVE = (Permit.job, Permit.space, Permit.enterprise, Permit.contract, Permit.rescue_agreement)
_ABOVE_KEYS = frozenset(relation.key for relation in _ABOVE)
#: What a permit's own row points to: whoever fetches a permit to load its facts may fetch these with it.
ABOVE = (
    *(joinedload(relation) for relation in _ABOVE),
    joinedload(Permit.rescue_agreement).joinedload(MeansAgreement.means),
)
_PERMITS_WITH_ABOVE = select(Permit).where(Permit.id.in_(PERMITS)).options(*ABOVE)


def load(session: Session, permit: Permit, actor: Actor, attempt: Attempt = NOTHING_TRIED) -> Facts:
    """Every fact of one permit as ``actor`` meets it, trying ``attempt``."""
    return load_all(session, [permit], actor, attempt)[permit.id]


def load_all(
    session: Session, permits: Collection[Permit], actor: Actor, attempt: Attempt = NOTHING_TRIED
) -> Mapping[uuid.UUID, Facts]:
    """The facts of many permits, by permit, in hardly more queries than those of one."""
    if not permits:
        return {}
    reader = _reader(session, permits, actor)
    spaces = {permit.id: space.load(reader, permit) for permit in permits}
    reader.also(
        people=crew.people_of(reader, permits),
        near=[near for permit in permits for near in _near(permit, spaces[permit.id])],
    )
    reader.also(air=[other for permit in permits for other in _sharing_air(reader, permit)])
    return {permit.id: _facts(reader, permit, spaces[permit.id], actor, attempt) for permit in permits}


def actor_facts(actor: Actor, permit: Permit) -> plan_facts.Actor:
    """The account's person, and the roles it holds in the permit's enterprises or over its area."""
    firms = {permit.enterprise_id, permit.unit_id}
    roles = {
        grant.role
        for grant in actor.grants
        if grant.enterprise_id in firms
        or (grant.area_id is not None and grant.area_id.hex in permit.area_path)
        or (grant.enterprise_id is None and grant.area_id is None)
    }
    return plan_facts.Actor(None if actor.person_id is None else str(actor.person_id), frozenset(roles))


def _reader(session: Session, permits: Collection[Permit], actor: Actor) -> Reader:
    lacking = [permit.id for permit in permits if inspect(permit).unloaded & _ABOVE_KEYS]
    if lacking:
        session.scalars(_PERMITS_WITH_ABOVE, {"permits": lacking}).all()
    return Reader(
        session,
        permits=[permit.id for permit in permits],
        jobs=[permit.job_id for permit in permits],
        spaces=[permit.space_id for permit in permits],
        enterprises=[firm for permit in permits for firm in {permit.enterprise_id, permit.unit_id}],
        areas=[permit.space.area_id for permit in permits],
        me=actor.person_id,
        since=min(presence.matters_since(permit) for permit in permits),
    )


def _near(permit: Permit, its_space: plan_facts.Space) -> list[uuid.UUID]:
    return [permit.space_id, *(uuid.UUID(other) for other in its_space.connected_ids)]


def _sharing_air(reader: Reader, permit: Permit) -> set[uuid.UUID]:
    return {permit.id} | (rare.linked_with(reader, permit) if permit.linked else set())


def _facts(reader: Reader, permit: Permit, its_space: plan_facts.Space, actor: Actor, attempt: Attempt) -> Facts:
    rules = rules_of(permit.enterprise)
    receiver = area.receiver(reader, permit.space.area_id)
    area_rules = area.rules_of(reader, receiver, permit.window_start)
    return Facts(
        revision=permit.revision,
        rules=rules,
        sector=permit.enterprise.sector,
        area=area_rules,
        actor=actor_facts(actor, permit),
        space=its_space,
        job=plan.job(reader, permit),
        permit=plan.load(reader, permit),
        crew=crew.load(reader, permit, rules, area_rules),
        approvals=plan.approvals(reader, permit),
        contract=plan.contract(reader, permit),
        response_plans=response.plans(reader, permit.enterprise_id),
        drills_block=permit.enterprise.drills_block,
        rescue_team=response.rescue_team(permit),
        assigned=site.assigned(reader, permit),
        filing=plan.filing(reader, permit),
        stops=rare.stops(reader, permit),
        risk_assessment=plan.risk_assessment(reader, permit),
        briefing=site.briefing(reader, permit),
        area_closure=site.area_closure(reader, permit),
        equipment=site.equipment(reader, permit),
        isolations=site.isolations(reader, permit),
        barrier=site.barrier(reader, permit),
        openings=site.openings(reader, permit),
        runs=site.runs(reader, permit),
        series=gas.series(reader, permit, rules, its_space.lel_vol),
        work_values=gas.work_values(reader, _sharing_air(reader, permit)),
        protections=site.protections(reader, permit),
        guardian_check=site.guardian_check(reader, permit),
        post=presence.post(reader, permit),
        confirmation=site.confirmation(reader, permit),
        presence=presence.load(reader, permit),
        suspension=presence.suspension(reader, permit),
        evacuations=rare.evacuations(reader, _near(permit, its_space)),
        neighbours=plan.neighbours(reader, permit),
        linked=rare.tickets(reader, permit),
        last_contact_at=presence.last_contact_at(reader, permit),
        disputed_at=presence.disputed_at(reader, permit),
        attempt=attempt,
    )
