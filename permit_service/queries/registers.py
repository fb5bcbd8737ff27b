"""Reading the registers: lists a page at a time, each no wider than the reader's scope."""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased

from permit_service.actor import Actor
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by
from workflows.kinds import EquipmentItem


def areas(session: Session) -> list[Area]:
    """All areas, each after the one above it. Their names are no secret: every form offers them."""
    return list(session.scalars(select(Area).order_by(Area.path)))


def areas_below(session: Session, area: Area) -> list[Area]:
    """The areas right below one, by name."""
    return list(session.scalars(select(Area).where(Area.parent_id == area.id).order_by(Area.name, Area.id)))


def areas_in_charge(session: Session, actor: Actor) -> list[Area]:
    """The areas that the account's roles cover."""
    return list(session.scalars(select(Area).where(scope_of(session, actor).areas()).order_by(Area.path)))


def enterprises(session: Session, actor: Actor, wanted: Wanted = FIRST) -> Page[Enterprise]:
    """Enterprises the account may know of, by name."""
    statement = select(Enterprise).where(scope_of(session, actor).enterprise_rows())
    return page(session, statement, (Enterprise.name, Enterprise.id), wanted)


def enterprise_names(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of enterprises, by id."""
    return dict(session.execute(select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(ids))).all())


def enterprises_in(session: Session, actor: Actor, area: Area, wanted: Wanted = FIRST) -> Page[Enterprise]:
    """Enterprises of one area and those below it that the account may know of, by name."""
    inside = select(Area.id).where(within(Area.path, area.path))
    statement = select(Enterprise).where(scope_of(session, actor).enterprise_rows(), Enterprise.area_id.in_(inside))
    return page(session, statement, (Enterprise.name, Enterprise.id), wanted)


def contracts(session: Session, actor: Actor, wanted: Wanted = FIRST, *, search: str = "") -> Page[Contract]:
    """Contracts the account may know of, the newest first; ``search`` looks in numbers and names of both parties."""
    owner, contractor = aliased(Enterprise), aliased(Enterprise)
    statement = (
        select(Contract)
        .join(owner, owner.id == Contract.owner_id)
        .join(contractor, contractor.id == Contract.contractor_id)
        .where(scope_of(session, actor).contracts())
        .where(found_by(search, Contract.number, owner.name, owner.pinyin, contractor.name, contractor.pinyin))
    )
    return page(session, statement, (Contract.created_at, Contract.id), wanted, newest_first=True)


def delegations(session: Session, actor: Actor, wanted: Wanted = FIRST) -> Page[Delegation]:
    """Delegations the account may know of, the newest first."""
    statement = select(Delegation).where(scope_of(session, actor).delegations())
    return page(session, statement, (Delegation.created_at, Delegation.id), wanted, newest_first=True)


def equipment(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, kind: EquipmentItem | None = None, search: str = ""
) -> Page[Equipment]:
    """Equipment in service, by code; ``search`` looks in codes and names."""
    statement = select(Equipment).where(scope_of(session, actor).equipment(), Equipment.out_of_service_at.is_(None))
    statement = statement.where(_if_given(Equipment.kind == kind, kind))
    statement = statement.where(found_by(search, Equipment.code, Equipment.name))
    return page(session, statement, (Equipment.code, Equipment.id), wanted)


def _if_given(condition: ColumnElement[bool], value: object) -> ColumnElement[bool]:
    return true() if value is None else condition
