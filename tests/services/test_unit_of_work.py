"""One transaction a use case: locks first, all or nothing, one retry, then busy."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from core_rows import account, draft_permits
from flask import Flask
from rows import NOON
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session
from threads import at_once

from permit_service import database, unit_of_work
from permit_service.errors import Busy, Conflict, NotFound, ProblemCode
from permit_service.models import db
from permit_service.models.accounts import User
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.system import JobSlot
from permit_service.upsert import insert_new


class Trouble(Exception):
    """Anything that goes wrong in a use case."""


def slot(name: str) -> JobSlot:
    return JobSlot(job=name, slot=NOON, claimed_at=NOON)


def slots() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(JobSlot.job)))


@contextmanager
def hold(app: Flask, work_to_hold: str, **locks: tuple[uuid.UUID, ...]) -> Iterator[None]:
    """Another thread's unit of work that has its locks and does not end."""
    locked, release = threading.Event(), threading.Event()

    def work(session: Session) -> None:
        session.add(slot(work_to_hold))
        session.flush()
        locked.set()
        release.wait(30)

    def run() -> None:
        with app.app_context():
            unit_of_work.run(work, **locks)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert locked.wait(10)
        yield
    finally:
        release.set()
        thread.join()


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks are given up after 0.1 s instead of seconds."""
    monkeypatch.setattr(unit_of_work, "LOCK_TIMEOUT_MS", 100)
    monkeypatch.setattr(database, "SQLITE_TIMEOUT_S", 0.1)


def test_what_work_returns_is_committed_and_returned(app: Flask) -> None:
    assert unit_of_work.run(lambda session: session.add(slot("a")) or 7) == 7
    assert slots() == ["a"]


def test_nothing_half_written_stays(app: Flask) -> None:
    def work(session: Session) -> None:
        session.add(slot("a"))
        session.flush()
        raise Trouble

    with pytest.raises(Trouble):
        unit_of_work.run(work)
    assert slots() == []
    unit_of_work.run(lambda session: session.add(slot("b")))
    assert slots() == ["b"]


def test_a_fault_at_the_commit_leaves_nothing(app: Flask) -> None:
    def fail(_connection: object) -> None:
        raise Trouble

    event.listen(db.engine, "commit", fail)
    with pytest.raises(Trouble):
        unit_of_work.run(lambda session: session.add(slot("a")))
    event.remove(db.engine, "commit", fail)
    assert slots() == []


@pytest.mark.parametrize("statement", range(6))
def test_a_fault_at_any_statement_leaves_nothing(app: Flask, statement: int) -> None:
    [(permit_id, _)] = draft_permits(1)
    seen = 0

    def fail(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen > statement:
            raise Trouble

    def work(session: Session) -> None:
        session.add(slot("a"))
        session.flush()
        session.add(slot("b"))
        session.flush()

    event.listen(db.engine, "before_cursor_execute", fail)
    with pytest.raises(Trouble):
        unit_of_work.run(work, permits=(permit_id,))
    event.remove(db.engine, "before_cursor_execute", fail)
    assert slots() == []


def test_units_do_not_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="nest"):
        unit_of_work.run(lambda _: unit_of_work.run(lambda session: session.add(slot("a"))))
    unit_of_work.run(lambda session: session.add(slot("b")))
    assert slots() == ["b"]


def test_a_unit_may_host_one_use_case(app: Flask) -> None:
    [(permit_id, _)] = draft_permits(1)

    def host(session: Session) -> str:
        session.add(slot("host"))
        session.flush()
        with unit_of_work.hosting(session):
            said = unit_of_work.run(lambda guest: guest.add(slot("guest")) or "said", permits=(permit_id,))
            with pytest.raises(RuntimeError, match="nest"):
                unit_of_work.run(lambda second: second.add(slot("second")))
        with pytest.raises(RuntimeError, match="nest"):
            unit_of_work.run(lambda late: late.add(slot("late")))
        return said

    assert unit_of_work.run(host) == "said"
    assert slots() == ["guest", "host"]


def test_a_guest_falls_with_its_host(app: Flask) -> None:
    def host(session: Session) -> None:
        with unit_of_work.hosting(session):
            unit_of_work.run(lambda guest: guest.add(slot("guest")))
        raise Trouble

    with pytest.raises(Trouble):
        unit_of_work.run(host)
    assert slots() == []


@pytest.mark.usefixtures("short_wait")
def test_a_guest_waits_for_its_locks_like_anyone(app: Flask) -> None:
    [(permit_id, _)] = draft_permits(1)

    def host(session: Session) -> None:
        with unit_of_work.hosting(session):
            unit_of_work.run(lambda guest: guest.add(slot("guest")), permits=(permit_id,))

    with hold(app, "holder", permits=(permit_id,)), pytest.raises(Busy):
        unit_of_work.run(host)
    assert slots() == ["holder"]


def test_writing_outside_a_unit_is_a_mistake(app: Flask) -> None:
    db.session.add(slot("a"))
    with pytest.raises(RuntimeError, match="outside"):
        unit_of_work.run(lambda session: session.add(slot("b")))
    db.session.rollback()
    assert slots() == []


def test_an_earlier_read_does_not_fix_what_the_unit_sees(app: Flask) -> None:
    assert slots() == []
    assert db.session.scalar(select(func.count()).select_from(JobSlot)) == 0
    at_once(app, 1, lambda _: unit_of_work.run(lambda session: session.add(slot("other"))))
    assert unit_of_work.run(lambda session: session.scalar(select(func.count()).select_from(JobSlot))) == 1


@pytest.mark.usefixtures("short_wait")
def test_a_held_permit_is_busy_after_one_retry(app: Flask) -> None:
    [(permit_id, _)] = draft_permits(1)
    attempts: list[int] = []

    def count(*_: object) -> None:
        attempts.append(1)

    event.listen(db.engine, "checkout", count)
    with hold(app, "holder", permits=(permit_id,)):
        attempts.clear()
        with pytest.raises(Busy):
            unit_of_work.run(lambda session: session.add(slot("late")), permits=(permit_id,))
    event.remove(db.engine, "checkout", count)
    assert len(attempts) == 2
    assert slots() == ["holder"]


@pytest.mark.usefixtures("short_wait")
def test_the_lock_of_a_permit_holds_its_space(app: Flask) -> None:
    [(permit_id, space_id)] = draft_permits(1)
    with hold(app, "holder", permits=(permit_id,)), pytest.raises(Busy):
        unit_of_work.run(lambda session: session.add(slot("late")), spaces=(space_id,))


@pytest.mark.parametrize("kind", ["spaces", "permits"])
def test_what_is_not_there_cannot_be_locked(app: Flask, kind: str) -> None:
    with pytest.raises(NotFound):
        unit_of_work.run(lambda session: session.add(slot("a")), **{kind: (uuid.uuid4(),)})
    assert slots() == []


def test_opposite_orders_do_not_deadlock(app: Flask) -> None:
    permits = [permit_id for permit_id, _ in draft_permits(2)]

    def bump(number: int) -> None:
        order = permits if number % 2 else permits[::-1]
        for _ in range(5):
            unit_of_work.run(
                lambda session: session.execute(update(Permit).values(revision=Permit.revision + 1)),
                permits=order,
            )

    at_once(app, 4, bump)
    db.session.rollback()
    assert set(db.session.scalars(select(Permit.revision))) == {21}


def test_a_permit_moved_while_we_waited_is_locked_with_its_new_space(app: Flask) -> None:
    [(permit_id, old_space), (_, new_space)] = draft_permits(2)
    locks: list[uuid.UUID] = []
    moved = False

    def lock_rows(session: Session, model: type[ConfinedSpace] | type[Permit], ids: set[uuid.UUID]) -> None:
        nonlocal moved
        if model is ConfinedSpace:
            locks.extend(ids)
        if model is Permit and not moved:
            moved = True
            session.execute(update(Permit).where(Permit.id == permit_id).values(space_id=new_space))
        real(session, model, ids)

    real = unit_of_work._lock_rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_of_work, "_lock_rows", lock_rows)
        unit_of_work.run(lambda session: session.add(slot("a")), permits=(permit_id,))
    # The move was part of our own first attempt, hence rolled back with it.
    assert locks == [old_space, old_space]
    assert slots() == ["a"]


def test_a_row_inserted_first_by_another_is_met_on_the_second_try(app: Flask) -> None:
    tries: list[str] = []

    def work(session: Session) -> str:
        found = session.scalar(select(JobSlot.job).where(JobSlot.job == "a"))
        tries.append(found or "new")
        if found is None:
            if len(tries) == 1 and session.get_bind().dialect.name == "postgresql":
                at_once(app, 1, lambda _: unit_of_work.run(lambda other: other.add(slot("a"))))
            elif len(tries) == 1:
                insert_new(session, JobSlot, {"job": "a", "slot": NOON, "claimed_at": NOON})
            session.add(slot("a"))
            session.flush()
        return found or "inserted"

    outcome = unit_of_work.run(work, retry_unique=True)
    assert len(tries) == 2
    assert outcome in ("a", "inserted")
    assert slots() == ["a"]


def test_without_the_mark_a_taken_key_is_an_error(app: Flask) -> None:
    unit_of_work.run(lambda session: session.add(slot("a")))
    tries: list[int] = []

    def work(session: Session) -> None:
        tries.append(1)
        session.add(slot("a"))

    with pytest.raises(Exception, match=r"(?i)unique"):
        unit_of_work.run(work)
    assert len(tries) == 1


def test_an_edit_of_an_old_revision_is_stale(app: Flask) -> None:
    user_id = account()

    def work(session: Session) -> None:
        user = session.get_one(User, user_id)
        session.execute(
            update(User).where(User.id == user_id).values(revision=9).execution_options(synchronize_session=False)
        )
        user.login = "wang"

    with pytest.raises(Conflict) as caught:
        unit_of_work.run(work)
    assert caught.value.code is ProblemCode.stale
    assert db.session.get_one(User, user_id).login == "zhang"


def test_evidence_of_eight_threads_is_all_there(app: Flask) -> None:
    [(permit_id, _)] = draft_permits(1)

    def add_evidence(number: int) -> None:
        def work(session: Session) -> None:
            permit = session.get_one(Permit, permit_id)
            permit.revision += 1
            session.add(slot(f"thread{number}"))

        unit_of_work.run(work, permits=(permit_id,))

    at_once(app, 8, add_evidence)
    assert len(slots()) == 8
    assert db.session.get_one(Permit, permit_id).revision == 9


def test_a_snapshot_sees_one_moment(app: Flask) -> None:
    unit_of_work.run(lambda session: session.add(slot("a")))
    with unit_of_work.snapshot() as session:
        before = session.scalars(select(JobSlot.job)).all()
        unit_of_work.run(lambda other: other.add(slot("b")))
        assert session.scalars(select(JobSlot.job)).all() == before == ["a"]


def test_the_wait_for_a_row_is_two_seconds() -> None:
    assert database.LOCK_TIMEOUT_MS == 2_000
