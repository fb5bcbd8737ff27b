"""Gates of how a gas test is taken (R58-R60)."""

from dataclasses import replace
from typing import Any

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from pieces import NOW, SECOND, at, detector, series

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import Gas
from workflows.vocabulary import Action

TEST, CONFIRM = Action.gas_test, Action.permit_confirm


def retested(**overrides: Any) -> Facts:
    """Good facts with another re-test."""
    latest = replace(series("series-2", at("09:40")), **overrides)
    return passing(CONFIRM, series=(series("series-1", at("08:55")), latest))


def _both(gate: str, good: dict[str, Any], bad: dict[str, Any], code: Code, **ledger: Any) -> list[Case]:
    """The same fault when the test begins, and in the series that counts."""
    attempt = {f"attempt__{name}": value for name, value in bad.items()}
    fine = {f"attempt__{name}": value for name, value in good.items()}
    note = str(sorted(bad))
    return [
        passes(f"{gate}_first", TEST, passing(TEST, **fine, **ledger), note=note),
        refuses(f"{gate}_first", TEST, passing(TEST, **attempt, **ledger), code, note=note),
        passes(gate, CONFIRM, _ledger(retested(**good), ledger), note=note),
        refuses(gate, CONFIRM, _ledger(retested(**bad), ledger), code, note=note),
    ]


def _ledger(base: Facts, ledger: dict[str, Any]) -> Facts:
    changes = {name.removeprefix("space__"): value for name, value in ledger.items()}
    return replace(base, space=replace(base.space, **changes))


def _detectors(code: Code, good: dict[str, Any], bad: dict[str, Any], **ledger: Any) -> list[Case]:
    return _both("detector_suitable", {"detector": detector(**good)}, {"detector": detector(**bad)}, code, **ledger)


FOUR = frozenset({Gas.o2, Gas.ex, Gas.h2s, Gas.co})
WITHOUT_SERIES = passing(CONFIRM, series=())

CASES: list[Case] = [
    *_both("pipes_surveyed", {"survey_done": True}, {"survey_done": False}, Code.survey_missing),
    *_both("sludge_stirred", {"stirred": True}, {"stirred": None}, Code.sludge_not_stirred),
    *_both("sludge_stirred", {"stirred": True}, {"stirred": False}, Code.sludge_not_stirred),
    *_both("sludge_stirred", {"stirred": None}, {"stirred": False}, Code.sludge_not_stirred, space__has_sludge=False),
    *_both("detector_suitable", {"detector": detector()}, {"detector": None}, Code.detector_unsuitable),
    *_detectors(Code.detector_unsuitable, {}, {"pump": False}),
    *[
        case
        for gas in sorted(FOUR)
        for case in _detectors(Code.detector_unsuitable, {"covers": FOUR}, {"covers": FOUR - {gas}})
    ],
    *_detectors(
        Code.detector_unsuitable,
        {"covers": FOUR | {Gas.nh3}},
        {"covers": FOUR},
        space__extra_gases=frozenset({Gas.nh3}),
    ),
    *_detectors(
        Code.detector_unsuitable, {"explosion_proof": True}, {"explosion_proof": False}, space__explosion_risk=True
    ),
    *_detectors(Code.calibration_lapsed, {}, {"calibrated_until": None}),
    passes("detector_suitable_first", TEST, passing(TEST, attempt__detector=detector(calibrated_until=NOW))),
    refuses(
        "detector_suitable_first",
        TEST,
        passing(TEST, attempt__detector=detector(calibrated_until=NOW - SECOND)),
        Code.calibration_lapsed,
        note="a-second-ago",
    ),
    passes("detector_suitable", CONFIRM, retested(detector=detector(calibrated_until=at("09:42"))), note="when-read"),
    refuses(
        "detector_suitable",
        CONFIRM,
        retested(detector=detector(calibrated_until=at("09:42") - SECOND)),
        Code.calibration_lapsed,
        note="before-the-last-point",
    ),
    *[not_applicable(g, CONFIRM, WITHOUT_SERIES) for g in ("pipes_surveyed", "sludge_stirred", "detector_suitable")],
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case)
