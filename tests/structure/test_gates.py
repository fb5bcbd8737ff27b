"""Every gate and every code it may say is held by a case; taking a gate away breaks its cases."""

import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from cases import Case

from workflows.codes import Code
from workflows.gates import GATES, clear, gates_of
from workflows.sources import LocalRule
from workflows.verdict import Clearance
from workflows.vocabulary import Action

RULE_TESTS = Path(__file__).parents[1] / "workflows"
BY_NAME = {gate.name: gate for gate in GATES}


def cases_of(path: Path) -> list[Case]:
    spec = importlib.util.spec_from_file_location(f"cases_of_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[Case] = getattr(module, "CASES", [])
    return found


CASES = [case for path in sorted(RULE_TESTS.glob("test_*.py")) for case in cases_of(path)]
SAYING = [case for case in CASES if case.codes or case.warnings]


@cache
def cleared(case: Case) -> Clearance:
    return clear(case.action, case.facts, case.now)


def test_every_case_names_a_gate_that_guards_its_action() -> None:
    assert {(c.gate, c.action) for c in CASES} <= {(g.name, action) for g in GATES for action in g.actions}


def test_a_name_guards_an_action_once() -> None:
    """So that a result is found by its gate's name."""
    twice = Counter((g.name, action) for g in GATES for action in g.actions)
    assert [key for key, count in twice.items() if count > 1] == []


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_code_of_every_gate_has_a_case(name: str) -> None:
    codes = {code for gate in GATES if gate.name == name for code in gate.codes}
    said = {code for case in CASES if case.gate == name for code in (*case.codes, *case.warnings)}
    assert codes <= said


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_taking_a_gate_away_leaves_something_unsaid(name: str) -> None:
    """Some case of the gate is told by no other gate, so nothing stands in for it."""

    def unsaid(case: Case) -> bool:
        others = [r for r in cleared(case).results if r.gate != name]
        said = {entry.code for r in others for entry in (*r.refusals, *r.warnings)}
        return not said & {*case.codes, *case.warnings}

    assert any(unsaid(case) for case in SAYING if case.gate == name)


def rules(*numbers: int) -> set[str]:
    return {f"R{number:02}" for number in numbers}


#: Which rules guard which action at the least; a rule may refuse earlier, never later.
APPROVING = rules(8, 9, 10, 12, 16, *range(18, 31), 36, 66)
GUARDED_BY = {
    Action.permit_submit: rules(1, 6, 7, 10, 11, 12, 13, 47, 62),
    Action.permit_consent: rules(9, 10, 16, *range(18, 31)),
    Action.permit_approve: APPROVING,
    Action.permit_owner_approve: APPROVING,
    Action.check_in: rules(6, 7, 37, 64, 67),
    Action.open_space: rules(4, 5, 16, 17, 18, 37, 56, 57),
    Action.gas_test: rules(29, 58, 59, 60),
    Action.ventilate: rules(29, 33),
    Action.permit_confirm: rules(*range(14, 32), 33, 34, 43, 47, 48, 49, 56, *range(61, 66), 69),
    Action.enter: rules(6, 7, 13, 15, 16, 30, 31, 35, 37, 39, 43, 45, 64, 65, 68, 70),
    Action.permit_finish: rules(45, 46),
    Action.permit_close: rules(45, 46),
    Action.job_accept: rules(46),
    Action.rescue_in: rules(53),
}


@pytest.mark.parametrize("action", GUARDED_BY)
def test_every_action_is_guarded_by_its_rules(action: Action) -> None:
    assert GUARDED_BY[action] <= {gate.rule for gate in gates_of(action)}


@pytest.mark.parametrize("action", Action)
def test_every_action_is_guarded_by_role_and_legality(action: Action) -> None:
    names = {gate.name for gate in gates_of(action)}
    assert "role" in names
    assert names & {"legal_move", "legal_on_site"}


def test_a_gate_says_only_what_it_declares() -> None:
    for case in CASES:
        for result in cleared(case).results:
            declared = next(g.codes for g in gates_of(case.action) if g.name == result.gate)
            said = {entry.code for entry in (*result.refusals, *result.warnings)} - {Code.gate_failed}
            assert said <= declared, f"{result.gate} in {case}"


def test_a_local_rule_names_its_area() -> None:
    """Nobody is told of a rule of nowhere: whoever is refused may ask the area that demands it."""
    for blank in ("", " "):
        with pytest.raises(ValueError, match="area"):
            LocalRule("Sample street notice 1", blank)
    told = [refusal.source for case in CASES for refusal in cleared(case).refusals]
    local = {source for source in told if isinstance(source, LocalRule)}
    assert local == {LocalRule("Sample street notice 1", "Sample street")}


def test_no_case_breaks_a_gate() -> None:
    broken = [str(case) for case in CASES if any(r.code is Code.gate_failed for r in cleared(case).refusals)]
    assert broken == []


def test_every_gate_has_a_source_a_code_a_rule_id_and_a_number() -> None:
    for gate in GATES:
        assert gate.sources, gate.name
        assert gate.codes, gate.name
        assert gate.rule == "legality" or gate.rule[1:].isdigit(), gate.name
        assert gate.banned is None or 1 <= gate.banned <= 7, gate.name
