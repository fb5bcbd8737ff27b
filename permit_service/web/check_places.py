"""The places of spot-checks, as tabs: what an officer, an expert or a firm may look at."""

import uuid

from flask import request

from permit_service.access import current_actor
from permit_service.errors import NotFound
from permit_service.labels.pages import checks as words
from permit_service.models.areas import Area
from permit_service.policy.kinds import AREA_READERS
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.web.register_pages import Asked, Filter, asked

_OFFICIAL = (
    ("inspections.index", words.CHECKS),
    ("draws.index", words.DRAWS),
    ("findings.index", words.FINDING),
    ("unfiled.index", words.UNFILED),
    ("district.index", words.STREETS),
    ("draws.relations", words.RELATION),
)
_OF_FIRMS = (
    ("inspections.index", words.CHECKS),
    ("findings.index", words.FINDING),
    ("unfiled.index", words.UNFILED),
)


def narrowed(*filters: Filter) -> tuple[Asked, str]:
    """What a list of checks is asked for, and the path of the one area it is narrowed to; "" = all that one may see.

    The overview of the streets leads to lists of one street; no list offers all of a district's areas.
    """
    area = _area(request.args.get("area", ""))
    if area is None:
        return asked(*filters), ""
    return asked(*filters, Filter("area", words.AREA, ((str(area.id), area.name),))), area.path


def _area(typed: str) -> Area | None:
    try:
        return scope.area(session(), current_actor(), uuid.UUID(typed))
    except (ValueError, NotFound):
        return None


def check_places() -> tuple[tuple[str, str], ...]:
    """Endpoint and name of each place of whoever asks."""
    return _OFFICIAL if current_actor().roles & set(AREA_READERS) else _OF_FIRMS
