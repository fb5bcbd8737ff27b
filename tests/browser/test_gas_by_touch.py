"""A gas test by touch alone: the drawing, the keypad, the server's word while typing, and how few presses it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from browser.axe import grave_faults
from browser.conftest import Clock, serve, stand_at
from browser.test_gallery_looks import weaker_than
from page_client import phone_of
from pieces import at
from playwright.sync_api import BrowserContext, Page, expect
from stages import Served, served_stage

from permit_service.bench.taps import READINGS, taps_per_reading
from permit_service.models.gas import GasPoint

opened = served_stage("opened")

NOW = at("08:50")


@dataclass(frozen=True)
class Hands:
    """The tester's phone at the open well, a series begun, and the service's clock."""

    page: Page
    served: Served
    clock: Clock

    def figures(self) -> list[str]:
        return [field.input_value() for field in self.page.locator(".gas-number").all()]

    def press(self, keys: str) -> None:
        """Tap figure by figure; ``>`` is the key for the next field."""
        for key in keys:
            self.page.locator(f"[data-key='{'next' if key == '>' else key}']").tap()


@pytest.fixture
def hands(opened: Served, new_context: Callable[..., BrowserContext]) -> Iterator[Hands]:
    cookie = phone_of(opened, "guardian", NOW).client.get_cookie("session")
    assert cookie is not None
    clock = stand_at(opened.app, NOW)
    for served in serve(opened.app):
        context = new_context(viewport={"width": 390, "height": 844}, has_touch=True)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": served.url}])
        page = context.new_page()
        page.goto(f"{served.url}/permits/{opened.site.permit_id}/gas")
        page.get_by_label("已查明").check()
        page.get_by_label("已在入口外").check()
        page.get_by_role("button", name="开始检测").click()
        expect(page.get_by_role("heading", name="下一个点：上 0.8 m")).to_be_visible()
        yield Hands(page, opened, clock)


def test_a_series_read_by_touch(hands: Hands) -> None:
    page = hands.page

    # The server's word comes while typing, and nothing is recorded for it.
    hands.press("209" + "0" + "8")
    expect(page.get_by_text("= 11.3 mg/m³")).to_be_visible()
    expect(page.locator(".gas-word-forbid")).to_have_text("超限")
    expect(page.locator(".gas-word-safe")).to_have_count(2)
    assert hands.figures() == ["20.9", "0", "8", ""]
    assert grave_faults(page) == []
    assert weaker_than(page, ".gas-number, .gas-word, .ladder-label", 7) == []
    assert hands.served.count(GasPoint) == 0

    # Pressed after the keypad went on by itself, "next" leaves no field out.
    for _ in range(3):
        page.locator("[data-key='back']").tap()
    hands.press("0>8")
    assert hands.figures() == ["20.9", "0", "8", ""]

    # Figures are taken back, and a point goes to the 0 that the keypad had left already.
    page.locator("[data-key='back']").tap()
    hands.press("0" + ".5")
    assert hands.figures() == ["20.9", "0", "0.5", ""]
    page.get_by_label("O2").fill("")
    page.get_by_label("H2S").fill("")
    page.get_by_label("可燃气").fill("")
    page.get_by_label("O2").tap()

    # At most three presses beside the figures; the next point is chosen by itself.
    for reading, place, most in (("clean air", "中 1.5 m", 1), ("worst", "下 2.2 m", 3)):
        hands.clock.now = at("08:52" if most == 1 else "08:54")
        assert taps_per_reading(page, READINGS[reading]) <= most
        expect(page.get_by_role("heading", name=f"下一个点：{place}")).to_be_visible()

    # Any point of the drawing can be tapped, with a glove.
    for point in page.locator("a.point .point-touch").all():
        box = point.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 56
    page.get_by_role("link", name="上 0.8 m，已测").tap()
    expect(page.get_by_role("heading", name="再测一次：上 0.8 m")).to_be_visible()
    page.get_by_role("link", name="下 2.2 m，未测").tap()
    expect(page.get_by_role("heading", name="下一个点：下 2.2 m")).to_be_visible()
