"""Two phones on one permit: what one of them knows of people in danger, the other shows within seconds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from browser.axe import grave_faults
from browser.conftest import serve, stand_at
from browser.test_gallery_looks import weaker_than
from page_client import phone_of
from pieces import at
from plan_cast import then
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update
from stages import Served, served_stage

from permit_service.models import db
from permit_service.models.people import Person

active = served_stage("active")

NOW = at("09:55")
#: What is read from arm's length.
MEASURED = ".countdown-left *, .presence-time b, .evacuation *"


@dataclass(frozen=True)
class Phones:
    """The guardian's and the leader's phone on the same permit, two people inside."""

    url: str
    guardian: Page
    leader: Page
    base: str

    def open(self, page: Page, path: str) -> Page:
        page.goto(f"{self.url}{self.base}/{path}")
        return page


@pytest.fixture
def phones(active: Served, new_context: Callable[..., BrowserContext]) -> Iterator[Phones]:
    with active.app.app_context(), then(NOW):
        for who in ("entrant", "entrant_2"):
            active.site.scan(at("09:52"), who)
        named = Person.id == active.site.cast.people["leader"]
        db.session.execute(update(Person).where(named).values(phone="0000-0001"))
        db.session.connection().commit()
        db.session.remove()
    cookies = {who: phone_of(active, who, NOW).client.get_cookie("session") for who in ("guardian", "leader")}
    stand_at(active.app, NOW)
    for served in serve(active.app):
        pages = {}
        for who, cookie in cookies.items():
            assert cookie is not None
            context = new_context(viewport={"width": 390, "height": 844})
            context.add_cookies([{"name": "session", "value": cookie.value, "url": served.url}])
            pages[who] = context.new_page()
        base = f"/permits/{active.site.permit_id}"
        yield Phones(served.url, pages["guardian"], pages["leader"], base)


def test_one_evacuates_and_the_other_turns_into_the_panel(phones: Phones) -> None:
    guardian, leader = phones.open(phones.guardian, "inside"), phones.open(phones.leader, "site")
    assert weaker_than(guardian, MEASURED, 7) == []
    phones.open(guardian, "gas/reading")
    guardian.locator("[name='values.0.amount']").fill("20.9")
    guardian.evaluate("document.body.appendChild(document.createElement('dialog')).showModal()")  # as a verdict is
    leader.get_by_role("button", name="紧急撤离").click()

    # The guardian was typing a value; the panel takes its place without being asked.
    expect(guardian.get_by_role("heading", name="紧急撤离")).to_be_visible()
    expect(guardian.locator("dialog[open]")).to_have_count(0)
    assert guardian.url.endswith("/inside")
    assert grave_faults(guardian) == []
    assert weaker_than(guardian, MEASURED, 7) == []
    for name in ("样例entrant", "样例entrant_2"):
        expect(guardian.get_by_text(name, exact=True)).to_be_visible()
    expect(guardian.get_by_text("09:52 进入").first).to_be_visible()
    expect(guardian.get_by_text("严禁盲目施救").first).to_be_visible()
    expect(guardian.get_by_text("样例现场处置方案")).to_be_visible()
    assert guardian.locator("a[href='tel:119']").is_visible()
    assert guardian.locator("a[href='tel:0000-0001']").is_visible()
    assert guardian.get_by_role("button", name="登记进入救援").is_visible()

    # Whom one phone lets out leaves the other's list; what is being typed there stays.
    leader.get_by_label("在外面清点到的人数").fill("1")
    guardian.get_by_role("button", name="样例entrant 撤出").click()
    expect(leader.get_by_text("样例entrant", exact=True)).to_have_count(0)
    expect(leader.get_by_text("样例entrant_2", exact=True)).to_be_visible()
    expect(leader.get_by_label("在外面清点到的人数")).to_have_value("1")
    guardian.get_by_role("link", name="还有 1 人在里面 样例entrant_2").click()
    expect(guardian.get_by_role("heading", name="还在里面")).to_be_visible()
    leader.get_by_role("button", name="全部撤出").click()

    # Everybody out, then lifted: each time all phones follow.
    expect(guardian.get_by_text("登记的人都已撤出")).to_be_visible()
    leader.locator("summary").get_by_text("解除撤离").click()
    leader.get_by_role("button", name="解除撤离").click()
    expect(guardian.get_by_role("heading", name="里面没有人")).to_be_visible()
    expect(guardian.get_by_role("button", name="紧急撤离")).to_be_visible()
