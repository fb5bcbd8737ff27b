"""The clock: UTC to the millisecond, and settable on a sample's database by a server made for samples, nowhere else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from rows import NOON
from served import service_on
from threads import at_once

from permit_service import journal, unit_of_work, wallclock
from permit_service.errors import Conflict, NotFound, ProblemCode
from permit_service.wallclock import REAL, Setting


@pytest.fixture
def sample(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A server for samples on a database marked as one, in its context."""
    with service_on(database, tmp_path, sample=True) as app, app.app_context():
        unit_of_work.run(wallclock.mark_sample)
        yield app


def set_clock(moment: datetime, *, frozen: bool) -> None:
    unit_of_work.run(lambda session: wallclock.set_clock(session, moment, frozen=frozen))


def close_to(moment: datetime) -> bool:
    return abs(wallclock.now() - moment) < timedelta(seconds=5)


def test_now_is_aware_and_has_milliseconds_only() -> None:
    now = wallclock.now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_today_is_the_day_in_shanghai() -> None:
    with wallclock.at(datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)):
        assert wallclock.today() == date(2026, 11, 21)
    with wallclock.at(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)):
        assert wallclock.today() == date(2026, 11, 22)


def test_a_pinned_clock_stands_in_its_context_only(app: Flask) -> None:
    with wallclock.at(datetime(2026, 11, 22, 12, 0, 0, 1999, tzinfo=timezone(timedelta(hours=8)))):
        assert wallclock.now() == NOON + timedelta(milliseconds=1)
        assert at_once(app, 1, lambda _: wallclock.now()) != [wallclock.now()]
        with wallclock.at(NOON):
            assert wallclock.now() == NOON
        assert wallclock.now() == NOON + timedelta(milliseconds=1)
    assert wallclock.now() != NOON


def test_a_naive_time_is_no_time() -> None:
    with pytest.raises(ValueError, match="naive"), wallclock.at(datetime(2026, 11, 22)):
        pass


def test_a_frozen_sample_stands_still_for_every_thread(sample: Flask) -> None:
    set_clock(NOON, frozen=True)
    assert wallclock.now() == NOON
    assert at_once(sample, 2, lambda _: wallclock.now()) == [NOON, NOON]
    assert unit_of_work.run(lambda _: wallclock.now()) == NOON


def test_a_running_sample_goes_on_from_where_it_was_set(sample: Flask) -> None:
    ahead = datetime(2030, 1, 1, tzinfo=UTC)
    set_clock(ahead, frozen=False)
    assert close_to(ahead)
    assert wallclock.now() > ahead - timedelta(milliseconds=2)
    assert wallclock.setting().frozen_at is None


def test_a_change_is_seen_at_once(sample: Flask) -> None:
    for minute in range(3):
        set_clock(NOON + timedelta(minutes=minute), frozen=True)
        assert wallclock.now() == NOON + timedelta(minutes=minute)


def test_the_clock_never_goes_behind_the_journal(sample: Flask) -> None:
    unit_of_work.run(
        lambda session: journal.append(session, (journal.SYSTEM,), "calendar:load", {}, actor_id=None, at=NOON)
    )
    with pytest.raises(Conflict) as caught:
        set_clock(NOON - timedelta(milliseconds=1), frozen=True)
    assert caught.value.code is ProblemCode.clock_backwards
    set_clock(NOON, frozen=True)
    assert wallclock.now() == NOON


def test_a_database_without_the_mark_keeps_real_time(database: str, tmp_path: Path) -> None:
    with service_on(database, tmp_path, sample=True) as app, app.app_context():
        assert wallclock.setting() == REAL
        with pytest.raises(NotFound):
            set_clock(NOON, frozen=True)
        with pytest.raises(NotFound):
            wallclock.require_settable()
        assert wallclock.purpose_fits()


def test_a_server_for_real_work_ignores_a_sample_and_says_that_it_does_not_fit(sample: Flask, tmp_path: Path) -> None:
    set_clock(NOON, frozen=True)
    url = sample.config["SQLALCHEMY_DATABASE_URI"]
    with service_on(url, tmp_path) as app, app.app_context():
        assert wallclock.setting() == Setting()
        assert wallclock.now() != NOON
        assert not wallclock.purpose_fits()
        with pytest.raises(NotFound):
            wallclock.require_settable()


def test_a_database_in_use_never_becomes_a_sample(app: Flask) -> None:
    unit_of_work.run(
        lambda session: journal.append(session, (journal.SYSTEM,), "calendar:load", {}, actor_id=None, at=NOON)
    )
    with pytest.raises(ValueError, match="in use"):
        unit_of_work.run(wallclock.mark_sample)


def test_a_stopwatch_runs_forward() -> None:
    elapsed = wallclock.stopwatch()
    assert 0 <= elapsed() <= elapsed()
