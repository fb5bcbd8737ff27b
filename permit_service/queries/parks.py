"""Parks (一园一档) and who lets to whom in them."""

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload

from permit_service.actor import Actor
from permit_service.models.choices import ParkKind
from permit_service.models.parks import Park, Tenancy
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by


def parks(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, kind: ParkKind | None = None, search: str = ""
) -> Page[Park]:
    """Parks the account may know of, by the pinyin of their names."""
    statement = select(Park).where(
        scope_of(session, actor).parks(),
        Park.withdrawn_at.is_(None),
        found_by(search, Park.name, Park.pinyin, Park.address),
        true() if kind is None else Park.kind == kind,
    )
    return page(session, statement, (Park.pinyin, Park.id), wanted)


def tenancies(session: Session, actor: Actor, park: Park) -> tuple[Tenancy, ...]:
    """The tenancies of a park that the account may know of, those that stand first."""
    return tuple(
        session.scalars(
            select(Tenancy)
            .where(Tenancy.park_id == park.id, scope_of(session, actor).tenancies())
            .order_by(Tenancy.ended_at.is_not(None), Tenancy.place, Tenancy.id)
            .options(joinedload(Tenancy.lessor), joinedload(Tenancy.lessee))
        )
    )
