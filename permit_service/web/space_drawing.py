"""The drawing of a space for the tester: its legs as one goes in, today's surface, and the points to be read.

Not to scale: a leg is as long as its points need, so that a gloved finger finds each of them; where on the leg a point
lies is true to scale, and a thin line leads from there to its mark. Measures are units of the drawing, which is as
wide as the narrowest phone's panel; wider ones enlarge it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.gas_facts import Leg
from workflows.kinds import Orientation

WIDTH = 256
#: Height of what a finger presses, and width of a shaft or pipe.
TOUCH = 56
SHAFT = 48
_TOP = 34
_EDGE = 8
_MARK = 24
#: Below a pipe: leads, marks, two lines of words.
_UNDER_PIPE = 96
_SHORTEST = 150
_BELOW = 30


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DrawnLeg:
    """One leg: its place on the drawing, what it is called, and how long it is in metres."""

    box: Box
    vertical: bool
    length: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """One point: where it lies, where its mark stands, and what a finger may press; ``beside`` = words to the right."""

    spot: tuple[float, float]
    mark: tuple[float, float]
    touch: Box
    beside: bool
    number: int
    """which of the points told, counted from 0"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing. ``surface``: where the sludge or liquid begins, at the end of the last shaft."""

    height: float
    legs: tuple[DrawnLeg, ...]
    points: tuple[DrawnPoint, ...]
    surface: Box | None
    from_above: bool


def draw(legs: Sequence[Leg], points: Sequence[tuple[int, Decimal]], titles: Sequence[str]) -> Drawing:
    """Draw the legs with their points, each told by its leg (counted from 0) and metres along it, inwards."""
    x, y = float(_EDGE), float(_TOP)
    drawn: list[DrawnLeg] = []
    marks: list[DrawnPoint] = []
    for number, leg in enumerate(legs):
        here = [(index, along) for index, (of, along) in enumerate(points) if of == number]
        if leg.orientation is Orientation.vertical:
            after_pipe = bool(drawn) and not drawn[-1].vertical
            box, found = _shaft(leg, here, x, y, clear=_UNDER_PIPE if after_pipe else 0)
            y = box.y + box.height
        else:
            share = _pipes_in_a_row(legs, number)
            box, found = _pipe(leg, here, x, y, (WIDTH - _EDGE - x) / share, turns=_turns_down(legs, number))
            x = box.x + box.width - (SHAFT if _turns_down(legs, number) else 0)
            y = box.y + (box.height if _turns_down(legs, number) else 0)
        drawn.append(DrawnLeg(box, leg.orientation is Orientation.vertical, leg.length, titles[number]))
        marks += found
    return Drawing(
        height=max([one.touch.y + one.touch.height for one in marks] + [_bottom(one) for one in drawn], default=0),
        legs=tuple(drawn),
        points=tuple(sorted(marks, key=lambda one: one.number)),
        surface=_surface(drawn[-1]) if drawn and drawn[-1].vertical else None,
        from_above=bool(drawn) and drawn[0].vertical,
    )


def _shaft(
    leg: Leg, here: Sequence[tuple[int, Decimal]], x: float, y: float, clear: float
) -> tuple[Box, list[DrawnPoint]]:
    """A shaft with its marks to the right, to the left where it stands at the right edge. ``clear``: room for what is
    written under the pipe that it begins at.
    """
    room = max(_SHORTEST, len(here) * TOUCH)
    box = Box(x, y, SHAFT, clear + room)
    right = x < WIDTH / 2
    found = []
    for place, (index, along) in enumerate(here):
        middle = y + clear + (place + 0.5) * room / len(here)
        spot = (x + SHAFT / 2, y + _share(along, leg) * box.height)
        mark_x = x + SHAFT + _MARK if right else x - _MARK
        touch = Box(x, middle - TOUCH / 2, WIDTH - x, TOUCH) if right else Box(0, middle - TOUCH / 2, x + SHAFT, TOUCH)
        found.append(DrawnPoint(spot, (mark_x, middle), touch, right, index))
    return box, found


def _pipe(
    leg: Leg, here: Sequence[tuple[int, Decimal]], x: float, y: float, width: float, *, turns: bool
) -> tuple[Box, list[DrawnPoint]]:
    """A pipe with its marks below, each over its words."""
    box = Box(x, y, width, SHAFT)
    room = width - (SHAFT if turns else 0)
    found = []
    for place, (index, along) in enumerate(here):
        slot = room / len(here)
        spot = (x + _share(along, leg) * width, y + SHAFT / 2)
        touch = Box(x + place * slot, y, slot, SHAFT + _UNDER_PIPE)
        found.append(DrawnPoint(spot, (x + (place + 0.5) * slot, y + SHAFT + _MARK), touch, False, index))
    return box, found


def _share(along: Decimal, leg: Leg) -> float:
    return float(along / leg.length) if leg.length > 0 else 0.0


def _pipes_in_a_row(legs: Sequence[Leg], number: int) -> int:
    """This leg and the pipes that follow it without a shaft between share the width that is left."""
    following = list(legs[number:])
    row = next((at for at, leg in enumerate(following) if leg.orientation is Orientation.vertical), len(following))
    return max(row, 1)


def _turns_down(legs: Sequence[Leg], number: int) -> bool:
    return number + 1 < len(legs) and legs[number + 1].orientation is Orientation.vertical


def _bottom(leg: DrawnLeg) -> float:
    return leg.box.y + leg.box.height + _BELOW


def _surface(leg: DrawnLeg) -> Box:
    depth = 14
    return Box(leg.box.x, leg.box.y + leg.box.height - depth, leg.box.width, depth)
