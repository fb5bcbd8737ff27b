"""The only loader from tables to facts: what a decision may look at, read under the caller's locks.

``load`` reads everything anew; nothing here decides. Ids become text, sets stay sets, times stay aware.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.facts_of import area, crew, gas, plan, presence, response, site, space
from permit_service.facts_of.rules import rules_of
from permit_service.models.permits import Permit
from workflows import plan_facts
from workflows.facts import Facts
from workflows.site_facts import Attempt

NOTHING_TRIED = Attempt()


def load(session: Session, permit: Permit, actor: Actor, attempt: Attempt = NOTHING_TRIED) -> Facts:
    """Every fact of one permit as ``actor`` meets it, trying ``attempt``."""
    rules = rules_of(permit.enterprise)
    the_area = area.rules_of(session, permit.space.area_id, permit.window_start)
    the_space = space.load(session, permit)
    the_plan = plan.load(session, permit, the_space)
    contract, risk = plan.contract_and_risk(session, permit)
    return Facts(
        revision=permit.revision,
        rules=rules,
        sector=permit.enterprise.sector,
        area=the_area,
        actor=actor_facts(actor, permit),
        space=the_space,
        job=plan.job(session, permit),
        permit=the_plan,
        crew=crew.load(session, permit, rules, the_area),
        approvals=plan.approvals(session, permit),
        contract=contract,
        response_plans=response.plans(session, permit.enterprise_id),
        drills_block=permit.enterprise.drills_block,
        rescue_team=response.rescue_team(permit),
        filing=plan.filing(session, permit),
        stops=plan.stops(session, permit),
        risk_assessment=risk,
        briefing=site.briefing(session, permit),
        area_closure=site.area_closure(session, permit),
        equipment=site.equipment(session, permit),
        isolations=site.isolations(session, permit),
        barrier=site.barrier(session, permit),
        openings=site.openings(session, permit),
        runs=site.runs(session, permit),
        series=gas.series(session, permit, rules, the_space.lel_vol),
        work_values=gas.work_values(session, permit),
        protections=site.protections(session, permit),
        guardian_check=site.guardian_check(session, permit),
        post=presence.post(session, permit, actor),
        confirmation=site.confirmation(session, permit),
        presence=presence.load(session, permit),
        suspension=presence.suspension(session, permit),
        evacuations=presence.evacuations(session, permit, the_space),
        neighbours=plan.neighbours(session, permit),
        linked=plan.linked(permit),
        last_contact_at=presence.last_contact_at(session, permit),
        disputed_at=presence.disputed_at(session, permit),
        attempt=attempt,
    )


def trying(facts: Facts, attempt: Attempt) -> Facts:
    """The same facts with something else being tried."""
    return replace(facts, attempt=attempt)


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
