"""Gas: series and in-work values recorded as shown, judged by the server, acted on at once (R19-R27, R39)."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pieces import at
from plan_cast import then
from site_cast import Site, drawing, shown
from sqlalchemy import func, select

from permit_service import unit_of_work
from permit_service.errors import Forbidden, Invalid, RefusedError
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.gas import GasPoint, GasSeries, GasSeriesLeg, GasValue
from permit_service.models.interruptions import Evacuation
from permit_service.models.people import LabTester
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.readings import WorkReading
from permit_service.models.signatures import Signature
from permit_service.services import gas, readings
from permit_service.services.readings import ReadingForm, ReadingJudged
from permit_service.services.series_rows import PointForm, SeriesForm
from permit_service.services.shown_values import ShownForm
from workflows.codes import Code
from workflows.gas_facts import Leg
from workflows.kinds import Gas, Orientation, SeriesStage, Unit
from workflows.suspicion import Suspicion
from workflows.vocabulary import AlarmKind, EvacuationCause, Part, Status

O2, PPM, VOL = Gas.o2, Unit.ppm, Unit.vol


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def with_channel(gas_: Gas, amount: str | None, unit: Unit | None, saturated: bool = False) -> tuple[ShownForm, ...]:
    """What is shown on a good day, one channel replaced."""
    new = ShownForm(gas_, None if amount is None else Decimal(amount), unit, saturated)
    return tuple(new if value.gas is gas_ else value for value in shown())


def add_point(site: Site, series: GasSeries, values: tuple[ShownForm, ...], **changes: Any) -> gas.PointJudged:
    form = {"leg": 0, "distance": Decimal("0.8"), "values": values} | changes
    return gas.add_point(site.cast.actor("guardian"), series.id, PointForm(**form))


# -- beginning a series ----------------------------------------------------------------------------------------


def test_a_series_is_begun_with_a_fit_detector_over_surveyed_stirred_ground(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    with then(at("08:50")):
        form = SeriesForm(opened.cast.detector, survey_done=False, stirred=None)
        with pytest.raises(RefusedError) as caught:
            gas.begin_series(guardian, opened.permit_id, form)
    assert {r.code for r in caught.value.clearance.refusals} == {Code.survey_missing, Code.sludge_not_stirred}
    assert count(GasSeries) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"detector_id": uuid.uuid4()}, "detector_id"),
        ({"tester_id": uuid.uuid4()}, "tester_id"),
        ({"lab_tester_id": uuid.uuid4()}, "lab_tester_id"),
        ({"legs": (Leg(Orientation.vertical, Decimal("2.4")),)}, "surface_reason"),
        ({"legs": (Leg(Orientation.horizontal, Decimal(3)),), "surface_reason": "样例"}, "legs"),
        ({"legs": (Leg(Orientation.vertical, Decimal(0)),), "surface_reason": "样例"}, "legs.0.length"),
    ],
)
def test_a_badly_told_series_is_bad_input(opened: Site, changes: dict[str, Any], field: str) -> None:
    form = {"detector_id": opened.cast.detector, "survey_done": True, "stirred": True} | changes
    with then(at("08:50")), pytest.raises(Invalid) as caught:
        gas.begin_series(opened.cast.actor("guardian"), opened.permit_id, SeriesForm(**form))
    assert field in caught.value.fields
    assert count(GasSeries) == 0


def test_legs_measured_today_count_instead_of_the_ledgers(opened: Site) -> None:
    legs = (Leg(Orientation.vertical, Decimal("1.5")),)
    form = SeriesForm(opened.cast.detector, survey_done=True, stirred=True, legs=legs, surface_reason="样例淤泥")
    with then(at("08:50")):
        series = gas.begin_series(opened.cast.actor("guardian"), opened.permit_id, form)
        with pytest.raises(Invalid) as caught:
            add_point(opened, series, shown(), distance=Decimal("1.6"))
        assert caught.value.fields["distance"].code == "less_than_equal"
        add_point(opened, series, shown(), distance=Decimal("1.5"))
    assert count(GasSeriesLeg) == 1


# -- points ------------------------------------------------------------------------------------------------


def test_a_point_is_answered_with_its_judgement(opened: Site) -> None:
    series = opened.begin_series(at("08:50"))
    with then(at("08:51")):
        good = add_point(opened, series, shown())
        bad = add_point(opened, series, shown(o2="8"), distance=Decimal("1.5"))
        thin = add_point(opened, series, shown()[:2], distance=Decimal("2.2"))
    assert {one.judgement.code for one in good.judged} == {None}
    assert [one.judgement.code for one in bad.judged if one.judgement.gas is O2] == [Code.oxygen_out_of_range]
    assert (good.missing, thin.missing) == (frozenset(), {Gas.h2s, Gas.co})
    assert [p.position for p in db.session.scalars(select(GasPoint).order_by(GasPoint.position))] == [0, 1, 2]


@pytest.mark.parametrize(
    ("values", "judged", "bad"),
    [
        (with_channel(Gas.h2s, "7.05", PPM), None, False),  # 9.99 mg/m3
        (with_channel(Gas.h2s, "8", PPM), Code.toxic_too_high, True),
        (with_channel(O2, None, None), Code.reading_unusable, False),
        (with_channel(O2, "20.9", Unit.lel), Code.reading_unusable, False),
        (with_channel(Gas.h2s, None, PPM, saturated=True), Code.reading_unusable, True),
        (with_channel(Gas.h2s, "101", PPM), Code.reading_unusable, True),  # the detector shows up to 100
    ],
)
def test_findings_of_an_instrument_are_recorded(
    opened: Site, values: tuple[ShownForm, ...], judged: Code | None, bad: bool
) -> None:
    series = opened.begin_series(at("08:50"))
    with then(at("08:51")):
        answer = add_point(opened, series, values)
    told = {one.judgement.code for one in answer.judged}
    assert told == ({None} if judged is None else {None, judged})
    assert any(one.judgement.bad for one in answer.judged) is bad
    assert count(GasValue) == 4


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        (with_channel(O2, "-0.1", VOL), "values.0.amount", "greater_than_equal"),
        (with_channel(O2, "NaN", VOL), "values.0.amount", "finite_number"),
        (with_channel(O2, "Infinity", VOL), "values.0.amount", "finite_number"),
        (with_channel(O2, "101", VOL), "values.0.amount", "less_than_equal"),
        (with_channel(Gas.h2s, "1000001", PPM), "values.2.amount", "less_than_equal"),
        (with_channel(Gas.co, "0.0000001", PPM), "values.3.amount", "decimal_max_places"),
        (with_channel(O2, "20.9", None), "values.0.unit", "required"),
        ((*shown(), shown()[0]), "values.4.gas", "taken"),
        ((), "values", "required"),
    ],
)
def test_malformed_values_are_bad_input(opened: Site, values: tuple[ShownForm, ...], field: str, code: str) -> None:
    series = opened.begin_series(at("08:50"))
    with then(at("08:51")), pytest.raises(Invalid) as caught:
        add_point(opened, series, values)
    assert caught.value.fields[field].code == code
    assert (count(GasPoint), count(GasValue)) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"leg": 1}, "leg", "unknown"),
        ({"leg": -1}, "leg", "unknown"),
        ({"distance": Decimal("-0.1")}, "distance", "greater_than_equal"),
        ({"distance": Decimal("3.1")}, "distance", "less_than_equal"),
        ({"distance": Decimal("NaN")}, "distance", "finite_number"),
        ({"taken_at": at("08:51") + timedelta(seconds=61)}, "taken_at", "future"),
        ({"taken_at": at("08:51") - timedelta(seconds=301)}, "taken_at", "back_dated"),
    ],
)
def test_a_badly_placed_point_is_bad_input(opened: Site, changes: dict[str, Any], field: str, code: str) -> None:
    series = opened.begin_series(at("08:45"))
    with then(at("08:51")), pytest.raises(Invalid) as caught:
        add_point(opened, series, shown(), **changes)
    assert caught.value.fields[field].code == code
    assert count(GasPoint) == 0


def test_a_clock_a_little_ahead_is_taken_for_now(opened: Site) -> None:
    series = opened.begin_series(at("08:45"))
    with then(at("08:51")):
        assert add_point(opened, series, shown(), taken_at=at("08:52")).point.at == at("08:51")
        assert add_point(opened, series, shown(), taken_at=at("08:46")).point.at == at("08:46")


# -- the end of a series -------------------------------------------------------------------------------------


def test_the_tester_signs_the_record(opened: Site) -> None:
    series = opened.begin_series(at("08:50"))
    guardian = opened.cast.actor("guardian")
    with then(at("08:55")):
        with pytest.raises(Invalid) as empty:
            gas.sign_series(guardian, series.id, opened.signer("guardian"))
        assert empty.value.fields["points"].code == "required"
        for distance in ("0.8", "1.5", "2.2"):
            add_point(opened, series, shown(), distance=Decimal(distance))
        with pytest.raises(Forbidden):
            gas.sign_series(guardian, series.id, opened.signer("leader", on="guardian"))
        with pytest.raises(Invalid):
            gas.sign_series(guardian, series.id)
        answer = gas.sign_series(guardian, series.id, opened.signer("guardian"), drawing())
    assert (answer.judgement.passed, answer.stage) == (True, SeriesStage.initial)
    signature = db.session.scalars(select(Signature).where(Signature.subject_id == series.id)).one()
    assert (signature.part, signature.signer_id) == (Part.tester, opened.cast.people["guardian"])
    with then(at("08:56")):
        with pytest.raises(Invalid) as finished:
            add_point(opened, series, shown())
        with pytest.raises(Invalid) as signed:
            gas.sign_series(guardian, series.id, opened.signer("guardian"))
    assert finished.value.fields["series_id"].code == "finished"
    assert signed.value.fields["series_id"].code == "signed"


def test_the_stage_is_derived(tested: Site) -> None:
    initial, retest = db.session.scalars(select(GasSeries).order_by(GasSeries.number)).all()
    again = tested.begin_series(at("09:45"))
    with then(at("09:46")):
        add_point(tested, again, shown())
        answer = gas.finish_series(tested.cast.actor("guardian"), again.id)
    assert (initial.number, retest.number, answer.series.number) == (1, 2, 3)
    assert answer.stage is SeriesStage.retest
    assert answer.judgement.passed is False


def test_a_laboratorys_tester_signs_before_a_witness(opened: Site) -> None:
    lab = LabTester(
        id=uuid.uuid4(),
        enterprise_id=opened.cast.enterprise,
        laboratory="样例检测所",
        qualification="样例资质",
        name="样例检测员",
        certificate="样例证号",
        created_at=at("07:00"),
        created_by_id=opened.cast.users["manager"],
    )
    lab_id = lab.id

    def add(session: Any) -> None:
        session.add(lab)
        session.flush()
        session.add(
            PermitMember(
                permit_id=opened.permit_id, lab_tester_id=lab_id, parts=frozenset({Part.tester}), added_at=at("07:00")
            )
        )

    unit_of_work.run(add)
    guardian = opened.cast.actor("guardian")
    with then(at("08:50")):
        form = SeriesForm(opened.cast.detector, survey_done=True, stirred=True, lab_tester_id=lab_id)
        series = gas.begin_series(guardian, opened.permit_id, form)
        add_point(opened, series, shown())
        with pytest.raises(Invalid) as caught:
            gas.sign_series(guardian, series.id)
        assert caught.value.fields["signature"].code == "required"
        gas.sign_series(guardian, series.id, image=drawing())
    signature = db.session.scalars(select(Signature).where(Signature.subject_id == series.id)).one()
    assert (signature.lab_tester_id, signature.witness_id) == (lab_id, opened.cast.people["guardian"])


# -- during work ---------------------------------------------------------------------------------------------


def record(site: Site, values: tuple[ShownForm, ...], **changes: Any) -> ReadingJudged:
    form = {"values": values, "zone": "样例井底"} | changes
    return readings.record_reading(site.cast.actor("guardian"), site.permit_id, ReadingForm(**form))


def test_a_good_value_sets_the_next_one_due(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    with then(at("10:00")):
        answer = record(active, shown())
    assert (answer.good, answer.evacuation, answer.next_due_at) == (True, None, at("10:15"))
    assert answer.reading.keeper_id == active.cast.people["guardian"]


def test_eight_ppm_brings_everybody_out(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    with then(at("10:00")):
        answer = record(active, shown(h2s="8"))
    assert not answer.good
    assert answer.evacuation is not None
    assert answer.evacuation.cause is EvacuationCause.bad_gas
    assert active.permit.status is Status.suspended
    assert AlarmKind.gas_bad in set(db.session.scalars(select(Alarm.kind)))
    assert Code.evacuation_in_force in {r.code for r in active.scan(at("10:01"), "entrant_2").refusals}


def test_a_bad_point_of_a_series_brings_everybody_out(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    series = active.begin_series(at("10:00"))
    with then(at("10:01")):
        add_point(active, series, shown(o2="18.0"))
    assert active.permit.status is Status.suspended
    assert count(Evacuation) == 1


def test_an_incomplete_value_does_not_restart_the_clock(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    with then(at("10:00")):
        answer = record(active, shown()[:3])
    assert (answer.good, answer.missing) == (False, frozenset({Gas.co}))
    assert answer.next_due_at == at("10:07")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": ""}, "zone"),
        ({"wearer_id": uuid.uuid4()}, "wearer_id"),
        ({"keeper_id": uuid.uuid4()}, "keeper_id"),
        ({"detector_id": uuid.uuid4()}, "detector_id"),
        ({"values": ()}, "values"),
        ({"taken_at": at("10:02")}, "taken_at"),
    ],
)
def test_a_badly_told_value_is_bad_input(active: Site, changes: dict[str, Any], field: str) -> None:
    with then(at("10:00")), pytest.raises(Invalid) as caught:
        record(active, **({"values": shown()} | changes))
    assert field in caught.value.fields
    assert count(WorkReading) == 0


def test_no_value_comes_to_a_draft(raised: Site) -> None:
    draft = raised.cast.draft_permit()
    with then(at("10:00")), pytest.raises(RefusedError):
        record(Site(raised.cast, draft.id), shown())
    assert count(WorkReading) == 0
    assert db.session.get_one(Permit, draft.id).revision == draft.revision


# -- what deserves a second look ---------------------------------------------------------------------------------


def test_odd_records_are_recorded_and_flagged_and_clean_ones_never(opened: Site) -> None:
    guardian = opened.cast.actor("guardian")
    odd = with_channel(O2, "20.4", VOL)
    with then(at("08:50")):
        series = gas.begin_series(guardian, opened.permit_id, SeriesForm(opened.cast.detector, True, True))
        assert add_point(opened, series, odd).suspicions == ()
    with then(at("08:50") + timedelta(seconds=5)):
        assert add_point(opened, series, shown(), distance=Decimal("1.5")).suspicions == (Suspicion.points_too_fast,)
    for minute, flags in (("08:51", ()), ("08:52", ()), ("08:53", (Suspicion.values_repeated,))):
        with then(at(minute)):
            assert add_point(opened, series, odd, distance=Decimal(minute[-1])).suspicions == flags
    form = ReadingForm(shown(), zone="底部", detector_id=opened.cast.detector)
    with then(at("08:55")):
        for _ in range(3):
            assert readings.record_reading(guardian, opened.permit_id, form).suspicions == ()
