"""Gates of ventilation and of resuming (R28, R29, R31-R33, R43)."""

from dataclasses import replace
from typing import Any

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import chemical_submitted_facts, facts
from pieces import ENTRANT, NOW, SECOND, at, protection, run, series, values

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.ventilation import mechanical_reasons, mechanical_required
from workflows.kinds import MECHANICAL_WORK, AirSource, VentilationKind, WorkKind
from workflows.site_facts import VentilationRun
from workflows.vocabulary import Action

CONFIRM, ENTER, TEST, VENTILATE = Action.permit_confirm, Action.enter, Action.gas_test, Action.ventilate
BOTH = (CONFIRM, ENTER)
NATURAL = run("natural-1", VentilationKind.natural, at("08:40"))
FAN = run("fan-1", VentilationKind.mechanical, at("09:00"))
INITIAL, RETEST = series("series-1", at("08:55")), series("series-2", at("09:40"))
#: A space and work that need no fan.
CALM: dict[str, Any] = {
    "space__toxic_possible": False,
    "space__oxygen_may_drop": False,
    "space__gas_may_rise": False,
    "permit__work_kind": WorkKind.inspection,
}


def calm(action: Action, **overrides: Any) -> Facts:
    """Good facts of a space that needs no fan, with natural ventilation and one series alone."""
    return passing(action, **{**CALM, "runs": (NATURAL,), "series": (RETEST,), **overrides})


def fanned(action: Action, *fans: VentilationRun, **overrides: Any) -> Facts:
    """Good facts with these mechanical runs beside the open hatch."""
    return passing(action, runs=(NATURAL, *fans), **overrides)


def _retested(action: Action) -> list[Case]:
    started = {
        seconds: fanned(action, replace(FAN, started_at=at("09:40") + seconds * SECOND)) for seconds in (-1, 0, 1)
    }
    stopped = {
        seconds: fanned(action, replace(FAN, stopped_at=at("09:40") + seconds * SECOND)) for seconds in (-1, 0, 1)
    }
    second_fan = run("fan-2", VentilationKind.mechanical, at("09:30"))
    missing = Code.retest_missing
    return [
        passes("retested", action, passing(action)),
        passes("retested", action, started[-1], note="begun-a-second-after-the-start"),
        refuses("retested", action, started[0], missing, note="begun-with-the-start"),
        refuses("retested", action, started[1], missing, note="begun-before-the-start"),
        passes("retested", action, stopped[-1], note="begun-a-second-after-the-stop"),
        refuses("retested", action, stopped[0], missing, note="begun-with-the-stop"),
        refuses("retested", action, stopped[1], missing, note="begun-before-the-stop"),
        refuses(
            "retested",
            action,
            fanned(action, replace(FAN, stopped_at=at("09:50")), second_fan),
            missing,
            note="one-of-two-fans-stopped",
        ),
        refuses("retested", action, passing(action, series=(INITIAL,)), missing, note="initial-only"),
        refuses("retested", action, passing(action, series=()), missing, note="no-series"),
        refuses(
            "retested",
            action,
            passing(action, series=(INITIAL, series("s", at("09:40"), readings=values(h2s="8")))),
            missing,
            note="re-test-failed",
        ),
        refuses("retested", action, fanned(action), missing, note="never-fanned-though-mandatory"),
        not_applicable("retested", action, calm(action)),
        refuses(
            "retested",
            action,
            calm(action, series=(series("s", at("08:55"), readings=values(o2="19.4")), RETEST)),
            missing,
            note="initial-failed",
        ),
    ]


def _ventilated(action: Action) -> list[Case]:
    reopened = {
        seconds: facts(
            passing(action),
            openings=tuple(replace(o, opened_at=at("09:40") + seconds * SECOND) for o in passing(action).openings),
        )
        for seconds in (0, 1)
    }
    late = {s: calm(action, runs=(replace(NATURAL, started_at=at("09:40") + s * SECOND),)) for s in (-1, 0, 1)}
    gate = "ventilated_before_test"
    return [
        passes(gate, action, passing(action)),
        passes(gate, action, late[-1], note="a-second-before"),
        passes(gate, action, late[0], note="with-it"),
        refuses(gate, action, late[1], Code.ventilation_missing, note="tested-first"),
        refuses(gate, action, passing(action, runs=()), Code.ventilation_missing, note="never"),
        passes(gate, action, passing(action, series=()), note="no-series-is-another-rule"),
        passes(gate, action, reopened[0], note="reopened-with-it"),
        refuses(gate, action, reopened[1], Code.gas_series_stale, note="reopened-after-it"),
    ]


def _running(action: Action) -> list[Case]:
    gate, off = "ventilation_running", Code.mechanical_ventilation_off
    stopped = replace(FAN, stopped_at=at("09:50"))
    bare = replace(FAN, duct_confirmed=False)
    return [
        passes(gate, action, passing(action)),
        refuses(gate, action, fanned(action, stopped), off, note="stopped"),
        refuses(gate, action, fanned(action), off, note="never-started"),
        refuses(gate, action, passing(action, runs=()), off, note="no-ventilation-at-all"),
        refuses(gate, action, fanned(action, bare), Code.duct_unconfirmed),
        refuses(gate, action, calm(action, runs=(NATURAL, bare)), Code.duct_unconfirmed, note="voluntary-fan"),
        passes(gate, action, calm(action), note="natural-is-enough"),
        passes(gate, action, calm(action, runs=(NATURAL, stopped)), note="voluntary-fan-stopped"),
        refuses(gate, action, calm(action, runs=()), Code.ventilation_missing, note="none"),
        refuses(
            gate,
            action,
            calm(action, runs=(replace(NATURAL, stopped_at=at("09:50")),)),
            Code.ventilation_missing,
            note="hatch-shut",
        ),
        *[
            refuses(gate, action, calm(action, **{**CALM, name: True}), off, note=name)
            for name in ("space__toxic_possible", "space__oxygen_may_drop", "space__gas_may_rise")
        ],
        *[
            refuses(gate, action, calm(action, permit__work_kind=kind), off, note=str(kind))
            for kind in (*sorted(MECHANICAL_WORK), None)
        ],
        refuses(
            gate,
            action,
            calm(action, series=(series("s", at("08:55"), readings=values(h2s="8")), RETEST)),
            off,
            note="initial-failed",
        ),
    ]


def _air() -> list[Case]:
    rows: list[Case] = []
    for source in (AirSource.oxygen, AirSource.enriched_air):
        fed = replace(FAN, source=source)
        wearing = replace(protection(ENTRANT, at("09:46")), air_source=source)
        rows += [
            refuses("clean_air", VENTILATE, passing(VENTILATE, attempt__air_source=source), Code.oxygen_supplied),
            refuses("clean_air", TEST, passing(TEST, runs=(replace(NATURAL, source=source),)), Code.oxygen_supplied),
            refuses("clean_air", CONFIRM, fanned(CONFIRM, fed), Code.oxygen_supplied, note="fan"),
            refuses("clean_air", CONFIRM, passing(CONFIRM, protections=(wearing,)), Code.oxygen_supplied, note="set"),
            refuses(
                "clean_air",
                CONFIRM,
                fanned(CONFIRM, replace(fed, stopped_at=at("09:40"))),
                Code.oxygen_supplied,
                note="stopped-with-the-series",
            ),
            passes(
                "clean_air",
                CONFIRM,
                fanned(CONFIRM, replace(fed, stopped_at=at("09:40") - SECOND)),
                note="blown-out-and-tested",
            ),
            refuses(
                "clean_air",
                TEST,
                passing(TEST, runs=(replace(NATURAL, source=source, stopped_at=at("08:45")),)),
                Code.oxygen_supplied,
                note="not-tested-since",
            ),
        ]
    return [*rows, *(passes("clean_air", action, passing(action)) for action in (VENTILATE, TEST, CONFIRM))]


def _before_the_fan() -> list[Case]:
    early = Code.fan_before_initial_test
    under = replace(FAN, started_at=at("08:50"))
    return [
        passes("initial_test_before_fan", VENTILATE, passing(VENTILATE)),
        refuses("initial_test_before_fan", VENTILATE, passing(VENTILATE, series=()), early),
        refuses(
            "initial_test_before_fan",
            VENTILATE,
            passing(VENTILATE, series=(replace(INITIAL, finished_at=None),)),
            early,
            note="unfinished",
        ),
        refuses(
            "initial_test_before_fan",
            VENTILATE,
            passing(VENTILATE, series=(), attempt__ventilation=None),
            early,
            note="kind-not-told",
        ),
        not_applicable(
            "initial_test_before_fan",
            VENTILATE,
            passing(VENTILATE, series=(), attempt__ventilation=VentilationKind.natural),
        ),
        passes("initial_test_without_fan", CONFIRM, passing(CONFIRM)),
        not_applicable("initial_test_without_fan", CONFIRM, calm(CONFIRM)),
        refuses("initial_test_without_fan", CONFIRM, fanned(CONFIRM, under), early, note="all-under-a-fan"),
        *[
            passes(
                "initial_test_without_fan",
                CONFIRM,
                fanned(CONFIRM, replace(FAN, started_at=at("08:55") + SECOND)),
                note="a-second-before-the-start",
            ),
            refuses(
                "initial_test_without_fan",
                CONFIRM,
                fanned(CONFIRM, replace(FAN, started_at=at("08:55"))),
                early,
                note="with-the-start",
            ),
        ],
        not_applicable("initial_test_without_fan", TEST, passing(TEST)),
        refuses("initial_test_without_fan", TEST, fanned(TEST, FAN, series=()), early, note="fan-on"),
        passes(
            "initial_test_without_fan",
            TEST,
            fanned(TEST, replace(FAN, stopped_at=NOW - SECOND), series=()),
            note="fan-stopped-first",
        ),
        refuses(
            "initial_test_without_fan",
            TEST,
            fanned(TEST, replace(FAN, stopped_at=NOW), series=()),
            early,
            note="fan-just-stopped",
        ),
        passes("initial_test_without_fan", TEST, fanned(TEST, FAN, series=(INITIAL,)), note="re-test"),
    ]


def _long_enough() -> list[Case]:
    gate, short = "ventilated_long_enough", [Code.ventilation_short]
    begun = {s: fanned(CONFIRM, replace(FAN, started_at=at("09:10") + s * SECOND)) for s in (-1, 0, 1)}
    waiting = {
        s: fanned(TEST, replace(FAN, started_at=at("09:25") + s * SECOND), series=(INITIAL,)) for s in (-1, 0, 1)
    }
    return [
        passes(gate, CONFIRM, begun[-1], note="30:01"),
        passes(gate, CONFIRM, begun[0], note="30:00"),
        passes(gate, CONFIRM, begun[1], warnings=short, note="29:59"),
        passes(gate, TEST, waiting[-1], note="30:01"),
        passes(gate, TEST, waiting[0], note="30:00"),
        passes(gate, TEST, waiting[1], warnings=short, note="29:59"),
        not_applicable(gate, CONFIRM, calm(CONFIRM)),
        not_applicable(gate, TEST, passing(TEST)),
    ]


def _at_approval() -> list[Case]:
    thirty = chemical_submitted_facts()
    return [
        *[
            not_applicable(f"{gate}_at_approval", action, passing(action))
            for gate in ("retested", "ventilated_before_test")
            for action in (Action.permit_consent, Action.permit_approve, Action.permit_owner_approve)
        ],
        passes("retested_at_approval", Action.permit_approve, thirty),
        refuses("retested_at_approval", Action.permit_approve, facts(thirty, series=(INITIAL,)), Code.retest_missing),
        passes("ventilated_before_test_at_approval", Action.permit_approve, thirty),
        refuses(
            "ventilated_before_test_at_approval",
            Action.permit_approve,
            facts(thirty, runs=()),
            Code.ventilation_missing,
        ),
        refuses(
            "ventilated_before_test_at_approval",
            Action.permit_approve,
            facts(thirty, openings=tuple(replace(o, opened_at=at("09:41")) for o in thirty.openings)),
            Code.gas_series_stale,
        ),
    ]


CASES: list[Case] = [
    *(case for action in BOTH for case in _retested(action)),
    *(case for action in BOTH for case in _ventilated(action)),
    *(case for action in BOTH for case in _running(action)),
    *_air(),
    *_before_the_fan(),
    *_long_enough(),
    *_at_approval(),
    passes("ventilated_at_test", TEST, passing(TEST)),
    refuses("ventilated_at_test", TEST, passing(TEST, runs=()), Code.ventilation_missing),
    refuses(
        "ventilated_at_test",
        TEST,
        passing(TEST, runs=(replace(NATURAL, stopped_at=at("08:45")),)),
        Code.ventilation_missing,
        note="shut-again",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case)


def test_the_reasons_for_a_fan_are_told() -> None:
    assert mechanical_reasons(passing(CONFIRM)) == ("toxic_possible", "oxygen_may_drop", "gas_may_rise")
    assert not mechanical_required(calm(CONFIRM))
