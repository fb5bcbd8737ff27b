"""The drawing of a series being read: each point with its state, and the way to it."""

from collections.abc import Sequence

from flask import url_for

from permit_service import labels
from permit_service.labels.pages import common
from permit_service.labels.pages import gas as words
from permit_service.queries.gas_tests import GasTest, Spot
from permit_service.web.space_drawing import draw

_WORDS = {"done": words.MEASURED, "bad": common.NOT_GOOD, "next": words.NEXT, "open": words.NOT_MEASURED}


def drawn(test: GasTest, spots: Sequence[Spot], chosen: Spot | None, places: Sequence[str]) -> dict[str, object]:
    """What the macro ``space_drawing`` shows: the geometry, and of each point its state, words and address.

    ``places`` tells where each spot is; ``chosen`` is the one to be read now.
    """
    bad = {(one.leg, one.distance) for one in test.judgement.readings if one.judgement.code is not None}
    titles = [_title(number, test) for number, _ in enumerate(test.legs)]
    points = []
    for spot, place in zip(spots, places, strict=True):
        state = _state(spot, chosen, bad)
        points.append({"state": state, "word": _WORDS[state], "place": place, "href": _way_to(spot, test)})
    return {
        "shape": draw(test.legs, [(spot.leg, spot.distance) for spot in spots], titles),
        "points": points,
    }


def _state(spot: Spot, chosen: Spot | None, bad: set[tuple[int, object]]) -> str:
    if spot == chosen:
        return "next"
    if spot.taken is None:
        return "open"
    return "bad" if (spot.leg, spot.distance) in bad else "done"


def _title(number: int, test: GasTest) -> str:
    leg = test.legs[number]
    told = f"{labels.of(leg.orientation)} {leg.length.normalize():f} m"
    return told if len(test.legs) == 1 else words.LEG.format(number=number + 1, told=told)


def _way_to(spot: Spot, test: GasTest) -> str:
    return url_for(
        "gas.show",
        permit_id=test.row.permit_id,
        leg=spot.leg,
        distance=f"{spot.distance.normalize():f}",
        _anchor="point",
    )
