"""Everybody's browser, and what they do in it: each press waits for the page that it leads to."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from browser.conftest import Clock
from pieces import at
from plan_cast import PASSWORD, PIN, Cast
from playwright.sync_api import BrowserContext, Locator, Page, expect


@dataclass
class Walk:
    """The service, its clock, the codes on paper, and everybody's browser."""

    url: str
    clock: Clock
    new_context: Callable[..., BrowserContext]
    cast: Cast
    plate: str
    badges: dict[str, str]
    pages: dict[str, Page] = field(default_factory=dict)

    def by(self, who: str) -> Page:
        """Somebody's browser; at first use they sign in."""
        if who not in self.pages:
            page = self.new_context(viewport={"width": 390, "height": 844}).new_page()
            page.goto(f"{self.url}/sign-in")
            page.get_by_label("账号").fill(who)
            page.get_by_label("密码").fill(PASSWORD)
            press(page, "登录")
            self.pages[who] = page
        return self.pages[who]

    def home(self, who: str) -> Page:
        """Somebody looks at what waits for them."""
        page = self.by(who)
        page.goto(self.url)
        return page

    def at(self, clock: str) -> None:
        self.clock.now = at(clock)

    def days_pass(self, until: datetime) -> None:
        """Until another day, by when every session has ended."""
        self.clock.now = until
        for page in self.pages.values():
            page.context.close()
        self.pages.clear()


def leads_on(page: Page, act: Callable[[], None]) -> None:
    """Do what opens another page, and wait for it."""
    with page.expect_navigation():
        act()


def press(where: Page | Locator, name: str) -> None:
    """Press a button that sends its form."""
    leads_on(page_of(where), lambda: where.get_by_role("button", name=name, exact=True).click())


def follow(page: Page, name: str) -> None:
    """Go where a link leads that has these words."""
    leads_on(page, link(page, name).first.click)


def link(page: Page, name: str) -> Locator:
    """Links of the page itself, not of its frame, with these words whole."""
    return page.get_by_role("main").get_by_role("link", name=re.compile(rf"(^|\s){re.escape(name)}(\s|$)"))


def page_of(where: Page | Locator) -> Page:
    return where if isinstance(where, Page) else where.page


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def draw(page: Page) -> None:
    page.locator("canvas").click(position={"x": 60, "y": 60})


def sign(page: Page, button: str) -> None:
    """Draw, prove by PIN, press."""
    draw(page)
    page.get_by_label("签字密码").fill(PIN)
    press(page, button)


def next_step(page: Page, name: str) -> None:
    """The one big button of the on-site page, which must be the expected one."""
    big = page.locator("#live .btn-big")
    expect(big).to_contain_text(name)
    leads_on(page, big.click)


def answer_all(page: Page, word: str) -> None:
    """Every item of a check with the same word."""
    for answer in page.locator("label.answer").filter(has_text=word).all():
        answer.click()
