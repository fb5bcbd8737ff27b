"""The street's inbox among many filings and among few: its plans, its statements, its time, taken in turn."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from permit_service import accounts, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.bench import scene, stock
from permit_service.bench.looking import Look, look_at
from permit_service.bench.stock import Row, Rows
from permit_service.bench.timing import Operation, Rounds, take
from permit_service.bench.workshop import Workshop, database_of, workshop
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.queries import inbox
from workflows.vocabulary import FilingStatus, JobStatus

ENGINES = ("sqlite", "postgresql")
#: How much longer the inbox may take among many filings than among few.
LIMIT = 1.5

_CREW = 7
_OFFICER = "street-east"
#: So many are to come, half of them the officer's.
OPEN = 60
_EVERY = timedelta(hours=2)
_YEARS = timedelta(days=3 * 365)
_DAY = timedelta(days=1)
_CHUNK = 5000

Tell = Callable[[str], object]


class Start(NamedTuple):
    """When the work of a filing begins, and whether it is over by now."""

    number: int
    at: datetime
    over: bool


def run(few: int, many: int, rounds: Rounds, tell: Tell, engines: tuple[str, ...] = ENGINES) -> bool:
    """Look at the inbox among ``few`` and ``many`` filings on each engine; True if plans, statements and time agree."""
    with workshop() as shop:
        now, rows = _scene(shop)
        told = [_on_engine(shop, engine, (few, many), rounds, tell, now, rows) for engine in engines]
    return all(told)


def _scene(shop: Workshop) -> tuple[datetime, Rows]:
    shop.migrate()
    now = wallclock.system_now()
    with shop.opened():
        scene.build(now, _CREW)
        return now, stock.rows_of(db.session())


def _on_engine(
    shop: Workshop, engine: str, sizes: tuple[int, int], rounds: Rounds, tell: Tell, now: datetime, rows: Rows
) -> bool:
    with ExitStack() as stack:
        apps = [stack.enter_context(_filled(shop, engine, size, now, rows)) for size in sizes]
        looks = [look(app, officer(app), now) for app in apps]
        few, many = (f"{size:,} filings" for size in sizes)
        acts = (
            Operation(name, partial(_read, app, officer(app), now)) for name, app in zip((few, many), apps, strict=True)
        )
        times = take(acts, rounds)
    ratio = times[many].median / times[few].median
    tell(f"{engine}: {looks[1].shown} rows of the inbox, {looks[0].statements} and {looks[1].statements} statements")
    tell(f"  {few} {times[few].median:.1f} ms, {many} {times[many].median:.1f} ms: {ratio:.2f} times (at most {LIMIT})")
    for name, one in zip((few, many), looks, strict=True):
        tell(f"  {name}: {' · '.join(one.plans[0])}")
    return looks[0] == looks[1] and ratio <= LIMIT


@contextmanager
def _filled(shop: Workshop, engine: str, size: int, now: datetime, rows: Rows) -> Iterator[Flask]:
    """A database of its own with the scene and ``size`` filings more."""
    with database_of(engine, shop, f"filings_{size}") as url:
        here = shop.on(url)
        here.migrate()
        with here.opened() as app:
            unit_of_work.run(partial(stock.write, rows=rows))
            for made in filings(rows, now, 0, size):
                unit_of_work.run(partial(stock.write, rows=made))
            unit_of_work.run(stock.analyse)
            yield app


def filings(rows: Rows, now: datetime, begin: int, end: int) -> Iterator[Rows]:
    """Filings numbered from ``begin`` up to ``end``, in portions, as they came in: the last ``OPEN`` are to come.

    The others are over and received, spread over three years; every other one is another street's. Jobs and permits
    are theirs alone.
    """
    over = end - OPEN
    apart = _YEARS / max(over - begin, 1)
    ended = [Start(number, now - _DAY - (over - number) * apart, over=True) for number in range(begin, over)]
    ahead = [Start(number, now + _DAY + (number - over) * _EVERY, over=False) for number in range(over, end)]
    return filed(rows, [*ended, *ahead])


def filed(rows: Rows, starts: Sequence[Start]) -> Iterator[Rows]:
    """A filing with its job and permit for each start, in portions. ``rows`` hold one filing to copy."""
    filing = rows["filing"][0]
    job = next(row for row in rows["job"] if row["id"] == filing["job_id"])
    permit = next(row for row in rows["permit"] if row["job_id"] == job["id"])
    elsewhere = next(row for row in rows["area"] if row["level"] == "street" and row["id"] != filing["area_id"])
    for first in range(0, len(starts), _CHUNK):
        made: Rows = {name: [] for name in ("job", "job_space", "permit", "filing", "filing_space")}
        for one in starts[first : first + _CHUNK]:
            street = {} if one.number % 2 else {"area_id": elsewhere["id"], "area_path": elsewhere["path"]}
            _add(made, (filing, job, permit), one.number, one.at - filing["start_at"], street, over=one.over)
        yield made


def _add(made: Rows, of: tuple[Row, Row, Row], number: int, by: timedelta, street: Row, *, over: bool) -> None:
    """One more filing with its job and permit, moved by ``by``."""
    filing, job, permit = (stock.moved(row, by) for row in of)
    ids = {"job_id": uuid.uuid4(), "space_id": permit["space_id"]}
    path = {"area_path": street["area_path"]} if street else {}
    ended = {"status": JobStatus.accepted, "accepted_at": job["planned_end"]} if over else {}
    received = {"received_at": filing["start_at"], "received_by_id": filing["created_by_id"]} if over else {}
    filed = {"id": uuid.uuid4(), "job_id": ids["job_id"], "status": FilingStatus.submitted}
    closed = stock.closed(permit) | ids | {"id": uuid.uuid4(), "number": f"BENCH-P{number}"}
    numbers = {"number": f"BENCH-F{number}", "receipt_number": f"BENCH-R{number}"}
    made["job"].append(job | path | ended | {"id": ids["job_id"], "number": f"BENCH-J{number}"})
    made["job_space"].append(dict(ids))
    made["permit"].append(permit | path | closed)
    made["filing"].append(filing | street | received | filed | numbers)
    made["filing_space"].append({"filing_id": filed["id"], "space_id": ids["space_id"]})


def _read(app: Flask, actor: Actor, now: datetime) -> int:
    with app.app_context():
        return len(inbox.inbox(db.session(), actor, now).rows)


def officer(app: Flask) -> Actor:
    """The account that looks."""
    with app.app_context():
        return accounts.actor_for(db.session.scalars(select(User).where(User.login == _OFFICER)).one())


def look(app: Flask, actor: Actor, now: datetime) -> Look:
    """One look of the officer, with the plan of the statement that finds the rows."""
    return look_at(app, partial(_read, app, actor, now), "ORDER BY filing.start_at")
