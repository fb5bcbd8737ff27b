"""SAMPLE ONLY: the course of a day at the mouth, each step done at the moment yielded before it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from permit_service.sample.mouth import Site

MINUTE = timedelta(minutes=1)
#: From the check-in to the confirmation, half an hour of mechanical ventilation included.
PREPARING = timedelta(minutes=58)


def ground_prepared(site: Site, start: datetime) -> Iterator[datetime]:
    """Check-in, briefing, closure, equipment, isolation, temporary barrier, the owner's look: eight minutes."""
    yield start
    site.check_in()
    yield start + 2 * MINUTE
    site.brief()
    yield start + 4 * MINUTE
    site.close_area()
    yield start + 5 * MINUTE
    site.check_equipment()
    yield start + 7 * MINUTE
    site.isolate()
    site.bar()
    site.check_contractor()


def series_read(site: Site, start: datetime) -> Iterator[datetime]:
    """A whole series, a point a minute, signed with the last."""
    yield start
    series_id = site.begin_series()
    at = start
    for leg, distance in site.points():
        at += MINUTE
        yield at
        site.read_point(series_id, leg, distance)
    site.sign_series(series_id)


def air_made_good(site: Site, start: datetime) -> Iterator[datetime]:
    """Opened, tested in still air, ventilated for half an hour, tested again: at most 46 minutes."""
    yield start
    site.open()
    yield from series_read(site, start + MINUTE)
    yield start + 8 * MINUTE
    site.start_fan()
    yield from series_read(site, start + 38 * MINUTE)


def people_checked(site: Site, start: datetime) -> Iterator[datetime]:
    """Protection, guardian-check, entry confirmation: three minutes."""
    yield start
    site.check_protection()
    yield start + MINUTE
    site.check_guard()
    yield start + 2 * MINUTE
    site.confirm()


def prepared(site: Site, start: datetime) -> Iterator[datetime]:
    """Everything from the check-in to the entry confirmation, which comes ``PREPARING`` after ``start``."""
    yield from ground_prepared(site, start)
    yield from air_made_good(site, start + 9 * MINUTE)
    yield from people_checked(site, start + PREPARING - 2 * MINUTE)


def worked(site: Site, start: datetime) -> Iterator[datetime]:
    """One goes in with two tools, a value is read, and all come out again: twenty minutes."""
    name = site.crew.entrants[0]
    yield start
    site.enter(name, tools=2)
    yield start + 14 * MINUTE
    site.read_work()
    yield start + 20 * MINUTE
    site.leave(name, tools=2)


def wound_up(site: Site, start: datetime) -> Iterator[datetime]:
    """Finished, shut and closed: five minutes."""
    yield start
    site.finish()
    yield start + 2 * MINUTE
    site.shut()
    yield start + 5 * MINUTE
    site.close()
