"""各街道: the district's desk, all streets side by side, and what their counts count."""

import uuid
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType

from flask import Blueprint, render_template, request, url_for

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.errors import Invalid
from permit_service.labels.pages import checks as words
from permit_service.queries import district, district_records
from permit_service.queries.district import Count, Days
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session
from permit_service.wallclock import SHANGHAI, civil_day
from permit_service.web.street_rows import rows_of
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


#: Counts whose records have a list of their own, and by what it is narrowed beside the street.
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


@blueprint.get("/<uuid:area_id>")
def records(area_id: uuid.UUID) -> str:
    """What one count of a street counts."""
    area = district_records.area_of(session(), current_actor(), area_id)
    asked = request.args.get("count", "")
    if asked not in set(district_records.RECORDS):
        raise Invalid({"count": "unknown"})
    count = Count(asked)
    page = district_records.records(session(), area, count, _days(), Wanted(request.args.get("after")))
    return render_template(
        "district/records.html",
        title=next(label for one, label, _ in COLUMNS if one is count),
        area=area,
        now=wallclock.now(),
        rows=rows_of(page.rows),
        next_url=url_for("district.records", area_id=area.id, count=count, after=page.after) if page.after else "",
    )


def _behind(count: Count, area_id: uuid.UUID) -> str:
    """The list of what a count counts, the newest first."""
    if count not in _LISTS:
        return url_for("district.records", area_id=area_id, count=count)
    endpoint, narrowed = _LISTS[count]
    return url_for(endpoint, area=area_id, **narrowed)


def _days() -> Days:
    today = civil_day(wallclock.now())
    midnight = datetime.combine(today, time(), SHANGHAI)
    return Days(today, midnight, midnight + timedelta(days=1), midnight.replace(day=1))
