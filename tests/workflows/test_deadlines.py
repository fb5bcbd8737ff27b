"""What must happen now: ``due`` and ``next_due``."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from good import (
    active_facts,
    approved_facts,
    done_facts,
    draft_facts,
    facts,
    inside_facts,
    opened_facts,
    suspended_facts,
)
from pieces import (
    ENTRANT,
    ENTRANT_2,
    GUARDIAN,
    NOW,
    OTHER_SPACE,
    SECOND,
    SPACE,
    WINDOW_END,
    at,
    run,
    series,
    values,
    work_value,
)

from workflows.deadlines import due, next_due
from workflows.facts import Facts
from workflows.kinds import VentilationKind
from workflows.limits import PROFILES
from workflows.plan_facts import Stop
from workflows.site_facts import AreaClosure, Evacuation, Inside
from workflows.vocabulary import (
    AlarmKind,
    Ending,
    EvacuationCause,
    JobStatus,
    ProfileName,
    Status,
    StopKind,
    SuspendReason,
)
from workflows.watches import Due, DueKind

ZERO, MINUTE = timedelta(), timedelta(minutes=1)
#: The entrant of the sample went in at 09:52: the first value is late at 10:07, an interval late at 10:22.
IN, FIRST, SECOND_LATE = at("09:52"), at("10:07"), at("10:22")
EVACUATE, SUSPEND, ALARM = DueKind.evacuate, DueKind.suspend, DueKind.alarm


def alive(base: Facts, now: datetime) -> Facts:
    """The guardian's phone was heard, and contact was made, just now."""
    return facts(base, post__last_beat_at=now, last_contact_at=now)


def measured(base: Facts, now: datetime) -> Facts:
    """A good in-work value was just taken, too: nothing is late."""
    return alive(facts(base, work_values=(*base.work_values, work_value("value-now", now))), now)


def alarms(found: tuple[Due, ...]) -> dict[AlarmKind, datetime]:
    return {one.alarm: one.since for one in found if one.alarm is not None}


def orders(found: tuple[Due, ...]) -> list[tuple[Any, ...]]:
    """Everything but alarms."""
    return [(one.kind, one.cause or one.reason, one.since) for one in found if one.kind is not ALARM]


def halted(cause: EvacuationCause, reason: SuspendReason, since: datetime) -> list[tuple[Any, ...]]:
    return [(EVACUATE, cause, since), (SUSPEND, reason, since)]


def quiet_day() -> Facts:
    """Somebody inside, everything fresh at NOW."""
    return measured(inside_facts(), NOW)


def evacuating(base: Facts, space_id: str = SPACE, cause: EvacuationCause = EvacuationCause.unwell) -> Facts:
    return facts(base, evacuations=(Evacuation("evacuation-1", space_id, at("09:54"), cause),))


def with_fan(base: Facts, stopped_at: datetime | None) -> Facts:
    runs = tuple(replace(one, stopped_at=stopped_at) if one.id == "fan-1" else one for one in base.runs)
    return facts(base, runs=runs)


# -- nothing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [draft_facts, approved_facts, opened_facts, active_facts, quiet_day, done_facts])
def test_a_good_day_asks_for_nothing(build: Any) -> None:
    assert due(measured(build(), NOW) if build().post is not None else build(), NOW) == ()


def test_a_draft_is_never_due() -> None:
    assert next_due(draft_facts(), NOW) is None
    assert due(draft_facts(), WINDOW_END + timedelta(days=9)) == ()


# -- R13 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.submitted, Status.approved])
@pytest.mark.parametrize(("late", "expires"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_an_unopened_permit_expires_with_its_window(status: Status, late: timedelta, expires: bool) -> None:
    now = WINDOW_END + late
    found = due(facts(approved_facts(), permit__status=status), now)
    assert orders(found) == ([(DueKind.expire, None, WINDOW_END)] if expires else [])
    assert (AlarmKind.permit_expired in alarms(found)) is expires


@pytest.mark.parametrize("status", [Status.approved, Status.active])
@pytest.mark.parametrize(("late", "ends"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_an_opened_permit_is_suspended_at_the_end_of_its_window(status: Status, late: timedelta, ends: bool) -> None:
    now = WINDOW_END + late
    found = due(alive(facts(opened_facts(), permit__status=status), now), now)
    assert orders(found) == ([(SUSPEND, SuspendReason.expired, WINDOW_END)] if ends else [])
    assert [one.ending for one in found if one.kind is SUSPEND] == ([Ending.expired] if ends else [])


def test_a_permit_expires_with_two_inside() -> None:
    both = (Inside(ENTRANT, IN, "permit-1"), Inside(ENTRANT_2, IN, "permit-1"))
    base = measured(facts(inside_facts(), presence__inside=both), WINDOW_END)
    found = due(base, WINDOW_END)
    assert orders(found) == halted(EvacuationCause.expired, SuspendReason.expired, WINDOW_END)
    assert found[0].person_ids == (ENTRANT, ENTRANT_2)


def test_a_suspended_permit_only_gets_its_ending() -> None:
    found = due(suspended_facts(), WINDOW_END)
    assert orders(found) == [(SUSPEND, SuspendReason.expired, WINDOW_END)]
    ended = facts(suspended_facts(), permit__ending=Ending.expired)
    assert orders(due(ended, WINDOW_END)) == []


def test_a_finished_permit_no_longer_expires() -> None:
    assert due(facts(done_facts(), permit__status=Status.finished), WINDOW_END + timedelta(hours=9)) == ()


@pytest.mark.parametrize(("late", "near"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_the_end_of_the_window_is_told_half_an_hour_before(late: timedelta, near: bool) -> None:
    now = WINDOW_END - timedelta(minutes=30) + late
    assert (AlarmKind.window_ends_soon in alarms(due(measured(inside_facts(), now), now))) is near


def test_the_end_is_no_longer_near_once_it_is_there() -> None:
    assert AlarmKind.window_ends_soon not in alarms(due(measured(inside_facts(), WINDOW_END), WINDOW_END))


# -- R23-R25 --------------------------------------------------------------------------------------------


def bad_value(base: Facts, when: datetime, **readings: str) -> Facts:
    return facts(base, work_values=(work_value("value-1", when, values(**(readings or {"h2s": "8"}))),))


@pytest.mark.parametrize("readings", [{"h2s": "8"}, {"o2": "19.4"}, {"ex": "11"}, {"co": "40"}])
def test_a_bad_value_evacuates_and_suspends(readings: dict[str, str]) -> None:
    base = bad_value(alive(inside_facts(), NOW), at("09:54"), **readings)
    found = due(base, NOW)
    assert orders(found) == halted(EvacuationCause.bad_gas, SuspendReason.bad_gas, at("09:54"))
    assert alarms(found) == {AlarmKind.gas_bad: at("09:54")}
    (gas, amount), failed = *readings.items(), [told for one in found for told in one.failed]
    assert {(told["gas"], told["amount"]) for told in failed} == {(gas, amount)}
    assert all(any(key.startswith("limit_") for key in told) for told in failed)


def test_bad_air_alarms_until_the_permit_has_ended() -> None:
    base = bad_value(alive(active_facts(), NOW), at("09:54"))
    for status, standing in ((Status.finished, True), (Status.closed, False)):
        assert (AlarmKind.gas_bad in alarms(due(facts(base, permit__status=status), NOW))) is standing


def test_a_good_value_after_a_bad_one_takes_nothing_back() -> None:
    both = (work_value("value-1", at("09:53"), values(h2s="8")), work_value("value-2", at("09:54")))
    found = due(alive(facts(inside_facts(), work_values=both), NOW), NOW)
    assert orders(found) == halted(EvacuationCause.bad_gas, SuspendReason.bad_gas, at("09:53"))


def test_bad_air_shuts_an_active_space_that_is_empty() -> None:
    found = due(bad_value(alive(active_facts(), NOW), at("09:54")), NOW)
    assert orders(found) == halted(EvacuationCause.bad_gas, SuspendReason.bad_gas, at("09:54"))


def test_a_series_begun_after_the_bad_value_settles_it() -> None:
    base = bad_value(active_facts(), at("09:41"))
    later = facts(base, series=(*base.series, series("series-3", at("09:50"))))
    assert orders(due(alive(later, NOW), NOW)) == []


def test_a_bad_point_of_a_series_read_during_work_evacuates() -> None:
    base = measured(inside_facts(), NOW)
    running = series("series-3", at("09:53"), readings=values(o2="18"), finished_at=None, signed_at=None)
    found = due(facts(base, series=(*base.series, running)), NOW)
    assert orders(found) == halted(EvacuationCause.bad_gas, SuspendReason.bad_gas, at("09:53"))


def test_a_bad_point_before_anybody_went_in_evacuates_nobody() -> None:
    base = measured(inside_facts(), NOW)
    early = series("series-0", at("08:45"), readings=values(o2="18"))
    assert orders(due(facts(base, series=(early, *base.series)), NOW)) == []


def test_nothing_is_repeated_while_it_is_being_done() -> None:
    base = bad_value(alive(inside_facts(), NOW), at("09:54"))
    under_way = evacuating(facts(base, permit__status=Status.suspended), cause=EvacuationCause.bad_gas)
    assert orders(due(under_way, NOW)) == []
    assert AlarmKind.people_inside in alarms(due(under_way, NOW))


def test_a_lifted_evacuation_does_not_come_back_by_itself() -> None:
    base = bad_value(alive(suspended_facts(), NOW), at("09:53"))
    assert orders(due(base, NOW)) == []


# -- R39 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "is_late"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_a_late_value_alarms(late: timedelta, is_late: bool) -> None:
    now = FIRST + late
    found = due(alive(inside_facts(), now), now)
    assert alarms(found) == ({AlarmKind.gas_value_late: FIRST} if is_late else {})
    assert orders(found) == []


@pytest.mark.parametrize(("late", "is_late"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_a_second_interval_late_evacuates(late: timedelta, is_late: bool) -> None:
    now = SECOND_LATE + late
    expected = halted(EvacuationCause.gas_value_late, SuspendReason.gas_value_late, SECOND_LATE) if is_late else []
    assert orders(due(alive(inside_facts(), now), now)) == expected


def test_a_late_value_never_evacuates_while_the_post_is_quiet() -> None:
    now = SECOND_LATE + timedelta(hours=2)
    base = facts(alive(inside_facts(), now), post__last_beat_at=now - timedelta(seconds=180))
    assert orders(due(base, now)) == []
    assert {AlarmKind.gas_value_late, AlarmKind.guardian_quiet} <= set(alarms(due(base, now)))
    assert next_due(base, now) == now + MINUTE
    back = facts(base, post__last_beat_at=now)
    assert orders(due(back, now)) == halted(EvacuationCause.gas_value_late, SuspendReason.gas_value_late, SECOND_LATE)


@pytest.mark.parametrize(("since_back", "evacuates"), [(179, False), (180, True), (3600, True)])
def test_a_phone_back_from_a_silence_first_hands_in_its_values(since_back: int, evacuates: bool) -> None:
    back_at = SECOND_LATE + timedelta(minutes=5)
    now = back_at + timedelta(seconds=since_back)
    base = facts(alive(inside_facts(), now), post__last_beat_at=now, post__heard_again_at=back_at)
    deadline = back_at + timedelta(seconds=180)
    expected = halted(EvacuationCause.gas_value_late, SuspendReason.gas_value_late, deadline)
    assert orders(due(base, now)) == (expected if evacuates else [])
    assert evacuates or next_due(base, now) == deadline


def test_profile_30_wants_a_value_every_two_hours() -> None:
    base = facts(inside_facts(), rules=PROFILES[ProfileName.GB30871])
    late_at = IN + timedelta(hours=2)
    assert alarms(due(alive(base, late_at - SECOND), late_at - SECOND)) == {}
    assert alarms(due(alive(base, late_at), late_at)) == {AlarmKind.gas_value_late: late_at}


def test_nobody_inside_no_clock() -> None:
    assert alarms(due(alive(active_facts(), SECOND_LATE), SECOND_LATE)) == {}


def test_a_linked_permits_people_are_not_ours_to_measure() -> None:
    base = facts(inside_facts(), presence__inside=(Inside("theirs", IN, "permit-2"),))
    assert due(alive(base, SECOND_LATE), SECOND_LATE) == ()


# -- R31 ------------------------------------------------------------------------------------------------


def test_a_fan_that_stops_during_work_evacuates() -> None:
    found = due(with_fan(quiet_day(), at("09:54")), NOW)
    assert orders(found) == halted(EvacuationCause.fan_stopped, SuspendReason.fan_stopped, at("09:54"))
    assert alarms(found) == {AlarmKind.fan_stopped: at("09:54")}


def test_a_fan_that_stops_with_nobody_inside_evacuates_nobody() -> None:
    assert due(with_fan(alive(active_facts(), NOW), at("09:54")), NOW) == ()


def test_a_second_fan_takes_over() -> None:
    base = with_fan(quiet_day(), at("09:54"))
    second = run("fan-2", VentilationKind.mechanical, at("09:53"))
    assert due(facts(base, runs=(*base.runs, second)), NOW) == ()


def test_a_fan_stopped_before_the_confirmation_was_not_needed() -> None:
    base = with_fan(quiet_day(), at("09:49"))
    free = {"space__toxic_possible": False, "space__oxygen_may_drop": False, "space__gas_may_rise": False}
    assert due(facts(base, **free), NOW) == ()
    assert orders(due(base, NOW)) == halted(EvacuationCause.fan_stopped, SuspendReason.fan_stopped, at("09:49"))


# -- R37, R38 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "quiet"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
@pytest.mark.parametrize("build", [active_facts, inside_facts])
def test_a_quiet_phone_alarms_and_nothing_more(build: Any, late: timedelta, quiet: bool) -> None:
    heard_at = NOW - timedelta(seconds=180) - late
    found = due(facts(measured(build(), NOW), post__last_beat_at=heard_at), NOW)
    assert alarms(found) == ({AlarmKind.guardian_quiet: heard_at + timedelta(seconds=180)} if quiet else {})
    assert orders(found) == []


@pytest.mark.parametrize("hours", [1, 6, 48])
def test_a_missed_heartbeat_never_evacuates(hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    base = facts(inside_facts(), permit__window_end=now + timedelta(days=1))
    assert orders(due(base, now)) == []


@pytest.mark.parametrize(("late", "is_late"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_a_contact_check_not_made_alarms(late: timedelta, is_late: bool) -> None:
    now = at("10:10") + late
    base = facts(measured(inside_facts(), now), last_contact_at=at("09:55"))
    assert alarms(due(base, now)) == ({AlarmKind.contact_check_late: at("10:10")} if is_late else {})
    assert orders(due(base, now)) == []


def test_the_contact_clock_starts_with_the_first_one_in() -> None:
    base = facts(measured(inside_facts(), FIRST), last_contact_at=at("08:00"))
    assert alarms(due(base, FIRST)) == {AlarmKind.contact_check_late: FIRST}


def test_a_guardian_who_leaves_people_inside_evacuates() -> None:
    found = due(facts(quiet_day(), post__confirmed_absent_at=at("09:54")), NOW)
    assert orders(found) == halted(EvacuationCause.guardian_left, SuspendReason.guardian_left, at("09:54"))
    assert alarms(found) == {AlarmKind.guardian_left: at("09:54")}


def test_a_guardian_who_leaves_an_empty_space_suspends_it() -> None:
    found = due(facts(alive(active_facts(), NOW), post__confirmed_absent_at=at("09:54")), NOW)
    assert orders(found) == [(SUSPEND, SuspendReason.guardian_left, at("09:54"))]


def test_a_guardian_who_goes_in_evacuates() -> None:
    both = (Inside(ENTRANT, IN, "permit-1"), Inside(GUARDIAN, at("09:54"), "permit-1"))
    found = due(facts(quiet_day(), presence__inside=both), NOW)
    assert orders(found) == halted(EvacuationCause.guardian_left, SuspendReason.guardian_left, at("09:54"))


def test_people_inside_without_any_post_are_brought_out() -> None:
    found = due(facts(quiet_day(), post=None), NOW)
    assert orders(found) == halted(EvacuationCause.guardian_left, SuspendReason.guardian_left, IN)


# -- R41, R42, R64 --------------------------------------------------------------------------------------


def test_an_evacuation_suspends_and_alarms_until_nobody_is_inside() -> None:
    found = due(evacuating(quiet_day()), NOW)
    assert orders(found) == [(SUSPEND, SuspendReason.evacuation, at("09:54"))]
    assert alarms(found) == {AlarmKind.evacuation: at("09:54"), AlarmKind.people_inside: at("09:54")}
    empty = evacuating(facts(suspended_facts(), post__last_beat_at=NOW))
    assert set(alarms(due(empty, NOW))) == {AlarmKind.evacuation}


@pytest.mark.parametrize("permit_id", ["another", None])
def test_an_evacuation_alarms_for_no_permit_that_it_is_not_about(permit_id: str | None) -> None:
    somebody = replace(quiet_day().presence.inside[0], permit_id=permit_id)
    found = due(evacuating(facts(approved_facts(), presence__inside=(somebody,))), NOW)
    whoever = {AlarmKind.evacuation, AlarmKind.people_inside}  # on no permit: everybody of the space must know
    assert set(alarms(found)) & whoever == (set() if permit_id else whoever)


@pytest.mark.parametrize("cause", [EvacuationCause.bad_gas, EvacuationCause.unwell, EvacuationCause.detector_alarm])
def test_bad_air_next_door_evacuates_here(cause: EvacuationCause) -> None:
    found = due(evacuating(quiet_day(), OTHER_SPACE, cause), NOW)
    assert orders(found) == halted(EvacuationCause.connected_space, SuspendReason.evacuation, at("09:54"))


@pytest.mark.parametrize("cause", [EvacuationCause.expired, EvacuationCause.stop, EvacuationCause.guardian_left])
def test_bad_paper_next_door_evacuates_nobody_here(cause: EvacuationCause) -> None:
    assert due(evacuating(quiet_day(), OTHER_SPACE, cause), NOW) == ()


def test_a_stop_evacuates_and_suspends() -> None:
    stopped = {"stops": (Stop("stop-1", StopKind.pause, at("09:54")),)}
    assert orders(due(facts(quiet_day(), **stopped), NOW)) == halted(
        EvacuationCause.stop, SuspendReason.stop, at("09:54")
    )
    assert orders(due(facts(alive(active_facts(), NOW), **stopped), NOW)) == [
        (SUSPEND, SuspendReason.stop, at("09:54"))
    ]
    assert due(facts(approved_facts(), **stopped), NOW) == ()


# -- R44, R45, R51-R53, the closure ---------------------------------------------------------------------


def test_an_unmarked_interruption_alarms_once_people_are_out() -> None:
    base = facts(suspended_facts(), suspension__marked=False)
    assert alarms(due(base, NOW)) == {AlarmKind.interruption_unmarked: at("09:54")}
    assert due(suspended_facts(), NOW) == ()
    someone = facts(base, presence__inside=(Inside(ENTRANT, IN, "permit-1"),))
    assert AlarmKind.interruption_unmarked not in alarms(due(alive(someone, NOW), NOW))


def test_a_count_that_differs_alarms() -> None:
    base = facts(quiet_day(), presence__headcount_differs=True, presence__counted_at=at("09:54"))
    assert alarms(due(base, NOW)) == {AlarmKind.headcount_differs: at("09:54")}
    assert orders(due(base, NOW)) == []


@pytest.mark.parametrize("person_id", ["stranger", None])
def test_a_stranger_inside_alarms(person_id: str | None) -> None:
    people = (Inside(ENTRANT, IN, "permit-1"), Inside(person_id, at("09:53"), None))
    base = facts(quiet_day(), presence__inside=people)
    assert alarms(due(base, NOW)) == {AlarmKind.headcount_differs: at("09:53")}
    assert orders(due(base, NOW)) == []


def test_records_that_cannot_be_trusted_alarm() -> None:
    altered = facts(quiet_day(), permit__document_intact=False)
    assert alarms(due(altered, NOW)) == {AlarmKind.document_altered: max(one.at for one in altered.approvals)}
    assert alarms(due(facts(quiet_day(), disputed_at=at("09:53")), NOW)) == {AlarmKind.time_disputed: at("09:53")}


def test_a_rescuer_who_went_in_unprotected_alarms() -> None:
    bare = Inside(None, at("09:54"), None, rescue=True, unprotected=True)
    base = evacuating(facts(quiet_day(), presence__inside=(bare,)))
    assert alarms(due(base, NOW))[AlarmKind.rescue_unprotected] == at("09:54")
    kept = evacuating(facts(quiet_day(), presence__inside=(replace(bare, unprotected=False),)))
    assert AlarmKind.rescue_unprotected not in alarms(due(kept, NOW))


@pytest.mark.parametrize(("late", "left"), [(-SECOND, False), (ZERO, True), (SECOND, True)])
def test_a_closure_left_standing_alarms_after_a_day(late: timedelta, left: bool) -> None:
    accepted_at = at("16:00")
    closed = facts(done_facts(), permit__status=Status.closed, job__status=JobStatus.accepted)
    base = facts(closed, job__accepted_at=accepted_at)
    now = accepted_at + timedelta(hours=24) + late
    assert alarms(due(base, now)) == ({AlarmKind.closure_left: accepted_at + timedelta(hours=24)} if left else {})
    down = facts(base, area_closure=AreaClosure(at("08:15"), True, True, removed_at=accepted_at))
    assert due(down, now) == ()


# -- how it is asked ------------------------------------------------------------------------------------


def test_at_most_one_evacuation_and_one_suspension_the_ending_first() -> None:
    base = bad_value(with_fan(alive(inside_facts(), WINDOW_END), at("10:00")), at("10:05"))
    found = due(base, WINDOW_END)
    assert [one.kind for one in found if one.kind is not ALARM] == [EVACUATE, SUSPEND]
    assert found[0].cause is EvacuationCause.fan_stopped
    assert found[1].ending is Ending.expired


def test_since_is_the_moment_of_failure_whenever_it_is_asked() -> None:
    for minutes in (0, 1, 7, 300):
        now = FIRST + minutes * MINUTE
        base = facts(alive(inside_facts(), now), permit__window_end=FIRST + timedelta(days=1))
        assert alarms(due(base, now))[AlarmKind.gas_value_late] == FIRST


def test_next_due_walks_through_every_moment_of_an_unattended_entry() -> None:
    base, now, told = inside_facts(), NOW, []
    while (then := next_due(base, now)) is not None and then <= at("10:30"):
        assert then > now
        now, told = then, [*told, then]
    quiet_at = at("09:54") + timedelta(seconds=180)
    assert told[0] == quiet_at
    assert {FIRST, SECOND_LATE} <= set(told)


@pytest.mark.parametrize("build", [approved_facts, opened_facts, active_facts, quiet_day, suspended_facts, done_facts])
def test_between_now_and_next_due_nothing_new_is_said(build: Any) -> None:
    base, now = build(), NOW
    for _ in range(40):
        then = next_due(base, now)
        if then is None:
            then = now + timedelta(days=30)
            assert due(base, then) == due(base, now)
            return
        assert due(base, then - timedelta(microseconds=1)) == due(base, now)
        now = then


def test_two_clocks_get_the_same_answer() -> None:
    base = bad_value(inside_facts(), at("09:54"))
    assert due(base, NOW) == due(facts(base), NOW)
