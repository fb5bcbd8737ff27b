"""数据核查: clues in the records of one's area, each with its evidence and the way to it; none is a verdict."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, render_template, request, url_for

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels import plausibility_words as words
from permit_service.queries.plausibility import clues_of
from permit_service.queries.reading import session
from permit_service.told import month_day
from permit_service.web.register_pages import Filter, asked
from workflows.clue_facts import Ref, Thing
from workflows.plausibility import Clue, Pattern

blueprint = Blueprint("plausibility", __name__, url_prefix="/registers/plausibility")

_PERIODS = (7, 30, 90)
_PATTERN = Filter("pattern", words.PATTERN, tuple((pattern, labels.of(pattern)) for pattern in Pattern))
_DAYS = Filter("days", words.DAYS, tuple((str(days), words.PERIOD.format(days=days)) for days in _PERIODS))
#: More clues than this are not looked into one by one.
_MOST = 100
#: The page of each kind of thing, and the name of its id.
_PAGES: Mapping[Thing, tuple[str, str]] = MappingProxyType(
    {
        Thing.permit: ("permits.show", "permit_id"),
        Thing.person: ("people.show", "person_id"),
        Thing.enterprise: ("enterprises.show", "enterprise_id"),
        Thing.space: ("spaces.show", "space_id"),
        Thing.equipment: ("equipment.show", "equipment_id"),
        Thing.filing: ("filings.show", "filing_id"),
        Thing.training: ("trainings.show", "training_session_id"),
    }
)


@blueprint.get("")
def index() -> str:
    """The clues of one's area, the newest first."""
    wanted = asked(_PATTERN, _DAYS)
    days = int(wanted.get("days") or _PERIODS[0])
    found = clues_of(session(), current_actor(), wallclock.now(), days)
    kept = [clue for clue in found if wanted.get("pattern") in (None, clue.pattern)]
    return render_template(
        "plausibility/index.html",
        asked=wanted,
        clues=[_told(clue) for clue in kept[:_MOST]],
        more=words.MORE.format(most=_MOST, count=len(kept)) if len(kept) > _MOST else "",
        period=words.PERIOD.format(days=days),
        words=words,
        active=request.endpoint,
    )


def _told(clue: Clue) -> dict[str, object]:
    return {
        "title": labels.of(clue.pattern),
        "says": words.told(clue),
        "since": month_day(clue.since),
        "until": month_day(clue.until),
        "links": [_link(thing) for thing in clue.things],
    }


def _link(thing: Ref) -> tuple[str, str]:
    endpoint, name = _PAGES[thing.kind]
    return url_for(endpoint, **{name: thing.id}), f"{labels.of(thing.kind)} {thing.name}"
