"""Lists of the registers with more entries than a page holds: what they cost, and that paging keeps the search.

SQLite stands for both engines here: how many statements are sent does not turn on it.
"""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from databases import Template
from desk import Desk
from page_client import Page
from sqlalchemy import event
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.bench import stock
from permit_service.models.base import db
from permit_service.models.choices import MeansKind, ParkKind
from permit_service.services.registers import parks, response_plans, shared_means
from permit_service.services.registers.parks import ParkForm
from permit_service.services.registers.response_plans import PlanForm
from permit_service.services.registers.shared_means import MeansForm
from permit_service.wallclock import today
from workflows.kinds import PlanKind

#: One more page than one.
_MANY = 60
#: Who reads which list, and an entry on its second page when "多" was looked for.
_LISTS = (
    ("manager", "people"),
    ("manager", "spaces"),
    ("manager", "equipment"),
    ("manager", "contracts"),
    ("manager", "response-plans"),
    ("manager", "shared-means"),
    ("manager", "accounts"),
    ("officer", "enterprises"),
    ("officer", "parks"),
    ("officer", "areas"),
    ("officer", "spaces"),
)


@pytest.fixture
def template(sqlite_template: Template) -> Template:
    return sqlite_template


def test_a_list_costs_the_same_however_long_and_keeps_what_was_looked_for(desk: Desk) -> None:
    with desk.app.app_context():
        _offer(desk)
    short = {one: _cost(desk, lambda one=one: _list(desk, *one)) for one in _LISTS}
    with desk.app.app_context():
        unit_of_work.run(_multiply)
    for one in _LISTS:
        assert _cost(desk, lambda one=one: _list(desk, *one)) <= short[one] + 2, one
        searched = _list(desk, *one, search="?q=多")
        (second,) = (link for link in searched.links if "after=" in link)
        assert "q=" in second, one
        rest = desk.browsers[one[0]].get(second)
        assert "多" in rest.words.replace("回到第一页", ""), one
        assert not [link for link in rest.links if "after=" in link], one


def test_a_file_with_much_in_it_shows_some_and_leads_to_the_rest(desk: Desk) -> None:
    page = f"/registers/enterprises/{desk.cast.enterprise}"
    with desk.app.app_context():
        _offer(desk)
    few = _cost(desk, lambda: desk.browsers["manager"].get(page))
    with desk.app.app_context():
        unit_of_work.run(_multiply)
    assert _cost(desk, lambda: desk.browsers["manager"].get(page)) <= few + 2
    shown = desk.browsers["manager"].get(page)
    assert "这里只列 20 条" in shown.words
    (way,) = (link for link in shown.links if "response-plans?" in link)
    assert "多 预案" in desk.browsers["manager"].get(way).words


def _list(desk: Desk, who: str, register: str, search: str = "") -> Page:
    return desk.browsers[who].get(f"/registers/{register}{search}")


def _cost(desk: Desk, act: Callable[[], object]) -> int:
    """How many statements the application sends."""
    told: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    act()  # what is asked once for all, is asked now
    with desk.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    act()
    event.remove(engine, "before_cursor_execute", listen)
    return len(told)


def _offer(desk: Desk) -> None:
    """One entry of each register that the cast has none of."""
    cast = desk.cast
    keeper, officer = cast.actor("manager"), cast.actor("officer")
    response_plans.add_plan(keeper, cast.enterprise, PlanForm(PlanKind.special, "预案", today()))
    shared_means.add_means(officer, MeansForm(cast.street, MeansKind.rescue_team, "救援队", "样例站", "0000"))
    parks.add_park(officer, ParkForm("园区", ParkKind.park, cast.street, cast.enterprise))


def _multiply(session: Session) -> None:
    """Many entries like the first of each register."""
    rows = stock.rows_of(session)
    street = next(row for row in rows["area"] if row["path"].count("/") > 1)
    space = rows["confined_space"][0]
    contract = rows["contract"][0]
    works = next(row for row in rows["enterprise"] if row["id"] == contract["owner_id"])
    worker = next(row for row in rows["person"] if row["enterprise_id"] == works["id"] and not row["is_principal"])
    account = next(row for row in rows["user"] if row["enterprise_id"] == works["id"])
    first = {table: rows[table][0] for table in ("equipment", "response_plan", "shared_means", "park")}
    made: dict[str, list[dict[str, Any]]] = {}
    for n in range(_MANY):
        ids = {name: uuid.uuid4() for name in ("area", "enterprise", "person")}
        copies: dict[str, dict[str, Any]] = {
            "area": {**street, "name": f"多 {n}", "parent_id": street["id"], "path": f"{street['path']}{ids['area']}/"},
            "enterprise": {**works, "name": f"多 {n}", "uscc": f"{n:018d}", "area_id": street["id"]},
            "person": {**worker, "name": f"多 {n}"},
            "user": {**account, "login": f"many-{n}", "person_id": ids["person"]},
            "confined_space": {**space, "number": f"多 {n}", "area_id": street["id"]},
            "equipment": {**first["equipment"], "code": f"多 {n}"},
            "contract": {**contract, "number": f"多 {n}", "contractor_id": ids["enterprise"]},
            "response_plan": {**first["response_plan"], "title": "多 预案"},
            "shared_means": {**first["shared_means"], "name": f"多 {n}"},
            "park": {**first["park"], "name": f"多 {n}"},
        }
        for table, row in copies.items():
            made.setdefault(table, []).append({**row, "id": ids.get(table) or uuid.uuid4()})
    stock.write(session, made)
