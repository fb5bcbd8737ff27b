"""Judging series and in-work records."""

import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import NOW, SECOND, at, run, series, values, work_value

from workflows.gas import GasState, WorkState, judge_series, judge_work, stage_of
from workflows.gas_facts import Leg, Point, Series, Value, WorkValue
from workflows.kinds import Gas, Orientation, SeriesStage, Unit, VentilationKind
from workflows.limits import GB46768
from workflows.points import PointFault

REQUIRED = frozenset({Gas.o2, Gas.ex, Gas.h2s, Gas.co})
WELL = (Leg(Orientation.vertical, Decimal("3.0")),)
LEL = Decimal(5)


def judge(*taken: Series, legs: tuple[Leg, ...] = WELL, required: frozenset[Gas] = REQUIRED) -> GasState:
    return judge_series(taken, legs, required, GB46768, LEL, False)


def work(*taken: WorkValue) -> WorkState:
    return judge_work(taken, REQUIRED, GB46768, LEL, False)


# -- one series -----------------------------------------------------------------------------------------


def test_a_good_series_passes() -> None:
    state = judge(series("s", at("09:40")))
    latest = state.latest
    assert latest is not None
    assert latest is state.initial
    assert latest.passed
    assert state.latest_passed
    assert not state.ever_bad
    assert (latest.begun_at, latest.oldest_at, latest.newest_at) == (at("09:40"), at("09:40"), at("09:42"))
    assert len(latest.readings) == 12
    assert latest.readings[0].told["leg"] == "1"


@pytest.mark.parametrize("point", range(3))
@pytest.mark.parametrize(
    "bad", [values(o2="19.4"), values(ex="10.1"), values(h2s="8"), values(co="26")], ids=["o2", "ex", "h2s", "co"]
)
def test_one_bad_point_fails_the_series(point: int, bad: tuple[Value, ...]) -> None:
    good = series("s", at("09:40"))
    points = tuple(replace(p, values=bad) if i == point else p for i, p in enumerate(good.points))
    state = judge(replace(good, points=points))
    assert state.latest is not None
    assert not state.latest.passed
    assert not state.latest_passed
    assert state.bad_since_latest
    assert state.ever_bad
    assert [r.distance for r in state.failing] == [good.points[point].distance]


def test_a_channel_must_be_read_at_every_point() -> None:
    good = series("s", at("09:40"))
    last = replace(good.points[2], values=good.points[2].values[:3])
    latest = judge(replace(good, points=(*good.points[:2], last))).latest
    assert latest is not None
    assert latest.missing == {Gas.co}
    assert not latest.passed
    assert not latest.bad


def test_a_gas_of_the_ledger_is_required() -> None:
    latest = judge(series("s", at("09:40")), required=REQUIRED | {Gas.nh3}).latest
    assert latest is not None
    assert latest.missing == {Gas.nh3}


def test_a_value_that_cannot_be_judged_fails_the_series_without_being_bad_air() -> None:
    readings = (*values()[:3], Value(Gas.co, None, Unit.ppm))
    state = judge(series("s", at("09:40"), readings=readings))
    assert state.latest is not None
    assert len(state.latest.unusable) == 3
    assert not state.latest_passed
    assert not state.ever_bad


def test_a_series_without_points_passes_nothing() -> None:
    state = judge(series("s", at("09:40"), points=()))
    assert state.latest is not None
    assert not state.latest.passed
    assert state.latest.oldest_at is None


def test_without_geometry_no_series_passes() -> None:
    latest = judge(series("s", at("09:40")), legs=()).latest
    assert latest is not None
    assert not latest.passed
    assert latest.leg_faults[0].fault is PointFault.too_few


def test_each_leg_needs_its_own_points() -> None:
    legs = (*WELL, Leg(Orientation.horizontal, Decimal(5)))
    latest = judge(series("s", at("09:40")), legs=legs).latest
    assert latest is not None
    assert [(f.leg, f.fault) for f in latest.leg_faults] == [(1, PointFault.too_few)]


def test_legs_measured_anew_replace_those_of_the_ledger() -> None:
    deeper = (Leg(Orientation.vertical, Decimal(4)),)
    latest = judge(series("s", at("09:40"), legs=deeper)).latest
    assert latest is not None
    assert [f.fault for f in latest.leg_faults] == [PointFault.bottom_missing]


def test_an_unfinished_series_is_not_the_latest_but_its_bad_values_count() -> None:
    done = series("done", at("09:40"))
    running = series("running", at("09:50"), readings=values(h2s="50"), finished_at=None)
    state = judge(done, running)
    assert state.latest is not None
    assert state.latest.id == "done"
    assert state.latest.passed
    assert not state.latest_passed
    assert {r.at for r in state.failing} == {p.at for p in running.points}
    assert judge(running).latest is None
    assert judge(running).bad_since_latest


def test_bad_values_from_before_the_latest_series_do_not_fail_it() -> None:
    state = judge(series("bad", at("09:00"), readings=values(h2s="50")), series("good", at("09:40")))
    assert state.latest_passed
    assert state.failing == ()
    assert state.ever_bad
    assert state.initial is not None
    assert state.initial.id == "bad"


def test_the_latest_is_the_last_begun_in_whatever_order_they_come() -> None:
    first, second = series("first", at("09:00")), series("second", at("09:40"))
    for state in (judge(first, second), judge(second, first)):
        assert state.latest is not None
        assert state.latest.id == "second"


def test_a_series_is_as_old_as_its_oldest_point_whatever_start_it_declares() -> None:
    good = series("s", at("09:40"))
    old = replace(good.points[0], at=at("08:00"))
    latest = judge(replace(good, points=(old, *good.points[1:]))).latest
    assert latest is not None
    assert latest.begun_at == latest.oldest_at == at("08:00")


def test_order_and_evenness_are_told_and_fail_nothing() -> None:
    good = series("s", at("09:40"))
    uneven = replace(good.points[1], distance=Decimal("2.0"))
    swapped = tuple(reversed(good.points))
    for points, wrong, legs in (((good.points[0], uneven, good.points[2]), False, (0,)), (swapped, True, ())):
        latest = judge(replace(good, points=points)).latest
        assert latest is not None
        assert (latest.out_of_order, latest.uneven_legs, latest.passed) == (wrong, legs, True)


@given(st.decimals(0, 100, places=1), st.integers(0, 2))
def test_worse_air_at_any_point_never_passes_a_failed_series(more: Decimal, point: int) -> None:
    bad = series("s", at("09:40"), readings=values(h2s="7.1"))
    worse = replace(bad.points[point], values=values(h2s=str(Decimal("7.1") + more)))
    points = tuple(worse if i == point else p for i, p in enumerate(bad.points))
    assert not judge(replace(bad, points=points)).latest_passed


# -- in-work values -------------------------------------------------------------------------------------


def test_no_in_work_value_is_nothing_known() -> None:
    assert work() == WorkState(None, False, None)


def test_the_last_complete_value_counts() -> None:
    partial = WorkValue("w3", at("10:20"), values()[:3])
    state = work(work_value("w2", at("10:10")), work_value("w1", at("09:55")), partial)
    assert state.last_at == at("10:10")
    assert not state.last_good
    assert state.bad is None
    assert work(work_value("w1", at("09:55"))).last_good


@pytest.mark.parametrize("shown", [values(h2s="8"), (*values()[1:3], Value(Gas.h2s, Decimal(8), Unit.ppm))])
def test_a_bad_value_is_bad_even_in_an_incomplete_record(shown: tuple[Value, ...]) -> None:
    state = work(work_value("w1", at("10:00"), shown), work_value("w2", at("10:10")))
    assert state.bad is not None
    assert state.bad.at == at("10:00")
    assert [j.gas for j in state.bad.bad] == [Gas.h2s]
    assert state.last_good


def test_a_saturated_value_during_work_is_bad() -> None:
    shown = (*values()[:2], Value(Gas.h2s, None, Unit.ppm, saturated=True), values()[3])
    state = work(work_value("w1", at("10:00"), shown))
    assert state.bad is not None
    assert state.last_at is None


# -- stage ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun_at", "interrupted_at", "stage"),
    [
        (at("09:00") - SECOND, None, SeriesStage.initial),
        (at("09:00"), None, SeriesStage.initial),
        (at("09:00") + SECOND, None, SeriesStage.retest),
        (at("09:40"), at("09:40") - SECOND, SeriesStage.after_interruption),
        (at("09:40"), at("09:40"), SeriesStage.retest),
    ],
)
def test_stage(begun_at: Any, interrupted_at: Any, stage: SeriesStage) -> None:
    runs = (
        run("natural", VentilationKind.natural, at("08:40")),
        run("fan", VentilationKind.mechanical, at("09:00")),
    )
    assert stage_of(series("s", begun_at), runs, interrupted_at) is stage
    assert stage_of(series("s", begun_at), runs[:1], None) is SeriesStage.initial


# -- speed ----------------------------------------------------------------------------------------------


def test_240_readings_are_judged_fast_enough_to_load() -> None:
    step = timedelta(seconds=5)
    points = tuple(Point(0, Decimal(i) / 20, NOW - (60 - i) * step, values()) for i in range(60))
    taken = series("s", points[0].at, points=points)
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        assert judge(taken).latest is not None
        times.append(time.perf_counter() - begun)
    assert median(times) < 0.05
