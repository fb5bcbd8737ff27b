"""One run: a scene and its stock of closed permits in a database of each engine, measured one after the other."""

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.bench import judging, report, scene, stock
from permit_service.bench.judging import Judged
from permit_service.bench.scene import Scene
from permit_service.bench.stock import Rows
from permit_service.bench.timing import Rounds, take
from permit_service.bench.visitor import visiting
from permit_service.bench.workshop import Workshop, database_of, workshop
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.sample.house import free_port, wait_until

ENGINES = ("sqlite", "postgresql")

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much: permits in the database, people and readings of the scene's permit, rounds of requests, calls."""

    permits: int
    crew: int
    readings: int
    rounds: Rounds
    rounds_with_readings: Rounds
    loads: int
    clears: int


QUICK = Plan(10_000, 20, 240, Rounds(40, longest_s=6), Rounds(20, longest_s=3), loads=10, clears=2000)
LONG = Plan(10_000, 20, 240, Rounds(400, longest_s=120), Rounds(200, longest_s=60), loads=50, clears=20_000)


def run(plan: Plan, tell: Tell, engines: tuple[str, ...] = ENGINES) -> bool:
    """Measure on each engine and tell the figures; True if ``clear(enter)`` kept its limit everywhere."""
    spent = wallclock.stopwatch()
    tell(f"Python {platform.python_version()}, {os.cpu_count()} cores; one client, one gunicorn worker, loopback")
    with workshop() as shop:
        built, rows = _build(shop, plan.crew)
        closed = stock.closed_before(built, rows, plan.permits - len(rows["permit"]))
        told = [_on_engine(shop, engine, plan, _Stock(built, rows, closed), tell) for engine in engines]
    tell(f"\nmeasured in {spent() / 1000:.0f} s")
    return all(one.in_time for one in told)


@dataclass(frozen=True, slots=True)
class _Stock:
    """What every database holds."""

    scene: Scene
    own: Rows
    closed: Rows


def _build(shop: Workshop, crew_size: int) -> tuple[Scene, Rows]:
    shop.migrate()
    with shop.opened():
        built = scene.build(wallclock.system_now(), crew_size)
        return built, stock.rows_of(db.session())


def _on_engine(shop: Workshop, engine: str, plan: Plan, held: _Stock, tell: Tell) -> Judged:
    with database_of(engine, shop) as url:
        here = shop.on(url)
        here.migrate()
        with here.opened():
            unit_of_work.run(partial(_fill, held=held))
            tell(f"\n{_named(db.session())}, {_permits(db.session()):,} permits")
            db.session.rollback()
            with served(here) as port:
                return _measured(port, plan, held, tell)


def _fill(session: Session, held: _Stock) -> None:
    stock.write(session, held.own)
    stock.write(session, held.closed)
    stock.analyse(session)


@contextmanager
def served(here: Workshop) -> Iterator[int]:
    """One worker of the service on this database, beside the floors; the port it listens on."""
    port = free_port()
    web = here.start("web", "bench", "server", "--port", str(port))
    try:
        wait_until(f"http://127.0.0.1:{port}/livez", web)
        yield port
    finally:
        web.stop()


def _measured(port: int, plan: Plan, held: _Stock, tell: Tell) -> Judged:
    with visiting(port, held.scene) as visitor:
        visitor.stay()
        timings = take(visitor.everything, plan.rounds)
    readings = stock.readings(held.scene, held.own, plan.readings)
    unit_of_work.run(partial(stock.write, rows=readings))
    with visiting(port, held.scene) as visitor:
        later = take(visitor.site, plan.rounds_with_readings)
    timings |= {f"{name}, {plan.readings} readings": timing for name, timing in later.items()}
    told = judging.measure(held.scene, plan.loads, plan.clears)
    for line in (*report.table(timings), *report.judged(told)):
        tell(line)
    return told


def _named(session: Session) -> str:
    if db.engine.dialect.name == "sqlite":
        return f"SQLite {session.scalar(text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {session.scalar(text('SHOW server_version'))}"


def _permits(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Permit)) or 0
