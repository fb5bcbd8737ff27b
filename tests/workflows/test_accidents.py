"""Accidents told as facts: played as the crew acted they are refused by name, played properly they are admitted.

What an account does not tell is left out of the facts, never guessed in the crew's favour.
"""

from dataclasses import replace

import pytest
from asked import moment, passing
from good import active_facts, draft_facts, facts
from good import tested_facts as ready_facts
from pieces import ENTRANT, NOW, SPACE, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear
from workflows.plan_facts import AreaRules
from workflows.site_facts import Attempt, Evacuation, Inside, Presence
from workflows.verdict import Clearance
from workflows.vocabulary import Action, EvacuationCause, FilingMode, Part, Status


def codes(clearance: Clearance) -> set[Code]:
    return {refusal.code for refusal in clearance.refusals}


# -- A1: Jiangmen, 2023-04-05, aerobic tank of a sewage station ------------------------------------------


def aerobic_tank() -> Facts:
    """A draft never submitted; a gate too low to stop anyone, no sign, rescue gear too few and too far."""
    return facts(
        draft_facts(),
        area=AreaRules("Sample street", FilingMode.system, training_minutes=30),
        space__barrier_effective=False,
        risk_assessment=None,
        crew=tuple(replace(one, trained_until=None) for one in draft_facts().crew if Part.guardian not in one.parts),
        attempt=Attempt(person_id=ENTRANT),
    )


A1 = {
    "approval": {Code.consent_missing, Code.approval_missing},
    "filing": {Code.filing_missing},
    "training": {Code.training_missing, Code.street_training_missing},
    "briefing": {Code.briefing_missing, Code.not_briefed},
    "isolation": {Code.isolation_unconfirmed, Code.barrier_ineffective},
    "sign": {Code.notice_missing, Code.area_not_closed},
    "rescue kit": {Code.rescue_kit_missing},
    "flow": {Code.gas_series_missing, Code.ventilation_missing, Code.confirmation_missing},
    "guardian": {Code.guardian_absent, Code.guardian_check_incomplete},
    "protection": {Code.protection_missing},
}


@pytest.mark.parametrize("lacking", A1)
def test_a1_names_each_thing_that_lacked(lacking: str) -> None:
    assert A1[lacking] <= codes(clear(Action.enter, aerobic_tank(), NOW))


def test_a1_even_the_sections_of_the_seven_bans_are_told() -> None:
    refusals = clear(Action.enter, aerobic_tank(), NOW).refusals
    assert {refusal.banned for refusal in refusals} >= {1, 2, 3, 4, 6, 7}


# -- A2: Xuancheng, 2025-06-07, a vessel; A3: Xiaoyi, 2023-03-23, a sewage tank ---------------------------


def fallen(count: int) -> Facts:
    """So many lie inside, nothing was prepared, an evacuation is in force; somebody is about to go in after them."""
    inside = tuple(Inside(None, at("09:50"), None) for _ in range(count))
    return facts(
        draft_facts(),
        presence=Presence(inside=inside, rose_at=at("09:50")),
        evacuations=(Evacuation("evacuation-1", SPACE, at("09:51"), EvacuationCause.unwell),),
        attempt=Attempt(),
    )


ACCOUNTS = {"A2": fallen(1), "A3, the first": fallen(1), "A3, the second": fallen(2)}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_rescue_without_apparatus_is_refused(account: str) -> None:
    clearance = clear(Action.rescue_in, ACCOUNTS[account], NOW)
    assert codes(clearance) == {
        Code.rescue_without_apparatus,
        Code.rescue_without_lifeline,
        Code.rescue_without_attendant,
    }


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_protected_rescuer_goes_in_though_there_is_no_permit(account: str) -> None:
    ready = facts(ACCOUNTS[account], attempt=Attempt(apparatus=True, lifeline=True, attendant=True))
    assert clear(Action.rescue_in, ready, NOW).passed
    assert not clear(Action.enter, ready, NOW).passed


def test_a2_work_before_ventilation_and_test_is_refused() -> None:
    """Everything but 先通风、再检测: the paper alone lets nobody in."""
    base = facts(active_facts(), runs=(), series=())
    assert {Code.ventilation_missing, Code.gas_series_missing} <= codes(clear(Action.enter, base, NOW))


def test_a3_a_toxic_space_without_barrier_is_not_opened() -> None:
    base = passing(Action.open_space, space__toxic_possible=True, space__barrier_effective=False)
    assert codes(clear(Action.open_space, base, NOW)) == {Code.barrier_ineffective}


# -- A4: the flow-meter well, everything done -----------------------------------------------------------

A4 = (
    Action.permit_submit,
    Action.permit_consent,
    Action.permit_approve,
    Action.filing_submit,
    Action.check_in,
    Action.open_space,
    Action.gas_test,
    Action.ventilate,
    Action.permit_confirm,
    Action.enter,
    Action.leave,
    Action.permit_finish,
    Action.permit_close,
    Action.job_accept,
)


@pytest.mark.parametrize("action", A4)
def test_a4_is_let_through_from_the_plan_to_the_acceptance(action: Action) -> None:
    clearance = clear(action, passing(action), moment(action))
    assert clearance.refusals == ()
    assert clearance.warnings == ()
    assert clearance.passed


def test_a4_before_the_confirmation_nobody_goes_in() -> None:
    early = facts(ready_facts(), permit__status=Status.approved, attempt=Attempt(person_id=ENTRANT))
    assert Code.confirmation_missing in codes(clear(Action.enter, early, NOW))
