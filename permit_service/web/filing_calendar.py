"""日历 and 位置图: filed works by day, and where today's and the coming ones lie."""

from calendar import monthrange
from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.labels import street_words
from permit_service.models.filings import Filing
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.calendar import calendar
from permit_service.queries.filing_standing import Standing, standing_of
from permit_service.queries.reading import session
from permit_service.told import month_day
from permit_service.wallclock import civil_day
from permit_service.web.rows import Row
from permit_service.web.signs import filing_sign
from permit_service.web.space_map import Place, drawn, place_of

blueprint = Blueprint("filing_calendar", __name__)

_DAY = timedelta(days=1)
_WEEK = 7
#: In a month's cell; the week shows the rest.
_FEW = 3


@blueprint.get("/filings/calendar")
def show() -> str:
    """The week, or the month, of a day: this one unless told."""
    today = wallclock.today()
    day = _day(today)
    monthly = request.args.get("view") == "month"
    first, days = _month(day) if monthly else (day - day.weekday() * _DAY, _WEEK)
    found = calendar(session(), current_actor(), first, days)
    standing = standing_of(session(), found.works)
    return render_template(
        "filings/calendar.html",
        monthly=monthly,
        day=day,
        title=street_words.month(day) if monthly else street_words.week(first),
        days=[_cell(day, filings, standing, today, _FEW if monthly else None) for day, filings in found.days],
        blank=first.weekday(),
        before=first - _DAY,
        after=first + days * _DAY,
        weekdays=street_words.WEEKDAYS,
        more=found.more,
    )


@blueprint.get("/filings/map")
def map_() -> str:
    """Where the works of today and of the six days after it lie, a spot a space; today's stand out."""
    today = wallclock.today()
    works = calendar(session(), current_actor(), today, _WEEK).works
    standing = standing_of(session(), works)
    of_space: dict[ConfinedSpace, list[Filing]] = {}
    for filing in works:
        for space in filing.spaces:
            of_space.setdefault(space, []).append(filing)
    placed = [_place(space, filings, today) for space, filings in of_space.items()]
    return render_template(
        "filings/map.html",
        map=drawn(placed),
        rows=[_row(filing, standing) for filing in works],
        unplaced=sum(place is None for place in placed),
    )


def _place(space: ConfinedSpace, filings: list[Filing], today: date) -> Place | None:
    """The spot of a space; one that stands for several works says so, and leads to their list."""
    begun = any(_begun(filing, today) for filing in filings)
    if len(filings) == 1:
        return place_of(space, space.name, url_for("filings.show", filing_id=filings[0].id), here=begun)
    return place_of(space, street_words.several_works(space.name, len(filings)), "#works", here=begun)


def _day(today: date) -> date:
    """The day asked for; today where it is none that a calendar has."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return day if abs(day.year - today.year) < 100 else today


def _month(day: date) -> tuple[date, int]:
    return day.replace(day=1), monthrange(day.year, day.month)[1]


def _begun(filing: Filing, today: date) -> bool:
    return filing.start_at is not None and civil_day(filing.start_at) <= today


def _cell(
    day: date, filings: tuple[Filing, ...], standing: Standing, today: date, most: int | None
) -> dict[str, object]:
    rows = [_row(filing, standing) for filing in filings[:most]]
    weekday = street_words.WEEKDAYS[day.weekday()]
    return {"day": day, "weekday": weekday, "today": day == today, "rows": rows, "rest": len(filings) - len(rows)}


def _row(filing: Filing, standing: Standing) -> Row:
    state, word = filing_sign(filing, standing)
    return {
        "href": url_for("filings.show", filing_id=filing.id),
        "title": "、".join(space.name for space in filing.spaces),
        "sub": filing.job.unit.name,
        "meta": month_day(filing.start_at),
        "state": state,
        "word": word,
    }
