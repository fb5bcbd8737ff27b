"""Many at once at one mouth: nothing is lost, nobody is inside twice, and every wait ends."""

import time
from collections import Counter
from typing import Any

import pytest
from flask import Flask, current_app
from pieces import at
from plan_cast import then
from site_cast import Site, shown
from sqlalchemy import func, select
from threads import at_once

from permit_service import device_replies, journal, unit_of_work, wallclock
from permit_service.device_replies import Write
from permit_service.errors import Busy
from permit_service.models.base import db
from permit_service.models.presence import Entry, Scan
from permit_service.models.readings import WorkReading
from permit_service.services import readings, scans
from permit_service.services.readings import ReadingForm
from permit_service.services.scans import ScanForm
from workflows.vocabulary import Direction, ScanVerdict

PHONES, SCANS = 10, 20
PATIENCE = 10


def this_app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()
    return app


def patiently(act: Any) -> Any:
    """What a phone does that is told ``busy``: it asks again."""
    for _ in range(PATIENCE):
        try:
            return act()
        except Busy:
            continue
    raise AssertionError("busy for too long")


def test_evidence_of_eight_threads_is_all_there(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    guardian, before = active.cast.actor("guardian"), active.permit.revision
    app = this_app()

    def record(number: int) -> None:
        with then(at("09:55")):
            form = ReadingForm(shown(), zone=f"样例{number}")
            patiently(lambda: readings.record_reading(guardian, active.permit_id, form))

    at_once(app, 8, record)
    assert set(db.session.scalars(select(WorkReading.zone))) == {f"样例{number}" for number in range(8)}
    assert active.permit.revision == before + 8
    with unit_of_work.snapshot() as session:
        assert journal.verify(session).breaks == ()


def test_two_hundred_scans_of_one_badge_give_one_entry(active: Site) -> None:
    guardian, badge = active.cast.actor("guardian"), active.badge("entrant")
    app = this_app()

    def scan(nonce: str) -> ScanVerdict:
        form = ScanForm(Direction.in_, nonce, permit_id=active.permit_id, badge=badge)
        return patiently(lambda: scans.scan(guardian, form)).verdict

    def phone(number: int) -> Counter[ScanVerdict]:
        with then(at("09:52")):
            return Counter(scan(f"many{number}-{again}") for again in range(SCANS))

    started = time.monotonic()
    answers = sum(at_once(app, PHONES, phone), Counter())
    assert time.monotonic() - started < 120
    assert answers == {ScanVerdict.admit: 1, ScanVerdict.refuse: PHONES * SCANS - 1}
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 1
    recorded = select(func.count()).select_from(Scan).where(Scan.nonce.like("many%"))
    assert db.session.scalar(recorded) == PHONES * SCANS


def test_one_scan_sent_many_times_is_one_scan(active: Site) -> None:
    guardian, badge = active.cast.actor("guardian"), active.badge("entrant")
    assert guardian.user_id is not None
    write = Write(guardian.device, "again", guardian.user_id, {"badge": badge})
    form = ScanForm(Direction.in_, "again", permit_id=active.permit_id, badge=badge)
    app = this_app()

    def send(_: int) -> device_replies.Reply:
        def decide(_session: object) -> tuple[int, dict[str, object]]:
            return 201, {"verdict": scans.scan(guardian, form).verdict}

        with then(at("09:52")):
            return patiently(lambda: device_replies.once(write, decide, now=wallclock.now()))

    replies = at_once(app, 8, send)
    assert {reply.answer["verdict"] for reply in replies} == {ScanVerdict.admit}
    assert Counter(reply.replayed for reply in replies) == {False: 1, True: 7}
    assert db.session.scalar(select(func.count()).select_from(Scan).where(Scan.nonce == "again")) == 1


def test_the_last_out_and_the_next_in_agree(active: Site) -> None:
    """Presence is what the scans say, whatever their order was."""
    guardian = active.cast.actor("guardian")
    badges = {name: active.badge(name) for name in ("entrant", "entrant_2")}
    active.scan(at("09:52"), "entrant")
    app = this_app()

    def act(number: int) -> None:
        name, direction = (("entrant", Direction.out), ("entrant_2", Direction.in_))[number % 2]
        form = ScanForm(direction, f"swap{number}", permit_id=active.permit_id, badge=badges[name])
        with then(at("09:55")):
            patiently(lambda: scans.scan(guardian, form))

    at_once(app, 8, act)
    rows = db.session.scalars(select(Entry).where(Entry.out_at.is_(None))).all()
    admitted = db.session.scalar(
        select(func.count())
        .select_from(Scan)
        .where(Scan.verdict == ScanVerdict.admit, Scan.person_id == active.cast.people["entrant_2"])
    )
    assert len(rows) == admitted


def test_without_a_free_connection_the_answer_is_busy(active: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.engine.pool, "_timeout", 0.01)
    engine = db.engine
    held = [engine.connect() for _ in range(engine.pool.size() + engine.pool._max_overflow)]  # type: ignore[attr-defined]
    try:
        with pytest.raises(Busy):
            unit_of_work.run(lambda session: session.scalars(select(Scan)).all())
    finally:
        for connection in held:
            connection.close()
