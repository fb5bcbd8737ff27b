"""No fact that gets worse turns a refusal, or "cannot tell", into a pass."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

import good
import pytest
from asked import moment, passing
from hypothesis import given, settings
from hypothesis import strategies as st
from neutral import NEUTRAL
from pieces import LEADER, NOW, PRINCIPAL, at, run, series
from starts import MORE_STARTS, STARTS, on_clock_b
from worse import WORSE
from worsening import FACTS_TYPES, Worse, worsened

from workflows.facts import Facts
from workflows.gates import clear, gates_of
from workflows.gates.gate import Gate
from workflows.kinds import VentilationKind, WorkKind
from workflows.plan_facts import Actor, Stop
from workflows.site_facts import Attempt, Evacuation, Neighbour
from workflows.verdict import GateState
from workflows.vocabulary import Action, EvacuationCause, Status, StopKind

NOT_PASSED = (GateState.refused, GateState.unknown)
CONFIRM, ENTER, APPROVE = Action.permit_confirm, Action.enter, Action.permit_approve
ALL_STARTS = {**STARTS, **MORE_STARTS}


def blocking(action: Action, asked: Facts, now: datetime, first: tuple[Gate, ...] = ()) -> tuple[Gate, ...]:
    """A gate that does not let pass, looked for among ``first`` first; none if all do."""
    for gate in (*first, *gates_of(action)):
        if gate.check(asked, now).state in NOT_PASSED:
            return (gate,)
    return ()


def listed(action: Action) -> list[Worse]:
    return [worse for worse in WORSE if action not in worse.but_not]


def all_worse(asked: Facts, action: Action) -> Iterator[tuple[Worse, Facts]]:
    """Each listed fact made worse at the last place it has: the newest evidence stands last."""
    for worse in listed(action):
        place = next(worsened(asked, worse), None)
        if place is not None:
            yield worse, place


# -- the list -------------------------------------------------------------------------------------------


def test_every_field_of_every_fact_is_listed_once() -> None:
    told = {(worse.owner, worse.field) for worse in WORSE}
    there = {(owner, field.name) for owner in FACTS_TYPES for field in fields(owner)}
    assert there - told - NEUTRAL.keys() == set()
    assert told - there == set()
    assert NEUTRAL.keys() - there == set()
    assert told & NEUTRAL.keys() == set()


def test_every_start_passes() -> None:
    for name, (action, asked, now) in ALL_STARTS.items():
        cleared = clear(action, asked, now)
        assert cleared.passed, (name, [refusal.code for refusal in cleared.refusals])


def test_every_listed_fact_makes_some_gate_refuse() -> None:
    """A list that never bites would prove nothing."""
    idle = {(worse.owner, worse.field) for worse in WORSE}
    for action, asked, now in ALL_STARTS.values():
        for worse in listed(action):
            fact = (worse.owner, worse.field)
            if fact in idle and any(blocking(action, place, now) for place in worsened(asked, worse)):
                idle.remove(fact)
    assert {f"{owner.__name__}.{field}" for owner, field in idle} == set()


# -- the property ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STARTS)
def test_one_more_fault_never_lets_anyone_pass(name: str) -> None:
    action, asked, now = STARTS[name]
    for first, refused in all_worse(asked, action):
        gates = blocking(action, refused, now)
        if not gates:
            continue
        for second, twice in all_worse(refused, action):
            assert blocking(action, twice, now, gates), f"{second} lets pass what {first} refused"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_a_chain_of_faults_never_lets_anyone_pass(data: st.DataObject) -> None:
    action, asked, now = ALL_STARTS[data.draw(st.sampled_from(sorted(ALL_STARTS)))]
    gates: tuple[Gate, ...] = ()
    for worse in data.draw(st.lists(st.sampled_from(listed(action)), min_size=2, max_size=6)):
        places = list(worsened(asked, worse))
        if not places:
            continue
        asked = data.draw(st.sampled_from(places))
        now_blocking = blocking(action, asked, now, gates)
        assert now_blocking or not gates, f"{worse} lets pass what was refused"
        gates = now_blocking


# -- refusing starts that no single fault makes ----------------------------------------------------------


def own_application() -> Facts:
    return passing(APPROVE, permit__applicant_id=PRINCIPAL)


def conflicting() -> Facts:
    beside = (Neighbour("permit-2", Status.active, WorkKind.hot_work, link_signed=True),)
    return passing(CONFIRM, permit__work_kind=WorkKind.coating, neighbours=beside)


def fan_before_test() -> Facts:
    fan = run("fan-0", VentilationKind.mechanical, at("08:41"))
    return passing(CONFIRM, runs=(fan,), series=(series("series-1", at("09:40")),))


REFUSED: dict[str, tuple[Action, Facts, datetime]] = {
    "own application": (APPROVE, own_application(), moment(APPROVE)),
    "conflicting work": (CONFIRM, conflicting(), NOW),
    "fan before the first test": (CONFIRM, fan_before_test(), NOW),
    "stopped": (ENTER, passing(ENTER, stops=(Stop("stop-1", StopKind.pause, at("09:00")),)), NOW),
    "evacuated": (
        ENTER,
        passing(ENTER, evacuations=(Evacuation("evacuation-1", "well-1", at("09:54"), EvacuationCause.unwell),)),
        NOW,
    ),
    "stale": (ENTER, passing(ENTER), at("10:11")),
    "late value": (ENTER, on_clock_b(), at("10:22")),
    "not resumed": (CONFIRM, good.facts(good.suspended_facts(), attempt=Attempt(person_id=LEADER)), NOW),
    "draft": (ENTER, passing(Action.permit_submit), NOW),
    "nobody asks": (CONFIRM, passing(CONFIRM, actor=Actor(None), attempt=Attempt()), NOW),
    "too late to open": (Action.open_space, passing(Action.open_space), at("17:30")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_stays_refused(name: str) -> None:
    action, asked, now = REFUSED[name]
    gates = blocking(action, asked, now)
    assert gates
    for worse, place in all_worse(asked, action):
        assert blocking(action, place, now, gates), f"{worse} lets pass"
