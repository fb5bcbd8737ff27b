"""What a piece of equipment must have behind it before it is used: calibrated, inspected, in service (G46 4.5.3).

Every kind has one date until which its upkeep holds; the kind says what was done: an instrument is calibrated
(检定、校准), all else is inspected (检验、检查).
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum, unique
from types import MappingProxyType

from workflows.codes import Code
from workflows.kinds import EquipmentItem
from workflows.plan_facts import Piece
from workflows.validity import ENDS_SOON_DAYS


@unique
class Upkeep(StrEnum):
    """What keeps a piece fit for use."""

    calibration = "calibration"
    inspection = "inspection"


@unique
class PieceState(StrEnum):
    """How a piece stands; ``undated``: its upkeep was never told, and its kind may go without."""

    in_order = "in_order"
    due_soon = "due_soon"
    overdue = "overdue"
    undated = "undated"
    out_of_service = "out_of_service"


@unique
class Caution(StrEnum):
    """What to be warned of when a piece is named on site; a house rule, which refuses nothing (G46 4.5.3)."""

    not_taken_along = "not_taken_along"
    out_of_service = "out_of_service"
    overdue = "overdue"


UPKEEP: Mapping[EquipmentItem, Upkeep] = MappingProxyType(
    {item: Upkeep.calibration if item is EquipmentItem.gas_detector else Upkeep.inspection for item in EquipmentItem}
)

#: Kinds that are worth nothing without a date: what is breathed in rests on them (G46 4.5.3).
NEEDS_DATE = frozenset({EquipmentItem.gas_detector, EquipmentItem.breathing_set})

SOON = timedelta(days=ENDS_SOON_DAYS)


def lapsed(piece: Piece, at: datetime) -> bool:
    """Whether the upkeep holds no more at a moment; one that was never told has lapsed where a date is needed."""
    if piece.checked_until is None:
        return piece.kind in NEEDS_DATE
    return at > piece.checked_until


def faults_of(piece: Piece, at: datetime) -> tuple[Code, ...]:
    """Why the piece may not be used at a moment; nothing if it may."""
    if not piece.out_of_service and not lapsed(piece, at):
        return ()  # nearly every piece: quick, since each scan asks
    return tuple(code for code, holds in FAULTS.items() if holds(piece, at))


def state_of(piece: Piece, now: datetime) -> PieceState:
    """How the piece stands now."""
    if piece.out_of_service:
        return PieceState.out_of_service
    if lapsed(piece, now):
        return PieceState.overdue
    if piece.checked_until is None:
        return PieceState.undated
    return PieceState.due_soon if piece.checked_until - now <= SOON else PieceState.in_order


def cautions(piece: Piece, taken_along: Collection[Piece], now: datetime) -> tuple[Caution, ...]:
    """What to be warned of when a piece is used on a permit that takes these pieces along."""
    checks = (
        (Caution.not_taken_along, piece.id not in {one.id for one in taken_along}),
        (Caution.out_of_service, piece.out_of_service),
        (Caution.overdue, lapsed(piece, now)),
    )
    return tuple(caution for caution, holds in checks if holds)


def _lapsed(upkeep: Upkeep) -> Callable[[Piece, datetime], bool]:
    return lambda piece, at: UPKEEP[piece.kind] is upkeep and lapsed(piece, at)


#: The reasons against a piece, and when each holds.
FAULTS: Mapping[Code, Callable[[Piece, datetime], bool]] = MappingProxyType(
    {
        Code.equipment_out_of_service: lambda piece, at: piece.out_of_service,
        Code.calibration_lapsed: _lapsed(Upkeep.calibration),
        Code.inspection_lapsed: _lapsed(Upkeep.inspection),
    }
)
