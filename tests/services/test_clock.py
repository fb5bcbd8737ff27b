"""The clock: what falls due happens once, whoever sees it first; safety never waits for it (R13, R37, R39, R46)."""

from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask, current_app
from pieces import WINDOW_END, at
from plan_cast import then
from site_cast import Site, shown
from sqlalchemy import func, select, update
from threads import at_once

from permit_service import heartbeats, journal, unit_of_work
from permit_service.accounts import open_token
from permit_service.errors import Busy
from permit_service.models.accounts import ApiToken
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.filings import Filing
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.jobs import Job
from permit_service.models.journal import JournalRow
from permit_service.models.oversight import StreetTraining
from permit_service.models.permits import Permit
from permit_service.models.system import JobSlot
from permit_service.services import acceptance, clock, closing, filings, posts, readings
from permit_service.services.clock import Ticked
from permit_service.services.readings import ReadingForm
from workflows.vocabulary import AlarmKind, EvacuationCause, FilingStatus, JobStatus, Status

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def tick(moment: datetime) -> Ticked:
    with then(moment):
        return clock.tick()


def standing_alarms() -> set[AlarmKind]:
    db.session.rollback()
    return set(db.session.scalars(select(Alarm.kind).where(Alarm.cleared_at.is_(None))))


def alive(site: Site, moment: datetime) -> None:
    with then(moment):
        posts.beat_for(site.cast.actor("guardian"), site.permit_id)


def value(site: Site, moment: datetime) -> None:
    with then(moment):
        form = ReadingForm(shown(), zone="样例井底")
        readings.record_reading(site.cast.actor("guardian"), site.permit_id, form)


def test_a_tick_with_nothing_due_only_beats(active: Site) -> None:
    assert tick(at("09:51")) == Ticked(0, 0, 0)
    with unit_of_work.snapshot() as session:
        assert heartbeats.is_alive(session, heartbeats.CLOCK, at("09:52"))
        assert not heartbeats.is_alive(session, heartbeats.CLOCK, at("09:53"))


@pytest.mark.parametrize(("late", "status"), [(-SECOND, Status.approved), (timedelta(0), Status.expired)])
def test_an_unopened_permit_expires_with_its_window(raised: Site, late: timedelta, status: Status) -> None:
    tick(WINDOW_END + late)
    permit = raised.permit
    assert (permit.status, permit.ended_at is not None) == (status, status is Status.expired)


def test_the_end_of_the_window_is_told_in_time(active: Site) -> None:
    near = WINDOW_END - timedelta(minutes=30)
    alive(active, near)
    tick(near - SECOND)
    assert AlarmKind.window_ends_soon not in standing_alarms()
    tick(near)
    assert AlarmKind.window_ends_soon in standing_alarms()


def test_a_guardian_gone_quiet_alarms_and_never_evacuates(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    tick(at("09:54") + 59 * SECOND)
    assert AlarmKind.guardian_quiet not in standing_alarms()
    tick(at("09:55"))
    assert standing_alarms() == {AlarmKind.guardian_quiet}
    assert active.permit.status is Status.active
    alive(active, at("09:56"))
    assert standing_alarms() == set()
    assert active.post().last_beat_at == at("09:56")


def test_a_late_value_alarms_then_evacuates_while_the_phone_is_heard(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    alive(active, at("10:06"))
    tick(at("10:07"))
    assert AlarmKind.gas_value_late in standing_alarms()
    assert active.permit.status is Status.active
    for minute in range(8, 23, 2):
        alive(active, at(f"10:{minute:02}"))
    tick(at("10:22"))
    assert active.permit.status is Status.suspended
    assert db.session.scalars(select(Evacuation.cause)).one() is EvacuationCause.gas_value_late
    assert AlarmKind.people_inside in standing_alarms()


def test_a_value_in_time_puts_it_off(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    value(active, at("10:06"))
    tick(at("10:07"))
    assert AlarmKind.gas_value_late not in standing_alarms()


def test_what_is_over_is_cleared(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    alive(active, at("10:06"))
    tick(at("10:07"))
    value(active, at("10:08"))
    assert AlarmKind.gas_value_late not in standing_alarms()
    row = db.session.scalars(select(Alarm).where(Alarm.kind == AlarmKind.gas_value_late)).one()
    assert (row.since, row.raised_at, row.cleared_at) == (at("10:07"), at("10:07"), at("10:08"))


def test_ticking_again_changes_nothing(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    tick(WINDOW_END)
    rows, alarms = (db.session.scalar(select(func.count()).select_from(kind)) for kind in (JournalRow, Alarm))
    tick(WINDOW_END + SECOND)
    again = tuple(db.session.scalar(select(func.count()).select_from(kind)) for kind in (JournalRow, Alarm))
    assert again == (rows, alarms)


def test_a_closure_left_standing_is_told_a_day_after_acceptance(active: Site) -> None:
    with then(at("10:00")):
        closing.finish(active.cast.actor("guardian"), active.permit_id)

    def accept(session: Any) -> None:
        session.execute(update(Job).values(status=JobStatus.accepted, accepted_at=at("11:00")))
        session.execute(update(Permit).values(next_due_at=at("11:00")))

    unit_of_work.run(accept)
    tick(at("11:00"))
    assert AlarmKind.closure_left not in standing_alarms()
    tick(at("11:00", 2))
    assert AlarmKind.closure_left in standing_alarms()
    with then(at("11:05", 2)):
        acceptance.remove_closure(active.cast.actor("leader"), active.permit.job_id, active.cast.space)
    assert AlarmKind.closure_left not in standing_alarms()


# -- filings ------------------------------------------------------------------------------------------------------


def test_a_draft_filing_lapses_with_its_end(raised: Site) -> None:
    permit = raised.cast.approved_permit()
    with then(at("10:00") - timedelta(days=4)):
        draft_id = filings.make_from_job(raised.cast.actor("leader"), permit.job_id).id
    tick(WINDOW_END)
    draft = db.session.get_one(Filing, draft_id)
    assert draft.status is FilingStatus.lapsed
    assert AlarmKind.filing_lapsed in standing_alarms()


def test_a_training_that_did_not_come_is_told_once(raised: Site) -> None:
    unit_of_work.run(lambda session: session.execute(update(StreetTraining).values(ended_at=None)))
    tick(at("08:29"))
    assert AlarmKind.training_overdue not in standing_alarms()
    assert tick(at("08:30")).filings == 1
    assert AlarmKind.training_overdue in standing_alarms()
    assert tick(at("08:31")).filings == 0


def test_what_lapsed_is_forgotten_once_a_day(raised: Site) -> None:
    open_token(raised.cast.users["leader"], timedelta(hours=1))
    lapsed = update(ApiToken).values(expires_at=at("08:00") - timedelta(days=1, seconds=1))
    unit_of_work.run(lambda session: session.execute(lapsed))
    tick(at("08:00"))
    assert db.session.scalars(select(ApiToken)).all() == []
    tick(at("09:00"))
    tick(at("08:00", 2))
    assert len(db.session.scalars(select(JobSlot)).all()) == 2
    tick(at("08:00", 4))
    assert len(db.session.scalars(select(JobSlot)).all()) == 1, "days that no clock can meet again"


# -- two clocks, and faults -----------------------------------------------------------------------------------------


def test_two_clocks_do_everything_once(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()

    def run(_: int) -> Ticked:
        with then(WINDOW_END):
            return clock.tick()

    done = at_once(app, 2, run)
    assert sum(one.failed for one in done) == 0
    assert sum(one.permits for one in done) >= 1
    assert active.permit.status is Status.suspended
    assert len(db.session.scalars(select(Suspension)).all()) == 1
    assert len(db.session.scalars(select(Evacuation)).all()) == 1
    twice = select(Alarm.kind).group_by(Alarm.kind, Alarm.since).having(func.count() > 1)
    assert db.session.scalars(twice).all() == []
    moves = db.session.scalars(select(JournalRow.tag).where(JournalRow.tag == "permit:suspend")).all()
    assert len(moves) == 2  # one event, on the streams of permit and job
    with unit_of_work.snapshot() as session:
        assert journal.verify(session).breaks == ()


def test_one_of_two_clocks_claims_a_row(raised: Site) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    due_at = at("08:00")
    unit_of_work.run(lambda session: session.execute(update(Permit).values(next_due_at=due_at)))
    db.session.remove()
    barrier = Barrier(2)

    def claim(_: int) -> bool:
        with then(due_at):
            barrier.wait()
            return clock._claim(raised.permit_id, due_at, due_at)

    assert sorted(at_once(app, 2, claim)) == [False, True]


def test_a_row_that_fails_is_put_off_and_holds_nobody_up(raised: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    other = raised.cast.approved_permit()
    real = clock.on_permit

    def fail(actor: Any, permit_id: Any, act: Any) -> Any:
        if permit_id == raised.permit_id:
            raise Busy
        return real(actor, permit_id, act)

    monkeypatch.setattr(clock, "on_permit", fail)
    done = tick(WINDOW_END)
    assert (done.permits, done.failed) == (1, 1)
    assert db.session.get_one(Permit, other.id).status is Status.expired
    assert (raised.permit.status, raised.permit.next_due_at) == (Status.approved, WINDOW_END + MINUTE)
    monkeypatch.undo()
    tick(WINDOW_END + MINUTE)
    assert raised.permit.status is Status.expired
