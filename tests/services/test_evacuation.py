"""Suspending, evacuating, counting: one tap each, never held by a gate (R41, R42, R44, R45, R68)."""

import uuid
from datetime import datetime

import pytest
from pieces import at
from plan_cast import Cast, then
from site_cast import Site
from sqlalchemy import Executable, select, update

from permit_service import unit_of_work
from permit_service.errors import Forbidden, Invalid, NotFound, RefusedError
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.choices import MessageKind
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.messages import Message
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Muster, Scan
from permit_service.models.spaces import SpaceConnection
from permit_service.queries.my_work import my_work
from permit_service.services import alarms, evacuation, space_evacuation
from workflows.codes import Code
from workflows.vocabulary import AlarmKind, EvacuationCause, ScanMethod, Status, SuspendReason

TAPPED, COUNTED = at("09:55"), at("09:58")


def two_inside(site: Site) -> None:
    site.scan(at("09:52"), "entrant", tools=3)
    site.scan(at("09:53"), "entrant_2")


def evacuate(site: Site, moment: datetime = TAPPED, who: str = "guardian") -> None:
    with then(moment):
        evacuation.evacuate(site.cast.actor(who), site.permit_id, EvacuationCause.unwell)


def connect(cast: Cast) -> None:
    low, high = sorted((cast.space, cast.other_space), key=lambda one: one.bytes)
    unit_of_work.run(lambda session: session.add(SpaceConnection(low_id=low, high_id=high)))


def muster(
    site: Site, counted: int, moment: datetime = COUNTED, *, all_out: bool = True, who: str = "guardian"
) -> Muster:
    with then(moment):
        return evacuation.muster(site.cast.actor(who), site.permit_id, counted, nonce=site.nonce(), all_out=all_out)


def told(site: Site, moment: datetime) -> set[Code]:
    return {refusal.code for refusal in site.scan(moment, "entrant").refusals}


def inside() -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(select(Entry).where(Entry.out_at.is_(None))))


def test_anybody_of_the_permit_suspends_with_one_tap(active: Site) -> None:
    with then(at("09:55")):
        evacuation.suspend(active.cast.actor("manager"), active.permit_id)
        evacuation.suspend(active.cast.actor("guardian"), active.permit_id)  # a second tap changes nothing
    row = db.session.scalars(select(Suspension)).one()
    assert (row.reason, row.recorded_by_id) == (SuspendReason.person, active.cast.users["manager"])


def test_nothing_opened_is_nothing_to_suspend(raised: Site) -> None:
    with then(at("08:00")), pytest.raises(RefusedError) as caught:
        evacuation.suspend(raised.cast.actor("guardian"), raised.permit_id)
    assert {r.code for r in caught.value.clearance.refusals} == {Code.nothing_opened}


def test_one_tap_shuts_the_entry_and_suspends(active: Site) -> None:
    two_inside(active)
    evacuate(active)
    assert active.permit.status is Status.suspended
    assert Code.evacuation_in_force in told(active, at("09:56"))
    kinds = set(db.session.scalars(select(Alarm.kind)))
    assert {AlarmKind.evacuation, AlarmKind.people_inside} <= kinds
    evacuate(active, at("09:57"))
    assert len(db.session.scalars(select(Evacuation)).all()) == 1


def test_strangers_evacuate_nothing(active: Site) -> None:
    with pytest.raises(NotFound):
        evacuate(active, who="s_leader")
    assert db.session.scalars(select(Evacuation)).all() == []


def faults_of_lifting(site: Site, row_id: uuid.UUID, reason: str = "样例：人已带离，锁好") -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        space_evacuation.lift_space(site.cast.actor("manager"), row_id, reason)
    return {field: fault.code for field, fault in caught.value.fields.items()}


def write(statement: Executable) -> None:
    unit_of_work.run(lambda session: session.execute(statement))


def test_a_space_without_work_is_shut_by_anybody_and_opened_by_who_keeps_its_ledger(active: Site) -> None:
    cast, space_id = active.cast, active.cast.other_space
    active.scan(at("09:52"), "entrant")
    write(update(Entry).values(space_id=space_id))  # as if somebody were inside there on a permit that has ended
    with then(at("09:55")):
        with pytest.raises(NotFound):
            space_evacuation.evacuate_space(cast.actor("s_leader"), space_id)
        done = space_evacuation.evacuate_space(cast.actor("officer"), space_id, EvacuationCause.intruder, "样例")
        again = space_evacuation.evacuate_space(cast.actor("guardian"), space_id, EvacuationCause.intruder)
        row_id = done.evacuation.id
        assert (done.evacuation.permit_id, len(done.inside), again.evacuation.id) == (None, 1, row_id)
        assert active.permit.status is Status.active  # somebody in another space is no danger here
    told = set(db.session.scalars(select(Message.user_id).where(Message.kind == MessageKind.evacuation_begun)))
    assert told == {cast.users["manager"], cast.users["principal"]}
    for who in ("manager", "officer"):
        (alarm,) = my_work(db.session(), cast.actor(who), at("09:56")).alarms
        assert (alarm.kind, alarm.subject_id) == (AlarmKind.evacuation, space_id)

    with then(at("09:57")):
        for who in ("guardian", "officer", "leader"):
            with pytest.raises(Forbidden):
                space_evacuation.lift_space(cast.actor(who), row_id, "样例")
        for nobody in (cast.actor("s_leader"), cast.actor("c_principal")):
            with pytest.raises(NotFound):
                space_evacuation.lift_space(nobody, row_id, "样例")
        assert faults_of_lifting(active, row_id, " ") == {"reason": "required", "evacuation_id": "people_inside"}
        write(update(Entry).values(space_id=cast.space))
        count = {"space_id": space_id, "permit_id": active.permit_id, "counted": 1, "registered": 0}
        moment = {"at": at("09:56"), "created_at": at("09:56"), "recorded_by_id": cast.users["guardian"]}
        unit_of_work.run(lambda session: session.add(Muster(**count, **moment)))
        assert faults_of_lifting(active, row_id) == {"evacuation_id": "headcount_differs"}
        write(update(Muster).values(settled_at=at("09:57")))
        lifted = space_evacuation.lift_space(cast.actor("manager"), row_id, "样例：人已带离，锁好")
        assert (lifted.lifted_by_id, lifted.lift_reason) == (cast.users["manager"], "样例：人已带离，锁好")
        assert faults_of_lifting(active, row_id) == {"evacuation_id": "ended"}
        assert my_work(db.session(), cast.actor("officer"), at("09:58")).alarms == ()


def test_where_work_is_under_way_its_own_people_end_what_the_office_called(active: Site) -> None:
    cast = active.cast
    with then(at("09:55")):
        done = space_evacuation.evacuate_space(cast.actor("manager"), cast.space, EvacuationCause.intruder)
        row_id = done.evacuation.id
        assert active.permit.status is Status.suspended
        told = set(db.session.scalars(select(Message.user_id).where(Message.kind == MessageKind.evacuation_begun)))
        assert told == {cast.users[who] for who in ("principal", "leader", "guardian")}
        assert db.session.scalars(select(Alarm.subject_id).where(Alarm.kind == AlarmKind.evacuation)).all() == [
            active.permit_id
        ]
        assert faults_of_lifting(active, row_id) == {"evacuation_id": "work_under_way"}
        lifted = evacuation.lift(cast.actor("leader"), row_id, active.permit_id, "样例：已查明")
        assert lifted.lift_reason == "样例：已查明"


def test_a_connected_space_is_shut_too(active: Site) -> None:
    connect(active.cast)
    two_inside(active)
    with then(at("09:55")):
        space_evacuation.evacuate_space(
            active.cast.actor("guardian"), active.cast.other_space, EvacuationCause.detector_alarm
        )
    assert active.permit.status is Status.suspended
    assert Code.evacuation_in_force in told(active, at("09:56"))
    causes = set(db.session.scalars(select(Evacuation.cause)))
    assert causes == {EvacuationCause.detector_alarm, EvacuationCause.connected_space}


def test_one_tap_suspends_every_permit_that_the_air_reaches(active: Site) -> None:
    """The tap is on one permit; the work next door is suspended in the same moment."""
    cast = active.cast
    far = cast.approved_permit(cast.job_form(space_id=cast.other_space)).id
    unit_of_work.run(
        lambda session: session.execute(
            update(Permit).where(Permit.id == far).values(status=Status.active, confirmed_at=at("09:50"))
        )
    )
    connect(cast)
    evacuate(active)
    statuses = dict(db.session.execute(select(Permit.id, Permit.status)).all())
    assert statuses == {active.permit_id: Status.suspended, far: Status.suspended}


# -- counting ---------------------------------------------------------------------------------------------------


def test_all_out_closes_the_entries_if_the_count_agrees(active: Site) -> None:
    two_inside(active)
    evacuate(active)
    for who in ("officer", "deputy"):  # they count, but cannot tell from afar that nobody is left
        assert (muster(active, 2, at("09:57"), who=who).all_out, len(inside())) == (False, 2)
    row = muster(active, 2)
    assert (row.counted, row.registered, row.settled_at) == (2, 2, at("09:58"))
    assert inside() == []
    scans = db.session.scalars(select(Scan).where(Scan.method == ScanMethod.muster)).all()
    assert {scan.person_id for scan in scans} == {active.cast.people["entrant"], active.cast.people["entrant_2"]}
    assert db.session.scalars(select(Evacuation.all_out_at)).one() == at("09:58")


def test_a_count_that_differs_closes_nothing_and_stands(active: Site) -> None:
    two_inside(active)
    evacuate(active)
    row = muster(active, 1)
    assert (row.settled_at, len(inside())) == (None, 2)
    assert AlarmKind.headcount_differs in set(db.session.scalars(select(Alarm.kind)))
    assert Code.headcount_differs in told(active, at("09:59"))
    with then(at("10:00")):
        with pytest.raises(Forbidden):
            evacuation.settle_count(active.cast.actor("manager"), row.id, "样例")
        with pytest.raises(Invalid):
            evacuation.settle_count(active.cast.actor("leader"), row.id, " ")
        evacuation.settle_count(active.cast.actor("leader"), row.id, "样例：一人已在井口")
        with pytest.raises(Invalid):
            evacuation.settle_count(active.cast.actor("leader"), row.id, "再次")
    assert Code.headcount_differs not in told(active, at("10:01"))


def test_counting_alone_closes_nothing(active: Site) -> None:
    two_inside(active)
    assert muster(active, 2, all_out=False).settled_at == at("09:58")
    assert len(inside()) == 2


def test_a_count_below_nobody_is_bad_input(active: Site) -> None:
    with pytest.raises(Invalid) as caught:
        muster(active, -1)
    assert caught.value.fields["counted"].code == "greater_than_equal"
    assert db.session.scalars(select(Muster)).all() == []


# -- the end of it ----------------------------------------------------------------------------------------------


def test_an_evacuation_is_lifted_when_everybody_is_out(active: Site) -> None:
    two_inside(active)
    evacuate(active)
    row_id = db.session.scalars(select(Evacuation.id)).one()
    leader = active.cast.actor("leader")
    with then(at("09:57")):
        with pytest.raises(Invalid) as caught:
            evacuation.lift(leader, row_id, active.permit_id)
        with pytest.raises(Forbidden):
            evacuation.lift(active.cast.actor("manager"), row_id, active.permit_id)
        with pytest.raises(NotFound):
            evacuation.lift(leader, uuid.uuid4(), active.permit_id)
    assert caught.value.fields["evacuation_id"].code == "people_inside"
    muster(active, 2)
    with then(at("10:00")):
        evacuation.lift(leader, row_id, active.permit_id)
    open_alarms = set(db.session.scalars(select(Alarm.kind).where(Alarm.cleared_at.is_(None))))
    assert not open_alarms & {AlarmKind.evacuation, AlarmKind.people_inside}
    assert Code.evacuation_in_force not in told(active, at("10:01"))


def test_an_interruption_is_marked(active: Site) -> None:
    guardian = active.cast.actor("guardian")
    with then(at("09:55")):
        with pytest.raises(Invalid) as caught:
            evacuation.mark_interruption(guardian, active.permit_id)
        assert caught.value.fields["permit_id"].code == "not_suspended"
        evacuation.suspend(guardian, active.permit_id)
    assert AlarmKind.interruption_unmarked in set(db.session.scalars(select(Alarm.kind)))
    with then(at("09:56")):
        evacuation.mark_interruption(guardian, active.permit_id)
    alarm = db.session.scalars(select(Alarm).where(Alarm.kind == AlarmKind.interruption_unmarked)).one()
    assert alarm.cleared_at == at("09:56")


def test_an_alarm_of_no_work_under_way_is_shown_to_whom_it_concerns(raised: Site) -> None:
    cast, permit = raised.cast, raised.permit
    alarm = Alarm(kind=AlarmKind.closure_left, subject_id=permit.id, permit_id=permit.id, job_id=permit.job_id)
    alarm.area_path, alarm.enterprise_id, alarm.unit_id = permit.area_path, permit.enterprise_id, permit.unit_id
    alarm.since = alarm.raised_at = at("08:00")
    unit_of_work.run(lambda session: session.add(alarm))
    told = {
        who: len(my_work(db.session(), cast.actor(who), at("09:00")).alarms)
        for who in ("leader", "guardian", "manager", "officer", "guardian_2", "deputy", "s_leader")
    }
    assert told == {"leader": 1, "guardian": 1, "manager": 1, "officer": 1, "guardian_2": 0, "deputy": 0, "s_leader": 0}


def test_an_alarm_is_acknowledged_by_name(active: Site) -> None:
    two_inside(active)
    evacuate(active)
    alarm_id = db.session.scalars(select(Alarm.id).where(Alarm.kind == AlarmKind.evacuation)).one()
    with then(at("09:56")):
        with pytest.raises(NotFound):
            alarms.acknowledge(active.cast.actor("s_leader"), alarm_id)
        alarms.acknowledge(active.cast.actor("officer"), alarm_id)
        alarms.acknowledge(active.cast.actor("leader"), alarm_id)
    alarm = db.session.get_one(Alarm, alarm_id)
    assert (alarm.acknowledged_by_id, alarm.cleared_at) == (active.cast.users["officer"], None)
