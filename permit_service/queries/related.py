"""What else is done in a permit's space (交叉作业) and in the spaces connected with it (连通空间)."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.facts_of import space as space_facts
from permit_service.models.changes import PermitLink
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.scope import scope_of
from permit_service.services.links import LINKED
from workflows.vocabulary import LIVE_STATUSES, Part


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two permits of a link: by when its approver signed."""

    permit: Permit
    signed_at: datetime | None

    @property
    def approvers(self) -> tuple[uuid.UUID, ...]:
        """Who may sign for it."""
        standing = (m for m in self.permit.members if m.removed_at is None and Part.approver in m.parts)
        return tuple(m.person_id for m in standing if m.person_id is not None)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as one of its permits sees it."""

    row: PermitLink
    own: Side
    other: Side

    def may_sign(self, person_id: uuid.UUID | None) -> bool:
        """Whether a signature of this person's is missing."""
        return any(side.signed_at is None and person_id in side.approvers for side in (self.own, self.other))


@dataclass(frozen=True, slots=True)
class Connected:
    """A connected space, and the permits under way there that the reader may know of."""

    space: ConfinedSpace
    permits: tuple[Permit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Links, permits that a link may be made with, connected spaces."""

    links: tuple[Linked, ...]
    linkable: tuple[Permit, ...]
    connected: tuple[Connected, ...]


def of_permit(session: Session, actor: Actor, permit: Permit) -> Related:
    """What is related with a permit that the reader may see."""
    links = tuple(_links(session, permit))
    taken = {permit.id, *(link.other.permit.id for link in links)}
    seen = scope_of(session, actor).permits()
    here = select(Permit).where(Permit.space_id == permit.space_id, Permit.status.in_(LINKED), seen)
    near = space_facts.connected_to(session, permit.space_id)
    spaces = session.scalars(select(ConfinedSpace).where(ConfinedSpace.id.in_(near)).order_by(ConfinedSpace.number))
    under_way = select(Permit).where(Permit.status.in_(LIVE_STATUSES), seen).order_by(Permit.window_start)
    return Related(
        links,
        tuple(one for one in session.scalars(here.order_by(Permit.window_start, Permit.number)) if one.id not in taken),
        tuple(
            Connected(space, tuple(session.scalars(under_way.where(Permit.space_id == space.id)))) for space in spaces
        ),
    )


def to_sign(session: Session, parts_on: Mapping[uuid.UUID, frozenset[Part]]) -> Iterator[Permit]:
    """Permits whose link waits for the signature of somebody who plays these parts on them."""
    mine = [permit_id for permit_id, parts in parts_on.items() if Part.approver in parts]
    rows = select(PermitLink).where(
        PermitLink.completed_at.is_(None), or_(PermitLink.permit_id.in_(mine), PermitLink.other_id.in_(mine))
    )
    for link in session.scalars(rows):
        for permit_id, signed_at in ((link.permit_id, link.signed_at), (link.other_id, link.other_signed_at)):
            if permit_id in mine and signed_at is None:
                yield session.get_one(Permit, permit_id)


def _links(session: Session, permit: Permit) -> Iterator[Linked]:
    rows = select(PermitLink).where(or_(PermitLink.permit_id == permit.id, PermitLink.other_id == permit.id))
    for row in session.scalars(rows.order_by(PermitLink.created_at)):
        one = Side(session.get_one(Permit, row.permit_id), row.signed_at)
        two = Side(session.get_one(Permit, row.other_id), row.other_signed_at)
        yield Linked(row, one, two) if row.permit_id == permit.id else Linked(row, two, one)
