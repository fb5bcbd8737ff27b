"""Plans with their next drill, and the means that enterprises share."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.models.choices import MeansKind
from permit_service.models.enterprises import Enterprise
from permit_service.models.response import MeansAgreement, ResponsePlan, SharedMeans
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by
from workflows import drills
from workflows.kinds import PlanKind


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A plan, when it was last drilled in a way that counts, and the last day of the next drill."""

    plan: ResponsePlan
    drilled_on: date | None
    due_on: date


def plans(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, kind: PlanKind | None = None, search: str = ""
) -> Page[ResponsePlan]:
    """Plans in force that the account may know of, the newest entry first; ``search`` looks in titles and firms."""
    statement = (
        select(ResponsePlan)
        .join(Enterprise, Enterprise.id == ResponsePlan.enterprise_id)
        .where(
            scope_of(session, actor).response_plans(),
            ResponsePlan.withdrawn_at.is_(None),
            found_by(search, ResponsePlan.title, ResponsePlan.covers, Enterprise.name, Enterprise.pinyin),
            true() if kind is None else ResponsePlan.kind == kind,
        )
        .options(selectinload(ResponsePlan.drills), joinedload(ResponsePlan.enterprise))
    )
    return page(session, statement, (ResponsePlan.created_at, ResponsePlan.id), wanted, newest_first=True)


def plan_entry(plan: ResponsePlan) -> PlanEntry:
    """What the register says of a plan, by the numbers that bind its enterprise."""
    fact = facts_of.response.of_plan(plan)
    return PlanEntry(plan, fact.drilled_on, drills.due_on(fact, facts_of.rules_of(plan.enterprise)))


def shared_means(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, kind: MeansKind | None = None, search: str = ""
) -> Page[SharedMeans]:
    """Means that the account may know of, the newest entry first."""
    statement = select(SharedMeans).where(
        scope_of(session, actor).shared_means(),
        SharedMeans.withdrawn_at.is_(None),
        found_by(search, SharedMeans.name, SharedMeans.provider, SharedMeans.phone),
        true() if kind is None else SharedMeans.kind == kind,
    )
    return page(session, statement, (SharedMeans.created_at, SharedMeans.id), wanted, newest_first=True)


def means_agreements(session: Session, actor: Actor, means: SharedMeans) -> tuple[MeansAgreement, ...]:
    """The agreements on shared means that the account may know of, the one that holds longest first."""
    return tuple(
        session.scalars(
            select(MeansAgreement)
            .where(MeansAgreement.means_id == means.id, scope_of(session, actor).means_agreements())
            .order_by(MeansAgreement.agreement_until.desc(), MeansAgreement.id)
            .options(joinedload(MeansAgreement.enterprise))
        )
    )
