"""How a piece of equipment stands, and the changes of air that fans make."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pieces import NOW, SECOND

from workflows.air_changes import air_changes
from workflows.kinds import EquipmentItem
from workflows.plan_facts import Piece
from workflows.upkeep import NEEDS_DATE, SOON, UPKEEP, Caution, PieceState, Upkeep, cautions, faults_of, state_of


def piece(until: datetime | None, kind: EquipmentItem = EquipmentItem.tripod, *, out: bool = False) -> Piece:
    return Piece("piece-1", "T1", kind, until, out)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (NOW - SECOND, PieceState.overdue),
        (NOW, PieceState.due_soon),
        (NOW + SOON, PieceState.due_soon),
        (NOW + SOON + SECOND, PieceState.in_order),
        (None, PieceState.undated),
    ],
)
def test_state_of_a_piece(until: datetime | None, state: PieceState) -> None:
    assert state_of(piece(until), NOW) is state
    assert state_of(piece(until, out=True), NOW) is PieceState.out_of_service


@pytest.mark.parametrize("kind", EquipmentItem)
def test_every_kind_is_told_what_keeps_it_fit(kind: EquipmentItem) -> None:
    assert UPKEEP[kind] is (Upkeep.calibration if kind is EquipmentItem.gas_detector else Upkeep.inspection)
    undated = PieceState.overdue if kind in NEEDS_DATE else PieceState.undated
    assert state_of(piece(None, kind), NOW) is undated


@pytest.mark.parametrize("kind", EquipmentItem)
def test_only_what_is_overdue_or_out_of_service_is_refused(kind: EquipmentItem) -> None:
    for until in (None, NOW - SECOND, NOW, NOW + timedelta(days=90)):
        for out in (False, True):
            one = piece(until, kind, out=out)
            refused = state_of(one, NOW) in (PieceState.overdue, PieceState.out_of_service)
            assert bool(faults_of(one, NOW)) is refused


@pytest.mark.parametrize(
    ("until", "out", "taken", "told"),
    [
        (NOW + SECOND, False, True, ()),
        (NOW + SECOND, False, False, (Caution.not_taken_along,)),
        (NOW + SECOND, True, True, (Caution.out_of_service,)),
        (NOW - SECOND, False, True, (Caution.overdue,)),
        (None, True, False, (Caution.not_taken_along, Caution.out_of_service)),
    ],
)
def test_what_is_used_without_being_fit_or_planned_is_warned_of(
    until: datetime | None, out: bool, taken: bool, told: tuple[Caution, ...]
) -> None:
    fan = piece(until, EquipmentItem.fan, out=out)
    assert cautions(fan, [fan] if taken else [], NOW) == told


@pytest.mark.parametrize(
    ("volume", "airflows", "changes"),
    [
        ("12", ["600"], "50.0"),
        ("9.42", ["600", "300"], "95.5"),
        (None, ["600"], None),
        ("12", [], None),
        ("12", ["600", None], None),
        ("0", ["600"], None),
    ],
)
def test_air_changes(volume: str | None, airflows: list[str | None], changes: str | None) -> None:
    told = [None if one is None else Decimal(one) for one in airflows]
    found = air_changes(None if volume is None else Decimal(volume), told)
    assert found == (None if changes is None else Decimal(changes))
