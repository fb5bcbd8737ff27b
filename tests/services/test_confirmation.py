"""The entry confirmation: signed by the leader on the evidence of the moment; work begins, resumes (R35, R43)."""

import json
import uuid
from datetime import datetime, timedelta

import pytest
from pieces import at
from plan_cast import then
from site_cast import RESUME, Site, shown
from sqlalchemy import select

from permit_service.errors import Forbidden, Invalid, RefusedError
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.checks import Confirmation, ContactCheck
from permit_service.models.choices import SignatureAct, SignatureMethod
from permit_service.models.gas import GasSeries
from permit_service.models.interruptions import Suspension
from permit_service.models.signatures import Signature
from permit_service.services import confirmation, evacuation, readings, ventilation
from permit_service.services.readings import ReadingForm
from workflows.codes import Code
from workflows.vocabulary import AlarmKind, ScanVerdict, Status


def refusals(error: RefusedError) -> set[Code]:
    return {refusal.code for refusal in error.clearance.refusals}


def told(site: Site, moment: datetime, who: str = "entrant") -> set[Code]:
    return {refusal.code for refusal in site.scan(moment, who).refusals}


def test_the_leader_signs_on_the_guardians_phone(active: Site) -> None:
    assert (active.permit.status, active.permit.confirmed_at) == (Status.active, at("09:50"))
    row = db.session.scalars(select(Confirmation)).one()
    latest = db.session.scalars(select(GasSeries).order_by(GasSeries.number.desc())).first()
    assert latest is not None
    assert (row.series_id, row.signer_id) == (latest.id, active.cast.people["leader"])
    assert f"series:{latest.id}" in row.bound
    signature = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.confirm)).one()
    assert (signature.method, signature.user_id, signature.device_user_id) == (
        SignatureMethod.pin,
        active.cast.users["leader"],
        active.cast.users["guardian"],
    )
    statement = json.loads(signature.statement)["statement"]
    assert statement["bound"] == list(row.bound)
    assert len(statement["crew"]) == 6


def test_only_the_leader_confirms(tested: Site) -> None:
    with then(at("09:50")), pytest.raises(RefusedError) as caught:
        confirmation.confirm(tested.cast.actor("leader"), tested.permit_id, tested.signer("guardian", on="leader"))
    assert refusals(caught.value) == {Code.role_missing}
    assert (tested.permit.status, tested.permit.confirmed_at) == (Status.approved, None)
    assert db.session.scalars(select(Confirmation)).all() == []


def test_what_is_missing_is_told_and_nothing_stays(opened: Site) -> None:
    with then(at("08:50")), pytest.raises(RefusedError) as caught:
        confirmation.confirm(opened.cast.actor("leader"), opened.permit_id, opened.signer("leader"))
    assert refusals(caught.value) >= {Code.gas_series_missing, Code.guardian_check_incomplete, Code.protection_missing}
    assert db.session.scalars(select(Signature).where(Signature.act == SignatureAct.confirm)).all() == []


@pytest.mark.parametrize(("late", "stale"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_a_confirmation_that_nobody_uses_falls(active: Site, late: timedelta, stale: bool) -> None:
    """The oldest point of its series was read at 09:40."""
    codes = told(active, at("10:10") + late)
    assert (codes & {Code.confirmation_lapsed, Code.gas_series_stale} != set()) is stale


def test_a_new_series_wants_a_new_signature(active: Site) -> None:
    active.test_air(at("09:51"))
    assert told(active, at("09:55")) == {Code.confirmation_void}
    active.confirm(at("09:56"))
    assert active.permit.status is Status.active
    assert active.scan(at("09:57"), "entrant").verdict is ScanVerdict.admit


def test_after_everybody_came_out_work_is_confirmed_anew(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    active.out(at("10:00"), "entrant")
    assert Code.resume_untested in told(active, at("10:01"))
    active.test_air(at("10:02"))
    active.protect(at("10:06"))
    active.guardian_check(at("10:07"), *RESUME)
    active.confirm(at("10:08"))
    assert active.scan(at("10:09"), "entrant").verdict is ScanVerdict.admit


def test_after_a_suspension_the_guardian_checks_in_first(active: Site) -> None:
    with then(at("09:55")):
        evacuation.suspend(active.cast.actor("guardian"), active.permit_id, "样例")
    assert (active.permit.status, active.post().may_admit) == (Status.suspended, False)
    active.test_air(at("09:56"))
    active.protect(at("10:00"))
    active.guardian_check(at("10:01"), *RESUME)
    with pytest.raises(RefusedError) as caught:
        active.confirm(at("10:02"))
    assert refusals(caught.value) == {Code.guardian_post_stale}
    active.check_in(at("10:03"))
    active.confirm(at("10:04"))
    pause = db.session.scalars(select(Suspension)).one()
    assert (active.permit.status, pause.ended_at) == (Status.active, at("10:04"))


def test_a_fan_that_stops_over_people_brings_them_out(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    run_id = db.session.scalars(select(ventilation.VentilationRun.id).order_by(ventilation.VentilationRun.at.desc()))
    with then(at("09:55")):
        ventilation.stop(active.cast.actor("guardian"), run_id.first())
    assert active.permit.status is Status.suspended
    kinds = set(db.session.scalars(select(Alarm.kind).where(Alarm.cleared_at.is_(None))))
    assert {AlarmKind.fan_stopped, AlarmKind.evacuation, AlarmKind.people_inside} <= kinds


def test_others_enter_while_the_in_work_value_is_green(active: Site) -> None:
    """Twenty minutes after the series became too old for a first entry."""
    active.scan(at("09:52"), "entrant")
    for moment in ("10:05", "10:20"):
        with then(at(moment)):
            form = ReadingForm(shown(), zone="样例井底")
            readings.record_reading(active.cast.actor("guardian"), active.permit_id, form)
    assert active.scan(at("10:30"), "entrant_2").verdict is ScanVerdict.admit


def test_a_late_value_lets_nobody_else_in(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    codes = told(active, at("10:07") + timedelta(seconds=1), "entrant_2")
    assert Code.gas_value_late in codes


def test_that_all_is_well_is_taken_from_whoever_is_named_on_the_permit(active: Site) -> None:
    """An officer who looks on tells of bad air and of a call that nobody answered; no more."""
    active.scan(at("09:52"), "entrant")
    site, onlooker = active.permit_id, active.cast.actor("officer")
    run_id = db.session.scalars(
        select(ventilation.VentilationRun.id).where(ventilation.VentilationRun.stopped_at.is_(None))
    )
    with then(at("09:55")):
        for tells_good in (
            lambda: readings.record_reading(onlooker, site, ReadingForm(shown(), zone="样例井底")),
            lambda: confirmation.contact_check(onlooker, site, answered=True),
            lambda: ventilation.check(onlooker, run_id.first(), running=True),
        ):
            with pytest.raises(Forbidden):
                tells_good()
        assert not confirmation.contact_check(onlooker, site, answered=False).answered
        told = readings.record_reading(onlooker, site, ReadingForm(shown(o2="18.0"), zone="样例井底"))
    assert told.evacuation is not None


def test_a_contact_is_recorded_answered_or_not(active: Site) -> None:
    guardian = active.cast.actor("guardian")
    active.scan(at("09:52"), "entrant")
    with then(at("10:00")):
        confirmation.contact_check(guardian, active.permit_id, answered=False, remark="样例")
        confirmation.contact_check(guardian, active.permit_id, answered=True, person_id=active.cast.people["entrant"])
        for wrong in ({"remark": "x" * 500}, {"person_id": uuid.uuid4()}):
            with pytest.raises(Invalid):
                confirmation.contact_check(guardian, active.permit_id, answered=True, **wrong)
    rows = db.session.scalars(select(ContactCheck)).all()
    assert {(row.answered, row.person_id) for row in rows} == {
        (False, None),
        (True, active.cast.people["entrant"]),
    }
