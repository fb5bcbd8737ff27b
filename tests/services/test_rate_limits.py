"""Rates are counted in the database, by everyone together, in windows of the service's clock."""

from datetime import timedelta

import pytest
from flask import Flask
from rows import NOON
from sqlalchemy import select
from threads import at_once

from permit_service import rate_limits, unit_of_work, wallclock
from permit_service.errors import RateLimited
from permit_service.models import db
from permit_service.models.system import RateCount
from permit_service.rate_limits import Limit

THREE = Limit("test", 3, timedelta(minutes=1))
ADDRESS = "192.0.2.7"


def count(subject: str = ADDRESS, seconds: float = 0, limit: Limit = THREE) -> None:
    with wallclock.at(NOON + timedelta(seconds=seconds)):
        rate_limits.count(limit, subject)


def test_the_limit_is_the_last_that_passes(app: Flask) -> None:
    for _ in range(3):
        count()
    with pytest.raises(RateLimited) as caught:
        count(seconds=45.5)
    assert caught.value.retry_after == 15


def test_who_used_up_all_tries_is_refused_without_counting(app: Flask) -> None:
    count()
    count()
    with wallclock.at(NOON):
        rate_limits.refuse_used_up(THREE, ADDRESS)
        rate_limits.count(THREE, ADDRESS)
        with pytest.raises(RateLimited) as caught:
            rate_limits.refuse_used_up(THREE, ADDRESS)
    assert caught.value.retry_after == 60
    with wallclock.at(NOON + timedelta(minutes=1)):
        rate_limits.refuse_used_up(THREE, ADDRESS)


def test_a_new_window_begins_anew(app: Flask) -> None:
    for _ in range(3):
        count(seconds=59.999)
    count(seconds=60)


def test_subjects_and_buckets_do_not_mix(app: Flask) -> None:
    for _ in range(3):
        count()
    count("192.0.2.8")
    count(limit=Limit("other", 1, timedelta(minutes=1)))


def test_no_address_is_stored(app: Flask) -> None:
    count()
    (row,) = db.session.scalars(select(RateCount))
    assert ADDRESS not in row.subject
    assert len(row.subject) == 64


def test_threads_count_together(app: Flask) -> None:
    def act(_: int) -> bool:
        try:
            count()
        except RateLimited:
            return False
        return True

    assert sorted(at_once(app, 8, act)) == [False] * 5 + [True] * 3


def test_the_count_stands_when_the_request_fails(app: Flask) -> None:
    def work(session: object) -> None:
        raise LookupError

    for _ in range(3):
        count()
        with pytest.raises(LookupError):
            unit_of_work.run(work)
    with pytest.raises(RateLimited):
        count()


def test_old_windows_are_forgotten(app: Flask) -> None:
    count()
    count(seconds=60)
    unit_of_work.run(lambda session: rate_limits.purge(session, NOON + timedelta(seconds=60)))
    assert [row.window_start for row in db.session.scalars(select(RateCount))] == [NOON + timedelta(seconds=60)]
