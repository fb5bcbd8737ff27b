"""Whatever gate breaks, nobody gets in by it, and nobody is held by another action's gate."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest
from asked import moment, passing

import workflows.gates as gates
from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import GATES, clear, gates_of, legality
from workflows.gates.gate import Gate, Outcome
from workflows.lifecycle import PERMIT, Refused, fire
from workflows.verdict import GateState
from workflows.vocabulary import Action, PermitTrigger, Status

NEVER_HELD = (Action.permit_suspend, Action.leave, Action.evacuate, Action.muster)
ERRORS = (ZeroDivisionError, KeyError, AttributeError, RecursionError, MemoryError, OSError)


def breaking(gate: Gate, error: type[Exception]) -> Gate:
    def check(facts: Facts, now: datetime) -> Outcome:
        raise error

    return replace(gate, check=check)


def every_gate() -> Iterator[tuple[Action, Gate]]:
    yield from ((action, gate) for action in Action for gate in gates_of(action))


@pytest.mark.parametrize("action", Action)
def test_every_gate_of_an_action_broken_in_turn_is_unknown(action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gates_of(action)
    for i, gate in enumerate(whole):
        broken = breaking(gate, ERRORS[i % len(ERRORS)])
        monkeypatch.setitem(gates._BY_ACTION, action, (*whole[:i], broken, *whole[i + 1 :]))
        clearance = clear(action, passing(action), moment(action))
        assert clearance.unknown, gate.name
        assert not clearance.passed, gate.name
        states = {result.gate: result.state for result in clearance.results}
        assert states.pop(gate.name) is GateState.unknown
        assert not set(states.values()) & {GateState.refused, GateState.unknown}
        assert [refusal.code for refusal in clearance.refusals] == [Code.gate_failed]


@pytest.mark.parametrize("action", NEVER_HELD)
def test_the_gates_of_all_other_actions_broken_hold_no_exit(action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in set(Action) - {action}:
        broken = tuple(breaking(gate, ZeroDivisionError) for gate in gates_of(other))
        monkeypatch.setitem(gates._BY_ACTION, other, broken)
    assert clear(action, passing(action), moment(action)).passed


@pytest.mark.parametrize("action", NEVER_HELD)
def test_no_rule_of_safety_guards_an_exit_or_a_suspension(action: Action) -> None:
    assert {gate.rule for gate in gates_of(action)} == {"legality"}


def test_a_broken_rule_of_safety_holds_no_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every gate but those of legality and role breaks, wherever it stands."""
    kept = {gate.name for gate in legality.GATES}
    for action in Action:
        mixed = tuple(g if g.name in kept else breaking(g, ZeroDivisionError) for g in gates_of(action))
        monkeypatch.setitem(gates._BY_ACTION, action, mixed)
    for action in NEVER_HELD:
        assert clear(action, passing(action), moment(action)).passed, action
    assert not clear(Action.enter, passing(Action.enter), moment(Action.enter)).passed


def test_an_unknown_clearance_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    action = Action.permit_confirm
    first, *others = gates_of(action)
    monkeypatch.setitem(gates._BY_ACTION, action, (breaking(first, ZeroDivisionError), *others))
    carrier = SimpleNamespace(status=passing(action).permit.status)
    with pytest.raises(Refused):
        fire(PERMIT, PermitTrigger.confirm, carrier, clear(action, passing(action), moment(action)))
    assert carrier.status is Status.approved


def test_every_gate_guards_some_action() -> None:
    assert {gate.name for gate in GATES} == {gate.name for _, gate in every_gate()}
