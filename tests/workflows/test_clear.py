"""The one question: every action passes on good facts, a broken gate is no pass, accidents are refused by name."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from asked import CLOCK, moment, passing
from good import (
    active_facts,
    chemical_facts,
    chemical_submitted_facts,
    contracted_facts,
    draft_facts,
    facts,
    inside_facts,
    member,
)
from pieces import ENTRANT, NOW, SECOND, TRAINED_UNTIL

import workflows.gates as gates
from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear, gates_of
from workflows.gates.gate import Gate, Outcome
from workflows.site_facts import Attempt
from workflows.verdict import Clearance, GateState
from workflows.vocabulary import Action, Ending, Status

#: Acts that a broken rule must never hold: they ask for legality and role only.
NEVER_HELD = (Action.permit_suspend, Action.leave, Action.evacuate, Action.muster)


@pytest.mark.parametrize("action", Action)
def test_good_facts_pass_every_gate_of_every_action(action: Action) -> None:
    base = passing(action)
    clearance = clear(action, base, moment(action))
    assert [r for r in clearance.results if r.state in (GateState.refused, GateState.unknown)] == []
    assert clearance.passed
    assert not clearance.warnings
    assert (clearance.action, clearance.now, clearance.revision) == (action, moment(action), base.revision)
    assert {r.gate for r in clearance.results} == {g.name for g in gates_of(action)}


@pytest.mark.parametrize(
    ("action", "base"),
    [
        (Action.enter, contracted_facts()),
        (Action.enter, chemical_facts()),
        (Action.permit_approve, chemical_submitted_facts()),
    ],
    ids=["contracted", "chemical", "chemical approval on site"],
)
def test_other_kinds_of_work_pass_too(action: Action, base: Facts) -> None:
    clearance = clear(action, base, NOW)
    assert [r.code for r in clearance.refusals] == []
    assert clearance.passed


def broken(facts: Facts, now: datetime) -> Outcome:
    raise ZeroDivisionError


def garbled(facts: Facts, now: datetime) -> Any:
    return None


@pytest.fixture
def with_check(monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(action: Action, check: Any) -> Gate:
        gate, *others = gates_of(action)
        made = replace(gate, check=check)
        monkeypatch.setitem(gates._BY_ACTION, action, (made, *others))
        return made

    return put


@pytest.mark.parametrize("check", [broken, garbled])
@pytest.mark.parametrize("action", Action)
def test_a_broken_gate_is_unknown_and_passes_nothing(action: Action, check: Any, with_check: Any) -> None:
    gate = with_check(action, check)
    clearance = clear(action, passing(action), moment(action))
    assert not clearance.passed
    assert clearance.unknown
    assert [(r.gate, r.state) for r in clearance.results if r.state is GateState.unknown] == [
        (gate.name, GateState.unknown)
    ]
    assert [(r.code, r.facts) for r in clearance.refusals] == [(Code.gate_failed, {"gate": gate.name})]


def test_a_broken_gate_is_logged(with_check: Any, caplog: pytest.LogCaptureFixture) -> None:
    gate = with_check(Action.enter, broken)
    clear(Action.enter, passing(Action.enter), NOW)
    assert [(r.message, r.exc_info is not None) for r in caplog.records] == [(f"gate {gate.name} failed", True)]


def module_of(gate: Gate) -> str:
    check: Any = gate.check
    module: str = getattr(check, "func", check).__module__
    return module


@pytest.mark.parametrize("action", NEVER_HELD)
def test_suspending_leaving_evacuating_and_mustering_ask_only_for_legality_and_role(action: Action) -> None:
    assert {module_of(gate) for gate in gates_of(action)} == {"workflows.gates.legality"}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", [Action.leave, Action.evacuate, Action.muster])
def test_exits_are_never_refused_to_those_on_site(action: Action, status: Status) -> None:
    assert clear(action, facts(inside_facts(), permit__status=status), NOW).passed


@pytest.mark.parametrize("action", [Action.permit_suspend, Action.evacuate])
def test_the_clock_may_suspend_and_evacuate(action: Action) -> None:
    assert clear(action, passing(action, actor=CLOCK), moment(action)).passed


def codes(clearance: Clearance) -> set[Code]:
    return {refusal.code for refusal in clearance.refusals}


def test_a_draft_never_submitted_is_refused_entry_for_each_thing_that_lacked() -> None:
    """The aerobic tank of 2023-04-05: approval, filing, briefing, isolation, sign and rescue kit are each named."""
    clearance = clear(Action.enter, facts(draft_facts(), attempt=Attempt(person_id=ENTRANT)), NOW)
    assert not clearance.passed
    assert codes(clearance) >= {
        Code.move_illegal,
        Code.consent_missing,
        Code.approval_missing,
        Code.filing_missing,
        Code.briefing_missing,
        Code.isolation_unconfirmed,
        Code.notice_missing,
        Code.rescue_kit_missing,
        Code.gas_series_missing,
        Code.ventilation_missing,
        Code.guardian_absent,
        Code.confirmation_missing,
    }


def test_refusals_are_told_in_the_order_of_the_gates() -> None:
    clearance = clear(Action.enter, draft_facts(), NOW)
    order = [g.name for g in gates_of(Action.enter)]
    told = [order.index(r.gate) for r in clearance.results]
    assert told == sorted(told)


def test_a_pass_is_good_until_the_first_thing_lapses() -> None:
    clearance = clear(Action.enter, active_facts(), NOW)
    lapses = [r.good_until for r in clearance.results if r.good_until is not None]
    assert clearance.good_until == min(lapses)
    assert NOW < min(lapses) < TRAINED_UNTIL


def test_a_pass_no_longer_passes_at_its_good_until() -> None:
    base = member(active_facts(), ENTRANT, trained_until=NOW + SECOND)
    good_until = clear(Action.enter, base, NOW).good_until
    assert good_until == NOW + SECOND
    assert codes(clear(Action.enter, base, good_until)) == {Code.training_lapsed}


@pytest.mark.parametrize("ending", Ending)
def test_a_permit_that_is_ending_is_never_confirmed_again(ending: Ending) -> None:
    base = passing(Action.permit_confirm, permit__status=Status.suspended, permit__ending=ending)
    assert Code.permit_ending in codes(clear(Action.permit_confirm, base, NOW))
