"""Where gas is sampled: points along the legs of the way in (G46 5.8.6), as the tester is told and as judged.

Distances are metres from a leg's entrance (a well's top) to the point. Points outside the leg do not count.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum, unique
from itertools import pairwise

from workflows.gas_facts import Leg, Point
from workflows.kinds import Orientation
from workflows.limits import GB46768, Rules

#: Below this length (m) a vertical leg needs only its top and bottom, a horizontal one its farthest place.
SHORT = Decimal(2)
#: The screen proposes the end points of a vertical leg this far from its ends (m), nearer in short legs.
_PROPOSED_END = Decimal("0.8")


@unique
class PointFault(StrEnum):
    """What a leg's points lack."""

    too_few = "too_few"
    top_missing = "top_missing"
    bottom_missing = "bottom_missing"
    gap_too_wide = "gap_too_wide"
    near_missing = "near_missing"
    far_missing = "far_missing"


@unique
class Level(StrEnum):
    """上、中、下: a third of a vertical leg."""

    top = "top"
    middle = "middle"
    bottom = "bottom"


def needed_points(leg: Leg, rules: Rules = GB46768) -> int:
    """Fewest points for a leg: 2 where horizontal or under 2 m; else 3, and as many as the widest gap asks for."""
    if leg.orientation is Orientation.horizontal or leg.length < SHORT:
        return 2
    span = leg.length - 2 * rules.point_end_metres
    gaps = int((span / rules.point_gap_metres).to_integral_value(ROUND_CEILING))
    return max(3, gaps + 1)


def check_leg(leg: Leg, distances: Iterable[Decimal], rules: Rules = GB46768) -> tuple[PointFault, ...]:
    """Everything the points of one leg lack; empty = enough."""
    inside = _inside(leg, distances)
    if len(inside) == 0:
        return (PointFault.too_few,)
    faults = _check_vertical if leg.orientation is Orientation.vertical else _check_horizontal
    return tuple(faults(leg, inside, rules))


def _check_vertical(leg: Leg, inside: Sequence[Decimal], rules: Rules) -> Iterable[PointFault]:
    if len(inside) < needed_points(leg, rules):
        yield PointFault.too_few
    if leg.length < SHORT:
        return
    if inside[0] > rules.point_end_metres:
        yield PointFault.top_missing
    if leg.length - inside[-1] > rules.point_end_metres:
        yield PointFault.bottom_missing
    if any(b - a > rules.point_gap_metres for a, b in pairwise(inside)):
        yield PointFault.gap_too_wide


def _check_horizontal(leg: Leg, inside: Sequence[Decimal], rules: Rules) -> Iterable[PointFault]:
    if len(inside) < needed_points(leg, rules):
        yield PointFault.too_few
    # Only a leg too short for two points beyond the near bound is let off it.
    bound = rules.horizontal_near_metres if leg.length >= 2 * rules.horizontal_near_metres else Decimal(0)
    deep_enough = [d for d in inside if d >= bound]
    if len(inside) >= 2 and len(deep_enough) < 2:
        yield PointFault.near_missing
    far = rules.horizontal_far_metres if leg.length >= SHORT else leg.length - rules.spacing_tolerance_metres
    if inside[-1] < min(far, leg.length):
        yield PointFault.far_missing


def uneven(leg: Leg, distances: Iterable[Decimal], rules: Rules = GB46768) -> bool:
    """Whether a vertical leg's points stray from even spacing by more than the tolerance; a warning, never more."""
    inside = _inside(leg, distances)
    if leg.orientation is Orientation.horizontal or len(inside) < 2:
        return False
    if leg.length < SHORT:
        return inside[0] > leg.length / 2 or inside[-1] < leg.length / 2
    step = (inside[-1] - inside[0]) / (len(inside) - 1)
    return any(abs(d - (inside[0] + i * step)) > rules.spacing_tolerance_metres for i, d in enumerate(inside))


def suggest_points(leg: Leg, rules: Rules = GB46768) -> tuple[Decimal, ...]:
    """Points to propose on the screen, always enough and even: a 3 m well gives 0.8, 1.5, 2.2.

    Raises ValueError for a leg without a length.
    """
    if not leg.length.is_finite() or leg.length <= 0:
        raise ValueError("a leg has a length above 0")
    if leg.orientation is Orientation.horizontal:
        return _suggest_horizontal(leg.length, rules)
    count = needed_points(leg, rules)
    nearest = (leg.length / 4).quantize(Decimal("0.1"), ROUND_HALF_UP) if leg.length >= 1 else leg.length / 4
    end = min(_PROPOSED_END, nearest, rules.point_end_metres)
    end = max(end, (leg.length - rules.point_gap_metres * (count - 1)) / 2)
    step = (leg.length - 2 * end) / (count - 1)
    return tuple((end + i * step).quantize(Decimal("0.001")).normalize() for i in range(count))


def _suggest_horizontal(length: Decimal, rules: Rules) -> tuple[Decimal, ...]:
    near, far = rules.horizontal_near_metres, rules.horizontal_far_metres
    if length < SHORT or length < far:
        return (min(near, length / 2), length)
    return near, max(far, length - near)


def level_of(leg: Leg, distance: Decimal) -> Level | None:
    """In which third of a vertical leg a point lies, as testers call it; None in a horizontal one."""
    if leg.orientation is Orientation.horizontal:
        return None
    third = leg.length / 3
    return Level.top if distance < third else Level.bottom if distance > 2 * third else Level.middle


def sequence_wrong(points: Sequence[Point]) -> bool:
    """Whether points are out of order: leg by leg, top to bottom or near to far, times increasing (G46 5.8.6)."""
    return any(
        later.at <= earlier.at or (later.leg, later.distance) <= (earlier.leg, earlier.distance)
        for earlier, later in pairwise(points)
    )


def _inside(leg: Leg, distances: Iterable[Decimal]) -> list[Decimal]:
    return sorted({d for d in distances if d.is_finite() and 0 <= d <= leg.length})
