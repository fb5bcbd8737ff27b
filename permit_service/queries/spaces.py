"""Reading the ledger of spaces, within the reader's scope: lists a page at a time, one entry whole, its warnings."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.facts_of.ledger import warnings_of
from permit_service.facts_of.space import connected_to
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.enterprises import Enterprise
from permit_service.models.spaces import ConfinedSpace, Plate, SpaceReview
from permit_service.queries.paging import FIRST, LARGEST_SIZE, Page, Wanted, page, page_of_kept
from permit_service.queries.plates import plates
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by
from workflows.kinds import SpaceKind
from workflows.verdict import Refusal


@dataclass(frozen=True, slots=True)
class SpaceFilter:
    """What narrows a list of spaces: an area with those below it; ``warned_on``: those the ledger warns of that day."""

    search: str = ""
    enterprise_id: uuid.UUID | None = None
    area: Area | None = None
    kind: SpaceKind | None = None
    toxic: bool | None = None
    plated: bool | None = None
    warned_on: date | None = None


@dataclass(frozen=True, slots=True)
class SpaceEntry:
    """A ledger entry with what belongs beside it on a page. ``plates`` are those in force."""

    space: ConfinedSpace
    area: Area
    enterprise: Enterprise
    connected: tuple[ConfinedSpace, ...]
    plates: tuple[Plate, ...]
    reviews: tuple[SpaceReview, ...]
    warnings: tuple[Refusal, ...]


EVERY = SpaceFilter()


def spaces(
    session: Session, actor: Actor, wanted: Wanted = FIRST, narrowed: SpaceFilter = EVERY
) -> Page[ConfinedSpace]:
    """Spaces in the ledger, by number, each with what its warnings are told by."""
    statement = _narrowed(session, actor, narrowed).options(
        selectinload(ConfinedSpace.rescue_gear), joinedload(ConfinedSpace.enterprise)
    )
    keys = (ConfinedSpace.number, ConfinedSpace.id)
    day = narrowed.warned_on
    if day is None:
        return page(session, statement, keys, wanted)
    return page_of_kept(session, statement, keys, wanted, lambda space: bool(warnings_of(space, day)))


def count(session: Session, actor: Actor, narrowed: SpaceFilter = EVERY) -> int | None:
    """How many spaces there are; None where only the rules could tell."""
    if narrowed.warned_on is not None:
        return None
    counted = _narrowed(session, actor, narrowed).with_only_columns(func.count(ConfinedSpace.id))
    return session.scalar(counted)


def ids_of(session: Session, actor: Actor, narrowed: SpaceFilter, most: int) -> tuple[uuid.UUID, ...]:
    """Ids of the first ``most`` spaces, by number."""
    found: list[uuid.UUID] = []
    reading = spaces(session, actor, Wanted(None, LARGEST_SIZE), narrowed)
    found += [space.id for space in reading.rows]
    while reading.after is not None and len(found) < most:
        reading = spaces(session, actor, Wanted(reading.after, LARGEST_SIZE), narrowed)
        found += [space.id for space in reading.rows]
    return tuple(found[:most])


def space_entry(session: Session, space: ConfinedSpace, today: date) -> SpaceEntry:
    """The whole ledger entry of a space that the reader may see."""
    reviews = select(SpaceReview).where(SpaceReview.space_id == space.id).order_by(SpaceReview.reviewed_at.desc())
    return SpaceEntry(
        space=space,
        area=session.get_one(Area, space.area_id),
        enterprise=space.enterprise,
        connected=_connected(session, space.id),
        plates=tuple(plate for plate in plates(session, space.id) if plate.revoked_at is None),
        reviews=tuple(session.scalars(reviews.options(selectinload(SpaceReview.reviewed_by)))),
        warnings=warnings_of(space, today),
    )


def placed(session: Session, enterprise_id: uuid.UUID, most: int = 300) -> tuple[ConfinedSpace, ...]:
    """Spaces of an enterprise whose place on the map is known."""
    rows = select(ConfinedSpace).where(
        ConfinedSpace.enterprise_id == enterprise_id,
        ConfinedSpace.longitude.is_not(None),
        ConfinedSpace.withdrawn_at.is_(None),
    )
    return tuple(session.scalars(rows.order_by(ConfinedSpace.number).limit(most)))


def ids_by_number(session: Session, enterprise_id: uuid.UUID, numbers: Sequence[str]) -> dict[str, uuid.UUID]:
    """The spaces of an enterprise that have these numbers, by number."""
    rows = select(ConfinedSpace.number, ConfinedSpace.id).where(
        ConfinedSpace.enterprise_id == enterprise_id, ConfinedSpace.number.in_(numbers)
    )
    return dict(session.execute(rows).all())


def _narrowed(session: Session, actor: Actor, asked: SpaceFilter) -> Select[tuple[ConfinedSpace]]:
    plated = ConfinedSpace.id.in_(select(Plate.space_id).where(Plate.revoked_at.is_(None)))
    conditions = {
        "enterprise_id": ConfinedSpace.enterprise_id == asked.enterprise_id,
        "kind": ConfinedSpace.kind == asked.kind,
        "toxic": ConfinedSpace.toxic_possible == asked.toxic,
        "plated": plated if asked.plated else ~plated,
    }
    statement = select(ConfinedSpace).where(
        scope_of(session, actor).spaces(),
        ConfinedSpace.withdrawn_at.is_(None),
        found_by(asked.search, ConfinedSpace.number, ConfinedSpace.name, ConfinedSpace.pinyin, ConfinedSpace.location),
        *(condition for name, condition in conditions.items() if getattr(asked, name) is not None),
    )
    if asked.area is not None:
        statement = statement.where(
            ConfinedSpace.area_id.in_(select(Area.id).where(within(Area.path, asked.area.path)))
        )
    return statement


def _connected(session: Session, space_id: uuid.UUID) -> tuple[ConfinedSpace, ...]:
    ids = connected_to(session, space_id)
    return tuple(session.scalars(select(ConfinedSpace).where(ConfinedSpace.id.in_(ids)).order_by(ConfinedSpace.number)))
