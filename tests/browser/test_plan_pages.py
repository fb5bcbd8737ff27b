"""The pages at desks in Chromium: a job planned, signed and filed by clicks; every page at every width."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import serve
from browser.test_gallery_looks import weaker_than
from flask import Flask
from pieces import PLANNED
from plan_cast import PASSWORD, PIN, Cast, raise_cast, then
from playwright.sync_api import Page, expect
from served import service_on
from sqlalchemy import update

from permit_service.models import db
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from qr.keyfile import save
from qr.keys import KeyRing

LONG_NAME = "阿卜杜热合曼·买买提江"
LONG_SPACE = "样例区样例水务有限公司污水处理厂进水泵房流量计井三号"
WIDTHS = (320, 390, 1280)


@dataclass(frozen=True)
class Desk:
    """The service being served at the moment of planning, and a browser before it."""

    url: str
    page: Page
    cast: Cast
    filing_id: str
    job_id: str
    permit_id: str

    def sign_in(self, login: str) -> Page:
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", name="待办")).to_be_visible()
        return self.page

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path, wait_until="networkidle")
        return self.page


@pytest.fixture
def desk(database: str, tmp_path: Path, page: Page) -> Iterator[Desk]:
    """The sample job filed on time by people and in a space with long names."""
    save(KeyRing.generate(PLANNED - timedelta(days=400)), tmp_path / "keys.json")
    with service_on(database, tmp_path) as app:
        with app.app_context():
            cast = raise_cast()
            filing = cast.filed_job()
            ids = str(filing.id), str(filing.job_id), str(cast.permit_of(filing.job).id)
            db.session.execute(update(Person).where(Person.id == cast.people["entrant"]).values(name=LONG_NAME))
            db.session.execute(
                update(ConfinedSpace).where(ConfinedSpace.id == cast.other_space).values(name=LONG_SPACE)
            )
            db.session.connection().commit()
            db.session.remove()
        _stand_still(app)
        for served in serve(app):
            page.set_viewport_size({"width": 390, "height": 844})
            yield Desk(served.url, page, cast, *ids)


def _stand_still(app: Flask) -> None:
    """Every request is answered at the same moment."""
    answer: Callable[..., Iterable[bytes]] = app.wsgi_app

    def at_that_moment(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with then(PLANNED + timedelta(days=3)):
            return answer(environ, start_response)

    app.wsgi_app = at_that_moment  # type: ignore[method-assign]


def test_pages_fit_every_width_and_are_legible(desk: Desk, complaints: list[str]) -> None:
    permit, job, filing = f"/permits/{desk.permit_id}", f"/jobs/{desk.job_id}", f"/filings/{desk.filing_id}"
    shared = ("/", "/me", "/jobs", "/filings", "/registers/people", "/registers/spaces", permit, job, filing)
    for login, paths in (
        ("leader", (*shared, "/jobs/new", f"{permit}/sign", f"{job}/accept", f"{filing}/edit")),
        ("officer", shared),
    ):
        desk.sign_in(login)
        for path in paths:
            page = desk.open(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (login, path, width)
            assert weaker_than(page, "body *", 4.5) == [], (login, path)
            page.set_viewport_size({"width": 390, "height": 844})
    assert complaints == []


def test_a_job_is_planned_submitted_and_signed_by_clicks(desk: Desk) -> None:
    page = desk.sign_in("leader")
    desk.open("/jobs/new")
    page.get_by_text(LONG_SPACE).click()
    page.get_by_role("button", name="下一步").click()
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        page.get_by_label("作业内容").fill("检修流量计")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.get_by_label("计划开始").fill("2026-12-02T08:30")
    page.get_by_label("计划结束").fill("2026-12-02T16:30")
    page.get_by_label("作业类别", exact=True).first.select_option(label="检修")
    for hazard in ("poisoning", "oxygen_deficiency", "fall"):
        page.locator(f"[name='hazards.{hazard}_remark']").fill("样例措施")
    page.get_by_label("作业负责人").select_option(str(desk.cast.people["leader"]))
    page.get_by_label("审批人", exact=True).select_option(str(desk.cast.people["principal"]))
    for part, who in (("guardian", "guardian"), ("tester", "guardian"), ("entrant", "entrant")):
        box = page.locator(f"[id='f-parts.{part}-{desk.cast.people[who]}']")
        page.locator("details.crew-part").filter(has=box).locator("summary").click()
        box.check()
    page.get_by_label("主要安全防护措施").fill("先通风，再检测，后作业")
    page.get_by_role("button", name="提交审批").click()
    expect(page.get_by_text("已提交，等作业负责人和审批人签字")).to_be_visible()
    page.get_by_role("link", name="去签字：作业负责人").click()
    page.locator("canvas").click(position={"x": 60, "y": 60})
    page.get_by_label("签字密码").fill(PIN)
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("已签字。")).to_be_visible()
    expect(page.get_by_role("link", name="去签字：审批人")).to_be_visible()


def test_the_street_reads_the_list_beside_the_filing(desk: Desk) -> None:
    page = desk.sign_in("officer")
    page.set_viewport_size({"width": 1280, "height": 900})
    desk.open(f"/filings/{desk.filing_id}")
    expect(page.locator(".inbox-side .chosen")).to_be_visible()
    page.get_by_role("link", name="退回补正").click()
    expect(page.get_by_label("为什么退回")).to_be_in_viewport()
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("已受理。")).to_be_visible()
