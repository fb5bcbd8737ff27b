"""The pages at desks in Chromium: every page at every width, the street's list beside the filing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from browser.conftest import serve, stand_at
from browser.test_gallery_looks import weaker_than
from pieces import PLANNED
from plan_cast import PASSWORD, Cast
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
COUNT_TAPS = "addEventListener('pointerdown', () => { sessionStorage.taps = +(sessionStorage.taps ?? 0) + 1; });"


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
def desk(database: str, cast: Cast, tmp_path: Path, page: Page) -> Iterator[Desk]:
    """The sample job filed on time by people and in a space with long names."""
    save(KeyRing.generate(PLANNED - timedelta(days=400)), tmp_path / "keys.json")
    with service_on(database, tmp_path) as app:
        with app.app_context():
            filing = cast.filed_job()
            ids = str(filing.id), str(filing.job_id), str(cast.permit_of(filing.job).id)
            db.session.execute(update(Person).where(Person.id == cast.people["entrant"]).values(name=LONG_NAME))
            other = update(ConfinedSpace).where(ConfinedSpace.id == cast.other_space)
            db.session.execute(other.values(name=LONG_SPACE, longitude=Decimal("113.12"), latitude=Decimal("22.57")))
            db.session.connection().commit()
            db.session.remove()
        stand_at(app, PLANNED + timedelta(days=3))
        for served in serve(app):
            page.set_viewport_size({"width": 390, "height": 844})
            yield Desk(served.url, page, cast, *ids)


def test_pages_fit_every_width_and_are_legible(desk: Desk) -> None:
    permit, job, filing = f"/permits/{desk.permit_id}", f"/jobs/{desk.job_id}", f"/filings/{desk.filing_id}"
    space = f"/registers/spaces/{desk.cast.other_space}"
    shared = ("/", "/me", "/jobs", "/filings", "/registers/people", "/registers/spaces", permit, job, filing)
    for login, paths in (
        ("leader", (*shared, "/jobs/new", f"{permit}/sign", f"{job}/accept", f"{filing}/edit")),
        ("officer", (*shared, "/filings/calendar?day=2026-12-01", "/filings/map", f"{job}/counter-filing")),
        ("manager", (f"{space}", f"{space}/edit", f"{space}/photos", "/registers/spaces/prints")),
    ):
        desk.sign_in(login)
        for path in paths:
            page = desk.open(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (login, path, width)
            assert weaker_than(page, "body *", 4.5) == [], (login, path)
            page.set_viewport_size({"width": 390, "height": 844})


def test_the_street_receives_in_one_tap_and_returns_in_two(desk: Desk) -> None:
    page = desk.sign_in("officer")
    page.add_init_script(COUNT_TAPS)
    page.set_viewport_size({"width": 1280, "height": 900})
    desk.open(f"/filings/{desk.filing_id}")
    expect(page.locator(".inbox-side .chosen")).to_be_visible()
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("已受理。")).to_be_visible()
    assert page.evaluate("sessionStorage.taps") == "1"
    reason = page.get_by_label("为什么退回")
    expect(reason).to_be_hidden()
    page.get_by_label("电话要补正").click()
    expect(reason).to_be_in_viewport()
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回，")).to_be_visible()
    assert page.evaluate("sessionStorage.taps") == "3"


def test_a_place_is_picked_on_the_drawing(desk: Desk) -> None:
    page = desk.sign_in("manager")
    desk.open(f"/registers/spaces/{desk.cast.space}/edit")
    page.get_by_text("在图上的位置").click()
    drawing = page.locator("svg.space-map")
    box = drawing.bounding_box()
    assert box is not None
    drawing.click(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
    longitude, latitude = (float(page.get_by_label(label).input_value()) for label in ("经度", "纬度"))
    assert (longitude - 113.12) * 102_800 == pytest.approx(37.5, abs=3), "a quarter of 150 m to the east"
    assert latitude == pytest.approx(22.57, abs=0.00003)
