"""Where the spaces of an enterprise lie to each other: a drawing without any map service, north up.

Floats are good enough here: nothing is decided by a drawing.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from permit_service.models.spaces import ConfinedSpace

_WIDTH, _HEIGHT = 320.0, 240.0
_METRES_PER_DEGREE = 111_320.0
_LEAST_METRES = 120.0
_ROOM = 1.25
_SCALES = (1000, 500, 200, 100, 50, 20)


@dataclass(frozen=True, slots=True)
class Spot:
    """One space on the drawing."""

    x: float
    y: float
    name: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class SpaceMap:
    """The drawing: its spots, the degrees at its upper left corner and per unit of length, its scale bar."""

    spots: tuple[Spot, ...]
    west: float
    north: float
    degrees_per_x: float
    degrees_per_y: float
    scale_metres: int
    scale_length: float
    width: float = _WIDTH
    height: float = _HEIGHT


def map_of(space: ConfinedSpace | None, others: Iterable[ConfinedSpace]) -> SpaceMap | None:
    """The drawing around a space and the others whose place is known; None where no place is."""
    shown = {other.id: other for other in others}
    if space is not None and space.longitude is not None:
        shown[space.id] = space
    places = [(float(s.longitude), float(s.latitude)) for s in shown.values() if s.longitude and s.latitude]
    if not places:
        return None
    east_west, north_south = zip(*places, strict=True)
    middle_x, middle_y = (min(east_west) + max(east_west)) / 2, (min(north_south) + max(north_south)) / 2
    metres_per_x = _METRES_PER_DEGREE * math.cos(math.radians(middle_y))
    across = max(
        (max(east_west) - min(east_west)) * metres_per_x,
        (max(north_south) - min(north_south)) * _METRES_PER_DEGREE * _WIDTH / _HEIGHT,
        _LEAST_METRES,
    )
    metres_per_length = across * _ROOM / _WIDTH
    degrees_per_x, degrees_per_y = metres_per_length / metres_per_x, metres_per_length / _METRES_PER_DEGREE
    west, north = middle_x - _WIDTH / 2 * degrees_per_x, middle_y + _HEIGHT / 2 * degrees_per_y
    scale = next((s for s in _SCALES if s / metres_per_length <= _WIDTH / 3), _SCALES[-1])
    here = None if space is None else space.id
    spots = tuple(
        Spot(
            round((float(s.longitude or 0) - west) / degrees_per_x, 1),
            round((north - float(s.latitude or 0)) / degrees_per_y, 1),
            f"{s.number} {s.name}",
            url_for("spaces.show", space_id=s.id),
            s.id == here,
        )
        for s in sorted(shown.values(), key=lambda s: s.id == here)
    )
    return SpaceMap(spots, west, north, degrees_per_x, degrees_per_y, scale, round(scale / metres_per_length, 1))
