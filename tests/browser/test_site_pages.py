"""The pages at the mouth in Chromium: at every width, legible from afar, in reach of a gloved thumb."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browser.axe import grave_faults
from browser.conftest import serve, stand_at
from browser.test_gallery_looks import weaker_than
from page_client import phone_of
from pieces import at
from plan_cast import then
from playwright.sync_api import Page, expect
from sqlalchemy import update
from stages import Served, served_stage

from permit_service.models import db
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.services import codes

active = served_stage("active")


NOW = at("09:55")
LONG_NAME = "阿卜杜热合曼·买买提江"
LONG_SPACE = "样例区样例水务有限公司污水处理厂进水泵房流量计井三号"
PAGES = (
    "site",
    "site/check-in",
    "site/briefing",
    "site/equipment",
    "site/isolation",
    "site/ventilation",
    "site/protection",
    "site/guardian-check",
    "site/confirm",
    "site/closing",
    "gas",
    "gas/reading",
    "scan",
    "scan?direction=rescue_in",
    "inside",
    "crew",
)
#: Everything one presses, smaller than the glove allows.
TOO_SMALL = """() => [...document.querySelectorAll('main .btn, main button, .place, main a.link-row, main a.gate-row')]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 56)
  .map((e) => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect().height])"""


@dataclass(frozen=True)
class Mouth:
    """The service being served at one moment, a guardian's page on it, and codes on paper."""

    url: str
    page: Page
    served: Served
    paper: dict[str, str]

    def open(self, path: str) -> Page:
        base = path if path.startswith("/") else f"/permits/{self.served.site.permit_id}/{path}"
        self.page.goto(self.url + base, wait_until="networkidle")
        return self.page


@pytest.fixture
def mouth(active: Served, page: Page) -> Iterator[Mouth]:
    """One entrant with a long name inside a space with a long name, on a guardian's phone at 09:55."""
    with active.app.app_context(), then(NOW):
        active.site.scan(at("09:52"), "entrant", tools=2)
        db.session.execute(
            update(Person).where(Person.id == active.site.cast.people["entrant"]).values(name=LONG_NAME, phone="1")
        )
        db.session.execute(
            update(ConfinedSpace).where(ConfinedSpace.id == active.site.cast.space).values(name=LONG_SPACE)
        )
        db.session.connection().commit()
        db.session.remove()
        paper = {
            "permit": "/" + str(codes.permit_code(active.site.permit)).split("/", 3)[3],
            "plate": "/" + codes.plate_code(db.session.get_one(Plate, active.site.cast.plate)).split("/", 3)[3],
        }
        db.session.remove()
    cookie = phone_of(active, "guardian", NOW).client.get_cookie("session")
    assert cookie is not None
    stand_at(active.app, NOW)
    for served in serve(active.app):
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": served.url}])
        page.set_viewport_size({"width": 390, "height": 844})
        yield Mouth(served.url, page, active, paper)


def test_pages_fit_every_width_suit_a_glove_and_are_legible(mouth: Mouth) -> None:
    for path in (*PAGES, *mouth.paper.values()):
        page = mouth.open(path)
        for width in (320, 1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        assert path not in PAGES or page.evaluate(TOO_SMALL) == [], path
        assert weaker_than(page, "body *", 4.5) == [], path
        assert grave_faults(page) == [], path


#: What is pressed to type a value, and where it shows, as far as something lies over it or the screen ends before it;
#: asked until the page has made room for what the server says of the figures.
COVERED = """async () => {
  const covered = () => [...document.querySelectorAll('.typed-here, [data-key], .at-hand button')].filter((e) => {
    const { left, right, top, bottom } = e.getBoundingClientRect();
    const seen = ([x, y]) => e.contains(document.elementFromPoint(x, y));
    return ![[left + 4, top + 4], [right - 4, bottom - 4]].every(seen);
  });
  const until = performance.now() + 3000;
  while (covered().length > 0 && performance.now() < until) await new Promise(requestAnimationFrame);
  return covered().map((e) => e.textContent.trim() || e.name);
}"""


def test_nothing_covers_a_value_being_typed(mouth: Mouth) -> None:
    page = mouth.page
    for size in ({"width": 360, "height": 740}, {"width": 320, "height": 640}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        mouth.open("gas/reading")
        for key in ("2", "0", ".", "9", "0", "0", "0"):
            page.locator(f"[data-key='{key}']").click()
            assert page.evaluate(COVERED) == [], (size, key)


def test_evacuating_is_in_reach_without_scrolling(mouth: Mouth) -> None:
    for path in ("site", "gas", "scan", "inside"):
        button = mouth.open(path).get_by_role("button", name="紧急撤离").first
        box = button.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844 - 64, path
    mouth.page.get_by_role("button", name="紧急撤离").first.click()
    expect(mouth.page.get_by_role("heading", name="还在里面")).to_be_visible()
    expect(mouth.page.get_by_text(LONG_NAME, exact=True)).to_be_visible()


def test_a_scan_is_three_presses_and_fills_the_screen(mouth: Mouth) -> None:
    page = mouth.open("scan")
    for _ in range(2):
        page.get_by_role("button", name="加一").click()
    page.get_by_role("button", name="样例entrant_2 进入").click()
    expect(page.get_by_role("heading", name="准入")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("2 件")
    assert weaker_than(page, ".verdict-panel *", 7) == []
    assert grave_faults(page) == []
    panel = page.locator(".verdict-admit").bounding_box()
    assert panel is not None
    assert panel["width"] == 390


def test_a_value_during_work_is_four_figures_and_one_press(mouth: Mouth) -> None:
    page = mouth.open("gas/reading")
    for index, amount in enumerate(("20.8", "0", "2", "0")):
        page.locator(f"[name='values.{index}.amount']").fill(amount)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("= 2.8 mg/m³")).to_be_visible()
    expect(page.get_by_text("09:55 的记录")).to_be_visible()
    expect(page.get_by_role("link", name="再记一次")).to_be_in_viewport()


def test_the_site_page_looks_again_by_itself(mouth: Mouth) -> None:
    mouth.page.clock.install()
    page = mouth.open("site")
    with page.expect_response(lambda answer: answer.url.endswith("/site")) as again:
        page.clock.run_for(30_000)
    assert again.value.status == 200
    expect(page.get_by_text("可以进入").first).to_be_visible()
