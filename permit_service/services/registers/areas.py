"""Areas (辖区): the tree, what each area demands, and the calendar it counts by (site-rules 27-33)."""

import calendar
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import delete, select, true

from permit_service import journal
from permit_service.actor import Actor
from permit_service.models.areas import Area, CalendarDay, CalendarYear
from permit_service.models.choices import DayKind
from permit_service.models.columns import within
from permit_service.models.permits import Permit
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, REGISTRARS, Desk, at_desk, change, expect
from workflows.vocabulary import AreaLevel, DayCounting, FilingMode

#: Years that the seed of the calendar covers.
SEEDED_YEARS = (2024, 2025, 2026)
_SEED_SOURCE = "chinesecalendar"
_PATH_LENGTH = 400
_MOST_DAYS = 366
_MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class AreaForm:
    """An area as typed: its name, its level and its local options."""

    name: str
    level: AreaLevel
    duty_phone: str = ""
    filing_mode: FilingMode = FilingMode.none
    counting: DayCounting = DayCounting.civil_days
    lead_days: int = 3
    training_minutes: int = 0
    training_reuse_days: int = 0
    emergency_allowed: bool = True
    longest_filing_days: int = 7
    document: str = ""
    package_items: tuple[str, ...] = ()


def add_area(actor: Actor, form: AreaForm, parent_id: uuid.UUID | None = None) -> Area:
    """Add an area below another, or (administrators) a root.

    Raises Invalid, Forbidden, and NotFound for a parent out of scope.
    """

    def work(desk: Desk) -> Area:
        values = _checked(form)
        parent_path = _parent_path(desk, parent_id)
        area_id = uuid.uuid4()
        area = Area(id=area_id, parent_id=parent_id, path=f"{parent_path}{area_id.hex}/", **values)
        desk.add(area)
        desk.record("area:add", {"area_id": area.id, "parent_id": parent_id}, journal.SYSTEM)
        return area

    return at_desk(actor, work)


def edit_area(actor: Actor, area_id: uuid.UUID, revision: int, form: AreaForm) -> Area:
    """Change an area's name and options; live permits below it are judged anew.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Area:
        area = desk.keep_area(area_id, AREA_KEEPERS)
        expect(area, revision)
        changed = change(area, _checked(form))
        if changed:
            desk.bump(within(Permit.area_path, area.path))
            desk.record("area:edit", {"area_id": area.id, "changed": changed}, journal.SYSTEM)
        return area

    return at_desk(actor, work)


def seed_calendar(actor: Actor) -> tuple[int, ...]:
    """Load the days off that the holiday library knows, for years not loaded yet; returns the years loaded."""

    def work(desk: Desk) -> tuple[int, ...]:
        desk.administer()
        known = set(desk.session.scalars(select(CalendarYear.year)))
        missing = tuple(year for year in SEEDED_YEARS if year not in known)
        for year in missing:
            _put_year(desk, year, _library_days(year), _SEED_SOURCE)
        return missing

    return at_desk(actor, work)


def put_calendar_year(actor: Actor, year: int, days: Mapping[date, DayKind], source: str) -> None:
    """Enter or replace a year by hand: weekdays off and weekend days worked, as the State Council announced them.

    ``source`` names the announcement. Raises Invalid (a day of another year, a weekend day off, a weekday worked) and
    Forbidden for all but administrators.
    """

    def work(desk: Desk) -> None:
        desk.administer()
        faults = Faults()
        told = faults.words("source", source)
        faults.check(all(day.year == year for day in days), "days", "other_year")
        faults.check(all(_differs(day, kind) for day, kind in days.items()), "days", "ordinary_day")
        faults.raise_any()
        _put_year(desk, year, days, told)
        desk.bump(true())

    at_desk(actor, work)


def _checked(form: AreaForm) -> dict[str, object]:
    faults = Faults()
    values = asdict(form) | {
        "name": faults.words("name", form.name),
        "duty_phone": faults.remark("duty_phone", form.duty_phone),
        "document": faults.remark("document", form.document),
        "package_items": tuple(
            faults.words(f"package_items.{index}", item, longest=60) for index, item in enumerate(form.package_items)
        ),
    }
    faults.between("lead_days", form.lead_days, 0, _MOST_DAYS)
    faults.between("training_minutes", form.training_minutes, 0, _MOST_MINUTES)
    faults.between("training_reuse_days", form.training_reuse_days, 0, _MOST_DAYS)
    faults.between("longest_filing_days", form.longest_filing_days, 1, _MOST_DAYS)
    faults.raise_any()
    return values


def _parent_path(desk: Desk, parent_id: uuid.UUID | None) -> str:
    if parent_id is None:
        desk.administer()
        return ""
    path = desk.keep_area(parent_id, REGISTRARS).path
    faults = Faults()
    faults.check(len(path) + len(uuid.UUID(int=0).hex) < _PATH_LENGTH, "parent_id", "too_deep")
    faults.raise_any()
    return path


def _put_year(desk: Desk, year: int, days: Mapping[date, DayKind], source: str) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    desk.session.execute(delete(CalendarDay).where(CalendarDay.day.between(first, last)))
    desk.session.execute(delete(CalendarYear).where(CalendarYear.year == year))
    desk.session.add(CalendarYear(year=year, source=source, loaded_at=desk.now))
    desk.session.add_all(CalendarDay(day=day, kind=kind) for day, kind in days.items())
    desk.record("calendar:load", {"year": year, "days": len(days)}, journal.SYSTEM)


def _library_days(year: int) -> dict[date, DayKind]:
    length = 366 if calendar.isleap(year) else 365
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(length))
    kinds = ((day, DayKind.swap if chinese_calendar.is_workday(day) else DayKind.off) for day in days)
    return {day: kind for day, kind in kinds if _differs(day, kind)}


def _differs(day: date, kind: DayKind) -> bool:
    """Whether the kind says something else than the day's weekday does."""
    weekend = day.weekday() >= calendar.SATURDAY
    return weekend == (kind is DayKind.swap)
