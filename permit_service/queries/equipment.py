"""Reading the equipment ledger: the list by state, one entry with its history, and on which permits a piece stands."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.facts_of.equipment import piece_of
from permit_service.models.equipment import Equipment, PermitEquipment, UpkeepRecord
from permit_service.models.gas import GasSeries
from permit_service.models.openings import VentilationRun
from permit_service.models.permits import IS_LIVE, Permit
from permit_service.models.preparation import EquipmentAnswer, EquipmentCheck
from permit_service.queries import works
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by
from workflows.kinds import EquipmentItem, VentilationKind
from workflows.upkeep import NEEDS_DATE, SOON, PieceState

__all__ = [
    "Clash",
    "EquipmentFile",
    "assignable",
    "assigned_ids",
    "by_id",
    "clashes",
    "equipment",
    "equipment_file",
    "piece_of",
    "running_airflows",
]

#: More permits than a piece can be used on.
_MOST_PERMITS = 20

_UNTIL = Equipment.calibrated_until
_UNDATED = _UNTIL.is_(None)
_NEEDED = Equipment.kind.in_(NEEDS_DATE)

#: ``workflows.upkeep.state_of`` as conditions on pieces in service.
_STATES: Mapping[PieceState, Callable[[datetime], ColumnElement[bool]]] = {
    PieceState.in_order: lambda now: now + SOON < _UNTIL,
    PieceState.due_soon: lambda now: _UNTIL.between(now, now + SOON),
    PieceState.overdue: lambda now: or_(now > _UNTIL, and_(_UNDATED, _NEEDED)),
    PieceState.undated: lambda now: and_(_UNDATED, ~_NEEDED),
}


@dataclass(frozen=True, slots=True)
class EquipmentFile:
    """The whole entry of a piece: its history (the newest first), and the live permits that use it."""

    upkeep: tuple[UpkeepRecord, ...]
    permits: tuple[Permit, ...]


def equipment(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    kind: EquipmentItem | None = None,
    state: PieceState | None = None,
    search: str = "",
) -> Page[Equipment]:
    """Equipment by code: what is in service unless asked for another ``state``; ``search`` looks in codes and names."""
    statement = select(Equipment).where(
        scope_of(session, actor).equipment(),
        found_by(search, Equipment.code, Equipment.name),
        true() if kind is None else Equipment.kind == kind,
        _in_state(state),
    )
    statement = statement.options(joinedload(Equipment.enterprise))
    return page(session, statement, (Equipment.code, Equipment.id), wanted)


def equipment_file(session: Session, actor: Actor, row: Equipment) -> EquipmentFile:
    """Everything the register holds of one piece that the reader may see."""
    return EquipmentFile(
        upkeep=tuple(reversed(row.upkeep)),
        permits=tuple(_permits(session, actor, row.id)),
    )


def assigned_ids(session: Session, permit_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The pieces that a permit takes along."""
    held = select(PermitEquipment.equipment_id).where(PermitEquipment.permit_id == permit_id)
    return frozenset(session.scalars(held))


def assignable(session: Session, permit: Permit) -> tuple[Equipment, ...]:
    """What owner and unit have in service, and what the permit takes along already, by kind and code."""
    owned = Equipment.enterprise_id.in_((permit.enterprise_id, permit.unit_id))
    held = select(PermitEquipment.equipment_id).where(PermitEquipment.permit_id == permit.id)
    offered = or_(Equipment.out_of_service_at.is_(None), Equipment.id.in_(held))
    rows = session.scalars(select(Equipment).where(owned, offered).order_by(Equipment.code))
    order = list(EquipmentItem)
    return tuple(sorted(rows, key=lambda row: order.index(row.kind)))


def by_id(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Equipment]:
    """Pieces that evidence names."""
    return {row.id: row for row in session.scalars(select(Equipment).where(Equipment.id.in_(ids)))} if ids else {}


@dataclass(frozen=True, slots=True)
class Clash:
    """Another live permit takes the same piece along while this one does; None = one that the reader may not know."""

    equipment_id: uuid.UUID
    window_start: datetime
    window_end: datetime
    permit: Permit | None


def clashes(session: Session, actor: Actor, permit: Permit) -> Mapping[uuid.UUID, tuple[Clash, ...]]:
    """By piece of owner and unit, which other permits take it along within the window of this one."""
    if permit.window_start is None or permit.window_end is None:
        return {}
    owned = select(Equipment.id).where(Equipment.enterprise_id.in_((permit.enterprise_id, permit.unit_id)))
    meets = and_(Permit.window_start < permit.window_end, Permit.window_end > permit.window_start)
    rows = (
        select(PermitEquipment.equipment_id, Permit, scope_of(session, actor).permits().label("known"))
        .join(Permit, Permit.id == PermitEquipment.permit_id)
        .where(PermitEquipment.equipment_id.in_(owned), Permit.id != permit.id, IS_LIVE, meets)
        .options(joinedload(Permit.space))
        .order_by(Permit.window_start, Permit.number)
    )
    found: dict[uuid.UUID, tuple[Clash, ...]] = {}
    for piece, other, known in session.execute(rows):
        assert other.window_start is not None and other.window_end is not None  # noqa: PT018
        clash = Clash(piece, other.window_start, other.window_end, other if known else None)
        found[piece] = (*found.get(piece, ()), clash)
    return found


def running_airflows(session: Session, permit_id: uuid.UUID) -> tuple[Decimal | None, ...]:
    """What each fan that runs under a permit moves, m³/h; None for one of which it is not known."""
    running = (
        select(VentilationRun.id, Equipment.airflow)
        .outerjoin(Equipment, Equipment.id == VentilationRun.equipment_id)
        .where(
            VentilationRun.permit_id == permit_id,
            VentilationRun.kind == VentilationKind.mechanical,
            VentilationRun.stopped_at.is_(None),
        )
    )
    return tuple(row.airflow for row in session.execute(running))


def _in_state(state: PieceState | None) -> ColumnElement[bool]:
    if state is PieceState.out_of_service:
        return Equipment.out_of_service_at.is_not(None)
    in_service = Equipment.out_of_service_at.is_(None)
    return in_service if state is None else and_(in_service, _STATES[state](wallclock.now()))


def _permits(session: Session, actor: Actor, equipment_id: uuid.UUID) -> list[Permit]:
    """Live permits that take the piece along, looked it over, run it as their fan or test gas with it."""
    checked = select(EquipmentCheck.permit_id).join(EquipmentAnswer, EquipmentAnswer.check_id == EquipmentCheck.id)
    uses = (
        select(PermitEquipment.permit_id).where(PermitEquipment.equipment_id == equipment_id),
        checked.where(EquipmentAnswer.equipment_id == equipment_id),
        select(VentilationRun.permit_id).where(VentilationRun.equipment_id == equipment_id),
        select(GasSeries.permit_id).where(GasSeries.detector_id == equipment_id),
    )
    using = or_(*(Permit.id.in_(use) for use in uses))
    rows = select(Permit).where(scope_of(session, actor).permits(), IS_LIVE, using)
    rows = rows.order_by(Permit.window_start, Permit.number).limit(_MOST_PERMITS)
    return list(session.scalars(rows.options(*works.OF_PERMITS)))
