"""各街道: the district's desk, all streets side by side."""

import uuid
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType

from flask import Blueprint, render_template, url_for

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import checks as words
from permit_service.queries import district
from permit_service.queries.district import Count, Days
from permit_service.queries.reading import session
from permit_service.wallclock import SHANGHAI, civil_day
from workflows.inspection_kinds import FindingState, InspectionState

blueprint = Blueprint("district", __name__, url_prefix="/district")

#: What each count is called, whether a number above 0 warns, in the order of the columns.
COLUMNS: tuple[tuple[Count, str, bool], ...] = (
    (Count.jobs_today, words.JOBS_TODAY, False),
    (Count.active, words.ACTIVE, False),
    (Count.inside, words.INSIDE, False),
    (Count.unread, words.UNREAD, True),
    (Count.stops, words.STOPS, True),
    (Count.alarms, words.ALARMS, True),
    (Count.checks_open, words.CHECKS_OPEN, False),
    (Count.checks_made, words.CHECKS_MADE, False),
    (Count.findings, words.OPEN_FINDINGS, False),
    (Count.overdue, words.OVERDUE, True),
    (Count.unfiled, words.UNFILED_THIS_MONTH, True),
)


#: Where the records of a count are listed, and by what the list is narrowed beside the street.
_LISTS: Mapping[Count, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        Count.checks_open: ("inspections.index", {}),
        Count.checks_made: ("inspections.index", {"state": InspectionState.concluded}),
        Count.findings: ("findings.index", {}),
        Count.overdue: ("findings.index", {"state": FindingState.overdue}),
        Count.unfiled: ("unfiled.index", {}),
    }
)


@blueprint.get("")
def index() -> str:
    """One row a street, and the sum of them."""
    streets = district.streets(session(), current_actor(), _days())
    return render_template(
        "district/index.html",
        columns=[label for _, label, _ in COLUMNS],
        rows=[
            (one.name, [(one.counts[count], label, warns, _behind(count, one.id)) for count, label, warns in COLUMNS])
            for one in streets
        ],
        total=[sum(one.counts[count] for one in streets) for count, _, _ in COLUMNS],
        now=wallclock.now(),
    )


def _behind(count: Count, area_id: uuid.UUID) -> str:
    """The list of what a count counts, the newest first; "" where there is none."""
    if count not in _LISTS:
        return ""
    endpoint, narrowed = _LISTS[count]
    return url_for(endpoint, area=area_id, **narrowed)


def _days() -> Days:
    today = civil_day(wallclock.now())
    midnight = datetime.combine(today, time(), SHANGHAI)
    return Days(today, midnight, midnight + timedelta(days=1), midnight.replace(day=1))
