"""The rows of a database that has been in use: the scene's own, and those of thousands of permits closed before it.

The scene is built once and copied into each engine's database, so that both hold the same rows. A closed permit is
a copy of the scene's, in another space, at an earlier time, with one stay inside.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from permit_service.bench.scene import Scene
from permit_service.models import Base
from permit_service.models.choices import ScanPurpose
from workflows.kinds import Gas, Unit
from workflows.vocabulary import Direction, JobStatus, Part, ScanMethod, ScanVerdict, Status

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_SPACES = 100
_FIRST_CLOSED = timedelta(days=7)
_STAY = timedelta(minutes=30)
_NAMED = frozenset({Part.leader, Part.guardian})
_CLEAN = ((Gas.o2, "20.9", Unit.vol), (Gas.ex, "0", Unit.lel), (Gas.h2s, "0", Unit.ppm), (Gas.co, "1", Unit.ppm))


def rows_of(session: Session) -> Rows:
    """Every row of the database, by table, in an order in which they can be written."""
    tables = Base.metadata.sorted_tables
    return {table.name: [dict(row) for row in session.execute(select(table)).mappings()] for table in tables}


def write(session: Session, rows: Mapping[str, list[Row]]) -> None:
    """Write ``rows`` into the database, table after table."""
    for table in Base.metadata.sorted_tables:
        if rows.get(table.name):
            session.execute(table.insert(), rows[table.name])


def analyse(session: Session) -> None:
    """Let the planner know how much there is."""
    session.execute(text("ANALYZE"))


def closed_before(scene: Scene, rows: Rows, count: int) -> Rows:
    """Rows of ``count`` closed permits, each of a job of its own."""
    permit = _one(rows, "permit", id=scene.permit_id)
    job = _one(rows, "job", id=permit["job_id"])
    spaces = list(_spaces(_one(rows, "confined_space", id=scene.space_id)))
    members = [row for row in rows["permit_member"] if row["parts"] & _NAMED]
    stay = _Stay(permit, scene)
    made: Rows = {table: [] for table in ("job", "job_space", "permit", "permit_member", "scan", "entry")}
    for number in range(count):
        job_id, permit_id = uuid.uuid4(), uuid.uuid4()
        space_id, back = spaces[number % _SPACES]["id"], _FIRST_CLOSED + timedelta(days=number // _SPACES)
        made["job"].append(_earlier(job, back, id=job_id, number=f"BENCH-J{number}", **_accepted(job)))
        made["job_space"].append({"job_id": job_id, "space_id": space_id})
        of_permit = {"id": permit_id, "job_id": job_id, "space_id": space_id, "number": f"BENCH-P{number}"}
        made["permit"].append(_earlier(permit, back, **of_permit, **closed(permit)))
        for row in members:
            made["permit_member"].append(_earlier(row, back, id=uuid.uuid4(), permit_id=permit_id))
        stay.add(made, permit_id, space_id, back)
    return {"confined_space": spaces, **made}


def readings(scene: Scene, rows: Rows, count: int) -> Rows:
    """In-work values of the scene's permit, all good, one after the other since its entry confirmation."""
    recorded_by = _one(rows, "user", login=scene.guardian)["id"]
    made: Rows = {"work_reading": [], "work_reading_value": []}
    for number in range(count):
        at = scene.confirmed_at + number * timedelta(milliseconds=400)
        reading = {"id": uuid.uuid4(), "permit_id": scene.permit_id, "zone": "井底", "recorded_by_id": recorded_by}
        made["work_reading"].append({**reading, "at": at, "created_at": at})
        made["work_reading_value"] += [
            {"reading_id": reading["id"], "gas": gas, "amount": Decimal(amount), "unit": unit}
            for gas, amount, unit in _CLEAN
        ]
    return made


class _Stay:
    """Somebody went in and came out again, under a closed permit."""

    def __init__(self, permit: Row, scene: Scene) -> None:
        self._in_at: datetime = permit["confirmed_at"]
        self._person_id = scene.passer_id
        self._by = permit["created_by_id"]

    def add(self, made: Rows, permit_id: uuid.UUID, space_id: uuid.UUID, back: timedelta) -> None:
        about = {"permit_id": permit_id, "space_id": space_id, "person_id": self._person_id}
        went = self._scan(about, self._in_at - back, Direction.in_, ScanVerdict.admit)
        came = self._scan(about, self._in_at - back + _STAY, Direction.out, ScanVerdict.recorded)
        made["scan"] += [went, came]
        moments = {"in_at": went["at"], "out_at": came["at"], "in_scan_id": went["id"], "out_scan_id": came["id"]}
        made["entry"].append({"id": uuid.uuid4(), **about, **moments, "tools_out": 0})

    def _scan(self, about: Row, at: datetime, direction: Direction, verdict: ScanVerdict) -> Row:
        told = {"purpose": ScanPurpose.passage, "method": ScanMethod.list, "direction": direction, "verdict": verdict}
        sent = {"device": "bench", "nonce": "", "recorded_by_id": self._by, "at": at, "created_at": at}
        return {"id": uuid.uuid4(), **about, **told, **sent}


def _spaces(well: Row) -> Iterator[Row]:
    for number in range(_SPACES):
        yield {**well, "id": uuid.uuid4(), "number": f"BENCH-{number}"}


def moved(row: Row, by: timedelta) -> Row:
    """A copy with every moment moved."""
    return {name: value + by if isinstance(value, datetime) else value for name, value in row.items()}


def _earlier(row: Row, back: timedelta, **changes: object) -> Row:
    return moved({**row, **changes}, -back)


def _accepted(job: Row) -> Row:
    return {"status": JobStatus.accepted, "accepted_at": job["planned_end"]}


def closed(permit: Row) -> Row:
    """What makes a copy of a permit a closed one, with a code of its own."""
    ended = {"finished_at": permit["window_end"], "closed_at": permit["window_end"], "next_due_at": None}
    return {"status": Status.closed, "token_id": uuid.uuid4(), "first_entry_at": permit["confirmed_at"], **ended}


def _one(rows: Rows, table: str, **wanted: object) -> Row:
    return next(row for row in rows[table] if all(row[name] == value for name, value in wanted.items()))
