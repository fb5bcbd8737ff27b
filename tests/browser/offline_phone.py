"""A guardian's phone that keeps the page for when there is no network, the service behind it reached or not."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from browser.conftest import Clock
from page_client import phone_of
from pieces import at
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select
from stages import Served

from permit_service.models import db

NOW = at("09:55")
#: Both of the phone's clocks, the first as right as the server's; a test may set on each.
CLOCKS = """(() => {
  window.setOn = { wall: %d, run: 0 };
  const wall = Date.now.bind(Date), run = performance.now.bind(performance);
  Date.now = () => wall() + setOn.wall;
  performance.now = () => run() + setOn.run;
})()"""
MINUTE_MS = 60_000
COUNT_SNAPSHOTS = """() => new Promise((resolve) => {
  indexedDB.open("mouth").onsuccess = ({ target }) => {
    const snapshots = target.result.transaction("snapshots").objectStore("snapshots");
    snapshots.count().onsuccess = (found) => resolve(found.target.result);
  };
})"""


@dataclass
class Phone:
    """A guardian's phone at the mouth, the service that it reaches or not."""

    url: str
    page: Page
    served: Served
    clock: Clock
    new_context: Callable[..., BrowserContext]
    cookies: dict[str, Any] = field(default_factory=dict)

    def sign_in(self, who: str) -> None:
        """Somebody's session, in place of the one before; of the same device when they come back."""
        cookie = self.cookies.get(who) or phone_of(self.served, who, self.clock.now).client.get_cookie("session")
        self.cookies[who] = cookie
        self.page.goto("about:blank")  # the page of the one before would go on sending, now in another's session
        self.page.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.url}])

    def open(self, path: str = "scan") -> None:
        base = path if path.startswith("/") else f"/permits/{self.served.site.permit_id}/{path}"
        self.page.goto(self.url + base)

    def another(self, off: int = 0) -> "Phone":
        """The same guardian's second phone."""
        return phone_at(self.url, self.served, self.clock, self.new_context, off)

    def ready(self, says: str = "断网也能核对") -> None:
        """Online at the mouth: the page is kept, a snapshot taken."""
        self.open("site")
        expect(self.page.locator("[data-post]")).to_contain_text(says)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def offline(self, away: bool = True) -> None:
        self.page.context.set_offline(away)

    def lose_network(self, says: str = "断网也能核对") -> None:
        self.ready(says)
        self.offline()
        self.open("scan")
        expect(self.page.get_by_text("没有网络")).to_be_visible()

    def scan(self, who: str) -> None:
        self.read(self.served.read(lambda site: site.badge(who), self.clock.now))

    def read(self, code: str) -> None:
        """Hold a badge before the phone."""
        self.page.locator("[data-scan-code]").fill(code)
        self.page.get_by_role("button", name="核对", exact=True).click()

    def verdict(self, title: str, why: str = "") -> None:
        expect(self.page.locator(".verdict-title")).to_have_text(title)
        expect(self.page.locator(".verdict")).to_contain_text(why)

    def next(self) -> None:
        self.page.get_by_role("button", name="下一个").click()
        expect(self.page.locator(".verdict")).to_have_count(0)

    def store(self, asked: str) -> Any:
        """Something of what the phone keeps, asked of its own module."""
        module = f"{self.served.app.static_url_path}/js/offline/store.js"
        return self.page.evaluate(f"import('{module}').then(async (store) => ({asked}))")

    def rest(self) -> None:
        """Until the page takes taps again, and stands still."""
        self.page.locator("[data-offline-page]:not([aria-busy=true])").wait_for()

    def press(self, within: Locator, name: str, times: int = 1) -> None:
        """More than once as a glove does."""
        self.rest()
        within.get_by_role("button", name=name).click(click_count=times)

    def kept(self) -> list[str]:
        """The phone's own verdicts of what it keeps, in order."""
        owner = "JSON.parse(localStorage.owner).user"
        found: list[str] = self.store(f"(await store.itemsOf({owner})).map(({{ verdict }}) => verdict)")
        return found

    def kept_snapshots(self) -> int:
        return int(self.page.evaluate(COUNT_SNAPSHOTS))

    def recorded(self, column: Any) -> list[Any]:
        """What the register has in a column, row by row."""
        return self.served.read(lambda _: list(db.session.scalars(select(column))), self.clock.now)


def phone_at(url: str, active: Served, clock: Clock, new_context: Callable[..., BrowserContext], off: int = 0) -> Phone:
    """A phone that the guardian is signed in on, its own clock `off` by so many milliseconds."""
    context = new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(CLOCKS % ((NOW.timestamp() - time.time()) * 1000 + off))
    phone = Phone(url, context.new_page(), active, clock, new_context)
    phone.sign_in("guardian")
    return phone
