"""Every status with every trigger: legal moves move with a clearance that passes, nothing else moves anything."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

import pytest
from asked import moment, passing
from good import facts
from pieces import approval, consent

from workflows.gates import clear
from workflows.lifecycle import FILING, JOB, LIFECYCLES, PERMIT, IllegalMove, Lifecycle, Refused, fire
from workflows.verdict import Clearance
from workflows.vocabulary import Action, FilingTrigger, JobTrigger, PermitTrigger, Status


@dataclass
class Row:
    """Stands in for an ORM row."""

    status: Any


TRIGGERS = {PERMIT.thing: PermitTrigger, JOB.thing: JobTrigger, FILING.thing: FilingTrigger}
TABLE = [
    pytest.param(lifecycle, trigger, status, id=f"{lifecycle.thing}-{trigger}-{status}")
    for lifecycle in LIFECYCLES
    for trigger in TRIGGERS[lifecycle.thing]
    for status in lifecycle.statuses
]
LEGAL = [p for p in TABLE if p.values[0].legal(p.values[1], p.values[2])]


@cache
def cleared(action: Action) -> Clearance:
    clearance = clear(action, passing(action), moment(action))
    assert clearance.passed
    return clearance


@cache
def not_cleared(action: Action) -> Clearance:
    clearance = clear(
        action,
        passing(action, actor__person_id="stranger", actor__roles=frozenset(), attempt__person_id=None),
        moment(action),
    )
    assert not clearance.passed
    return clearance


@pytest.mark.parametrize(("lifecycle", "trigger", "status"), TABLE)
def test_every_status_with_every_trigger(lifecycle: Lifecycle, trigger: StrEnum, status: StrEnum) -> None:
    clearance = cleared(lifecycle.action_of(trigger))
    dests = {e.dest for e in lifecycle.edges if e.trigger == trigger and e.source == status}
    row = Row(status)
    if not dests:
        with pytest.raises(IllegalMove) as illegal:
            fire(lifecycle, trigger, row, clearance)
        assert (illegal.value.action, illegal.value.status) == (lifecycle.action_of(trigger), status)
        assert row.status is status
        return
    fire(lifecycle, trigger, row, clearance)
    assert row.status in dests
    assert isinstance(row.status, lifecycle.statuses)
    if clearance.dest is not None:
        assert row.status == clearance.dest


@pytest.mark.parametrize(("lifecycle", "trigger", "status"), LEGAL)
def test_a_refused_clearance_moves_nothing(lifecycle: Lifecycle, trigger: StrEnum, status: StrEnum) -> None:
    row, clearance = Row(status), not_cleared(lifecycle.action_of(trigger))
    with pytest.raises(Refused) as refused:
        fire(lifecycle, trigger, row, clearance)
    assert refused.value.clearance is clearance
    assert row.status is status


@pytest.mark.parametrize(("lifecycle", "trigger", "status"), LEGAL)
def test_a_clearance_for_something_else_moves_nothing(lifecycle: Lifecycle, trigger: StrEnum, status: StrEnum) -> None:
    row = Row(status)
    with pytest.raises(Refused):
        fire(lifecycle, trigger, row, cleared(Action.assign))
    assert row.status is status


SIGNINGS = {
    Action.permit_consent: (PermitTrigger.consent, (approval(),)),
    Action.permit_approve: (PermitTrigger.approve, (consent(),)),
    Action.permit_owner_approve: (PermitTrigger.owner_approve, (consent(), approval())),
}


@pytest.mark.parametrize("action", SIGNINGS)
def test_the_last_signature_approves(action: Action) -> None:
    trigger, others = SIGNINGS[action]
    clearance = clear(action, facts(passing(action), approvals=others), moment(action))
    row = Row(Status.submitted)
    fire(PERMIT, trigger, row, clearance)
    assert row.status is Status.approved


def test_consent_alone_does_not_approve() -> None:
    row = Row(Status.submitted)
    fire(PERMIT, PermitTrigger.consent, row, cleared(Action.permit_consent))
    assert row.status is Status.submitted


def test_a_destination_that_no_edge_has_moves_nothing() -> None:
    row = Row(Status.submitted)
    with pytest.raises(Refused):
        fire(PERMIT, PermitTrigger.approve, row, replace(cleared(Action.permit_approve), dest=Status.active))
    assert row.status is Status.submitted


def test_statuses_as_stored_text_move_too() -> None:
    row = Row("draft")
    fire(PERMIT, PermitTrigger.submit, row, cleared(Action.permit_submit))
    assert row.status is Status.submitted


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.thing)
def test_machines_hold_no_models_and_no_automatic_triggers(lifecycle: Lifecycle) -> None:
    assert lifecycle.machine.models == []
    assert set(lifecycle.machine.events) == {str(t) for t in TRIGGERS[lifecycle.thing]}


def test_every_edge_leads_between_known_statuses() -> None:
    for lifecycle in LIFECYCLES:
        for edge in lifecycle.edges:
            assert isinstance(edge.trigger, TRIGGERS[lifecycle.thing])
            assert isinstance(edge.source, lifecycle.statuses)
            assert isinstance(edge.dest, lifecycle.statuses)
