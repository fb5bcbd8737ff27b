"""Equipment: detectors and their ranges, calibration, taking out of service."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from api_things import picture
from keeping import draft_permit, faults, planning, revision_of
from pieces import PLANNED
from plan_cast import Cast

from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models import db
from permit_service.models.equipment import Equipment
from permit_service.queries import equipment as reading
from permit_service.queries.paging import Wanted
from permit_service.services.registers import equipment
from permit_service.services.registers.equipment import EquipmentForm, Range, UpkeepForm
from permit_service.wallclock import civil_day
from workflows.kinds import EquipmentItem, Gas, Unit
from workflows.upkeep import PieceState, state_of

OXYGEN = Range(Gas.o2, Decimal(0), Decimal(30), Unit.vol)
SULPHIDE = Range(Gas.h2s, Decimal(0), Decimal(100), Unit.ppm)
DETECTOR = EquipmentForm(EquipmentItem.gas_detector, "JC-09", "样例检测仪", True, True, (OXYGEN, SULPHIDE))
FAN = EquipmentForm(EquipmentItem.fan, "FJ-09", "样例风机")


def test_a_detector_keeps_its_ranges(cast: Cast) -> None:
    added = equipment.add_equipment(cast.actor("manager"), cast.enterprise, DETECTOR)
    db.session.rollback()
    kept = db.session.get_one(Equipment, added.id).ranges
    assert {Range(r.gas, r.low, r.high, r.unit) for r in kept} == {OXYGEN, SULPHIDE}


def test_what_only_a_detector_has_is_refused_elsewhere(cast: Cast) -> None:
    keeper = cast.actor("manager")
    odd = replace(FAN, pump=False, ranges=(OXYGEN,))
    assert faults(lambda: equipment.add_equipment(keeper, cast.enterprise, odd)) == {
        "pump": "none_required",
        "ranges": "none_required",
    }
    bare = replace(DETECTOR, pump=None, ranges=())
    assert faults(lambda: equipment.add_equipment(keeper, cast.enterprise, bare)) == {
        "pump": "required",
        "ranges": "required",
    }


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        ((replace(OXYGEN, unit=Unit.ppm),), {"ranges.0.unit": "enum"}),
        ((replace(SULPHIDE, unit=Unit.lel),), {"ranges.0.unit": "enum"}),
        ((OXYGEN, OXYGEN), {"ranges.1.gas": "taken"}),
        ((replace(OXYGEN, low=Decimal(30)),), {"ranges.0.high": "order"}),
        ((replace(OXYGEN, low=Decimal(-1)),), {"ranges.0.low": "greater_than_equal"}),
        ((replace(OXYGEN, high=Decimal("Infinity")),), {"ranges.0.high": "finite_number"}),
        ((replace(OXYGEN, low=Decimal("NaN")),), {"ranges.0.low": "finite_number"}),
    ],
)
def test_a_range_that_no_instrument_has_is_refused(cast: Cast, ranges: tuple[Range, ...], told: dict[str, str]) -> None:
    bad = replace(DETECTOR, ranges=ranges)
    assert faults(lambda: equipment.add_equipment(cast.actor("manager"), cast.enterprise, bad)) == told


def test_a_code_is_used_once_in_a_firm(cast: Cast) -> None:
    keeper = cast.actor("manager")
    equipment.add_equipment(keeper, cast.enterprise, FAN)
    assert faults(lambda: equipment.add_equipment(keeper, cast.enterprise, FAN)) == {"code": "taken"}
    assert equipment.add_equipment(cast.actor("s_leader"), cast.stranger, FAN).code == FAN.code


def test_new_ranges_alone_are_an_edit(cast: Cast) -> None:
    keeper = cast.actor("manager")
    added = equipment.add_equipment(keeper, cast.enterprise, DETECTOR)
    added_id = added.id
    permit = draft_permit(cast)
    before = revision_of(permit)
    edited = equipment.edit_equipment(keeper, added_id, 1, replace(DETECTOR, ranges=(OXYGEN,)))
    assert edited.revision == 2
    assert [r.gas for r in edited.ranges] == [Gas.o2]
    assert revision_of(permit) == before + 1
    with pytest.raises(Conflict):
        equipment.edit_equipment(keeper, added_id, 1, DETECTOR)
    assert faults(lambda: equipment.edit_equipment(keeper, added_id, 2, replace(FAN, code="JC-09"))) == {
        "kind": "fixed"
    }


def test_an_edit_that_changes_nothing_is_none(cast: Cast) -> None:
    keeper = cast.actor("manager")
    added = equipment.add_equipment(keeper, cast.enterprise, DETECTOR)
    assert equipment.edit_equipment(keeper, added.id, 1, DETECTOR).revision == 1


def test_a_calibration_lies_ahead_and_tells_live_permits(cast: Cast) -> None:
    keeper = cast.actor("manager")
    permit = draft_permit(cast)
    before = revision_of(permit)
    with planning():
        until, today, first = PLANNED + timedelta(days=90), civil_day(PLANNED), PLANNED + timedelta(days=1)
        equipment.record_upkeep(keeper, cast.detector, UpkeepForm(first))
        form = UpkeepForm(until, today, "样例检定所", "JD-1", picture())
        assert equipment.record_upkeep(keeper, cast.detector, form).calibrated_until == until
        late = UpkeepForm(PLANNED, today + timedelta(days=1), number="9" * 61)
        told = {"until": "past", "done_on": "future", "number": "string_too_long"}
        assert faults(lambda: equipment.record_upkeep(keeper, cast.detector, late)) == told
    assert revision_of(permit) == before + 2
    piece = db.session.get_one(Equipment, cast.detector)
    history = reading.equipment_file(db.session(), keeper, piece).upkeep
    assert [(one.done_by, one.valid_until) for one in history] == [("样例检定所", until), ("", first)]
    assert history[0].file_id == piece.certificate_id is not None


def test_a_piece_out_of_service_is_no_longer_offered_until_it_is_back(cast: Cast) -> None:
    keeper = cast.actor("manager")

    def listed(state: PieceState | None = None) -> list[str]:
        found = reading.equipment(db.session(), keeper, kind=EquipmentItem.gas_detector, state=state)
        return [row.code for row in found.rows]

    assert faults(lambda: equipment.take_out_of_service(keeper, cast.detector, " ")) == {"reason": "required"}
    equipment.take_out_of_service(keeper, cast.detector, "传感器失效")
    assert (listed(), listed(PieceState.out_of_service)) == ([], ["D1"])
    equipment.put_back_into_service(keeper, cast.detector)
    assert (listed(), listed(PieceState.out_of_service)) == (["D1"], [])


def test_the_list_narrows_by_state_as_the_rule_tells_it(cast: Cast) -> None:
    keeper, all_rows = cast.actor("manager"), Wanted(size=200)
    firm = {"enterprise_id": cast.enterprise, "created_at": PLANNED, "name": "样例"}
    with planning():
        for number, (kind, days) in enumerate(product(EquipmentItem, (None, -1, 0, 1, 29, 30, 31))):
            until = None if days is None else PLANNED + timedelta(days=days)
            db.session.add(Equipment(kind=kind, code=f"S-{number}", calibrated_until=until, **firm))
        db.session.flush()
        found = {state: reading.equipment(db.session(), keeper, all_rows, state=state).rows for state in PieceState}
        for state, rows in found.items():
            assert {state_of(reading.piece_of(row), PLANNED) for row in rows} <= {state}
        every = reading.equipment(db.session(), keeper, all_rows).rows
        assert sum(len(rows) for rows in found.values()) == len(every)
        db.session.rollback()


def test_only_a_fan_moves_air(cast: Cast) -> None:
    keeper = cast.actor("manager")
    moving = replace(FAN, airflow=Decimal(2800))
    assert equipment.add_equipment(keeper, cast.enterprise, moving).airflow == 2800
    odd = replace(DETECTOR, airflow=Decimal(600))
    assert faults(lambda: equipment.add_equipment(keeper, cast.enterprise, odd)) == {"airflow": "none_required"}


def test_the_owners_keeper_only(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        equipment.take_out_of_service(cast.actor("guardian"), cast.detector, "样例")
    with pytest.raises(NotFound):
        equipment.take_out_of_service(cast.actor("s_leader"), cast.detector, "样例")
