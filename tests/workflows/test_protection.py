"""Personal protection: R34."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asked import passing
from cases import Case, check, passes, refuses
from good import chemical
from pieces import ENTRANT, ENTRANT_2, NOW, SECOND, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import BREATHING_SETS, Gear, WorkKind
from workflows.site_facts import Protection
from workflows.vocabulary import Action

CONFIRM, ENTER = Action.permit_confirm, Action.enter
FULL = frozenset({Gear.helmet, Gear.harness, Gear.lifeline, Gear.supplied_air})
ESCAPE = frozenset({Gear.helmet, Gear.escape_set})


def wearing(gear: frozenset[Gear], *, stable: bool = False, action: Action = ENTER, **overrides: object) -> Facts:
    worn = tuple(Protection(person_id, at("09:46"), gear) for person_id in (ENTRANT, ENTRANT_2))
    flags = {"space__oxygen_may_drop": False, "space__gas_may_rise": False} if stable else {}
    return passing(action, protections=worn, **(flags | overrides))


def resumed(checked_at_second: int, *, profile_30: bool = False, minutes: int = 5) -> Facts:
    """Presence fell to 0 ``minutes`` ago; the protection was checked so many seconds after that."""
    emptied_at = NOW - timedelta(minutes=minutes)
    checks = (Protection(ENTRANT, emptied_at + checked_at_second * SECOND, FULL),)
    base = passing(ENTER, presence__emptied_at=emptied_at, protections=checks, confirmation=None)
    return chemical(base) if profile_30 else base


def forgotten(person_id: str, action: Action) -> Facts:
    base = passing(action)
    return replace(base, protections=tuple(check for check in base.protections if check.person_id != person_id))


MISMATCH, MISSING = Code.protection_mismatch, Code.protection_missing
CASES: list[Case] = [
    passes("protection", CONFIRM, passing(CONFIRM)),
    passes("protection", ENTER, passing(ENTER)),
    *(
        passes("protection", ENTER, wearing(FULL - BREATHING_SETS | {kind}), note=kind)
        for kind in sorted(BREATHING_SETS)
    ),
    *(
        refuses("protection", ENTER, wearing(FULL - {piece}), MISMATCH, note=f"no {piece}")
        for piece in (Gear.helmet, Gear.harness, Gear.lifeline, Gear.supplied_air)
    ),
    refuses("protection", ENTER, wearing(ESCAPE), MISMATCH, note="escape set where air may change"),
    refuses("protection", ENTER, wearing(FULL | {Gear.filter_mask}), MISMATCH, note="filter mask"),
    refuses("protection", CONFIRM, wearing(ESCAPE, action=CONFIRM), MISMATCH, MISMATCH, note="both"),
    passes("protection", ENTER, wearing(ESCAPE, stable=True), note="stable"),
    passes("protection", ENTER, wearing(FULL, stable=True), note="more than asked"),
    refuses("protection", ENTER, wearing(ESCAPE - {Gear.escape_set}, stable=True), MISMATCH, note="stable, bare"),
    refuses("protection", ENTER, wearing(ESCAPE - {Gear.helmet}, stable=True), MISMATCH, note="stable, no helmet"),
    refuses("protection", ENTER, wearing(ESCAPE, stable=True, space__gas_may_rise=True), MISMATCH, note="gas may rise"),
    refuses(
        "protection", ENTER, wearing(ESCAPE, stable=True, space__oxygen_may_drop=True), MISMATCH, note="O2 may drop"
    ),
    refuses(
        "protection",
        ENTER,
        chemical(wearing(ESCAPE, stable=True, permit__work_kind=WorkKind.desludging)),
        MISMATCH,
        note="profile 30, desludging",
    ),
    refuses("protection", ENTER, forgotten(ENTRANT, ENTER), MISSING),
    passes("protection", ENTER, forgotten(ENTRANT_2, ENTER), note="the other's"),
    refuses("protection", CONFIRM, forgotten(ENTRANT_2, CONFIRM), MISSING),
    refuses("protection", ENTER, passing(ENTER, attempt__person_id=None), MISSING, note="unknown"),
    refuses("protection", ENTER, resumed(-1), MISSING, note="1 s before the interruption"),
    refuses("protection", ENTER, resumed(0), MISSING, note="at the interruption"),
    passes("protection", ENTER, resumed(1), note="1 s after the interruption"),
    passes("protection", ENTER, resumed(-1, profile_30=True, minutes=60), note="profile 30, 60 min"),
    refuses("protection", ENTER, resumed(-1, profile_30=True, minutes=61), MISSING, note="profile 30, 61 min"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_protection(case: Case) -> None:
    check(case)


def test_the_latest_check_of_a_person_counts() -> None:
    later = Protection(ENTRANT, at("09:47"), ESCAPE)
    base = passing(ENTER)
    check(refuses("protection", ENTER, replace(base, protections=(later, *base.protections)), MISMATCH))
