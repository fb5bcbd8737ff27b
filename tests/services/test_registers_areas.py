"""The tree of areas, their options, the calendar."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from keeping import administrator, draft_permit, faults, planning, revision_of, tags
from pieces import PLANNED
from plan_cast import Cast
from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, NotFound, ProblemCode
from permit_service.models import db
from permit_service.models.areas import Area, CalendarDay, CalendarYear
from permit_service.models.choices import DayKind
from permit_service.queries import registers as reading
from permit_service.services.accounts import COMMAND_LINE
from permit_service.services.registers import areas
from permit_service.services.registers.areas import AreaForm
from workflows.vocabulary import AreaLevel, DayCounting, FilingMode

FORM = AreaForm("样例三街道", AreaLevel.street, filing_mode=FilingMode.system, training_minutes=30)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return administrator()


def area(area_id: uuid.UUID) -> Area:
    db.session.rollback()
    return db.session.get_one(Area, area_id)


def test_an_area_lies_below_its_parent(cast: Cast, admin: Actor) -> None:
    added = areas.add_area(admin, FORM, cast.district)
    assert added.path == f"{cast.district.hex}/{added.id.hex}/"
    assert added.training_minutes == 30
    assert "area:add" in tags()
    assert reading.areas(db.session())[0].id == cast.district


def test_a_root_is_the_administrators(cast: Cast, admin: Actor) -> None:
    assert areas.add_area(admin, replace(FORM, level=AreaLevel.city)).parent_id is None
    with pytest.raises(Forbidden):
        areas.add_area(cast.actor("district_officer"), FORM)


def test_the_district_adds_streets_and_a_street_does_not(cast: Cast) -> None:
    assert areas.add_area(cast.actor("district_officer"), FORM, cast.district).parent_id == cast.district
    with pytest.raises(NotFound):
        areas.add_area(cast.actor("officer"), FORM, cast.district)
    with pytest.raises(Forbidden):
        areas.add_area(cast.actor("officer"), FORM, cast.street)


def test_options_are_checked_together(admin: Actor) -> None:
    bad = replace(
        FORM, name=" ", lead_days=-1, training_minutes=1441, longest_filing_days=0, package_items=("报备表", "")
    )
    assert faults(lambda: areas.add_area(admin, bad)) == {
        "name": "required",
        "lead_days": "greater_than_equal",
        "training_minutes": "less_than_equal",
        "longest_filing_days": "greater_than_equal",
        "package_items.1": "required",
    }


def test_a_street_sets_its_own_options_and_live_permits_are_told(cast: Cast) -> None:
    permit = draft_permit(cast)
    before = revision_of(permit)
    with planning():
        areas.edit_area(cast.actor("officer"), cast.street, 1, replace(FORM, counting=DayCounting.working_days))
    assert area(cast.street).counting is DayCounting.working_days
    assert revision_of(permit) == before + 1
    with pytest.raises(NotFound):
        areas.edit_area(cast.actor("officer"), cast.other_street, 1, FORM)
    with pytest.raises(Forbidden):
        areas.edit_area(cast.actor("grid"), cast.street, 2, FORM)


def test_another_streets_permits_are_left_alone(cast: Cast) -> None:
    permit = draft_permit(cast)
    before = revision_of(permit)
    areas.edit_area(cast.actor("district_officer"), cast.other_street, 1, FORM)
    assert revision_of(permit) == before


def test_an_edit_of_an_old_revision_is_stale(cast: Cast) -> None:
    areas.edit_area(cast.actor("officer"), cast.street, 1, FORM)
    with pytest.raises(Conflict) as caught:
        areas.edit_area(cast.actor("officer"), cast.street, 1, FORM)
    assert caught.value.code is ProblemCode.stale


def test_the_tree_ends_before_its_path_does(admin: Actor) -> None:
    parent = None
    for _ in range(12):
        parent = areas.add_area(admin, FORM, parent).id
    assert faults(lambda: areas.add_area(admin, FORM, parent)) == {"parent_id": "too_deep"}


# -- calendar -------------------------------------------------------------------------------------------


def test_the_seed_knows_national_day_and_its_swap_days(app: Flask) -> None:
    assert areas.seed_calendar(COMMAND_LINE) == (2024, 2025, 2026)
    kinds = {d.day: d.kind for d in db.session.scalars(select(CalendarDay))}
    assert kinds[date(2026, 10, 1)] is DayKind.off
    assert kinds[date(2024, 2, 4)] is DayKind.swap
    assert date(2026, 10, 3) not in kinds, "a Saturday off is no exception"
    assert all((day.weekday() >= 5) == (kind is DayKind.swap) for day, kind in kinds.items())


def test_seeding_again_keeps_what_was_entered_by_hand(app: Flask) -> None:
    areas.put_calendar_year(COMMAND_LINE, 2026, {date(2026, 5, 4): DayKind.off}, "样例通知")
    assert areas.seed_calendar(COMMAND_LINE) == (2024, 2025)
    assert [d.day for d in db.session.scalars(select(CalendarDay).where(CalendarDay.day > date(2026, 1, 1)))] == [
        date(2026, 5, 4)
    ]
    assert db.session.get_one(CalendarYear, 2026).source == "样例通知"


def test_a_year_by_hand_replaces_the_one_before_and_tells_permits(cast: Cast) -> None:
    permit = draft_permit(cast)
    before = revision_of(permit)
    monday = date(2027, 1, 4)
    areas.put_calendar_year(COMMAND_LINE, 2027, {monday: DayKind.off}, "样例通知")
    areas.put_calendar_year(COMMAND_LINE, 2027, {monday + timedelta(days=1): DayKind.off}, "样例通知 2")
    assert [d.day for d in db.session.scalars(select(CalendarDay))] == [monday + timedelta(days=1)]
    assert revision_of(permit) == before + 2


def test_a_year_by_hand_tells_only_what_differs_from_the_weekday(app: Flask) -> None:
    saturday = date(2027, 1, 2)
    refused = faults(lambda: areas.put_calendar_year(COMMAND_LINE, 2027, {saturday: DayKind.off}, "样例通知"))
    assert refused == {"days": "ordinary_day"}
    refused = faults(lambda: areas.put_calendar_year(COMMAND_LINE, 2028, {saturday: DayKind.swap}, " "))
    assert refused == {"days": "other_year", "source": "required"}


def test_the_calendar_is_the_administrators(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        areas.seed_calendar(cast.actor("district_officer"))
    with planning(), pytest.raises(Forbidden):
        areas.put_calendar_year(cast.actor("officer"), PLANNED.year, {}, "样例通知")
