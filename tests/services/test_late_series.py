"""离线补传 of a gas series: each point from when it was read, what is none is refused, no green by being late."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from offline_phone import Phone
from pieces import at
from plan_cast import then
from site_cast import Site, shown
from sqlalchemy import select

from permit_service.errors import Invalid, RefusedError
from permit_service.journal import Stream
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.equipment import Equipment
from permit_service.models.gas import GasPoint, GasSeries, RefusedGas
from permit_service.models.journal import StreamKind
from permit_service.queries import disputes, gas_tests, onsite, records, refused_gas
from permit_service.services import gas, shown_values
from permit_service.services.late import Offline
from permit_service.services.late_series import LatePointForm, LateSeriesJudged, upload_series
from permit_service.services.series_rows import SeriesForm
from permit_service.services.shown_values import ShownForm
from workflows.codes import Code
from workflows.vocabulary import AlarmKind

DEPTHS = ("0.8", "1.5", "2.2")


def uploaded(phone: Phone, sent: datetime, *points: LatePointForm, begun: datetime) -> LateSeriesJudged:
    site = phone.site
    form = SeriesForm(site.cast.detector, survey_done=True, stirred=True)
    with then(sent):
        actor = site.cast.actor("guardian", phone.device)
        return upload_series(actor, site.permit_id, form, phone.offline(begun), points)


def read(
    phone: Phone,
    moment: datetime,
    depth: str,
    leg: int = 0,
    values: tuple[ShownForm, ...] | None = None,
    offline: Offline | None = None,
) -> LatePointForm:
    shown_there = shown() if values is None else values
    return LatePointForm(leg, Decimal(depth), shown_there, offline or phone.offline(moment))


def whole(phone: Phone, begun: datetime) -> list[LatePointForm]:
    """A minute a point."""
    return [read(phone, begun + timedelta(minutes=minute), depth) for minute, depth in enumerate(DEPTHS, start=1)]


def test_a_series_read_without_network_counts_from_when_it_was_read_once_signed(opened: Site) -> None:
    """Both series of the sample job are told late; entry opens on the second, for as long as it would have."""
    phone = Phone(opened)
    told = phone.take(at("08:48"))["series"]
    assert (told["may_begin"], told["against"], told["legs"], told["sludge"]) == (True, [], 1, True)
    assert [(one["distance"], one["level"]) for one in told["points"]] == [
        ("0.8", "top"),
        ("1.5", "middle"),
        ("2.2", "bottom"),
    ]
    assert told["testers"][0]["id"] == str(opened.cast.people["guardian"])
    assert told["detectors"][0]["id"] == str(opened.cast.detector)
    assert told["detectors"][0]["channels"][0] == {"gas": "o2", "unit": "vol", "whole": 2, "fine": 1}

    wrong = [
        read(phone, at("08:54"), "9"),
        read(phone, at("08:54"), "1", leg=1),
        read(phone, at("08:54"), "1", values=()),
    ]
    done = uploaded(phone, at("09:00"), *whole(phone, at("08:50")), *wrong, begun=at("08:50"))
    assert done.series is not None
    assert done.refused is not None
    assert done.refused.row.series_id == done.series.series.id
    assert {one.position: {name: why.code for name, why in one.faults.items()} for one in done.refused.points} == {
        3: {"distance": "less_than_equal"},
        4: {"leg": "unknown"},
        5: {"values": "required"},
    }
    series = done.series.series
    assert [point.at for point in series.points] == [at("08:51"), at("08:52"), at("08:53")]
    assert {(row.late_upload, row.disputed, row.created_at) for row in (series, *series.points)} == {
        (True, False, at("09:00"))
    }
    assert (series.at, series.finished_at, series.signed_at) == (at("08:50"), at("08:53"), None)
    assert done.series.judgement.passed

    opened.start_fan(at("09:05"))
    opened.protect()
    opened.guardian_check()
    phone.take(at("09:38"))
    retest = uploaded(phone, at("09:49"), *whole(phone, at("09:40")), begun=at("09:40")).series
    assert retest is not None
    with pytest.raises(RefusedError) as unsigned:
        opened.confirm(at("09:50"))
    assert Code.gas_series_unsigned in {one.code for one in unsigned.value.clearance.refusals}
    for one in (series, retest.series):
        with then(at("09:51")):
            gas.sign_series(opened.cast.actor("guardian"), one.id, opened.signer("guardian"))
    with pytest.raises(RefusedError) as late:
        opened.confirm(at("10:12"))
    assert Code.gas_series_stale in {one.code for one in late.value.clearance.refusals}
    opened.confirm(at("10:11"))


def test_what_no_test_could_have_been_is_kept_and_counts_for_nothing(opened: Site) -> None:
    phone = Phone(opened)
    phone.take(at("08:48"))
    points = whole(phone, at("08:50"))
    with pytest.raises(Invalid, match=r"snapshot\.id"):
        uploaded(Phone(opened, device="phone-2", taken=phone.taken), at("09:00"), *points, begun=at("08:50"))
    with pytest.raises(Invalid, match="points"):
        uploaded(phone, at("09:00"), read(phone, at("08:51"), "0.8", values=()), begun=at("08:50"))
    db.session.rollback()
    assert db.session.scalars(select(RefusedGas.id)).all() == [], "bad input leaves nothing"

    outside = [read(phone, at("08:51"), "9"), read(phone, at("08:52"), "1", leg=1, values=shown(h2s="50"))]
    nowhere = uploaded(phone, at("09:00"), *outside, begun=at("08:50"))
    assert nowhere.series is None
    assert nowhere.refused is not None
    assert [{field: why.code for field, why in one.faults.items()} for one in nowhere.refused.points] == [
        {"distance": "less_than_equal"},
        {"leg": "unknown"},
    ]
    db.session.get_one(Equipment, opened.cast.detector).calibrated_until = at("08:49")
    db.session.commit()
    lapsed = uploaded(phone, at("09:01"), *points, begun=at("08:50"))
    assert lapsed.series is None
    assert phone.take(at("09:01"))["series"]["may_begin"] is False

    db.session.rollback()
    kept = refused_gas.of_permit(db.session(), opened.permit)[-1]
    assert [(one.code, one.banned) for one in kept.refusals] == [(Code.calibration_lapsed, 2)]
    assert (kept.row.at, kept.row.created_at, kept.row.late_upload) == (at("08:50"), at("09:01"), True)
    assert (kept.row.detector_id, kept.row.person_id) == (opened.cast.detector, opened.cast.people["guardian"])
    assert [(one.leg, str(one.distance), one.at) for one in kept.points] == [
        (0, depth, at(f"08:5{minute}")) for minute, depth in enumerate(DEPTHS, start=1)
    ]
    assert kept.points[0].values == shown_values.as_values(shown())
    course = records.events(db.session(), Stream(StreamKind.permit, opened.permit_id))
    assert [one.tag for one in course].count("gas:refuse") == 2
    site = onsite.look(opened.cast.actor("guardian"), opened.permit_id)
    assert (site.facts.series, site.facts.gas.judged, gas_tests.all_suspicions(site)) == ((), (), {})
    assert db.session.scalars(select(GasSeries.id)).all() == db.session.scalars(select(GasPoint.id)).all() == []
    assert db.session.scalars(select(Alarm.kind)).all() == [], "50 ppm read elsewhere is no bad air here"


def test_a_point_whose_time_nobody_can_tell_counts_at_its_earliest_and_is_disputed(opened: Site) -> None:
    phone = Phone(opened)
    phone.take(at("08:48"))
    *sure, _ = whole(phone, at("08:50"))
    unsure = read(phone, at("08:53"), "2.2", values=shown(h2s="8"), offline=phone.offline(at("08:53"), disputed=True))
    done = uploaded(phone, at("09:00"), *sure, unsure, begun=at("08:50"))
    assert done.series is not None
    assert [point.at for point in done.series.series.points] == [at("08:51"), at("08:52"), at("08:48")]
    assert (done.series.judgement.bad, done.series.series.disputed) == (True, True)
    (found,) = disputes.of_permit(db.session(), opened.permit_id)
    assert (found.tag, found.id) == ("gas_series:begin", done.series.series.id)
    db.session.rollback()
    assert AlarmKind.time_disputed in db.session.scalars(select(Alarm.kind).where(Alarm.cleared_at.is_(None))).all()
