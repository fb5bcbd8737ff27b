"""The drawing of a space: every point within it and in reach of a finger, whatever way the legs go."""

from decimal import Decimal
from itertools import combinations

import pytest

from permit_service.web.space_drawing import TOUCH, WIDTH, Box, draw
from workflows.gas_facts import Leg
from workflows.kinds import Orientation
from workflows.points import suggest_points

WAYS = {
    "a well": "V3",
    "a deep well": "V30",
    "a tank entered from the side": "H6",
    "a manhole and its pipe": "V2 H40",
    "down, along and down": "V2 H12 V5",
    "along two pipes": "V4 H6 H9",
    "a step": "V1.2 V3",
}


def legs_of(way: str) -> list[Leg]:
    kinds = {"V": Orientation.vertical, "H": Orientation.horizontal}
    return [Leg(kinds[word[0]], Decimal(word[1:])) for word in way.split()]


def apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_points_lie_on_their_legs_and_are_touched_apart(way: str) -> None:
    legs = legs_of(way)
    points = [(number, along) for number, leg in enumerate(legs) for along in suggest_points(leg)]
    drawing = draw(legs, points, [f"leg {number}" for number, _ in enumerate(legs)])
    assert [one.number for one in drawing.points] == list(range(len(points)))
    for one, (number, _) in zip(drawing.points, points, strict=True):
        box, touch = drawing.legs[number].box, one.touch
        assert box.x <= one.spot[0] <= box.x + box.width
        assert box.y <= one.spot[1] <= box.y + box.height
        assert min(touch.width, touch.height) >= TOUCH
        assert touch.x >= 0
        assert touch.x + touch.width <= WIDTH
        assert touch.y + touch.height <= drawing.height
        assert touch.x <= one.mark[0] <= touch.x + touch.width
        assert touch.y <= one.mark[1] <= touch.y + touch.height
    assert all(apart(one.touch, other.touch) for one, other in combinations(drawing.points, 2))
    assert (drawing.surface is not None) is way.split()[-1].startswith("V")


def test_where_a_point_lies_is_true_to_scale() -> None:
    drawing = draw(legs_of("V4"), [(0, Decimal(1)), (0, Decimal(3))], [""])
    box = drawing.legs[0].box
    assert [(one.spot[1] - box.y) / box.height for one in drawing.points] == [0.25, 0.75]


def test_a_space_without_geometry_is_an_empty_drawing() -> None:
    assert draw([], [], []).points == ()
