"""Findings on their way to being mended: lists by how they stand today, one with what was reported and judged."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.draws import OfficerRelation
from permit_service.models.inspections import Finding, Inspection, Inspector, UnfiledWork
from permit_service.models.jobs import JobSpace
from permit_service.queries import scope
from permit_service.queries.draws import DRAWN_ROLES
from permit_service.queries.inspections import ANSWERING, OF_ROWS, answered_for
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.services.registers.desk import in_charge
from workflows import rectification as rules
from workflows.inspection_kinds import FindingState, FindingStatus, FindingTrigger
from workflows.rectification import Hand

_CONCLUDED = select(Inspection.id).where(Inspection.concluded_at.is_not(None))


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding, with what the reader may do with it now."""

    finding: Finding
    state: FindingState
    may: frozenset[FindingTrigger]


def standing(state: FindingState, today: date) -> ColumnElement[bool]:
    """Findings that stand so on a day, as ``workflows.rectification.state_of`` tells of one."""
    if state is FindingState.overdue:
        return and_(Finding.status == FindingStatus.open, Finding.due_on < today)
    if state is FindingState.open:
        return and_(Finding.status == FindingStatus.open, Finding.due_on >= today)
    return Finding.status == FindingStatus(state)


def findings(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    today: date,
    enterprise_id: uuid.UUID | None = None,
    state: FindingState | None = None,
    area_path: str = "",
) -> Page[Finding]:
    """Findings of concluded checks that the account may know of, the newest first; of one enterprise, state or area."""
    rows = known(session, actor).where(
        true() if state is None else standing(state, today),
        within(Finding.area_path, area_path) if area_path else true(),
    )
    if enterprise_id is not None:
        rows = rows.where(or_(Finding.enterprise_id == enterprise_id, Finding.unit_id == enterprise_id))
    rows = rows.options(joinedload(Finding.inspection).options(*OF_ROWS))
    return page(session, rows, (Finding.at, Finding.id), wanted, newest_first=True)


def finding(session: Session, actor: Actor, finding_id: uuid.UUID, today: date) -> FindingView:
    """One finding with what was done about it. Raises NotFound."""
    of_check = joinedload(Finding.inspection).options(*OF_ROWS)
    row = scope.finding(session, actor, finding_id, of_check, selectinload(Finding.rectifications))
    area = session.scalars(select(Area).where(Area.path == row.area_path)).one()
    mine = hand(session, actor, row, area)
    concluded = row.inspection.concluded_at is not None
    may = frozenset(
        one
        for one in FindingTrigger
        if actor.person_id is not None
        and rules.may(one, mine)
        and rules.fault(one, row.status, mine, concluded=concluded) is None
    )
    return FindingView(row, rules.state_of(row.status, row.due_on, today), may)


def open_findings(
    session: Session, actor: Actor, enterprise_ids: Collection[uuid.UUID], space_ids: Collection[uuid.UUID]
) -> tuple[Finding, ...]:
    """What the enterprises, and those who worked in the spaces, have not yet mended; what is due first comes first.

    Of that what the account may know of, from concluded checks.
    """
    jobs = select(JobSpace.job_id).where(JobSpace.space_id.in_(space_ids))
    unfiled = select(UnfiledWork.id).where(UnfiledWork.space_id.in_(space_ids))
    in_spaces = select(Inspection.id).where(or_(Inspection.job_id.in_(jobs), Inspection.unfiled_id.in_(unfiled)))
    about = or_(
        Finding.enterprise_id.in_(enterprise_ids),
        Finding.unit_id.in_(enterprise_ids),
        Finding.inspection_id.in_(in_spaces),
    )
    rows = known(session, actor).where(Finding.status != FindingStatus.accepted, about)
    return tuple(session.scalars(rows.order_by(Finding.due_on, Finding.at, Finding.id)))


def of_enterprise(session: Session, actor: Actor, enterprise_id: uuid.UUID, most: int) -> tuple[Finding, ...]:
    """What checks found with an enterprise, as far as the account may know: what is not mended first, due first."""
    about = or_(Finding.enterprise_id == enterprise_id, Finding.unit_id == enterprise_id)
    mended = Finding.status == FindingStatus.accepted
    rows = known(session, actor).where(about).order_by(mended, Finding.due_on, Finding.at, Finding.id)
    return tuple(session.scalars(rows.limit(most)))


def waiting(session: Session, actor: Actor, most: int) -> tuple[Finding, ...]:
    """What the account's own enterprises are to mend, and what was reported to the account's person; due first."""
    if actor.person_id is None:
        return ()
    firms = answered_for(actor)
    sent = select(Inspector.inspection_id).where(Inspector.person_id == actor.person_id)
    to_mend = and_(
        Finding.status == FindingStatus.open,
        or_(Finding.enterprise_id.in_(firms), Finding.unit_id.in_(firms)),
    )
    to_judge = and_(Finding.status == FindingStatus.reported, Finding.inspection_id.in_(sent))
    rows = select(Finding).where(Finding.inspection_id.in_(_CONCLUDED), or_(to_mend, to_judge))
    rows = rows.options(joinedload(Finding.inspection).options(*OF_ROWS))
    return tuple(session.scalars(rows.order_by(Finding.due_on, Finding.at, Finding.id).limit(most)))


def hand(session: Session, actor: Actor, row: Finding, area: Area) -> Hand:
    """Whose hand an account is for a finding."""
    firms = {firm for firm in (row.enterprise_id, row.unit_id) if firm is not None}
    inspectors = session.scalars(select(Inspector.person_id).where(Inspector.inspection_id == row.inspection_id))
    related = select(OfficerRelation.id).where(
        OfficerRelation.person_id == actor.person_id,
        OfficerRelation.enterprise_id.in_(firms),
        OfficerRelation.ended_at.is_(None),
    )
    return Hand(
        of_firm=any(grant.enterprise_id in firms and grant.role in ANSWERING for grant in actor.grants),
        officer=actor.person_id in set(inspectors)
        or (bool(actor.roles & DRAWN_ROLES) and in_charge(actor, area, DRAWN_ROLES)),
        related=session.scalar(related.limit(1)) is not None,
        firm_known=bool(firms),
    )


def known(session: Session, actor: Actor) -> Select[Finding]:
    """Findings of concluded checks that the account may know of."""
    return select(Finding).where(scope.scope_of(session, actor).findings(), Finding.inspection_id.in_(_CONCLUDED))
