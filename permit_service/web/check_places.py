"""The places of spot-checks, as tabs: what an officer, an expert or a firm may look at."""

from permit_service.access import current_actor
from permit_service.labels.pages import checks as words
from permit_service.policy.kinds import AREA_READERS

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


def check_places() -> tuple[tuple[str, str], ...]:
    """Endpoint and name of each place of whoever asks."""
    return _OFFICIAL if current_actor().roles & set(AREA_READERS) else _OF_FIRMS
