"""Reading the registers: lists a page at a time, each no wider than the reader's scope."""

import uuid
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by

#: What a list of contracts shows of each: loaded at once.
BOTH_PARTIES = (joinedload(Contract.owner), joinedload(Contract.contractor))


def areas(session: Session) -> list[Area]:
    """All areas, each after the one above it."""
    return list(session.scalars(select(Area).order_by(Area.path)))


def areas_below(session: Session, area: Area, wanted: Wanted = FIRST) -> Page[Area]:
    """The areas right below one, by name."""
    return page(session, select(Area).where(Area.parent_id == area.id), (Area.name, Area.id), wanted)


@dataclass(frozen=True, slots=True)
class AreaBranch:
    """An area with its depth below the uppermost one in the reader's charge, and the name of the one above it."""

    area: Area
    depth: int
    above: str


def area_branches(session: Session, actor: Actor, wanted: Wanted = FIRST, *, search: str = "") -> Page[AreaBranch]:
    """Areas in the account's charge, each after the one above it; ``search`` looks in their names and those above."""
    scope, above = scope_of(session, actor), aliased(Area)
    statement = (
        select(Area)
        .outerjoin(above, above.id == Area.parent_id)
        .where(scope.areas(), found_by(search, Area.name, above.name))
        .options(joinedload(Area.parent))
    )
    found = page(session, statement, (Area.path,), wanted)
    top = 1 if scope.everything else min((path.count("/") for path in scope.paths), default=1)
    rows = tuple(
        AreaBranch(area, area.path.count("/") - top, area.parent.name if area.parent else "") for area in found.rows
    )
    return Page(rows, found.after)


class Named(NamedTuple):
    """A row by its id and name, for a form to offer."""

    id: uuid.UUID
    name: str


def area_names(session: Session) -> list[Named]:
    """All areas by name, each after the one above it. Their names are no secret: every form offers them."""
    return _named(session, true())


def area_names_in_charge(session: Session, actor: Actor) -> list[Named]:
    """The areas that the account's roles cover, likewise."""
    return _named(session, scope_of(session, actor).areas())


def _named(session: Session, condition: ColumnElement[bool]) -> list[Named]:
    return [Named(*row) for row in session.execute(select(Area.id, Area.name).where(condition).order_by(Area.path))]


def enterprises(session: Session, actor: Actor, wanted: Wanted = FIRST) -> Page[Enterprise]:
    """Enterprises the account may know of, by name."""
    statement = select(Enterprise).where(scope_of(session, actor).enterprise_rows())
    return page(session, statement, (Enterprise.name, Enterprise.id), wanted)


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
        .options(*BOTH_PARTIES, selectinload(Contract.reviews))
    )
    return page(session, statement, (Contract.created_at, Contract.id), wanted, newest_first=True)


def delegations(session: Session, actor: Actor, wanted: Wanted = FIRST) -> Page[Delegation]:
    """Delegations the account may know of, the newest first."""
    statement = select(Delegation).where(scope_of(session, actor).delegations())
    return page(session, statement, (Delegation.created_at, Delegation.id), wanted, newest_first=True)
