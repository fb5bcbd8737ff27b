"""The ledger of spaces: entries, what an edit tells, connections, the alarm of R04, plates, withdrawing."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from keeping import draft_permit, faults, planning, revision_of, tags
from pieces import PLANNED
from plan_cast import Cast
from sqlalchemy import select, update

from permit_service import journal, unit_of_work
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models import db
from permit_service.models.alarms import Alarm
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import spaces as reading
from permit_service.queries.paging import FIRST, Wanted
from permit_service.queries.spaces import SpaceFilter
from permit_service.sample import ledger
from permit_service.sample.papers import paper, picture
from permit_service.services.registers import prints, spaces
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, RescueGearForm, SpaceForm
from permit_service.services.registers.spaces import SpacePhoto
from qr import short_code
from workflows.codes import Code
from workflows.kinds import Orientation, ReviewKind
from workflows.vocabulary import AlarmKind, Status

TODAY = date(2026, 11, 24)


def form(cast: Cast, **values: object) -> SpaceForm:
    """The sample well, entered at the cast's works."""
    return replace(ledger.flow_well(cast.street, TODAY), **values)


def entered(cast: Cast, **values: object) -> tuple[uuid.UUID, SpaceForm]:
    """A new space of the cast's works: its id, and the form that leaves it unchanged."""
    asked = form(cast, **values)
    with planning():
        space = spaces.add_space(cast.actor("manager"), cast.enterprise, asked)
    return space.id, replace(asked, openings=tuple(OpeningForm(o.name, o.id) for o in space.openings))


def edit(cast: Cast, space_id: uuid.UUID, revision: int, asked: SpaceForm) -> ConfinedSpace:
    with planning():
        return spaces.edit_space(cast.actor("manager"), space_id, revision, asked)


def reread(space_id: uuid.UUID) -> ConfinedSpace:
    db.session.rollback()
    return db.session.get_one(ConfinedSpace, space_id)


# -- entries --------------------------------------------------------------------------------------------


def test_an_entry_comes_back_whole(cast: Cast) -> None:
    space_id, asked = entered(cast)
    space = reread(space_id)
    for name in ("number", "name", "hazards", "lel_vol", "toxic_possible", "barrier_effective", "reviewed_on"):
        assert getattr(space, name) == getattr(asked, name)
    assert [(leg.orientation, leg.length) for leg in space.legs] == [(Orientation.vertical, Decimal(3))]
    assert [opening.name for opening in space.openings] == ["井口"]


def test_an_entry_holds_gear_criteria_and_its_place(cast: Cast) -> None:
    space_id, asked = entered(cast)
    space = reread(space_id)
    assert space.pinyin == "liuliangjing llj"
    assert next((g.name, g.count, g.place) for g in space.rescue_gear) == ("正压式空气呼吸器", 2, "值班室")
    assert (space.longitude, space.criteria) == (Decimal("113.1204"), asked.criteria)
    gear = (RescueGearForm("担架", 1, "门卫"),)
    edit(cast, space_id, 1, replace(asked, rescue_gear=gear, longitude=None, latitude=None))
    assert [g.name for g in reread(space_id).rescue_gear] == ["担架"]
    assert reread(space_id).longitude is None


def test_everything_wrong_is_told_at_once(cast: Cast) -> None:
    bad = form(
        cast,
        number="1",
        name="",
        location=" ",
        hazards=frozenset(),
        legs=(LegForm(Orientation.vertical, Decimal(0)),),
        openings=(),
        quantity=0,
        lel_vol=Decimal(101),
        volume=Decimal("0.0000001"),
        reviewed_on=date(2027, 1, 1),
        area_id=uuid.uuid4(),
        manager_id=cast.people["c_leader"],
        work_leader_id=uuid.uuid4(),
        connected_ids=frozenset({uuid.uuid4()}),
        longitude=Decimal("180.5"),
        latitude=None,
        rescue_gear=(RescueGearForm("", 0, "值班室"),),
    )
    with planning():
        told = faults(lambda: spaces.add_space(cast.actor("manager"), cast.enterprise, bad))
    assert told == {
        "number": "taken",
        "name": "required",
        "location": "required",
        "hazards": "required",
        "legs.0.length": "greater_than",
        "openings": "required",
        "quantity": "greater_than_equal",
        "lel_vol": "less_than_equal",
        "volume": "decimal_max_places",
        "reviewed_on": "future",
        "area_id": "unknown",
        "manager_id": "unknown",
        "work_leader_id": "unknown",
        "connected_ids": "unknown",
        "longitude": "less_than_equal",
        "latitude": "required",
        "rescue_gear.0.name": "required",
        "rescue_gear.0.count": "greater_than_equal",
    }


def test_only_keepers_of_the_owner_enter_spaces(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        spaces.add_space(cast.actor("guardian"), cast.enterprise, form(cast))
    with pytest.raises(NotFound):
        spaces.add_space(cast.actor("s_leader"), cast.enterprise, form(cast))


# -- edits ----------------------------------------------------------------------------------------------


def test_an_edit_that_a_gate_looks_at_tells_every_live_permit_once(cast: Cast) -> None:
    space_id, asked = entered(cast)
    live = [draft_permit(cast, space_id=space_id) for _ in range(3)]
    ended = draft_permit(cast, space_id=space_id, status=Status.cancelled, ended_at=PLANNED)
    elsewhere = draft_permit(cast)
    before = {permit: revision_of(permit) for permit in (*live, ended, elsewhere)}
    assert edit(cast, space_id, 1, replace(asked, has_sludge=False, explosion_risk=True)).revision == 2
    assert {permit: revision_of(permit) - before[permit] for permit in before} == dict.fromkeys(live, 1) | {
        ended: 0,
        elsewhere: 0,
    }


def test_a_description_tells_no_permit(cast: Cast) -> None:
    space_id, asked = entered(cast)
    permit = draft_permit(cast, space_id=space_id)
    before = revision_of(permit)
    assert edit(cast, space_id, 1, replace(asked, medium="样例介质")).revision == 2
    assert revision_of(permit) == before


def test_an_edit_that_changes_nothing_is_none(cast: Cast) -> None:
    space_id, asked = entered(cast)
    assert edit(cast, space_id, 1, asked).revision == 1
    assert "space:edit" not in tags()


def test_new_legs_alone_raise_the_revision_and_tell_permits(cast: Cast) -> None:
    space_id, asked = entered(cast)
    permit = draft_permit(cast, space_id=space_id)
    before = revision_of(permit)
    legs = (LegForm(Orientation.vertical, Decimal("3.5")), LegForm(Orientation.horizontal, Decimal(4)))
    assert edit(cast, space_id, 1, replace(asked, legs=legs)).revision == 2
    assert [(leg.orientation, leg.length) for leg in reread(space_id).legs] == [(g.orientation, g.length) for g in legs]
    assert revision_of(permit) == before + 1


def test_openings_are_renamed_withdrawn_and_added_never_deleted(cast: Cast) -> None:
    space_id, asked = entered(cast, openings=(OpeningForm("东口"), OpeningForm("西口")))
    east, west = asked.openings
    edited = edit(cast, space_id, 1, replace(asked, openings=(replace(east, name="东人孔"), OpeningForm("南口"))))
    assert [(o.name, o.withdrawn_at) for o in edited.openings] == [
        ("东人孔", None),
        ("西口", PLANNED),
        ("南口", None),
    ]
    assert edited.openings[0].id == east.id
    back = replace(asked, openings=(west,))
    with planning():
        told = faults(lambda: spaces.edit_space(cast.actor("manager"), space_id, 2, back))
    assert told == {"openings": "unknown"}


def test_of_two_edits_of_one_revision_one_is_stale(cast: Cast) -> None:
    space_id, asked = entered(cast)
    edit(cast, space_id, 1, replace(asked, name="样例井 2"))
    with pytest.raises(Conflict):
        edit(cast, space_id, 1, replace(asked, name="样例井 3"))


# -- connections ----------------------------------------------------------------------------------------


def test_a_connection_is_seen_from_both_ends_and_tells_both(cast: Cast) -> None:
    one, _ = entered(cast)
    permit = draft_permit(cast, space_id=one)
    before = revision_of(permit)
    other, asked = entered(cast, number="JS-09", connected_ids=frozenset({one}))
    assert [s.id for s in reading.space_entry(db.session(), reread(one), TODAY).connected] == [other]
    assert reread(one).revision == 2
    assert revision_of(permit) == before + 1
    edit(cast, other, 1, replace(asked, connected_ids=frozenset()))
    assert reading.space_entry(db.session(), reread(one), TODAY).connected == ()
    assert (reread(one).revision, reread(other).revision) == (3, 2)
    assert revision_of(permit) == before + 2


def test_a_space_is_not_connected_with_itself_or_anothers(cast: Cast) -> None:
    space_id, asked = entered(cast)
    with planning():
        own = replace(asked, connected_ids=frozenset({space_id}))
        assert faults(lambda: spaces.edit_space(cast.actor("manager"), space_id, 1, own)) == {
            "connected_ids": "unknown"
        }
        foreign = form(cast, connected_ids=frozenset({space_id}))
        assert faults(lambda: spaces.add_space(cast.actor("s_leader"), cast.stranger, foreign)) == {
            "connected_ids": "unknown"
        }


# -- R04 in the ledger ----------------------------------------------------------------------------------


def alarms(space_id: uuid.UUID) -> list[Alarm]:
    db.session.rollback()
    return list(db.session.scalars(select(Alarm).where(Alarm.subject_id == space_id)))


@pytest.mark.parametrize("effective", [False, None])
def test_a_toxic_space_without_a_barrier_warns_and_alarms_until_mended(cast: Cast, effective: bool | None) -> None:
    space_id, asked = entered(cast, barrier_effective=effective)
    (alarm,) = alarms(space_id)
    assert (alarm.kind, alarm.since, alarm.cleared_at) == (AlarmKind.barrier_ineffective, PLANNED, None)
    warnings = reading.space_entry(db.session(), reread(space_id), TODAY).warnings
    assert Code.barrier_missing in [warning.code for warning in warnings]
    edit(cast, space_id, 1, replace(asked, medium="样例介质"))
    assert len(alarms(space_id)) == 1, "it stands, and is not raised again"
    edit(cast, space_id, 2, replace(asked, barrier_effective=True))
    assert alarms(space_id)[0].cleared_at == PLANNED
    warnings = reading.space_entry(db.session(), reread(space_id), TODAY).warnings
    assert [warning.code for warning in warnings] == [Code.sign_missing]


def test_a_barrier_in_order_raises_nothing(cast: Cast) -> None:
    space_id, _ = entered(cast)
    assert alarms(space_id) == []


# -- reviews, and what the ledger warns of by itself ------------------------------------------------------


def codes(space_id: uuid.UUID, today: date = TODAY) -> list[Code]:
    return [warning.code for warning in reading.space_entry(db.session(), reread(space_id), today).warnings]


def test_a_ledger_that_is_not_gone_through_warns_until_it_is(cast: Cast) -> None:
    space_id, _ = entered(cast, reviewed_on=date(2025, 11, 20), identified_on=date(2025, 1, 1))
    db.session.execute(
        update(ConfinedSpace)
        .where(ConfinedSpace.id == space_id)
        .values(created_at=PLANNED - timedelta(days=700), sign_seen_at=PLANNED)
    )
    db.session.commit()
    assert codes(space_id) == [Code.ledger_stale]
    manager = cast.actor("manager")
    with planning():
        spaces.review_space(manager, space_id, ReviewKind.half_year)
        assert codes(space_id) == [Code.ledger_stale], "half a review is not a whole one"
        review = spaces.review_space(manager, space_id, ReviewKind.yearly, " 都在 ")
    assert (review.remark, review.reviewed_by_id, codes(space_id)) == ("都在", manager.person_id, [])
    assert reread(space_id).reviewed_on == TODAY
    with pytest.raises(Forbidden):
        spaces.review_space(cast.actor("guardian"), space_id, ReviewKind.yearly)


def test_lists_are_searched_and_leave_those_that_are_warned_of(cast: Cast) -> None:
    in_order, _ = entered(cast, name="100%_池")
    with planning():
        spaces.put_space_photo(cast.actor("manager"), in_order, SpacePhoto.sign, picture("sign"))
    actor = cast.actor("manager")

    def found(**narrowed: object) -> list[uuid.UUID]:
        return [s.id for s in reading.spaces(db.session(), actor, FIRST, SpaceFilter(**narrowed)).rows]

    every = {cast.space, cast.other_space, in_order}
    assert set(found()) == every
    assert set(found(warned_on=TODAY)) == every - {in_order}
    for typed in ("100%", "%_", "CHI", "100%_c", "js-01 池", "值班"):
        assert found(search=typed) == ([in_order] if typed != "值班" else [])
    assert found(search="_%") == []
    first = reading.spaces(db.session(), actor, Wanted(None, 1), SpaceFilter(warned_on=TODAY))
    second = reading.spaces(db.session(), actor, Wanted(first.after, 1), SpaceFilter(warned_on=TODAY))
    assert {first.rows[0].id, second.rows[0].id} == every - {in_order}
    assert second.after is None


# -- photos, plates, withdrawing ------------------------------------------------------------------------


def test_a_photo_of_the_sign_tells_when_it_was_seen(cast: Cast) -> None:
    with planning():
        space = spaces.put_space_photo(cast.actor("manager"), cast.space, SpacePhoto.sign, picture("sign"))
    assert (space.sign_seen_at, space.sign_photo_id is None) == (PLANNED, False)
    put = lambda: spaces.put_space_photo(  # noqa: E731
        cast.actor("manager"), cast.space, SpacePhoto.notice, paper("not a picture")
    )
    assert faults(put) == {"photo": "file_type"}


def test_a_plate_has_a_code_that_can_be_typed(cast: Cast) -> None:
    plate = prints.issue_plate(cast.actor("manager"), cast.space, cast.opening)
    assert short_code.read(plate.code.lower()) == plate.code
    assert plate.code.startswith("S")
    assert "plate:issue" in tags()


def test_a_plate_belongs_to_an_opening_of_its_space(cast: Cast) -> None:
    other_space = lambda: prints.issue_plate(cast.actor("manager"), cast.other_space, cast.opening)  # noqa: E731
    assert faults(other_space) == {"opening_id": "unknown"}


def test_a_plate_is_called_back_once_and_by_its_keeper(cast: Cast) -> None:
    with planning():
        assert prints.revoke_plate(cast.actor("manager"), cast.plate).revoked_at == PLANNED
        prints.revoke_plate(cast.actor("manager"), cast.plate)
    assert tags().count("plate:revoke") == 1
    with pytest.raises(NotFound):
        prints.revoke_plate(cast.actor("s_leader"), cast.plate)
    with pytest.raises(NotFound):
        prints.revoke_plate(cast.actor("manager"), uuid.uuid4())


def test_a_space_in_use_stays_in_the_ledger(cast: Cast) -> None:
    space_id, _ = entered(cast, barrier_effective=False)
    permit = draft_permit(cast, space_id=space_id)
    withdraw = lambda: spaces.withdraw_space(cast.actor("manager"), space_id)  # noqa: E731
    assert faults(withdraw) == {"space_id": "in_use"}
    assert revision_of(permit) == 1
    free, _ = entered(cast, number="JS-09", barrier_effective=False)
    with planning():
        assert spaces.withdraw_space(cast.actor("manager"), free).withdrawn_at == PLANNED
    assert alarms(free)[0].cleared_at == PLANNED
    assert faults(lambda: prints.issue_plate(cast.actor("manager"), free)) == {"space_id": "withdrawn"}
    assert free not in [s.id for s in reading.spaces(db.session(), cast.actor("manager")).rows]


def test_the_journal_holds_after_all_of_it(cast: Cast) -> None:
    space_id, asked = entered(cast)
    edit(cast, space_id, 1, replace(asked, name="样例井 2"))
    with unit_of_work.snapshot() as session:
        assert journal.verify(session).breaks == ()
