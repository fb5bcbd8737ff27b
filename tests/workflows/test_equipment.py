"""Equipment R17, lighting R48, the rescue set R49, explosion-proof devices R67."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses, result_of
from good import chemical
from pieces import NOW, PIECES, SECOND, WINDOW_END

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import EquipmentItem
from workflows.plan_facts import Piece
from workflows.vocabulary import Action

SUBMIT, OPEN, CONFIRM, ENTER, CHECK_IN = (
    Action.permit_submit,
    Action.open_space,
    Action.permit_confirm,
    Action.enter,
    Action.check_in,
)
ALL = frozenset(EquipmentItem)
ALWAYS = (EquipmentItem.gas_detector, EquipmentItem.communication, EquipmentItem.rescue_set)


def checked(action: Action, **overrides: object) -> Facts:
    return passing(action, **{f"equipment__{name}": value for name, value in overrides.items()})


DETECTOR, BREATHING_SET, TRIPOD = PIECES


def used(action: Action, *pieces: Piece) -> Facts:
    return checked(action, pieces=(*PIECES, *pieces))


def until(piece: Piece, moment: datetime | None) -> Piece:
    return replace(piece, checked_until=moment)


def taken(action: Action, *pieces: Piece) -> Facts:
    """The plan takes these pieces along; what is used at the mouth is in order."""
    return passing(action, assigned=pieces)


def left_out(item: EquipmentItem) -> Facts:
    return checked(CONFIRM, in_order=ALL - {item}, not_involved=frozenset({item}))


def lit(volts: str | None, *, wet: bool = False) -> Facts:
    shown = None if volts is None else Decimal(volts)
    return passing(CONFIRM, equipment__lighting_volts=shown, space__wet_or_narrow=wet)


def kit(metres: str | None, action: Action = CONFIRM) -> Facts:
    return checked(action, rescue_kit_metres=None if metres is None else Decimal(metres))


CASES: list[Case] = [
    *(passes("equipment_checked", action, passing(action)) for action in (OPEN, CONFIRM, ENTER)),
    refuses("equipment_checked", OPEN, passing(OPEN, equipment=None), Code.equipment_unchecked),
    *(
        refuses(
            "equipment_checked", CONFIRM, checked(CONFIRM, in_order=ALL - {item}), Code.equipment_unchecked, note=item
        )
        for item in EquipmentItem
    ),
    *(
        refuses("equipment_checked", CONFIRM, left_out(item), Code.equipment_unchecked, note=f"{item} never absent")
        for item in ALWAYS
    ),
    *(passes("equipment_checked", CONFIRM, left_out(item), note=f"no {item}") for item in sorted(ALL - set(ALWAYS))),
    refuses(
        "equipment_checked",
        ENTER,
        checked(ENTER, faulty=frozenset({EquipmentItem.tripod})),
        Code.equipment_faulty,
        note="in order and faulty at once",
    ),
    passes("calibration", CONFIRM, used(CONFIRM, until(DETECTOR, NOW + SECOND)), note="+1 s"),
    passes("calibration", ENTER, used(ENTER, until(DETECTOR, NOW)), note="0"),
    refuses("calibration", OPEN, used(OPEN, until(DETECTOR, NOW - SECOND)), Code.calibration_lapsed, note="-1 s"),
    refuses("calibration", CONFIRM, used(CONFIRM, until(DETECTOR, None)), Code.calibration_lapsed, note="unknown"),
    refuses("calibration", CONFIRM, used(CONFIRM, until(BREATHING_SET, None)), Code.inspection_lapsed, note="unknown"),
    refuses("calibration", ENTER, used(ENTER, until(TRIPOD, NOW - SECOND)), Code.inspection_lapsed, note="-1 s"),
    passes("calibration", ENTER, used(ENTER, until(TRIPOD, None)), note="never told, not asked for"),
    refuses(
        "calibration",
        CONFIRM,
        checked(CONFIRM, pieces=()),
        Code.calibration_lapsed,
        Code.inspection_lapsed,
        note="nothing named",
    ),
    refuses(
        "calibration",
        ENTER,
        used(ENTER, replace(TRIPOD, out_of_service=True)),
        Code.equipment_out_of_service,
        note="gone",
    ),
    not_applicable("calibration", CONFIRM, passing(CONFIRM, equipment=None)),
    not_applicable("assigned_equipment", SUBMIT, passing(SUBMIT)),
    passes("assigned_equipment", SUBMIT, taken(SUBMIT, until(DETECTOR, WINDOW_END)), note="to the end of work"),
    refuses(
        "assigned_equipment",
        SUBMIT,
        taken(SUBMIT, until(DETECTOR, WINDOW_END - SECOND), until(TRIPOD, NOW)),
        Code.calibration_lapsed,
        Code.inspection_lapsed,
        note="during the work",
    ),
    refuses(
        "assigned_equipment",
        SUBMIT,
        passing(SUBMIT, assigned=(until(DETECTOR, None),), permit__window_end=None),
        Code.calibration_lapsed,
        note="no window yet",
    ),
    *(
        refuses("assigned_equipment", action, taken(action, until(DETECTOR, NOW - SECOND)), Code.calibration_lapsed)
        for action in (OPEN, CONFIRM, ENTER)
    ),
    passes("assigned_equipment", ENTER, taken(ENTER, until(DETECTOR, NOW))),
    refuses(
        "assigned_equipment",
        ENTER,
        taken(ENTER, replace(BREATHING_SET, out_of_service=True)),
        Code.equipment_out_of_service,
    ),
    passes("lighting", CONFIRM, lit("23.9")),
    passes("lighting", CONFIRM, lit("24"), note="at the limit"),
    refuses("lighting", CONFIRM, lit("24.1"), Code.lighting_voltage_high),
    passes("lighting", CONFIRM, lit("11.9", wet=True), note="wet"),
    passes("lighting", CONFIRM, lit("12", wet=True), note="wet, at the limit"),
    refuses("lighting", CONFIRM, lit("12.1", wet=True), Code.lighting_voltage_high, note="wet"),
    passes("lighting", CONFIRM, chemical(lit("36")), note="profile 30, at the limit"),
    refuses("lighting", CONFIRM, chemical(lit("36.1")), Code.lighting_voltage_high, note="profile 30"),
    refuses("lighting", ENTER, checked(ENTER, lighting_volts=Decimal(220)), Code.lighting_voltage_high),
    not_applicable("lighting", CONFIRM, lit(None)),
    not_applicable("lighting", CONFIRM, passing(CONFIRM, equipment=None), note="no check"),
    passes("rescue_kit", CONFIRM, kit("399.9")),
    passes("rescue_kit", CONFIRM, kit("400"), note="at the limit"),
    refuses("rescue_kit", ENTER, kit("400.1", ENTER), Code.rescue_kit_far),
    refuses("rescue_kit", CONFIRM, kit(None), Code.rescue_kit_missing, note="distance not told"),
    refuses("rescue_kit", ENTER, passing(ENTER, equipment=None), Code.rescue_kit_missing, note="no check"),
    refuses(
        "rescue_kit",
        CONFIRM,
        checked(CONFIRM, in_order=ALL - {EquipmentItem.rescue_set}),
        Code.rescue_kit_missing,
        note="not in order",
    ),
    refuses(
        "rescue_kit",
        CONFIRM,
        checked(CONFIRM, faulty=frozenset({EquipmentItem.rescue_set})),
        Code.rescue_kit_missing,
        note="faulty",
    ),
    not_applicable("device_explosion_proof", CHECK_IN, passing(CHECK_IN, attempt__device_explosion_proof=False)),
    passes("device_explosion_proof", CHECK_IN, passing(CHECK_IN, space__explosion_risk=True)),
    refuses(
        "device_explosion_proof",
        CHECK_IN,
        passing(CHECK_IN, space__explosion_risk=True, attempt__device_explosion_proof=False),
        Code.device_not_explosion_proof,
    ),
    *(
        refuses(
            "device_explosion_proof",
            action,
            passing(action, space__explosion_risk=True, post__device_explosion_proof=False),
            Code.device_not_explosion_proof,
        )
        for action in (CONFIRM, ENTER)
    ),
    passes("device_explosion_proof", ENTER, passing(ENTER, space__explosion_risk=True)),
    not_applicable("device_explosion_proof", ENTER, passing(ENTER, space__explosion_risk=True, post=None)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_equipment(case: Case) -> None:
    check(case)


def test_a_pass_lapses_with_the_calibration() -> None:
    soon = NOW + timedelta(hours=1)
    assert result_of(passes("calibration", ENTER, used(ENTER, until(TRIPOD, soon)))).good_until == soon
