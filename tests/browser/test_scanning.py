"""扫码 in Chromium with codes before its camera: one answer after the other on one page, sent once, never stale."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser.camera import looking_at
from browser.conftest import Clock, serve, stand_at
from browser.held import Held
from page_client import phone_of
from pieces import at
from plan_cast import then
from playwright.sync_api import BrowserType, Locator, Page, expect
from site_cast import CHECK_IN
from sqlalchemy import select, update
from stages import Served, served_stage

from permit_service import unit_of_work
from permit_service.labels import banned_title
from permit_service.models import db
from permit_service.models.presence import Entry, GuardianPost, Scan
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.services import codes
from permit_service.services.registers import prints
from workflows.vocabulary import ScanVerdict

active = served_stage("active")
raised = served_stage("raised")

NOW = at("09:55")
#: Notes what a phone would have done with its motor.
BUZZ = "window.buzzed = []; navigator.vibrate = (pattern) => window.buzzed.push(pattern)"
#: Notes what it would have kept on.
AWAKE = "window.kept = []; if (window.WakeLock) WakeLock.prototype.request = async (what) => window.kept.push(what)"
NO_CAMERA = """if (navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))"""


@dataclass(frozen=True)
class Phone:
    """The guardian's phone before a camera's view, the service behind it, its clock."""

    page: Page
    served: Served
    clock: Clock

    @property
    def answer(self) -> Locator:
        return self.page.get_by_role("dialog")

    def open(self, path: str) -> None:
        self.page.goto(f"/permits/{self.served.site.permit_id}/{path}")
        self.page.evaluate("window.sameDocument = true")

    def shows(self, word: str, *more: str) -> None:
        """The answer on the screen."""
        expect(self.answer.get_by_role("heading", level=1)).to_have_text(word)
        for one in more:
            expect(self.answer).to_contain_text(one)

    def next(self) -> None:
        self.answer.get_by_role("link", name="下一个").click()

    def still_the_same_page(self) -> bool:
        return bool(self.page.evaluate("window.sameDocument === true"))


Before = Callable[..., Any]


@pytest.fixture
def phone(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Callable[[Served, list[str]], Phone]]:
    """Makes a guardian's phone that looks at these codes."""
    with ExitStack() as open_things:

        def make(stage: Served, texts: list[str]) -> Phone:
            clock = stand_at(stage.app, NOW)
            cookie = phone_of(stage, "guardian", NOW).client.get_cookie("session")
            assert cookie is not None
            url = open_things.enter_context(contextmanager(serve)(stage.app)).url
            before = looking_at(texts, browser_type, browser_type_launch_args, tmp_path)
            context = open_things.enter_context(before)(
                base_url=url, viewport={"width": 390, "height": 844}, service_workers="block"
            )  # a worker would hide from the test what is sent
            context.add_cookies([{"name": "session", "value": cookie.value, "url": url}])
            context.add_init_script(BUZZ)
            context.add_init_script(AWAKE)
            page = context.new_page()
            return Phone(page, stage, clock)

        yield make


def badges(stage: Served, *who: str) -> list[str]:
    return [stage.read(lambda site, one=one: site.badge(one), NOW) for one in who]


def paper(stage: Served) -> list[str]:
    """The permit's code and the plate's."""
    plate = stage.read(lambda site: codes.plate_code(db.session.get_one(Plate, site.cast.plate)), NOW)
    return [str(stage.read(lambda site: codes.permit_code(site.permit), NOW)), plate]


def verdicts(stage: Served) -> list[ScanVerdict]:
    with stage.app.app_context():
        rows = db.session.scalars(select(Scan.verdict).where(Scan.direction.is_not(None)).order_by(Scan.created_at))
        return list(rows)


def test_one_badge_after_the_other_without_leaving_the_page(active: Served, phone: Before) -> None:
    mine = phone(active, badges(active, "entrant", "entrant_2"))
    camera = Held(mine.page, "**/js/scan.js")  # it would read the first badge before the tools are counted
    mine.page.goto(f"/permits/{active.site.permit_id}/scan", wait_until="commit")
    mine.page.evaluate("window.sameDocument = true")
    mine.page.get_by_label("带入工具").fill("2")
    camera.let_go()
    mine.page.get_by_role("heading", name="扫码").click()

    mine.shows("准入", "作业人员", "10:10（15 分）", "2 件")
    first = mine.answer.locator(".verdict-who b").inner_text()
    expect(mine.answer.get_by_role("heading", level=1)).to_be_focused()
    assert mine.page.evaluate("window.buzzed.at(-1)") == [140]
    mine.next()
    mine.shows("准入", "2 / 2 人")
    assert mine.answer.locator(".verdict-who b").inner_text() != first
    mine.next()
    expect(mine.page.get_by_text("作业人员都在里面")).to_be_visible()
    mine.shows("拒绝", "这个人已登记在内")
    assert mine.page.evaluate("window.buzzed.at(-1)") == [380, 120, 380, 120, 560]

    assert mine.still_the_same_page()
    assert active.count(Entry) == 2

    mine.page.set_viewport_size({"width": 320, "height": 640})
    mine.next()
    view = mine.page.locator(".scan-camera").bounding_box()
    assert view is not None
    assert view["y"] + view["height"] <= 640 - 64 - 73, "above what stands at the foot"


def test_a_refusal_tells_every_kind_of_reason_and_the_one_next_thing(raised: Served, phone: Before) -> None:
    with raised.app.app_context():
        raised.site.check_in(explosion_proof=False)
        unit_of_work.run(lambda session: session.execute(update(ConfinedSpace).values(explosion_risk=True)))
    mine = phone(raised, badges(raised, "entrant"))
    mine.open("scan")
    mine.shows("拒绝", *(banned_title(number) for number in range(1, 8)))
    expect(mine.answer.locator(".btn-big")).to_contain_text("监护到岗")
    assert raised.count(Entry) == 0


def test_codes_that_are_no_badge_of_the_crew_each_say_so(active: Served, phone: Before) -> None:
    (good,) = badges(active, "entrant")
    forged = good[:-6] + ("AAAAAA" if not good.endswith("AAAAAA") else "BAAAAA")
    (other,) = badges(active, "untrained")
    untold = {"可能是伪造", "这是审批单的码", "这是空间标牌的码", "不在本审批单上"}
    mine = phone(active, [forged, *paper(active), other])
    mine.open("scan")
    for _ in range(60):  # whichever stands before the camera when it looks again
        mine.shows("拒绝")
        words = mine.answer.inner_text()
        untold -= {one for one in untold if one in words}
        if not untold:
            break
        mine.next()
    assert untold == set()
    assert set(verdicts(active)) == {ScanVerdict.refuse}


def test_a_lost_answer_is_asked_for_again_and_counted_once(active: Served, phone: Before) -> None:
    mine = phone(active, badges(active, "entrant"))
    mine.page.route("**/offline/mouth.js", lambda route: route.abort())
    sent: list[str] = []

    def lose(route: Any) -> None:
        """The service hears the first attempt, and its answer is lost on the way."""
        sent.append(str(route.request.post_data))
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    mine.page.route(re.compile("/scan$"), lose)  # not the page itself, whose address goes on
    mine.open("scan?direction=in")
    mine.shows("无法离线确认", "没有收到服务器的回答")
    assert active.count(Entry) == 1
    mine.answer.get_by_role("button", name="再试一次").evaluate("button => { button.click(); button.click(); }")
    mine.shows("准入", "样例entrant")
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert active.count(Entry) == 1


def test_a_green_answer_leaves_the_screen_when_its_time_is_over(active: Served, phone: Before) -> None:
    mine = phone(active, badges(active, "entrant"))
    mine.open("scan")
    mine.shows("准入")
    mine.clock.now = at("10:10")
    mine.shows("请重新扫码")


def test_who_has_no_badge_is_chosen_by_name_and_a_double_tap_sends_once(active: Served, phone: Before) -> None:
    mine = phone(active, ["NO CODE OF OURS"])
    mine.page.add_init_script(NO_CAMERA)
    mine.open("scan")
    expect(mine.page.get_by_text("没有可用的摄像头")).to_be_visible()
    mine.page.get_by_role("button", name="样例entrant 进入", exact=True).dblclick()
    mine.shows("准入", "样例entrant")
    mine.next()
    expect(mine.page.get_by_role("button", name="样例entrant 进入", exact=True)).to_have_count(0)
    mine.page.get_by_label("工牌编号").fill("w9999")
    mine.page.get_by_role("button", name="登记进入").click()
    mine.shows("拒绝", "对照牌上的编号重新输入")
    assert verdicts(active) == [ScanVerdict.admit, ScanVerdict.refuse]


def test_the_plate_of_another_space_takes_no_post(raised: Served, phone: Before) -> None:
    with raised.app.app_context(), then(CHECK_IN):
        cast = raised.site.cast
        other = codes.plate_code(prints.issue_plate(cast.actor("manager"), cast.other_space))
    mine = phone(raised, [paper(raised)[0], other])
    mine.clock.now = CHECK_IN
    mine.open("site/check-in")
    mine.shows("拒绝", "标牌")
    assert raised.count(GuardianPost) == 0
    expect(mine.page.get_by_text("审批单已读到")).to_be_attached()  # behind the answer: only the plate is wanted anew
    expect(mine.page.get_by_text("还没有扫空间标牌")).to_be_attached()


def test_permit_and_plate_are_scanned_one_after_the_other(raised: Served, phone: Before) -> None:
    mine = phone(raised, paper(raised))
    mine.clock.now = CHECK_IN
    mine.open("site/check-in")
    mine.shows("已到岗", "流量计井")
    assert mine.still_the_same_page()
    assert mine.page.evaluate("window.buzzed.filter(Array.isArray)") == [[80], [80]]  # each of the two codes
    mine.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # looked at something else, and back
    assert mine.page.evaluate("window.kept") == ["screen", "screen"]
    assert raised.count(GuardianPost) == 1
    assert raised.count(Scan) == 2  # the permit stayed in sight for a while, and was not taken for a plate
