"""Clues and reports of a street that looks back thirty days: on their records alone, and years of others before."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from flask import Flask

from permit_service import reports, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.bench import inbox, office, scene, stock
from permit_service.bench.inbox import Start, Tell
from permit_service.bench.looking import look_at, whole_reads
from permit_service.bench.stock import Row, Rows
from permit_service.bench.timing import Operation, Rounds, take
from permit_service.bench.workshop import Workshop, database_of, workshop
from permit_service.models.base import db
from permit_service.models.choices import ReportName
from permit_service.queries.plausibility import clues_of
from permit_service.reports import Period
from permit_service.wallclock import civil_day
from workflows.kinds import Gas, Unit
from workflows.vocabulary import AlarmKind

ENGINES = inbox.ENGINES
#: How much longer looking back may take behind years of records than without them.
LIMIT = 2.0
#: So many filings lie within the days that are looked at, in both databases.
RECENT = 500
_DAYS = 30
_CREW = 7
_SIGNATURES = 3
_READ_AFTER = (15, 30)
_EVIDENCE = (
    "alarm", "gas_point", "gas_series", "gas_value", "guardian_post", "permit_member", "signature", "street_training",
    "training_attendee", "work_reading", "work_reading_value", *office.TABLES,
)  # fmt: skip
_SPAN = timedelta(days=_DAYS - 1)
_YEARS = timedelta(days=3 * 365)
#: What is looked at: the clues, and each report.
NAMES = ("clues", *ReportName)
#: What grows with the years.
GROWING = ("filing", "filing_space", "job", "job_space", "permit", *_EVIDENCE)


def run(older: int, rounds: Rounds, tell: Tell, engines: tuple[str, ...] = ENGINES) -> bool:
    """Look back with and without ``older`` filings behind; True if time agrees. Tables that the planner
    reads whole all the same are named: PostgreSQL does where that is less work than so many single looks."""
    with workshop() as shop:
        tell("building the scene")
        shop.migrate()
        now = wallclock.system_now()
        with shop.opened():
            scene.build(now, _CREW)
            rows = stock.rows_of(db.session())
        told = [_on_engine(shop, engine, older, rounds, tell, now, rows) for engine in engines]
    return all(told)


def _on_engine(shop: Workshop, engine: str, older: int, rounds: Rounds, tell: Tell, now: datetime, rows: Rows) -> bool:
    with ExitStack() as stack:
        few, many = (stack.enter_context(_filled(shop, engine, size, tell, now, rows)) for size in (0, older))
        tell(f"{engine}: the last {_DAYS} days of {RECENT:,} filings, alone and with {older:,} before them")
        told = [_compared(name, few, many, rounds, tell, now) for name in NAMES]
    return all(told)


def _compared(name: str, few: Flask, many: Flask, rounds: Rounds, tell: Tell, now: datetime) -> bool:
    reads = {title: partial(read, app, inbox.officer(app), name, now) for title, app in (("few", few), ("many", many))}
    times = take([Operation(title, read) for title, read in reads.items()], rounds)
    ratio = times["many"].median / times["few"].median
    seen = look_at(many, reads["many"])
    whole = whole_reads(seen, GROWING)
    line = f"  {name:18} {times['few'].median:8.1f} ms {times['many'].median:8.1f} ms {ratio:6.2f} times"
    tell(f"{line}  {seen.statements} statements{'  reads whole: ' + '; '.join(whole) if whole else ''}")
    return ratio <= LIMIT


@contextmanager
def _filled(shop: Workshop, engine: str, older: int, tell: Tell, now: datetime, rows: Rows) -> Iterator[Flask]:
    with database_of(engine, shop, f"desk_{older}") as url:
        here = shop.on(url)
        here.migrate()
        with here.opened() as app:
            unit_of_work.run(partial(stock.write, rows=rows))
            for filled in fill(rows, now, RECENT, older):
                tell(f"{engine}: {filled:,} of {RECENT + older:,} filings written")
            yield app


def fill(rows: Rows, now: datetime, recent: int, older: int) -> Iterator[int]:
    """Filings of the last days, evenly spread, and before them ``older`` ones over three years, all over; with what
    clues and reports look at. ``rows`` hold one permit at work, to copy. Tells after each portion how many there are.
    """
    gone = now - timedelta(days=_DAYS + 5)
    starts = [Start(number, now - _SPAN * (number + 1) / recent, over=True) for number in range(recent)]
    starts += [Start(recent + number, gone - _YEARS * number / older, over=True) for number in range(older)]
    filled = 0
    for made in inbox.filed(rows, starts):
        unit_of_work.run(partial(stock.write, rows=made | _evidence(rows, made)))
        filled += len(made["filing"])
        yield filled
    unit_of_work.run(stock.analyse)


def _evidence(rows: Rows, made: Rows) -> Rows:
    """What clues and reports look at, for each permit made: signatures, gas, a post, an alarm, a street training, a
    paper of somebody's, a spot-check with a finding."""
    found: Rows = {name: [] for name in _EVIDENCE}
    guardian_id, officer_id = rows["guardian_post"][0]["guardian_id"], _officer(rows)
    for permit, filing in zip(made["permit"], made["filing"], strict=True):
        by = permit["window_start"] - rows["permit"][0]["window_start"]
        _add_site(found, rows, permit, by)
        _add_readings(found, permit)
        _add_training(found, rows, permit, filing, by)
        office.add_paper(found, permit, guardian_id)
        office.add_check(found, permit, officer_id)
    return found


def _officer(rows: Rows) -> uuid.UUID:
    """The person of somebody who checks: an officer of an area."""
    officers = {row["user_id"] for row in rows["role_grant"] if row["area_id"] is not None}
    found: uuid.UUID = next(row["person_id"] for row in rows["user"] if row["id"] in officers and row["person_id"])
    return found


def _add_site(found: Rows, rows: Rows, permit: Row, by: timedelta) -> None:
    of_permit = {"permit_id": permit["id"]}
    for row in rows["signature"][:_SIGNATURES]:
        found["signature"].append(_copy(row, by, **of_permit, subject_id=uuid.uuid4()))
    series = _copy(rows["gas_series"][0], by, **of_permit)
    point = _copy(rows["gas_point"][0], by, series_id=series["id"])
    found["gas_series"].append(series)
    found["gas_point"].append(point)
    shown = (row for row in rows["gas_value"] if row["point_id"] == rows["gas_point"][0]["id"])
    found["gas_value"] += [row | {"point_id": point["id"]} for row in shown]
    ended = {"may_admit": False, "ended_at": permit["window_end"]}
    found["guardian_post"].append(_copy(rows["guardian_post"][0], by, **of_permit, **ended))
    owner = {name: permit[name] for name in ("area_path", "enterprise_id", "unit_id", "job_id", "space_id")}
    times = {"since": permit["window_start"], "raised_at": permit["window_start"], "cleared_at": permit["window_end"]}
    about = {"kind": AlarmKind.window_ends_soon, "subject_id": permit["id"], **of_permit}
    found["alarm"].append({"id": uuid.uuid4(), **about, **owner, **times})


def _add_readings(found: Rows, permit: Row) -> None:
    for minutes in _READ_AFTER:
        reading_id, at = uuid.uuid4(), permit["window_start"] + timedelta(minutes=minutes)
        told = {"permit_id": permit["id"], "zone": "井底", "recorded_by_id": permit["created_by_id"]}
        found["work_reading"].append({"id": reading_id, **told, "at": at, "created_at": at})
        value = {"reading_id": reading_id, "gas": Gas.o2, "amount": Decimal("20.9"), "unit": Unit.vol}
        found["work_reading_value"].append(value)


def _add_training(found: Rows, rows: Rows, permit: Row, filing: Row, by: timedelta) -> None:
    at = permit["window_start"]
    held = {"started_at": at, "ended_at": permit["window_end"], "created_at": at, "officer_id": filing["created_by_id"]}
    training = {"id": uuid.uuid4(), "filing_id": filing["id"], "keyed_in": False, "topics": frozenset(), **held}
    found["street_training"].append(training)
    crew = [row for row in rows["permit_member"] if row["permit_id"] == rows["permit"][0]["id"] and row["person_id"]]
    for member in crew:
        found["permit_member"].append(_copy(member, by, permit_id=permit["id"]))
        attended = {"training_id": training["id"], "person_id": member["person_id"], "at": at}
        found["training_attendee"].append(attended)


def _copy(row: Row, by: timedelta, **changes: Any) -> Row:
    return stock.moved(row, by) | {"id": uuid.uuid4()} | changes


def read(app: Flask, actor: Actor, name: str, now: datetime) -> int:
    """Look at the clues, or at the report of this name; returns how many lines it has."""
    with app.app_context():
        if name == "clues":
            return len(clues_of(db.session(), actor, now, _DAYS))
        return len(reports.lines_of(db.session(), actor, ReportName(name), _period(civil_day(now))))


def _period(today: date) -> Period:
    return Period(today - timedelta(days=_DAYS), today)
