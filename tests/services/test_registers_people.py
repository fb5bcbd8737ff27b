"""People: entries, training, leaving, badges, photos."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from keeping import draft_permit, faults, planning, revision_of, tags
from pieces import PLANNED
from plan_cast import Cast
from rows import Rows
from sqlalchemy import select
from threads import at_once

from permit_service import unit_of_work
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models import db
from permit_service.models.accounts import User
from permit_service.models.people import Badge, Person
from permit_service.models.presence import Entry
from permit_service.models.system import StoredFile
from permit_service.queries import people as reading
from permit_service.sample.papers import paper, picture
from permit_service.services.registers import people, prints
from permit_service.services.registers.people import LabTesterForm, PersonForm
from permit_service.services.registers.pinyin import pinyin_of
from permit_service.services.registers.training_results import TrainingForm, record_training
from qr import short_code
from workflows.training_kinds import ALL_TOPICS

DAY = timedelta(days=1)
LONG_NAME = "阿卜杜热合曼·买买提江（样例）"
RARE_NAME = "刘䶮（样例）"


def training(**values: object) -> TrainingForm:
    facts = {
        "title": "样例培训",
        "topics": ALL_TOPICS,
        "held_at": PLANNED - 2 * DAY,
        "passed_at": PLANNED - DAY,
    } | values
    return TrainingForm(**facts)  # type: ignore[arg-type]


def put_inside(cast: Cast, person_id: uuid.UUID) -> None:
    unit_of_work.run(
        lambda session: Rows(session).make(Entry, person_id=person_id, space_id=cast.space, permit_id=None)
    )


# -- entries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [LONG_NAME, RARE_NAME])
def test_names_come_back_as_they_were_entered(cast: Cast, name: str) -> None:
    added = people.add_person(cast.actor("manager"), cast.enterprise, PersonForm(f" {name} "))
    db.session.rollback()
    assert db.session.get_one(Person, added.id).name == name
    assert added.pinyin == pinyin_of(name), "without a sort key the name's own is made"


def test_only_keepers_enter_people(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        people.add_person(cast.actor("leader"), cast.enterprise, PersonForm(RARE_NAME))
    with pytest.raises(NotFound):
        people.add_person(cast.actor("s_leader"), cast.enterprise, PersonForm(RARE_NAME))


def test_officers_are_entered_by_the_district(cast: Cast) -> None:
    added = people.add_officer(cast.actor("district_officer"), cast.street, PersonForm("样例新人"))
    assert (added.area_id, added.enterprise_id) == (cast.street, None)
    with pytest.raises(Forbidden):
        people.add_officer(cast.actor("officer"), cast.street, PersonForm("样例新人"))


@pytest.mark.parametrize(
    ("name", "told"), [("  ", "required"), ("样\x00例", "string_unicode"), ("样" * 101, "string_too_long")]
)
def test_a_bad_name_is_told(cast: Cast, name: str, told: str) -> None:
    add = lambda: people.add_person(cast.actor("manager"), cast.enterprise, PersonForm(name))  # noqa: E731
    assert faults(add) == {"name": told}


def test_a_telephone_number_is_one(cast: Cast) -> None:
    add = lambda: people.add_person(cast.actor("manager"), cast.enterprise, PersonForm("样例", phone="123"))  # noqa: E731
    assert faults(add) == {"phone": "telephone"}


def test_an_edit_is_journalled_without_names_and_guarded(cast: Cast) -> None:
    person_id = cast.people["entrant"]
    people.edit_person(cast.actor("manager"), person_id, 1, PersonForm(LONG_NAME, "Abu", phone="0512-80000001"))
    assert db.session.get_one(Person, person_id).pinyin == "abu"
    assert "person:edit" in tags()
    with pytest.raises(Conflict):
        people.edit_person(cast.actor("manager"), person_id, 1, PersonForm(RARE_NAME))


# -- training -------------------------------------------------------------------------------------------


def test_a_pass_is_good_for_a_year_and_tells_the_permits_that_name_them(cast: Cast) -> None:
    person_id = cast.people["untrained"]
    named, other = draft_permit(cast, naming=person_id), draft_permit(cast)
    before, left = revision_of(named), revision_of(other)
    with planning():
        form = training(mark=Decimal("92.5"), certificate=paper("Certificate"))
        result = record_training(cast.actor("manager"), person_id, form)
    assert result.valid_until == PLANNED - DAY + 365 * DAY
    assert result.file_id is not None
    assert (revision_of(named), revision_of(other)) == (before + 1, left)


def test_a_failed_examination_trains_nobody(cast: Cast) -> None:
    with planning():
        result = record_training(
            cast.actor("manager"), cast.people["untrained"], training(passed_at=None, mark=Decimal(40))
        )
    assert result.valid_until is None
    (entry,) = reading.person_entries(db.session(), (db.session.get_one(Person, cast.people["untrained"]),))
    assert entry.trained_until is None


def test_a_training_lies_behind_us_in_its_order(cast: Cast) -> None:
    keeper, person_id = cast.actor("manager"), cast.people["untrained"]
    second = timedelta(seconds=1)
    cases = [
        (training(passed_at=PLANNED + second), {"passed_at": "future"}),
        (training(held_at=PLANNED + second, passed_at=None), {"held_at": "future"}),
        (training(passed_at=PLANNED - 3 * DAY), {"passed_at": "order"}),
        (
            training(mark=Decimal("100.5"), title="", topics=frozenset()),
            {"mark": "less_than_equal", "title": "required", "topics": "required"},
        ),
        (training(mark=Decimal("NaN")), {"mark": "finite_number"}),
        (training(mark=Decimal("1E+40")), {"mark": "decimal_whole_digits"}),
    ]
    with planning():
        for form, told in cases:
            assert faults(lambda form=form: record_training(keeper, person_id, form)) == told
        assert record_training(keeper, person_id, training(passed_at=PLANNED)).passed_at == PLANNED


def test_a_broken_certificate_leaves_nothing(cast: Cast) -> None:
    record = lambda: record_training(  # noqa: E731
        cast.actor("manager"), cast.people["untrained"], training(certificate=b"no paper")
    )
    with planning():
        assert faults(record) == {"certificate": "file_type"}
    assert db.session.scalars(select(StoredFile)).all() == []
    (entry,) = reading.person_entries(db.session(), (db.session.get_one(Person, cast.people["untrained"]),))
    assert entry.trained_until is None


# -- leaving --------------------------------------------------------------------------------------------


def test_whoever_leaves_loses_badge_and_account(cast: Cast) -> None:
    permit = draft_permit(cast, naming=cast.people["guardian"])
    before = revision_of(permit)
    with planning():
        people.record_leaving(cast.actor("manager"), cast.people["guardian"])
        people.record_leaving(cast.actor("manager"), cast.people["guardian"])
    assert revision_of(permit) == before + 1
    assert db.session.get_one(Badge, cast.badges["guardian"]).revoked_at == PLANNED
    assert not db.session.get_one(User, cast.users["guardian"]).active
    assert cast.actor("guardian").roles == frozenset()
    assert tags().count("person:leave") == 1


def test_nobody_leaves_from_inside_a_space_and_no_principal(cast: Cast) -> None:
    put_inside(cast, cast.people["entrant"])
    leave = lambda who: people.record_leaving(cast.actor("manager"), cast.people[who])  # noqa: E731
    assert faults(lambda: leave("entrant")) == {"person_id": "inside"}
    assert faults(lambda: leave("principal")) == {"person_id": "principal"}
    assert db.session.get_one(Badge, cast.badges["entrant"]).revoked_at is None


# -- badges, photos, laboratories -----------------------------------------------------------------------


def test_a_new_badge_revokes_the_one_before(cast: Cast) -> None:
    with planning():
        badge = prints.issue_badge(cast.actor("manager"), cast.people["entrant"])
    assert short_code.read(badge.number) == badge.number
    assert badge.number.startswith("W")
    assert db.session.get_one(Badge, cast.badges["entrant"]).revoked_at == PLANNED
    assert {"badge:issue", "badge:revoke"} <= set(tags())


def test_badges_issued_at_once_leave_one_in_force(cast: Cast, app: Flask) -> None:
    person_id, keeper = cast.people["entrant"], cast.actor("manager")
    db.session.rollback()
    at_once(app, 4, lambda _: prints.issue_badge(keeper, person_id).id)
    in_force = select(Badge).where(Badge.person_id == person_id, Badge.revoked_at.is_(None))
    assert len(db.session.scalars(in_force).all()) == 1


def test_a_badge_is_called_back_once(cast: Cast) -> None:
    keeper = cast.actor("manager")
    with planning():
        prints.revoke_badge(keeper, cast.badges["entrant"])
        assert prints.revoke_badge(keeper, cast.badges["entrant"]).revoked_at == PLANNED
    assert tags().count("badge:revoke") == 1
    with pytest.raises(NotFound):
        prints.revoke_badge(keeper, uuid.uuid4())
    with pytest.raises(NotFound):
        prints.revoke_badge(cast.actor("s_leader"), cast.badges["entrant_2"])


def test_nobody_who_left_gets_a_badge(cast: Cast) -> None:
    people.record_leaving(cast.actor("manager"), cast.people["entrant"])
    issue = lambda: prints.issue_badge(cast.actor("manager"), cast.people["entrant"])  # noqa: E731
    assert faults(issue) == {"person_id": "left"}


def test_a_photo_is_a_picture_and_the_last_one_counts(cast: Cast) -> None:
    keeper, person_id = cast.actor("manager"), cast.people["entrant"]
    first = people.put_photo(keeper, person_id, picture("one")).file_id
    second = people.put_photo(keeper, person_id, picture("two")).file_id
    assert first != second
    assert db.session.get_one(Person, person_id).photo.file_id == second
    assert faults(lambda: people.put_photo(keeper, person_id, paper("no photo"))) == {"photo": "file_type"}


def test_a_laboratorys_tester_needs_all_four_words(cast: Cast) -> None:
    keeper = cast.actor("manager")
    whole = LabTesterForm("样例检测公司", "样例资质", "样例检测员", "样例证书")
    assert people.add_lab_tester(keeper, cast.enterprise, whole).enterprise_id == cast.enterprise
    empty = LabTesterForm("", "", "", "")
    assert faults(lambda: people.add_lab_tester(keeper, cast.enterprise, empty)) == dict.fromkeys(
        ("laboratory", "qualification", "name", "certificate"), "required"
    )
