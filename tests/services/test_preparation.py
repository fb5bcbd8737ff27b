"""Preparation on site: itemised, guarded by status, part and window, carried over by lock number."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pieces import WINDOW_END, at
from plan_cast import then
from site_cast import Site, drawing
from sqlalchemy import select

from permit_service import facts_of
from permit_service.errors import Forbidden, Invalid, RefusedError
from permit_service.models.base import db
from permit_service.models.choices import Answer, SignatureMethod
from permit_service.models.openings import Opening, VentilationRun
from permit_service.models.preparation import Briefing, BriefingListener, EquipmentCheck, Isolation
from permit_service.models.signatures import Signature
from permit_service.services import (
    briefings,
    guardian_checks,
    jobs,
    openings,
    permits,
    preparation,
    protection,
    ventilation,
)
from permit_service.services.briefings import BriefingForm, ListenForm
from permit_service.services.preparation import EquipmentForm, EquipmentLine, IsolationForm
from permit_service.services.protection import ProtectionForm
from permit_service.services.signing import reauthenticate
from workflows.codes import Code
from workflows.kinds import (
    AirSource,
    BriefingItem,
    ClosingKind,
    EquipmentItem,
    Gear,
    GuardianCheckItem,
    IsolationKind,
    VentilationKind,
)

FAN = VentilationKind.mechanical
FAN_IN_ORDER = EquipmentLine(EquipmentItem.fan, Answer.yes)
FOREIGN = EquipmentLine(EquipmentItem.fan, Answer.yes, uuid.uuid4())
LOCK = IsolationForm(IsolationKind.lock_tag, lock_number="L7")


def codes(error: RefusedError) -> set[Code]:
    return {refusal.code for refusal in error.clearance.refusals}


# -- when, and by whom --------------------------------------------------------------------------------------


def close_area(site: Site, who: str = "guardian") -> None:
    preparation.close_area(site.cast.actor(who), site.permit_id, closed=True, notice_board=True)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (at("08:30") - timedelta(hours=12, seconds=1), Code.too_early_on_site),
        (WINDOW_END, Code.window_ended),
    ],
)
def test_preparation_keeps_to_its_time(raised: Site, moment: datetime, code: Code) -> None:
    with then(moment), pytest.raises(RefusedError) as caught:
        close_area(raised)
    assert code in codes(caught.value)


def test_preparation_is_for_those_on_site(raised: Site) -> None:
    with then(at("08:00")):
        with pytest.raises(RefusedError) as caught:
            close_area(raised, "manager")
        close_area(raised, "leader")
    assert codes(caught.value) == {Code.role_missing}


def test_a_draft_is_not_prepared(raised: Site) -> None:
    draft = raised.cast.draft_permit()
    with then(at("08:00")), pytest.raises(RefusedError) as caught:
        close_area(Site(raised.cast, draft.id))
    assert Code.move_illegal in codes(caught.value)


# -- briefing -----------------------------------------------------------------------------------------------


def test_the_leader_briefs_and_each_listener_signs(raised: Site) -> None:
    raised.brief()
    (briefing,) = db.session.scalars(select(Briefing)).all()
    assert (briefing.signed_at, len(briefing.answers), len(briefing.listeners)) == (at("08:10"), 5, 4)
    signatures = db.session.scalars(select(Signature).where(Signature.subject_id == briefing.id)).all()
    assert [(s.signer_id, s.method) for s in signatures] == [(raised.cast.people["leader"], SignatureMethod.pin)]


def test_only_the_leader_briefs(raised: Site) -> None:
    form = BriefingForm({BriefingItem.content: "样例"})
    with then(at("08:10")), pytest.raises(Forbidden):
        briefings.give(raised.cast.actor("guardian"), raised.permit_id, form, raised.signer("guardian"))


def test_a_briefing_without_items_is_bad_input(raised: Site) -> None:
    with then(at("08:10")):
        signer = raised.signer("leader")
        for contents, field in (({}, "contents"), ({BriefingItem.hazards: " "}, "contents.hazards")):
            with pytest.raises(Invalid) as caught:
                briefings.give(raised.cast.actor("leader"), raised.permit_id, BriefingForm(contents), signer)
            assert caught.value.fields[field].code == "required"
    assert db.session.scalars(select(Briefing)).all() == []


def given(site: Site) -> Briefing:
    contents = dict.fromkeys(BriefingItem, "样例")
    return briefings.give(site.cast.actor("leader"), site.permit_id, BriefingForm(contents), site.signer("leader"))


def test_a_listener_signs_by_badge_or_by_account_once(raised: Site) -> None:
    leader = raised.cast.actor("leader")
    with then(at("08:10")):
        briefing_id = given(raised).id
        by_badge = briefings.listen(leader, briefing_id, ListenForm(badge=raised.badge("entrant")))
        assert (by_badge.person_id, by_badge.method) == (raised.cast.people["entrant"], SignatureMethod.badge)
        signer = reauthenticate(raised.cast.actor("guardian"), raised.cast.pin("guardian"))
        own = briefings.listen(raised.cast.actor("guardian"), briefing_id, ListenForm(), signer)
        assert (own.person_id, own.method) == (raised.cast.people["guardian"], SignatureMethod.pin)
        again = briefings.listen(leader, briefing_id, ListenForm(badge=raised.badge("entrant")))
        assert again.id == by_badge.id
    assert len(db.session.scalars(select(BriefingListener)).all()) == 2


def test_a_tick_in_a_list_does_not_sign(raised: Site) -> None:
    leader, entrant = raised.cast.actor("leader"), raised.cast.people["entrant"]
    with then(at("08:10")):
        briefing_id = given(raised).id
        cases = (
            (ListenForm(person_id=entrant), "signature"),
            (ListenForm(), "person_id"),
            (ListenForm(person_id=raised.cast.people["untrained"], image=drawing()), "person_id"),
            (ListenForm(person_id=entrant, badge=raised.badge("entrant_2")), "badge"),
            (ListenForm(badge="W0000"), "badge"),
            (ListenForm(person_id=entrant, image=b"no picture"), "signature"),
        )
        for form, field in cases:
            with pytest.raises(Invalid) as caught:
                briefings.listen(leader, briefing_id, form)
            assert field in caught.value.fields, form
    assert db.session.scalars(select(BriefingListener)).all() == []


# -- equipment and isolation ------------------------------------------------------------------------------------


def test_equipment_is_checked_piece_by_piece(raised: Site) -> None:
    detector = raised.cast.detector
    lines = (
        EquipmentLine(EquipmentItem.gas_detector, Answer.yes, detector),
        EquipmentLine(EquipmentItem.fan, Answer.no, remark="样例"),
    )
    with then(at("08:20")):
        preparation.check_equipment(raised.cast.actor("guardian"), raised.permit_id, EquipmentForm(lines))
    row = db.session.scalars(select(EquipmentCheck)).one()
    assert {(a.item, a.answer, a.equipment_id) for a in row.answers} == {
        (EquipmentItem.gas_detector, Answer.yes, detector),
        (EquipmentItem.fan, Answer.no, None),
    }


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        (EquipmentForm(()), "lines", "required"),
        (
            EquipmentForm((EquipmentLine(EquipmentItem.fan, Answer.yes, uuid.uuid4()),)),
            "lines.0.equipment_id",
            "unknown",
        ),
        (EquipmentForm((FAN_IN_ORDER,), Decimal(-1)), "lighting_volts", "greater_than"),
        (
            EquipmentForm((FAN_IN_ORDER,), Decimal("NaN")),
            "lighting_volts",
            "finite_number",
        ),
    ],
)
def test_bad_equipment_lines_are_told_by_field(raised: Site, form: EquipmentForm, field: str, code: str) -> None:
    with then(at("08:20")), pytest.raises(Invalid) as caught:
        preparation.check_equipment(raised.cast.actor("guardian"), raised.permit_id, form)
    assert caught.value.fields[field].code == code
    assert db.session.scalars(select(EquipmentCheck)).all() == []


def test_a_piece_of_another_kind_is_unknown(raised: Site) -> None:
    form = EquipmentForm((EquipmentLine(EquipmentItem.fan, Answer.yes, raised.cast.detector),))
    with then(at("08:20")), pytest.raises(Invalid):
        preparation.check_equipment(raised.cast.actor("guardian"), raised.permit_id, form)


def test_isolation_is_confirmed_and_removed_by_itself(raised: Site) -> None:
    guardian = raised.cast.actor("guardian")
    items = (
        IsolationForm(IsolationKind.lock_tag, lock_number="L7"),
        IsolationForm(IsolationKind.valve, involved=False),
    )
    with then(at("08:25")):
        with pytest.raises(Invalid) as nameless:
            preparation.isolate(guardian, raised.permit_id, (IsolationForm(IsolationKind.lock_tag),))
        assert nameless.value.fields["items.0.lock_number"].code == "required"
        lock, absent = preparation.isolate(guardian, raised.permit_id, items)
        with pytest.raises(Invalid) as caught:
            preparation.confirm_isolation(guardian, absent.id)
        assert caught.value.fields["isolation_id"].code == "not_involved"
        preparation.confirm_isolation(guardian, lock.id)
        preparation.remove_isolation(guardian, lock.id)
        with pytest.raises(Invalid) as again:
            preparation.remove_isolation(guardian, lock.id)
        assert again.value.fields["isolation_id"].code == "removed"
    row = db.session.get_one(Isolation, lock.id)
    assert (row.confirmed_at, row.removed_at) == (at("08:25"), at("08:25"))


def test_an_item_recorded_by_mistake_is_taken_back_before_anybody_confirms_it(raised: Site) -> None:
    guardian = raised.cast.actor("guardian")
    items = (LOCK, IsolationForm(IsolationKind.blind_plate))
    with then(at("08:25")):
        wrong, right = preparation.isolate(guardian, raised.permit_id, items)
        preparation.confirm_isolation(guardian, right.id)
        with pytest.raises(Invalid) as nameless:
            preparation.withdraw_isolation(guardian, wrong.id, " ")
        assert nameless.value.fields["reason"].code == "required"
        assert standing(raised) == {wrong.id, right.id}
        preparation.withdraw_isolation(guardian, wrong.id, "登记到别的井了")
        assert standing(raised) == {right.id}
        for act in (preparation.confirm_isolation, preparation.remove_isolation):
            with pytest.raises(Invalid) as gone:
                act(guardian, wrong.id)
            assert gone.value.fields["isolation_id"].code == "taken_back"
        with pytest.raises(Invalid) as seen:
            preparation.withdraw_isolation(guardian, right.id, "看错了")
        assert seen.value.fields["isolation_id"].code == "confirmed"
        (again,) = preparation.isolate(guardian, raised.permit_id, (LOCK,))
        assert again.carried_from_id is None


def standing(site: Site) -> set[uuid.UUID]:
    """The items that the rules know of."""
    facts = facts_of.load(db.session(), site.permit, site.cast.actor("guardian"))
    return {uuid.UUID(item.id) for item in facts.isolations}


def test_a_lock_is_carried_over_by_its_number(raised: Site) -> None:
    """Day two of a job: the lock stays on, the new permit verifies it, removing it ends both."""
    guardian = raised.cast.actor("guardian")
    with then(at("08:25")):
        (first,) = preparation.isolate(guardian, raised.permit_id, (LOCK,))
        preparation.confirm_isolation(guardian, first.id)
    first_id, job_id = first.id, raised.permit.job_id
    with then(at("08:26")):
        day = timedelta(days=1)
        second = jobs.add_permit(raised.cast.actor("leader"), job_id, at("08:30") + day, WINDOW_END + day)
    raised.cast.assess(second.id)
    with then(at("08:27")):
        permits.submit(raised.cast.actor("leader"), second.id)
        raised.cast.sign_all(second.id)
    with then(at("08:10") + day):
        (carried,) = preparation.isolate(guardian, second.id, (replace(LOCK, lock_number=" L7 "),))
        assert (carried.carried_from_id, carried.confirmed_at) == (first_id, None)
        preparation.confirm_isolation(guardian, carried.id)
        preparation.remove_isolation(guardian, carried.id)
    assert {row.removed_at is not None for row in db.session.scalars(select(Isolation))} == {True}


def test_a_barrier_tells_how_it_holds(raised: Site) -> None:
    with then(at("08:15")):
        with pytest.raises(Invalid):
            preparation.set_barrier(raised.cast.actor("guardian"), raised.permit_id, effective=True, method="")
        row = preparation.set_barrier(
            raised.cast.actor("guardian"), raised.permit_id, effective=True, method="样例围栏", photo=drawing()
        )
    assert row.photo_id is not None


# -- opening and ventilation ------------------------------------------------------------------------------------


def test_the_hatch_opens_when_everything_before_it_is_done(raised: Site) -> None:
    guardian = raised.cast.actor("guardian")
    with then(at("08:40")), pytest.raises(RefusedError) as caught:
        openings.open_space(guardian, raised.permit_id, raised.cast.opening, upwind=True)
    assert codes(caught.value) >= {Code.guardian_absent, Code.briefing_missing, Code.area_not_closed}
    raised.check_in()
    raised.brief()
    raised.prepare()
    with then(at("08:40")):
        with pytest.raises(RefusedError) as against_the_wind:
            openings.open_space(guardian, raised.permit_id, raised.cast.opening, upwind=False)
        assert codes(against_the_wind.value) == {Code.upwind_unconfirmed}
        with pytest.raises(RefusedError) as by_leader:
            openings.open_space(raised.cast.actor("leader"), raised.permit_id, raised.cast.opening, upwind=True)
        assert codes(by_leader.value) == {Code.opener_not_guardian}
        with pytest.raises(Invalid):
            openings.open_space(guardian, raised.permit_id, uuid.uuid4(), upwind=True)
        openings.open_space(guardian, raised.permit_id, raised.cast.opening, upwind=True)
        with pytest.raises(Invalid) as twice:
            openings.open_space(guardian, raised.permit_id, raised.cast.opening, upwind=True)
        assert twice.value.fields["opening_id"].code == "opened"
    assert len(db.session.scalars(select(Opening)).all()) == 1


def test_with_the_last_opening_natural_ventilation_ends(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    with then(at("08:45")):
        openings.close_opening(
            guardian, opened.permit_id, opened.cast.opening, kind=ClosingKind.temporary, sign_set=True
        )
        with pytest.raises(Invalid) as caught:
            openings.close_opening(
                guardian, opened.permit_id, opened.cast.opening, kind=ClosingKind.final, sign_set=True
            )
    assert caught.value.fields["opening_id"].code == "not_opened"
    assert db.session.scalars(select(VentilationRun.stopped_at)).one() == at("08:45")


def test_a_fan_waits_for_the_initial_test(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    with then(at("08:45")), pytest.raises(RefusedError) as caught:
        ventilation.start(guardian, opened.permit_id, kind=FAN)
    assert codes(caught.value) == {Code.fan_before_initial_test}
    with then(at("08:45")), pytest.raises(RefusedError) as oxygen:
        ventilation.start(guardian, opened.permit_id, kind=VentilationKind.natural, source=AirSource.oxygen)
    assert codes(oxygen.value) == {Code.oxygen_supplied}


def test_a_run_stops_once(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    run_id = db.session.scalars(select(VentilationRun.id)).one()
    with then(at("08:45")):
        ventilation.confirm_duct(guardian, run_id)
        ventilation.stop(guardian, run_id, "样例")
        for act in (ventilation.stop, ventilation.confirm_duct):
            with pytest.raises(Invalid) as caught:
                act(guardian, run_id)
            assert caught.value.fields["run_id"].code == "stopped"
    with then(at("08:46")), pytest.raises(Invalid):
        ventilation.start(guardian, opened.permit_id, kind=VentilationKind.natural, equipment_id=uuid.uuid4())


# -- protection and guardian-check ------------------------------------------------------------------------------


def test_protection_is_of_people_on_the_permit(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    form = ProtectionForm({Gear.helmet: Answer.yes, Gear.harness: Answer.no})
    with then(at("09:00")):
        row = protection.check(guardian, opened.permit_id, opened.cast.people["entrant"], form)
        assert {(a.gear, a.answer) for a in row.answers} == set(form.answers.items())
        with pytest.raises(Invalid):
            protection.check(guardian, opened.permit_id, opened.cast.people["untrained"], form)
        with pytest.raises(Invalid) as caught:
            protection.check(guardian, opened.permit_id, opened.cast.people["entrant"], ProtectionForm())
    assert caught.value.fields["answers"].code == "required"


def test_the_guardian_signs_what_was_answered(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    with then(at("09:00")):
        signer = opened.signer("guardian")
        with pytest.raises(Invalid):
            guardian_checks.sign_check(guardian, opened.permit_id, signer)
        with pytest.raises(Forbidden):
            guardian_checks.answer(
                opened.cast.actor("leader"), opened.permit_id, {GuardianCheckItem.briefing: Answer.yes}
            )
        guardian_checks.answer(guardian, opened.permit_id, {GuardianCheckItem.briefing: Answer.no})
        with pytest.raises(Forbidden):
            guardian_checks.sign_check(guardian, opened.permit_id, opened.signer("leader"))
    with then(at("09:01")):
        guardian_checks.answer(guardian, opened.permit_id, {GuardianCheckItem.briefing: Answer.yes})
        check = guardian_checks.sign_check(guardian, opened.permit_id, signer)
    assert [(a.answer, a.at) for a in check.answers] == [(Answer.no, at("09:00")), (Answer.yes, at("09:01"))]
    assert check.signed_at == at("09:01")
