"""The next thing to do on site: in the order of the site, whoever asks, and never past a refusal."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from good import (
    active_facts,
    approved_facts,
    chemical,
    contracted,
    contracted_facts,
    done_facts,
    draft_facts,
    facts,
    inside_facts,
    member,
    on_site_facts,
    opened_facts,
    submitted_facts,
    suspended_facts,
    without,
)
from good import tested_facts as ready_facts
from pieces import (
    ENTRANT,
    ENTRANT_2,
    NOW,
    SECOND,
    SPACE,
    WINDOW_END,
    WINDOW_START,
    at,
    run,
    series,
    values,
    work_value,
)

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import gates_of
from workflows.kinds import GuardianCheckItem, IsolationKind, VentilationKind
from workflows.next_step import entry_of, gas_good_until, next_step
from workflows.plan_facts import Actor, Stop
from workflows.site_facts import Evacuation, Inside, Isolation, Presence, Suspension
from workflows.steps import DONE_BY, Step, answered_by
from workflows.verdict import GateResult, GateState
from workflows.vocabulary import Action, Ending, EvacuationCause, Part, Role, Status, StopKind, SuspendReason

_OFFICER = frozenset({Role.street_officer})


def fan_on() -> Facts:
    return facts(
        opened_facts(),
        series=(series("series-1", at("08:55")),),
        runs=(*opened_facts().runs, run("fan-1", VentilationKind.mechanical, at("09:00"))),
    )


def initial_done() -> Facts:
    return facts(opened_facts(), series=(series("series-1", at("08:55")),))


#: The sample job from the guardian's arrival to the first entry.
WAY_IN: list[tuple[Step, Facts]] = [
    (Step.approval, submitted_facts()),
    (Step.check_in, approved_facts()),
    (Step.briefing, facts(on_site_facts(), briefing=None)),
    (Step.area, facts(on_site_facts(), area_closure=None)),
    (Step.area, facts(on_site_facts(), area_closure__notice_board=False)),
    (Step.area, facts(on_site_facts(), space__barrier_effective=False)),
    (Step.equipment, facts(on_site_facts(), equipment=None)),
    (Step.isolation, facts(on_site_facts(), isolations=())),
    (Step.opening, on_site_facts()),
    (Step.opening, facts(opened_facts(), runs=())),
    (Step.briefing, member(opened_facts(), ENTRANT, briefed_at=None)),
    (Step.initial_test, opened_facts()),
    (Step.initial_test, facts(opened_facts(), series=(series("series-1", at("09:50"), finished_at=None),))),
    (Step.ventilation, initial_done()),
    (Step.ventilation, facts(opened_facts(), series=(series("series-1", at("08:55"), readings=values(h2s="8")),))),
    (Step.retest, fan_on()),
    (Step.protection, facts(ready_facts(), protections=())),
    (Step.guardian_check, facts(ready_facts(), guardian_check=None)),
    (Step.confirm, ready_facts()),
    (Step.confirm, facts(ready_facts(), permit__status=Status.active)),
    (Step.admit, active_facts()),
    (Step.admit, inside_facts()),
]


@pytest.mark.parametrize(("step", "met"), WAY_IN, ids=lambda value: value if isinstance(value, Step) else "")
def test_the_way_in(step: Step, met: Facts) -> None:
    assert next_step(met, NOW).step is step


@pytest.mark.parametrize(("step", "met"), WAY_IN, ids=lambda value: value if isinstance(value, Step) else "")
@pytest.mark.parametrize(
    "asker", [Actor("stranger"), Actor(ENTRANT), Actor("officer", frozenset({Role.street_officer}))]
)
def test_it_is_the_same_whoever_asks(step: Step, met: Facts, asker: Actor) -> None:
    assert next_step(replace(met, actor=asker), NOW) == next_step(met, NOW)


def test_a_well_that_needs_no_fan_goes_on_after_the_initial_test() -> None:
    calm = {"toxic_possible": False, "oxygen_may_drop": False, "gas_may_rise": False}
    met = facts(initial_done(), **{f"space__{name}": value for name, value in calm.items()})
    assert next_step(met, at("09:10")).step is Step.protection


def test_an_unsigned_series_is_signed_before_anything_else_is_done_with_it() -> None:
    initial = facts(opened_facts(), series=(series("series-1", at("08:55"), signed_at=None),))
    assert next_step(initial, NOW).step is Step.initial_test
    retest = facts(
        ready_facts(), series=(series("series-1", at("08:55")), series("series-2", at("09:40"), signed_at=None))
    )
    assert next_step(retest, NOW).step is Step.retest


def test_a_series_past_its_age_is_taken_anew() -> None:
    assert next_step(ready_facts(), at("10:10")).step is Step.confirm
    assert next_step(ready_facts(), at("10:10") + SECOND).step is Step.retest


def test_what_is_cleared_through_the_hatch_waits_for_it_to_open() -> None:
    purging = Isolation("isolation-3", IsolationKind.purging, involved=True, confirmed_at=None)
    shut = facts(on_site_facts(), isolations=(*on_site_facts().isolations, purging))
    assert next_step(shut, NOW).step is Step.opening
    opened = facts(opened_facts(), isolations=shut.isolations)
    assert next_step(opened, NOW).step is Step.isolation


def test_profile_30_tests_before_the_approver_signs() -> None:
    met = facts(chemical(opened_facts()), permit__status=Status.submitted, approvals=submitted_facts().approvals)
    assert next_step(met, NOW).step is Step.initial_test
    tested = facts(chemical(ready_facts()), permit__status=Status.submitted, approvals=submitted_facts().approvals)
    assert next_step(tested, NOW).step is Step.approval


def test_contracted_work_waits_for_the_owners_inspector() -> None:
    assert next_step(contracted_facts(), NOW).step is Step.admit
    unseen = facts(contracted(ready_facts()), contract__site_checked_at=None)
    assert next_step(unseen, NOW).step is Step.site_check


# -- nothing to be done on site -------------------------------------------------------------------------


def gates(found: tuple[object, ...]) -> set[str]:
    return {getattr(result, "gate") for result in found}  # noqa: B009  results and stand-ins alike


def test_too_early_on_site_nothing_is_offered() -> None:
    early = WINDOW_START - timedelta(hours=12)
    assert next_step(approved_facts(), early).step is Step.check_in
    waiting = next_step(approved_facts(), early - SECOND)
    assert (waiting.step, gates(waiting.hindrances)) == (None, {"near_window"})


def test_before_the_post_is_taken_nothing_else_is_told_of_the_guardian() -> None:
    assert next_step(approved_facts(), NOW).hindrances == ()


def test_everything_ready_before_the_window_waits_for_it() -> None:
    waiting = next_step(on_site_facts(), WINDOW_START - SECOND)
    assert (waiting.step, gates(waiting.hindrances)) == (None, {"inside_window"})
    assert next_step(on_site_facts(), WINDOW_START).step is Step.opening


def test_before_the_filed_start_nothing_is_forbidden_yet() -> None:
    waiting = next_step(ready_facts(), WINDOW_START - SECOND)
    early = {r.code for result in waiting.hindrances for r in result.refusals}
    assert early == {Code.window_not_begun, Code.filing_not_begun}
    assert not any(ban.forbidden for ban in waiting.bans)


def test_a_stop_in_force_leaves_nothing_to_do() -> None:
    stop = Stop("stop-1", StopKind.pause, at("08:00"))
    for met in (approved_facts(), active_facts()):
        stopped = next_step(replace(met, stops=(stop,)), NOW)
        assert stopped.step is None
        assert "no_stop" in gates(stopped.hindrances)


def test_what_no_step_on_site_can_mend_is_told_beside_the_step() -> None:
    met = facts(approved_facts(), filing=None)
    found = next_step(facts(met, post=on_site_facts().post), NOW)
    assert found.step is Step.briefing
    ready = next_step(facts(ready_facts(), filing=None), NOW)
    assert (ready.step, ready.hindrances != ()) == (None, True)


@pytest.mark.parametrize("status", [Status.draft, Status.closed, Status.rejected, Status.cancelled, Status.expired])
def test_a_draft_or_an_ended_permit_has_no_next_step(status: Status) -> None:
    assert next_step(facts(draft_facts(), permit__status=status), NOW).step is None


# -- during work ----------------------------------------------------------------------------------------


def test_a_value_due_soon_comes_before_another_entry() -> None:
    assert next_step(inside_facts(), at("10:02") - SECOND).step is Step.admit
    assert next_step(inside_facts(), at("10:02")).step is Step.reading


def test_with_all_entrants_inside_it_is_watching() -> None:
    both = tuple(Inside(person, at("09:52"), "permit-1") for person in (ENTRANT, ENTRANT_2))
    met = facts(inside_facts(), presence__inside=both)
    assert next_step(met, NOW).step is Step.watch


def test_one_entrant_who_may_not_go_in_keeps_no_other_out() -> None:
    met = member(active_facts(), ENTRANT, trained_until=at("00:00"))
    assert next_step(met, NOW).step is Step.admit
    assert not entry_of(met, NOW, ENTRANT).passed
    assert entry_of(met, NOW, ENTRANT_2).passed
    alone = without(met, ENTRANT_2)
    assert next_step(alone, NOW).step is None


def test_somebody_unnamed_inside_is_found_out_first() -> None:
    met = facts(inside_facts(), presence__inside=(Inside(None, at("09:52"), None),))
    assert next_step(met, NOW).step is Step.watch


def test_a_new_series_asks_for_the_leader_again() -> None:
    met = active_facts()
    newer = replace(met, series=(*met.series, series("series-3", at("09:51"))))
    assert next_step(newer, NOW).step is Step.confirm


def test_a_confirmation_that_nobody_used_lapses() -> None:
    assert next_step(active_facts(), at("10:10")).step is Step.admit
    assert next_step(active_facts(), at("10:10") + SECOND).step is Step.retest


def test_a_fan_that_stopped_is_started_again_first() -> None:
    stopped = run("fan-1", VentilationKind.mechanical, at("09:00"), stopped_at=at("09:53"))
    met = facts(active_facts(), runs=(active_facts().runs[0], stopped))
    assert next_step(met, NOW).step is Step.ventilation


def test_after_an_interruption_everything_that_lapsed_is_done_again_in_order() -> None:
    out = facts(active_facts(), presence=Presence(rose_at=at("09:51"), emptied_at=at("09:53")))
    assert next_step(out, NOW).step is Step.retest
    tested = replace(out, series=(*out.series, series("series-3", at("09:54"), signed_at=at("09:57"))))
    later = at("09:58")
    assert next_step(tested, later).step is Step.protection
    protections = tuple(replace(p, at=later) for p in tested.protections)
    assert next_step(replace(tested, protections=protections), later).step is Step.guardian_check
    assert tested.guardian_check is not None
    check = replace(tested.guardian_check, confirmed=dict.fromkeys(GuardianCheckItem, later), signed_at=later)
    ready = replace(tested, protections=protections, guardian_check=check)
    assert next_step(ready, later).step is Step.confirm


def test_after_a_suspension_the_guardian_checks_in_anew() -> None:
    assert next_step(suspended_facts(), NOW).step is Step.check_in


# -- the way out ----------------------------------------------------------------------------------------


def evacuated(base: Facts, space_id: str = SPACE) -> Facts:
    return replace(base, evacuations=(Evacuation("evacuation-1", space_id, at("09:53"), EvacuationCause.unwell),))


def test_an_evacuation_comes_before_everything() -> None:
    assert next_step(evacuated(inside_facts()), NOW).step is Step.evacuate
    assert next_step(evacuated(active_facts()), NOW).step is Step.lift
    uncounted = facts(evacuated(active_facts()), presence__headcount_differs=True)
    assert next_step(uncounted, NOW).step is Step.evacuate


def test_who_has_not_come_yet_is_not_asked_to_lift_an_evacuation() -> None:
    coming = next_step(evacuated(replace(approved_facts(), post=None)), NOW)
    assert (coming.step, coming.hindrances) == (Step.check_in, ()), (coming.step, coming.hindrances)
    assert next_step(evacuated(ready_facts()), NOW).step is Step.lift


def test_a_neighbours_evacuation_is_not_ours_to_lift() -> None:
    found = next_step(evacuated(active_facts(), "well-2"), NOW)
    assert (found.step, gates(found.hindrances)) == (None, {"no_evacuation"})


@pytest.mark.parametrize(
    ("met", "now"),
    [
        (inside_facts(), WINDOW_END),
        (
            facts(
                inside_facts(),
                permit__status=Status.suspended,
                permit__ending=Ending.revoked,
                suspension=Suspension(at("09:54"), SuspendReason.revoked),
            ),
            NOW,
        ),
    ],
    ids=["window over", "revoked"],
)
def test_what_can_only_end_is_wound_up(met: Facts, now: datetime) -> None:
    assert next_step(met, now).step is Step.bring_out
    out = facts(met, presence=Presence(rose_at=at("09:52"), emptied_at=at("09:54")))
    assert next_step(out, now).step is Step.close_openings
    shut = replace(out, openings=done_facts().openings)
    assert next_step(shut, now).step is Step.finish
    assert next_step(facts(shut, permit__status=Status.finished), now).step is Step.close


def test_a_finished_permit_shuts_its_openings_before_it_closes() -> None:
    still_open = facts(active_facts(), permit__status=Status.finished)
    assert next_step(still_open, NOW).step is Step.close_openings
    assert next_step(facts(done_facts(), permit__status=Status.finished), NOW).step is Step.close


# -- the seven ------------------------------------------------------------------------------------------


def test_the_seven_are_all_kept_before_the_first_entry() -> None:
    found = next_step(active_facts(), NOW)
    assert [ban.number for ban in found.bans] == [1, 2, 3, 4, 5, 6, 7]
    assert found.open_bans == 0
    assert {ban.state for ban in found.bans} <= {GateState.passed, GateState.not_applicable}
    assert found.good_until == at("10:10")


def test_what_is_left_of_the_seven_stands_under_its_number() -> None:
    found = next_step(facts(ready_facts(), guardian_check=None, protections=()), NOW)
    assert [ban.number for ban in found.bans if ban.state is GateState.refused] == [3, 4]
    assert found.open_bans == 2
    assert not any(ban.forbidden for ban in found.bans)


def test_bad_air_is_forbidden_and_not_merely_undone() -> None:
    bad = facts(ready_facts(), series=(series("series-1", at("09:40"), readings=values(h2s="8")),))
    found = next_step(bad, NOW)
    assert [ban.number for ban in found.bans if ban.forbidden] == [2]


def test_a_gate_that_cannot_tell_is_never_done() -> None:
    broken = replace(ready_facts(), briefing=object())  # type: ignore[arg-type]
    found = next_step(broken, NOW)
    assert found.bans[6].state is GateState.unknown
    assert found.step is Step.briefing


def test_until_when_the_gas_test_counts() -> None:
    assert gas_good_until(next_step(active_facts(), NOW)) == at("10:10")
    assert gas_good_until(next_step(inside_facts(), NOW)) == at("10:07")
    assert gas_good_until(next_step(opened_facts(), NOW)) is None
    assert gas_good_until(next_step(ready_facts(), at("10:10") + SECOND)) is None
    bad = facts(active_facts(), work_values=(work_value("value-1", at("09:54"), values(h2s="8")),))
    assert gas_good_until(next_step(bad, NOW)) is None


#: Gates that no step on site answers: papers, filing, training, neighbours, the hour; and those that only warn.
MENDED_ELSEWHERE = {
    "approver_outside",
    "contractor_bound",
    "drills_held",
    "crew_changes_signed",
    "crew_covered",
    "crew_street_trained",
    "crew_trained",
    "document_intact",
    "entrant_guards_nothing",
    "entrant_on_permit",
    "filed",
    "gas_sequence",
    "guardian_apart",
    "guardian_free",
    "guardian_heard",
    "inside_nothing",
    "inside_window",
    "near_window",
    "neighbours_linked",
    "night_approved",
    "no_conflicting_work",
    "no_evacuation",
    "no_stop",
    "rescue_team_bound",
    "person_change_signed",
    "person_covered",
    "person_street_trained",
    "person_trained",
    "plate_of_this_space",
    "risk_assessed",
    "space_unchanged",
    "phone_time_agrees",
    "tickets_valid",
    "times_settled",
    "ventilated_long_enough",
    "work_covered",
}


def test_every_gate_on_site_has_its_step_or_none_on_purpose() -> None:
    actions = (Action.check_in, Action.prepare, Action.open_space, Action.permit_confirm, Action.enter)
    asked = {gate for action in actions for gate in gates_of(action) if gate.rule != "legality"}
    results = {gate.name: GateResult(gate.name, gate.rule, gate.banned, GateState.refused) for gate in asked}
    mended_here = {name for name, result in results.items() if answered_by(result, opened_facts()) is not None}
    assert set(results) - mended_here == MENDED_ELSEWHERE


def test_every_step_says_who_does_it() -> None:
    assert set(DONE_BY) == set(Step)
    assert DONE_BY[Step.confirm] == (Part.leader,)
