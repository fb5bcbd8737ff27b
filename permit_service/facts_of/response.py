"""Readiness for an accident: the plans in force with their last evaluated drill, the outside rescue team."""

import uuid

from sqlalchemy import and_, func, select

from permit_service.facts_of.reader import ENTERPRISES, Reader
from permit_service.models.permits import Permit
from permit_service.models.response import Drill, ResponsePlan
from workflows import plan_facts

_PLANS = (
    select(
        ResponsePlan.enterprise_id, ResponsePlan.kind, ResponsePlan.since, func.max(Drill.held_on).label("drilled_on")
    )
    .outerjoin(Drill, and_(Drill.plan_id == ResponsePlan.id, Drill.evaluated_at.is_not(None)))
    .where(ResponsePlan.enterprise_id.in_(ENTERPRISES), ResponsePlan.withdrawn_at.is_(None))
    .group_by(ResponsePlan.id, ResponsePlan.enterprise_id, ResponsePlan.kind, ResponsePlan.since)
    .order_by(ResponsePlan.since, ResponsePlan.id)
)


def plans(reader: Reader, enterprise_id: uuid.UUID) -> tuple[plan_facts.ResponsePlan, ...]:
    """The plans that the owner of the space keeps, in the order of their coming into force."""
    rows = reader.rows(_PLANS, enterprise_id)
    return tuple(plan_facts.ResponsePlan(row.kind, row.since, row.drilled_on) for row in rows)


def of_plan(plan: ResponsePlan) -> plan_facts.ResponsePlan:
    """One plan as the rules see it."""
    held = [drill.held_on for drill in plan.drills if drill.evaluated_at is not None]
    return plan_facts.ResponsePlan(plan.kind, plan.since, max(held, default=None))


def rescue_team(permit: Permit) -> plan_facts.RescueTeam | None:
    """The outside team that the permit names. Means that were withdrawn have no agreement any more."""
    agreement = permit.rescue_agreement
    if agreement is None:
        return None
    if agreement.means.withdrawn_at is not None:
        return plan_facts.RescueTeam(None, None)
    return plan_facts.RescueTeam(agreement.agreement_from, agreement.agreement_until)
