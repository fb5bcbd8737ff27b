"""Filed works of an area by civil days, with the places of their spaces: what a calendar and a map show."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import Field

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.noun import noun, reads
from permit_service.api.serialize import Answer, Moment, Number, Ref, View, answer
from permit_service.api.types import Day, Params
from permit_service.models.filings import Filing
from permit_service.queries.calendar import calendar
from permit_service.queries.reading import session
from workflows.vocabulary import FilingStatus

blueprint = noun("filing_calendar")


class CalendarQuery(Params):
    """``first``: the first civil day, today unless told; ``days`` from there on."""

    first: Day | None = None
    days: Annotated[int, Field(ge=1, le=31)] = 7


class PlaceView(View):
    """A space and where it lies; without coordinates where nobody measured them."""

    id: uuid.UUID
    number: str
    name: str
    location: str
    longitude: Number | None
    latitude: Number | None


class WorkView(View):
    """A filed work; ``id`` is the filing's."""

    id: uuid.UUID
    number: str
    status: FilingStatus
    start_at: Moment | None
    end_at: Moment | None
    content: str
    unit: Ref
    spaces: list[PlaceView]


class DayView(View):
    """A civil day and the filings of the works that go on then, by start."""

    day: date
    filing_ids: list[uuid.UUID]


class CalendarView(View):
    """The days asked for, and every work once, by start; ``more``: there are further works, not told here."""

    days: list[DayView]
    works: list[WorkView]
    more: bool


@blueprint.get("/filing-calendar", responses=reads(CalendarView))
def show(query: CalendarQuery) -> Answer:
    """Works that were filed and go on in these days, as far as the account may know of them."""
    found = calendar(session(), current_actor(), query.first or wallclock.today(), query.days)
    return answer(
        CalendarView(
            days=[DayView(day=day, filing_ids=[filing.id for filing in filings]) for day, filings in found.days],
            works=[_work(filing) for filing in found.works],
            more=found.more,
        )
    )


def _work(filing: Filing) -> WorkView:
    told = {name: getattr(filing, name) for name in WorkView.model_fields if name not in ("unit", "spaces")}
    return WorkView(
        **told,
        unit=Ref.model_validate(filing.job.unit),
        spaces=[PlaceView.model_validate(space) for space in filing.spaces],
    )
