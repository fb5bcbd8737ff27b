"""Clues 数据核查: records that together are hardly plausible, for officers to look into; never a verdict."""

from typing import Annotated

from pydantic import Field

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.noun import noun, reads
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Choice, Params
from permit_service.labels import plausibility_words as words
from permit_service.queries.plausibility import clues_of
from permit_service.queries.reading import session
from workflows.clue_facts import Thing
from workflows.plausibility import Clue, Pattern

blueprint = noun("plausibility")


class CluesQuery(Params):
    """``days``: of which last days the records are looked at."""

    days: Annotated[int, Field(ge=1, le=90)] = 7
    pattern: Choice[Pattern] | None = None


class ThingView(View):
    """One thing that a clue points to; ``id`` is of the noun ``kind``."""

    kind: Thing
    id: str
    name: str


class ClueView(View):
    """What is hardly plausible, in words; the first of ``things`` is what it is about."""

    pattern: Pattern
    text: str
    since: Moment
    until: Moment
    things: list[ThingView]
    facts: dict[str, str]


class CluesView(View):
    """All clues of the area in the period, the newest first."""

    items: list[ClueView]


@blueprint.get("/plausibility", responses=reads(CluesView))
def index(query: CluesQuery) -> Answer:
    """What of the area's records deserves to be looked into."""
    found = clues_of(session(), current_actor(), wallclock.now(), query.days)
    return answer(CluesView(items=[_view(clue) for clue in found if query.pattern in (None, clue.pattern)]))


def _view(clue: Clue) -> ClueView:
    return ClueView(
        pattern=clue.pattern,
        text=words.told(clue),
        since=clue.since,
        until=clue.until,
        things=[ThingView.model_validate(thing) for thing in clue.things],
        facts=dict(clue.facts),
    )
