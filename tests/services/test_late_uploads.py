"""离线补传: what a phone did without network counts from when it was, is judged by what it had, and undoes nothing."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from offline_phone import Phone
from pieces import at
from plan_cast import then
from site_cast import RESUME, Site, shown
from sqlalchemy import select

from permit_service import unit_of_work
from permit_service.errors import Invalid
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.choices import TimeSource
from permit_service.models.filings import Filing
from permit_service.models.gas import RefusedGas
from permit_service.models.interruptions import Evacuation
from permit_service.models.presence import Entry, Muster, Scan
from permit_service.models.readings import WorkReading
from permit_service.queries import disputes, onsite
from permit_service.queries.refused_gas import Refused
from permit_service.services import clock, confirmation, evacuation, posts, readings, snapshots
from permit_service.services.disputes import settle_time
from permit_service.services.readings import ReadingForm, ReadingJudged
from permit_service.services.registers import prints
from permit_service.services.snapshots import UNUSED_KEPT, USED_KEPT
from workflows.codes import Code
from workflows.offline import Doubt
from workflows.vocabulary import AlarmKind, Direction, EvacuationCause, ScanVerdict, Status

ADMIT, REFUSE, UNKNOWN, RECORDED = ScanVerdict.admit, ScanVerdict.refuse, ScanVerdict.unknown, ScanVerdict.recorded
OUT, RESCUE = Direction.out, Direction.rescue_in


def stays() -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(select(Entry).order_by(Entry.in_at)))


def standing() -> set[AlarmKind]:
    db.session.rollback()
    return set(db.session.scalars(select(Alarm.kind).where(Alarm.cleared_at.is_(None))))


def count(model: type) -> int:
    db.session.rollback()
    return len(db.session.scalars(select(model)).all())


def told(phone: Phone, sent: datetime, taken: datetime, **changes: Any) -> ReadingJudged | Refused:
    offline = changes.pop("offline", phone.offline(taken))
    form = ReadingForm(**{"values": shown(), "zone": "井底"} | changes)
    with then(sent):
        actor = phone.site.cast.actor("guardian", phone.device)
        return readings.upload_reading(actor, phone.site.permit_id, form, offline)


def read(phone: Phone, sent: datetime, taken: datetime, **changes: Any) -> ReadingJudged:
    done = told(phone, sent, taken, **changes)
    assert isinstance(done, ReadingJudged)
    return done


@pytest.fixture
def phone(active: Site) -> Phone:
    """Confirmed at 09:50; its snapshot of 09:52 lets in until 10:10. Nobody is inside."""
    phone = Phone(active)
    phone.take(at("09:52"))
    return phone


def test_an_admission_inside_the_snapshot_counts_from_when_it_was(phone: Phone) -> None:
    assert phone.decides(at("09:55"), "entrant") is ADMIT
    done = phone.upload(at("10:20"), "entrant", at("09:55"), tools=2)
    assert (done.verdict, done.refusals, done.doubts, done.scan.disputed) == (ADMIT, (), (), False)
    assert (done.scan.at, done.scan.created_at, done.scan.late_upload) == (at("09:55"), at("10:20"), True)
    assert (done.scan.phone_verdict, done.scan.snapshot_id) == (ADMIT, phone.snapshot.id)
    assert done.good_until == at("09:55"), "told late, it is never green"
    (stay,) = stays()
    assert (stay.in_at, stay.tools_in, stay.out_at) == (at("09:55"), 2, None)
    assert phone.site.permit.first_entry_at == at("09:55")
    assert db.session.scalars(select(Filing.first_entry_at)).one() == at("10:20"), "filing counts receipt only"
    with then(at("10:20")):
        facts = onsite.look(phone.site.cast.actor("guardian"), phone.site.permit_id).facts
    assert facts.presence.rose_at == at("09:55"), "the value was due at 10:10"
    assert AlarmKind.gas_value_late in standing()

    assert phone.upload(at("10:20"), "entrant", at("10:05"), RECORDED, OUT, tools=2).verdict is RECORDED
    (stay,) = stays()
    assert (stay.out_at, stay.tools_out) == (at("10:05"), 2)
    assert AlarmKind.gas_value_late not in standing(), "they were out before it was due"
    later = phone.upload(at("10:21"), "entrant_2", at("10:08"))
    assert {refusal.code for refusal in later.refusals} == {Code.resume_untested}, "the space had stood empty"
    assert later.scan.disputed
    assert len(stays()) == 2


def test_what_the_phone_turned_away_lets_nobody_in_and_is_no_dispute(phone: Phone) -> None:
    for verdict in (REFUSE, UNKNOWN):
        done = phone.upload(at("10:00"), "entrant", at("09:55"), verdict)
        assert (done.verdict, done.scan.disputed, done.entries) == (verdict, False, ())
    assert stays() == []
    assert AlarmKind.time_disputed not in standing()


@pytest.mark.parametrize(
    ("done_at", "reason"), [(at("10:09") + timedelta(seconds=59.999), None), (at("10:10"), Doubt.snapshot_stale)]
)
def test_an_admission_on_a_stale_snapshot_is_disputed_and_counted(
    phone: Phone, done_at: datetime, reason: Doubt | None
) -> None:
    done = phone.upload(at("10:30"), "entrant", done_at)
    assert done.doubts == (() if reason is None else (reason,))
    assert done.verdict is (ADMIT if reason is None else UNKNOWN)
    assert done.scan.disputed is (reason is not None)
    assert [stay.in_at for stay in stays()] == [done_at], "whoever went in is inside"
    assert (AlarmKind.time_disputed in standing()) is (reason is not None)
    online = phone.site.scan(at("10:31"), "entrant_2")
    assert (Code.time_unsettled in {refusal.code for refusal in online.refusals}) is (reason is not None)
    if reason is not None:
        with then(at("10:32")):
            settle_time(phone.site.cast.actor("manager"), done.scan.id, TimeSource.server, "样例：已核对")
        assert AlarmKind.time_disputed not in standing()


def suspends(site: Site) -> None:
    evacuation.suspend(site.cast.actor("leader"), site.permit_id)


def evacuates(site: Site) -> None:
    evacuation.evacuate(site.cast.actor("leader"), site.permit_id)


def finds_the_guardian_gone(site: Site) -> None:
    posts.confirm_absence(site.cast.actor("leader"), site.post().id)


def calls_the_badges_back(site: Site) -> None:
    for who in ("entrant", "entrant_2"):
        prints.issue_badge(site.cast.actor("manager"), site.cast.people[who])


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (suspends, Code.move_illegal),
        (evacuates, Code.evacuation_in_force),
        (finds_the_guardian_gone, Code.guardian_left),
        (calls_the_badges_back, Code.code_revoked),
    ],
)
def test_what_the_server_learned_before_makes_it_stricter(phone: Phone, happens: Any, code: Code) -> None:
    badges = {who: phone.site.badge(who) for who in ("entrant", "entrant_2")}
    with then(at("09:56")):
        happens(phone.site)
    after = phone.upload(at("10:00"), "entrant", at("09:56"), badge=badges["entrant"])
    assert (after.verdict, after.scan.disputed) == (REFUSE, True)
    assert {refusal.code for refusal in after.refusals} == {code}
    before = phone.upload(at("10:00"), "entrant_2", at("09:55"), badge=badges["entrant_2"])
    assert (before.verdict, before.scan.disputed) == (ADMIT, False)
    assert [stay.in_at for stay in stays()] == [at("09:55"), at("09:56")], "counted, right or wrong"
    assert AlarmKind.time_disputed in standing()


def test_two_phones_at_one_space(phone: Phone) -> None:
    second = Phone(phone.site, device="phone-2")
    assert second.take(at("09:53"))["lead"] is False
    assert second.decides(at("09:55"), "entrant") is UNKNOWN
    phone.upload(at("10:00"), "entrant", at("09:55"))
    twice = second.upload(at("10:01"), "entrant", at("09:56"))
    assert (twice.verdict, twice.doubts, twice.entries) == (UNKNOWN, (Doubt.not_lead,), ())
    assert twice.scan.disputed
    assert len(stays()) == 1, "nobody is inside twice"


def test_an_exit_told_late_closes_no_stay_that_began_since(phone: Phone) -> None:
    """Out by a phone out of reach at 09:58, counted out by another at 10:00, in again at 10:25: still inside."""
    site, leader = phone.site, phone.site.cast.actor("leader")
    site.scan(at("09:53"), "entrant")
    with then(at("10:00")):
        evacuation.muster(leader, site.permit_id, 1, nonce=site.nonce(), all_out=True)
    site.test_air(at("10:10"))
    site.protect(at("10:15"))
    site.guardian_check(at("10:16"), *RESUME)
    site.confirm(at("10:17"))
    assert site.scan(at("10:25"), "entrant").verdict is ADMIT
    told = phone.upload(at("10:30"), "entrant", at("09:58"), RECORDED, OUT)
    assert (told.verdict, told.entries) == (RECORDED, ())
    with then(at("10:31")):
        counted = evacuation.muster(
            site.cast.actor("guardian"),
            site.permit_id,
            0,
            nonce=site.nonce(),
            all_out=True,
            offline=phone.offline(at("09:59")),
        )
    assert counted.registered == 0
    assert [stay.out_at for stay in stays()] == [at("10:00"), None]


def test_a_clock_an_hour_wrong_is_disputed_and_the_stricter_time_counts(phone: Phone) -> None:
    hour = timedelta(hours=1)
    wrong = phone.upload(
        at("10:00"),
        "entrant",
        at("09:56"),
        device_time=at("09:56") + hour,
        offline=phone.offline(at("09:56"), device_time=at("09:56") + hour),
    )
    assert (wrong.verdict, wrong.doubts, wrong.scan.disputed) == (UNKNOWN, (Doubt.clock_disputed,), True)
    assert wrong.scan.device_time == at("10:56")
    assert [stay.in_at for stay in stays()] == [at("09:52")]
    jumped = phone.upload(
        at("10:01"), "entrant", at("09:58"), RECORDED, OUT, offline=phone.offline(at("09:58"), disputed=True)
    )
    assert jumped.scan.disputed
    assert [stay.out_at for stay in stays()] == [at("10:01")], "out at the latest it can have been"
    before = count(WorkReading)
    judged = read(phone, at("10:02"), at("09:59"), offline=phone.offline(at("09:59"), disputed=True))
    assert (judged.reading.at, judged.reading.disputed, judged.reading.late_upload) == (at("09:52"), True, True)
    assert count(WorkReading) == before + 1

    site, guardian = phone.site, phone.site.cast.actor("guardian")
    told = {"offline": phone.offline(at("10:00"), disputed=True)}
    with then(at("10:03")):
        confirmation.contact_check(guardian, site.permit_id, answered=True, **told)
    with then(at("10:04")):
        evacuation.muster(guardian, site.permit_id, 0, nonce=site.nonce(), **told)
    found = disputes.of_permit(db.session(), site.permit_id)
    assert [one.tag for one in found] == ["scan:in", "scan:out", "reading:record", "contact:check", "muster:count"]
    for one, alike in ((found[0], False), (found[2], True)):
        assert AlarmKind.time_disputed in standing()
        with then(at("10:05")):
            settle_time(site.cast.actor("manager"), one.id, TimeSource.server, "样例：快一小时", alike=alike)
    assert AlarmKind.time_disputed not in standing()
    assert [one.settlement is None for one in disputes.of_permit(db.session(), site.permit_id)] == [False] * 5


def test_names_in_snapshots_are_erased_in_time_and_what_comes_later_still_counts(phone: Phone) -> None:
    used, lapsed = phone.snapshot, at("10:10")
    phone.upload(at("09:56"), "entrant", at("09:55"))
    phone.take(at("09:57"))
    kept = [UNUSED_KEPT, UNUSED_KEPT + timedelta(seconds=1), USED_KEPT + timedelta(seconds=1)]
    erased = []
    for later in kept:
        unit_of_work.run(lambda session, now=lapsed + later: snapshots.purge(session, now))
        db.session.rollback()
        erased.append([row.erased_at is not None for row in (used, phone.snapshot)])
    assert erased == [[False, False], [False, True], [True, True]]
    (row,) = {(row.claims, row.facts) for row in (used, phone.snapshot)}
    assert row == (None, None)
    assert used.claims_sha256 != phone.snapshot.claims_sha256
    done = phone.upload(lapsed + USED_KEPT, "entrant_2", at("09:58"))
    assert (done.verdict, done.doubts, done.scan.disputed) == (UNKNOWN, (Doubt.snapshot_missing,), True)
    assert [stay.in_at for stay in stays()] == [at("09:55"), at("09:58")]


def test_a_snapshot_is_its_account_s_and_device_s_own(phone: Phone) -> None:
    before = count(Scan)
    others: list[dict[str, str]] = [{"who": "leader"}, {"device": "phone-2"}]
    for other in others:
        stranger = Phone(phone.site, **other, taken=phone.taken)
        with pytest.raises(Invalid) as caught:
            stranger.upload(at("10:00"), "entrant", at("09:55"))
        assert caught.value.fields["snapshot.id"].code == "unknown"
    for changes in ({"phone_verdict": RECORDED}, {"post_id": None, "plate": "S0"}):
        with pytest.raises(Invalid):
            phone.upload(at("10:00"), "entrant", at("09:55"), **changes)
    assert count(Scan) == before
    assert stays() == []


def test_values_taken_without_network_close_the_gap(phone: Phone) -> None:
    """In at 09:53, silent from 09:54, two values meanwhile: back at 10:24 nobody is called out for want of them."""
    site, guardian = phone.site, phone.site.cast.actor("guardian")
    site.scan(at("09:53"), "entrant")
    phone.take(at("09:54"))
    with then(at("10:23")):
        clock.tick()
    assert {AlarmKind.gas_value_late, AlarmKind.guardian_quiet} <= standing()
    with then(at("10:24")):
        posts.beat_for(guardian, site.permit_id)
    assert site.permit.status is Status.active
    first = read(phone, at("10:24"), at("10:07"))
    assert (first.reading.at, first.reading.created_at) == (at("10:07"), at("10:24"))
    second = read(phone, at("10:25"), at("10:21"))
    assert second.next_due_at == at("10:36")
    with then(at("10:25")):
        confirmation.contact_check(guardian, site.permit_id, answered=True, offline=phone.offline(at("10:20")))
    assert standing() & {AlarmKind.gas_value_late, AlarmKind.contact_check_late, AlarmKind.guardian_quiet} == set()
    assert count(Evacuation) == 0

    mistyped = told(phone, at("10:25"), at("10:22"), values=shown(o2="209"))
    assert isinstance(mistyped, Refused)
    assert {field: why.code for field, why in mistyped.faults.items()} == {"values.0.amount": "less_than_equal"}
    assert [(one.zone, one.at, one.values[0].amount) for one in mistyped.points] == [("井底", at("10:22"), 209)]
    with pytest.raises(Invalid, match="values"):
        told(phone, at("10:25"), at("10:22"), values=())
    with pytest.raises(Invalid, match="wearer_id"):
        told(phone, at("10:25"), at("10:22"), wearer_id=uuid.uuid4())
    assert (count(RefusedGas), count(WorkReading)) == (1, 2)

    bad = read(phone, at("10:26"), at("10:23"), values=shown(h2s="8"))
    assert bad.evacuation is not None
    assert (bad.evacuation.cause, bad.evacuation.at) == (EvacuationCause.bad_gas, at("10:23"))
    assert site.permit.status is Status.suspended


def test_without_its_values_a_phone_that_is_back_evacuates(phone: Phone) -> None:
    site = phone.site
    site.scan(at("09:53"), "entrant")
    with then(at("10:23")):
        clock.tick()
    for moment in ("10:24", "10:26"):
        with then(at(moment)):
            posts.beat_for(site.cast.actor("guardian"), site.permit_id)
            clock.tick()
    assert site.permit.status is Status.active
    with then(at("10:27")):
        clock.tick()
    assert site.permit.status is Status.suspended
    assert db.session.scalars(select(Evacuation.cause)).all() == [EvacuationCause.gas_value_late]


def test_an_evacuation_without_network_is_told_whole(phone: Phone) -> None:
    """Begun at 09:58, a rescuer in at 09:59, all counted out at 10:03: uploaded together, each at its time."""
    site, guardian = phone.site, phone.site.cast.actor("guardian")
    site.scan(at("09:53"), "entrant")
    with then(at("10:10")):
        done = evacuation.evacuate(guardian, site.permit_id, EvacuationCause.unwell, offline=phone.offline(at("09:58")))
    assert (done.evacuation.at, done.evacuation.created_at) == (at("09:58"), at("10:10"))
    rescuer = {"badge": None, "label": "119", "apparatus": True, "lifeline": True, "attendant": True}
    rescue = phone.upload(at("10:10"), "entrant_2", at("09:59"), ADMIT, RESCUE, **rescuer)
    assert (rescue.verdict, [stay.in_at for stay in rescue.entries]) == (ADMIT, [at("09:59")])
    with then(at("10:11")):
        counted = evacuation.muster(
            guardian, site.permit_id, 2, nonce=site.nonce(), all_out=True, offline=phone.offline(at("10:03"))
        )
    assert (counted.at, counted.late_upload, counted.registered) == (at("10:03"), True, 2)
    assert [stay.out_at for stay in stays()] == [at("10:03")] * 2
    assert db.session.scalars(select(Evacuation.all_out_at)).one() == at("10:03")
    assert count(Muster) == 1
