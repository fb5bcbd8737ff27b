"""What reading costs, in statements: upper bounds that a lookup row by row would break. SQLite stands for both."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from api_client import made, signed_in
from databases import Template
from page_client import browse
from pieces import at
from plan_cast import then
from rows import Rows
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session
from stages import Served, served_stage

from permit_service import facts_of, unit_of_work
from permit_service.bench import stock
from permit_service.bench.scene import Scene
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.equipment import Equipment
from permit_service.models.filings import Filing
from permit_service.models.inspections import Finding, Inspection
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from workflows.facts import Facts
from workflows.reminders import ReminderKind
from workflows.vocabulary import Status

#: Statements that load the facts of one permit, or of many.
FACTS = 24
NOW = at("09:55")

active = served_stage("active")


@pytest.fixture
def template(sqlite_template: Template) -> Template:
    return sqlite_template


@pytest.fixture
def statements(active: Served) -> Iterator[list[str]]:
    """Every statement that the application sends."""
    told: list[str] = []
    with active.app.app_context():
        engine = db.engine

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            told.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield told
    event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
def cost(statements: list[str]) -> Callable[[Callable[[], object]], int]:
    """How many statements something sends."""

    def count(act: Callable[[], object]) -> int:
        statements.clear()
        act()
        return len(statements)

    return count


Cost = Callable[[Callable[[], object]], int]


def test_facts_cost_the_same_for_many_readings_and_for_many_permits(active: Served, cost: Cost) -> None:
    def load() -> Mapping[uuid.UUID, Facts]:
        db.session.rollback()
        return facts_of.load_all(db.session(), db.session.query(Permit).all(), guardian)

    with active.app.app_context(), then(NOW):
        guardian = active.site.cast.actor("guardian")
        one = cost(load)
        assert one <= 1 + FACTS
        unit_of_work.run(lambda session: _add_readings(session, active, 30))
        assert (cost(load), len(load()[active.site.permit_id].work_values)) == (one, 30)
        unit_of_work.run(lambda session: _add_permits(session, 19))
        assert (cost(load), len(load())) == (one, 20)


def test_what_is_asked_at_the_mouth(active: Served, cost: Cost) -> None:
    with active.app.app_context():
        badge = active.site.badge("entrant")
    users, path = active.site.cast.users, f"/permits/{active.site.permit_id}"
    guardian, browser = signed_in(active.app, users["guardian"]), browse(active.app, users["guardian"])

    def scan(direction: str) -> Any:
        told = {"direction": direction, "permit_id": str(active.site.permit_id), "badge": badge}
        return made(guardian.device_write("/scans", **told))

    def read() -> Any:
        shown = [{"gas": "h2s", "amount": "0", "unit": "ppm"}]
        return made(guardian.device_write(f"{path}/readings", zone="井底", values=shown))

    with then(NOW):
        assert cost(lambda: scan("in")) <= 2 * FACTS + 24
        assert cost(lambda: browser.get(f"{path}/site")) <= FACTS + 11
        assert cost(read) <= FACTS + 22
        assert cost(lambda: scan("out")) <= FACTS + 24


def test_a_permit_is_told_without_asking_for_each_name(active: Served, cost: Cost) -> None:
    leader, path = active.site.cast.users["leader"], f"/permits/{active.site.permit_id}"
    api, browser = signed_in(active.app, leader), browse(active.app, leader)
    with then(NOW):
        assert cost(lambda: made(api.get(path), 200)) <= 9
        assert cost(lambda: browser.get(path)) <= FACTS + 14


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("leader", "/"),
        ("guardian", "/"),
        ("manager", "/"),
        ("officer", "/"),
        ("leader", "/jobs"),
        ("officer", "/filings"),
    ],
)
def test_a_list_costs_the_same_for_one_and_for_twenty(active: Served, cost: Cost, who: str, path: str) -> None:
    browser = browse(active.app, active.site.cast.users[who])
    with then(NOW):
        one = cost(lambda: browser.get(path))
        with active.app.app_context():
            unit_of_work.run(lambda session: _add_permits(session, 19))
        assert cost(lambda: browser.get(path)) <= one + 1
        assert "19 号井" in browser.get(path).words


def test_a_review_costs_the_same_for_one_open_finding_and_for_twenty(active: Served, cost: Cost) -> None:
    browser = browse(active.app, active.site.cast.users["officer"])
    with active.app.app_context():
        path = f"/filings/{db.session.scalars(select(Filing.id)).one()}"
    with then(NOW):
        none = cost(lambda: browser.get(path))
        with active.app.app_context():
            unit_of_work.run(lambda session: _add_findings(session, active, 20))
        assert cost(lambda: browser.get(path)) == none
        assert "未整改问题 20" in browser.get(path).words
        leader = browse(active.app, active.site.cast.users["leader"])
        twenty = cost(lambda: leader.get("/"))
        with active.app.app_context():
            unit_of_work.run(lambda session: session.execute(delete(Finding)))
        assert twenty <= cost(lambda: leader.get("/")) + 2  # the checks' inspectors, the jobs' spaces


def test_reminders_cost_one_statement_a_kind_of_thing(active: Served, cost: Cost) -> None:
    keeper = active.site.cast.users["manager"]
    browser = browse(active.app, keeper)
    with then(NOW):
        whole = cost(lambda: browser.get("/registers/reminders"))
        one = cost(lambda: browser.get("/registers/reminders?kind=training"))
        assert whole <= one + len(ReminderKind) + 1  # of drills one a kind of plan, and one for the enterprises' rules
        with active.app.app_context():
            unit_of_work.run(_let_lapse)
        page = browser.get("/registers/reminders")
        assert page.html.count("已到期") > 20
        assert cost(lambda: browser.get("/registers/reminders")) == whole


def _add_readings(session: Session, active: Served, count: int) -> None:
    site = active.site
    ids = {"permit_id": site.permit_id, "space_id": site.cast.space, "passer_id": site.cast.people["entrant"]}
    names = {"stayer": "", "passer": "", "stranger": "", "leader": "leader", "guardian": "guardian"}
    scene = Scene(confirmed_at=at("09:50"), **ids, **names)
    stock.write(session, stock.readings(scene, stock.rows_of(session), count))


def _add_findings(session: Session, active: Served, count: int) -> None:
    """Problems that concluded checks found with the enterprise."""
    rows, cast = Rows(session), active.site.cast
    here = {"area_path": session.get_one(Area, cast.street).path, "enterprise_id": cast.enterprise}
    job_id = session.scalars(select(Job.id)).one()
    for _ in range(count):
        rows.make(Finding, inspection_id=rows.make(Inspection, job_id=job_id, **here).id, **here)


def _let_lapse(session: Session) -> None:
    """Everybody's training and every piece's upkeep are over, and the ledger of many spaces is old."""
    session.execute(update(Person).values(trained_until=NOW))
    session.execute(update(Equipment).values(calibrated_until=NOW))
    space = stock.rows_of(session)["confined_space"][0]
    old = {"created_at": NOW - timedelta(days=900), "reviewed_on": None, "identified_on": None}
    many = [_copy(space, {}) | old | {"id": uuid.uuid4(), "number": f"L-{n}"} for n in range(20)]
    stock.write(session, {"confined_space": many})


def _add_permits(session: Session, count: int) -> None:
    """More permits like the first, approved and active in turn, each of its own job and filing in its own well."""
    rows = stock.rows_of(session)
    (first,), (filing,) = rows["permit"], rows["filing"]
    old = {first["space_id"], first["job_id"], first["id"], filing["id"]}
    for number in range(1, count + 1):
        new = {row_id: uuid.uuid4() for row_id in old}
        status = Status.active if number % 2 else Status.approved
        changes: dict[str, dict[str, Any]] = {
            "confined_space": {"number": f"W-{number}", "name": f"{number} 号井"},
            "job": {"number": f"J-{number}"},
            "job_space": {},
            "permit": {"number": f"P-{number}", "token_id": uuid.uuid4(), "status": status},
            "permit_member": {},
            "filing": {"number": f"F-{number}", "receipt_number": f"R-{number}"},
            "filing_space": {},
        }
        for table, changed in changes.items():
            copied = [_copy(row, new) | changed for row in rows[table] if old & set(row.values())]
            stock.write(session, {table: copied})


def _copy(row: Mapping[str, Any], new: Mapping[uuid.UUID, uuid.UUID]) -> dict[str, Any]:
    """The row with the new ids of what it refers to."""
    own = {"id": new.get(row["id"], uuid.uuid4())} if "id" in row else {}
    return {name: new.get(value, value) if isinstance(value, uuid.UUID) else value for name, value in row.items()} | own
