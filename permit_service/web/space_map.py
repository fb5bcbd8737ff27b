"""Where spaces lie to each other: a drawing without any map service, north up.

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
_SCALES = (20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20)


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


@dataclass(frozen=True, slots=True)
class Place:
    """Something to be drawn: degrees east and north (WGS 84), its name, where it leads, whether it stands out."""

    longitude: float
    latitude: float
    name: str
    href: str
    here: bool


def map_of(space: ConfinedSpace | None, others: Iterable[ConfinedSpace]) -> SpaceMap | None:
    """The drawing around a space and the others whose place is known; None where no place is."""
    shown = {other.id: other for other in others}
    if space is not None:
        shown[space.id] = space
    here = None if space is None else space.id
    places = (
        place_of(one, f"{one.number} {one.name}", url_for("spaces.show", space_id=one.id), here=one.id == here)
        for one in shown.values()
    )
    return drawn(places)


def place_of(space: ConfinedSpace, name: str, href: str, *, here: bool) -> Place | None:
    """A space on a drawing; None where its place is not known."""
    if space.longitude is None or space.latitude is None:
        return None
    return Place(float(space.longitude), float(space.latitude), name, href, here)


def drawn(known: Iterable[Place | None]) -> SpaceMap | None:
    """The drawing of these places, what stands out on top; None where there is none."""
    places = sorted((place for place in known if place is not None), key=lambda place: place.here)
    if not places:
        return None
    east_west, north_south = [place.longitude for place in places], [place.latitude for place in places]
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
    spots = tuple(
        Spot(
            round((place.longitude - west) / degrees_per_x, 1),
            round((north - place.latitude) / degrees_per_y, 1),
            place.name,
            place.href,
            place.here,
        )
        for place in places
    )
    return SpaceMap(spots, west, north, degrees_per_x, degrees_per_y, scale, round(scale / metres_per_length, 1))
