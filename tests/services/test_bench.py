"""The bench measures what it says: a small run on both engines, and the arithmetic of its figures."""

import re
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from rows import Rows
from sqlalchemy import text
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.bench import measuring, report, timing, visitor, workshop
from permit_service.bench.floors import engine_of, floor_app
from permit_service.bench.judging import Judged
from permit_service.bench.measuring import Plan
from permit_service.bench.timing import Operation, Rounds, Timing
from permit_service.bench.visitor import CREATE, DETAIL, ENTRY, EXIT, READ_FLOOR, REFUSED, WRITE_FLOOR
from permit_service.models.permits import Permit

_ONCE = Rounds(1, longest_s=60, warm_up=0)
TINY = Plan(permits=40, crew=7, readings=8, rounds=_ONCE, rounds_with_readings=_ONCE, loads=1, clears=50)


def test_a_run_measures_everything_on_both_engines_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop, "TemporaryDirectory", partial(TemporaryDirectory, dir=tmp_path))
    lines: list[str] = []
    measuring.run(TINY, lines.append)
    told = "\n".join(lines)
    assert re.findall(r"^(SQLite|PostgreSQL) \d.*, 40 permits$", told, re.MULTILINE) == ["SQLite", "PostgreSQL"]
    names = (READ_FLOOR, WRITE_FLOOR, DETAIL, CREATE, ENTRY, REFUSED, EXIT, f"{ENTRY}, 8 readings")
    for name in names:
        rows = re.findall(rf"^  {re.escape(name)} +[\d.]+ +[\d.]+ +[\d.]+ +\d+$", told, re.MULTILINE)
        assert len(rows) == 2, (name, told)
    assert told.count("clear(enter), 7 crew, 8 readings") == 2
    assert list(tmp_path.iterdir()) == []


def test_both_floors_answer_and_what_they_write_stays(session: Session, database: str) -> None:
    permit_id = unit_of_work.run(lambda session: Rows(session).make(Permit, number="P-1").id)
    engine = engine_of(database)
    try:
        floor = floor_app(engine).test_client()
        assert floor.get(f"/permits/{permit_id}").json == {"number": "P-1", "status": "draft"}
        assert [floor.post("/rows").status_code for _ in range(2)] == [201, 201]
    finally:
        engine.dispose()
    assert session.scalar(text("SELECT count(*) FROM bench_row")) == 2


def test_an_answer_other_than_meant_is_no_figure() -> None:
    class Refused:
        status = 201

        def request(self, *_: Any) -> None:
            """Sent."""

        def getresponse(self) -> "Refused":
            return self

        def read(self) -> bytes:
            return b'{"token": "t", "device": "d", "verdict": "refuse", "refusals": []}'

    scene: Any = type("Scene", (), {"guardian": "g", "leader": "l", "stayer": "badge", "permit_id": "p"})
    with pytest.raises(visitor.WrongAnswer, match="refuse instead of admit"):
        visitor.Visitor(Refused(), scene).stay()  # type: ignore[arg-type]


def test_figures_of_a_timing() -> None:
    taken = Timing(tuple(float(ms) for ms in range(1, 101)))
    assert (taken.median, round(taken.p95, 2)) == (50.5, 95.05)
    assert (Timing((3.0,)).median, Timing((3.0,)).p95) == (3.0, 3.0)


def test_every_operation_has_its_turn_in_every_round_after_the_warm_up() -> None:
    done: list[str] = []
    operations = (Operation("a", lambda: done.append("a")), Operation("b", lambda: done.append("b"), repeat=2))
    times = timing.take(operations, Rounds(2, longest_s=60, warm_up=1))
    assert "".join(done) == "ab" + "abb" * 2
    assert {name: len(timing.times) for name, timing in times.items()} == {"a": 2, "b": 4}


def test_rounds_end_when_their_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = count()
    monkeypatch.setattr(timing.wallclock, "stopwatch", lambda: lambda: 1000 * next(seconds))
    done: list[str] = []
    timing.take((Operation("a", lambda: done.append("a")),), Rounds(50, longest_s=4, warm_up=0))
    assert 0 < len(done) < 6


def test_reads_are_held_against_the_select_and_writes_against_the_one_row() -> None:
    timings = {
        name: Timing((ms,)) for name, ms in {READ_FLOOR: 1.0, WRITE_FLOOR: 2.0, DETAIL: 5.0, ENTRY: 30.0}.items()
    }
    ratios = {line[:40].strip(): line.split()[-4] for line in list(report.table(timings))[1:]}
    assert ratios == {READ_FLOOR: "1.0", WRITE_FLOOR: "1.0", DETAIL: "5.0", ENTRY: "15.0"}


@pytest.mark.parametrize(("clear_ms", "told"), [(0.0999, "met"), (0.1, "MISSED")])
def test_the_limit_of_clear_is_told(clear_ms: float, told: str) -> None:
    judged = Judged(20, 240, load=Timing((9.0,)), judge=Timing((3.0,)), clear=Timing((clear_ms,)))
    assert judged.in_time is (told == "met")
    assert f"{told})" in "\n".join(report.judged(judged))
