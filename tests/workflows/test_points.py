"""Where gas is sampled (G46 5.8.6)."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import at

from workflows.gas_facts import Leg, Point
from workflows.kinds import Orientation
from workflows.limits import GB46768, overlay
from workflows.points import PointFault, check_leg, needed_points, sequence_wrong, suggest_points, uneven

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "gas_points.json").read_text())
lengths = st.decimals(min_value="0.1", max_value=60, places=2)


def vertical(length: str | Decimal) -> Leg:
    return Leg(Orientation.vertical, Decimal(length))


def horizontal(length: str | Decimal) -> Leg:
    return Leg(Orientation.horizontal, Decimal(length))


def metres(*distances: object) -> list[Decimal]:
    return [Decimal(str(d)) for d in distances]


@pytest.mark.parametrize("case", VECTORS["vertical"], ids=str)
def test_vertical_vectors(case: dict[str, Any]) -> None:
    leg = vertical(str(case["length"]))
    assert needed_points(leg) == case["needed"]
    assert (check_leg(leg, metres(*case["points"])) == ()) is case["enough"]


@pytest.mark.parametrize("case", VECTORS["horizontal"], ids=str)
def test_horizontal_vectors(case: dict[str, Any]) -> None:
    leg = horizontal(str(case["length"]))
    assert needed_points(leg) == 2
    assert (check_leg(leg, metres(*case["points"])) == ()) is case["enough"]


@pytest.mark.parametrize(
    ("leg", "distances", "faults"),
    [
        (vertical("3"), (), (PointFault.too_few,)),
        (vertical("3"), (1, "1.5", 2), ()),
        (vertical("3"), ("1.01", "1.5", 2), (PointFault.top_missing,)),
        (vertical("3"), (1, "1.5", "1.99"), (PointFault.bottom_missing,)),
        (vertical("18"), (1, 9, 17), ()),
        (vertical("18"), (1, "9.01", 17), (PointFault.gap_too_wide,)),
        (horizontal("5"), ("0.5", 2), ()),
        (horizontal("5"), ("0.49", 2), (PointFault.near_missing,)),
        (horizontal("5"), ("0.5", "1.99"), (PointFault.far_missing,)),
        (horizontal("5"), ("0.2", "0.5", 2), ()),
        (horizontal("1.5"), ("0.5", "1.2"), ()),
        (horizontal("1.5"), ("0.5", "1.19"), (PointFault.far_missing,)),
        (horizontal("0.8"), ("0.4", "0.8"), ()),
        (horizontal("2"), ("0.5", 2), ()),
    ],
    ids=str,
)
def test_faults_at_their_bounds(leg: Leg, distances: tuple[object, ...], faults: tuple[PointFault, ...]) -> None:
    assert check_leg(leg, metres(*distances)) == faults


@pytest.mark.parametrize("stray", ["-0.1", "3.01", "NaN", "Infinity", "1.5"])
def test_points_outside_the_leg_or_twice_the_same_do_not_count(stray: str) -> None:
    assert PointFault.too_few in check_leg(vertical("3"), metres("0.8", "1.5", stray))


def test_an_overlay_may_ask_for_more_points() -> None:
    rules = overlay(GB46768, point_gap_metres=4)
    assert needed_points(vertical("10"), rules) == 3
    assert needed_points(vertical("12"), rules) == 4
    assert check_leg(vertical("10"), metres(1, "5.1", 9), rules) == (PointFault.gap_too_wide,)


@pytest.mark.parametrize(
    ("leg", "distances", "strays"),
    [
        (vertical("3"), ("0.8", "1.5", "2.2"), False),
        (vertical("3"), ("0.8", "1.8", "2.2"), False),
        (vertical("3"), ("0.8", "1.81", "2.2"), True),
        (vertical("1.8"), ("0.3", "1.5"), False),
        (vertical("1.8"), ("0.3", "0.6"), True),
        (vertical("1.8"), ("1.2", "1.5"), True),
        (vertical("3"), ("0.8",), False),
        (horizontal("20"), ("0.5", 1, 19), False),
    ],
    ids=str,
)
def test_uneven_spacing_beyond_the_tolerance(leg: Leg, distances: tuple[object, ...], strays: bool) -> None:
    assert uneven(leg, metres(*distances)) is strays


@pytest.mark.parametrize(
    ("leg", "expected"),
    [
        (vertical("3"), ("0.8", "1.5", "2.2")),
        (vertical("1.5"), ("0.4", "1.1")),
        (vertical("18"), (1, 9, 17)),
        (horizontal("5"), ("0.5", "4.5")),
        (horizontal("2"), ("0.5", "2")),
        (horizontal("1.5"), ("0.5", "1.5")),
    ],
    ids=str,
)
def test_suggested_points(leg: Leg, expected: tuple[object, ...]) -> None:
    assert list(suggest_points(leg)) == metres(*expected)


@given(lengths, st.sampled_from(Orientation))
def test_suggested_points_are_enough_and_even(length: Decimal, orientation: Orientation) -> None:
    leg = Leg(orientation, length)
    points = suggest_points(leg)
    assert check_leg(leg, points) == ()
    assert not uneven(leg, points)
    assert len(points) == needed_points(leg)


@pytest.mark.parametrize("length", ["0", "-1", "NaN"])
def test_a_leg_without_length_gets_no_suggestion(length: str) -> None:
    with pytest.raises(ValueError, match="length"):
        suggest_points(vertical(length))


@given(lengths, st.data())
def test_taking_a_needed_point_away_never_helps(length: Decimal, data: st.DataObject) -> None:
    leg = vertical(length)
    points = list(suggest_points(leg))
    points.remove(data.draw(st.sampled_from(points)))
    assert check_leg(leg, points) != ()


def _points(*places: tuple[int, str]) -> list[Point]:
    return [
        Point(leg, Decimal(distance), at("09:00") + timedelta(minutes=i), ())
        for i, (leg, distance) in enumerate(places)
    ]


@pytest.mark.parametrize(
    ("places", "wrong"),
    [
        ((), False),
        (((0, "0.8"), (0, "1.5"), (0, "2.2")), False),
        (((0, "0.8"), (0, "2.2"), (1, "0.5"), (1, "2")), False),
        (((0, "0.8"), (0, "2.2"), (0, "1.5")), True),
        (((1, "0.5"), (0, "0.8")), True),
        (((0, "0.8"), (0, "0.8")), True),
    ],
    ids=str,
)
def test_sequence(places: tuple[tuple[int, str], ...], wrong: bool) -> None:
    assert sequence_wrong(_points(*places)) is wrong


@pytest.mark.parametrize("seconds", [0, -1])
def test_times_must_rise(seconds: int) -> None:
    first, second = _points((0, "0.8"), (0, "1.5"))
    assert sequence_wrong([first, replace(second, at=first.at + timedelta(seconds=seconds))])
