"""The guardian's phone without network: what it answers, keeps and sends. One walk a story."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from browser.axe import grave_faults
from browser.conftest import serve, stand_at
from browser.offline_phone import MINUTE_MS, NOW, Phone, phone_at
from browser.test_gallery_looks import weaker_than
from browser.test_site_pages import COVERED, TOO_SMALL
from pieces import at
from plan_cast import then
from playwright.sync_api import BrowserContext, expect
from stages import Served, served_stage
from werkzeug import Response
from werkzeug.test import run_wsgi_app

from permit_service.models.base import db
from permit_service.models.equipment import Equipment
from permit_service.models.gas import GasPoint, RefusedGas
from permit_service.models.interruptions import Evacuation
from permit_service.models.presence import Entry, Scan
from permit_service.services.registers import prints
from workflows.vocabulary import EvacuationCause

active = served_stage("active")

#: Until what was kept for others is gone.
UNTIL_ALONE = """() => new Promise((resolve) => {
  const look = () => (JSON.parse(localStorage.owner).alone ? resolve() : setTimeout(look, 50));
  look();
})"""

#: Until the snapshot that was asked for is kept.
UNTIL_TAKEN = """() => new Promise((resolve) => {
  const look = () => (sessionStorage.getItem("site-written") === null ? resolve() : setTimeout(look, 50));
  look();
})"""

#: Evacuating while a call is being kept, in one go: it is not lost. Gives the buttons that look as if they took a tap.
CALL_AND_EVACUATE = """() => {
  document.querySelector('[data-contact="yes"]').click();
  const taken = [...document.querySelectorAll("[data-offline-page] button:not([data-evacuate], [aria-disabled])")];
  document.querySelector("[data-evacuate]").click();
  return taken.map((button) => button.textContent.trim());
}"""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Here the page is kept."""
    return {**browser_context_args, "service_workers": "allow"}


@pytest.fixture
def phone(active: Served, new_context: Callable[..., BrowserContext]) -> Iterator[Phone]:
    clock = stand_at(active.app, NOW)
    for served in serve(active.app):
        yield phone_at(served.url, active, clock, new_context)


def test_badges_are_judged_by_the_snapshot_and_nothing_is_lost_or_doubled(phone: Phone) -> None:
    page = phone.page
    phone.lose_network()

    page.get_by_role("button", name="加一").click()
    phone.scan("entrant")
    phone.verdict("准入", "1 件")
    assert weaker_than(page, ".verdict-panel *", 7) == []
    page.reload()  # in the middle of it
    expect(page.get_by_text("待上传 1 条")).to_be_visible()
    phone.scan("entrant")
    phone.verdict("拒绝", "已登记在内")
    phone.next()
    expect(page.locator("[data-pass=in]")).to_have_text(["样例entrant_2 进入"])  # no button for who only stands outside
    for _ in range(2):
        page.get_by_role("button", name="加一").click()
    page.get_by_role("button", name="样例entrant_2 进入").dblclick()
    phone.verdict("准入", "2 件")
    phone.next()
    assert phone.kept() == ["admit", "refuse", "admit"]
    expect(page.locator(".countdown-label")).to_have_text(["下次气体记录 10:10", "下次联络 10:10", "作业时间至 17:30"])
    expect(page.locator(".countdown b")).to_have_count(6)

    genuine = phone.served.read(lambda site: site.badge("entrant"), NOW)
    phone.read(genuine[:-1] + ("A" if genuine[-1] != "A" else "Q"))
    phone.verdict("拒绝")
    phone.next()
    phone.read("B-000001")
    phone.verdict("无法离线确认", "编号要联网才能查")
    phone.next()
    page.get_by_role("button", name="撤出", exact=True).click()
    phone.scan("entrant")
    phone.verdict("已记录")
    phone.next()
    expect(page.get_by_role("button", name="样例entrant 撤出")).to_have_count(0)
    expect(page.get_by_role("button", name="样例entrant_2 撤出")).to_be_visible()

    page.get_by_role("button", name="进入", exact=True).click()
    page.evaluate("setOn.wall += 3600000")
    phone.scan("entrant")
    phone.verdict("无法离线确认", "手机时间对不上")
    expect(page.locator(".countdown")).to_have_count(0)  # nobody can tell the time
    assert phone.recorded(Entry.id) == []


def test_what_is_written_while_a_snapshot_is_on_its_way_comes_with_the_next(phone: Phone) -> None:
    asked, go_on = threading.Event(), threading.Event()
    answer: Callable[..., Iterable[bytes]] = phone.served.app.wsgi_app

    def held(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        told = answer(environ, start_response)
        if environ["PATH_INFO"].endswith("/snapshots"):
            asked.set()
            assert go_on.wait(20)
        return told

    phone.served.app.wsgi_app = held  # type: ignore[method-assign]
    phone.open("scan")
    assert asked.wait(20)
    phone.page.get_by_role("button", name="样例entrant_2 进入").click()
    expect(phone.page.locator(".verdict-title")).to_have_text("准入")
    go_on.set()
    phone.page.evaluate(UNTIL_TAKEN)
    phone.offline()
    phone.open("scan")
    expect(phone.page.get_by_text("没有网络")).to_be_visible()
    phone.page.get_by_role("button", name="撤出", exact=True).click()
    expect(phone.page.get_by_role("button", name="样例entrant_2 撤出")).to_be_visible()


def test_no_answer_is_green_when_the_snapshot_is_over(phone: Phone) -> None:
    page = phone.page
    phone.lose_network()
    phone.scan("entrant")
    phone.verdict("准入")

    page.evaluate(f"setOn.wall += {31 * MINUTE_MS}; setOn.run += {31 * MINUTE_MS}")
    phone.verdict("请重新核对")
    phone.next()
    phone.scan("entrant_2")
    phone.verdict("无法离线确认", "放行单已过期")
    phone.next()

    phone.rest()
    assert page.evaluate(CALL_AND_EVACUATE) == []
    expect(page.get_by_text("所有人马上出来")).to_be_visible()
    expect(page.locator('[data-slot="items"]')).to_contain_text("联络")


def test_one_tap_evacuates_without_network_and_a_rescuer_is_asked_for_three_things(phone: Phone) -> None:
    page = phone.page
    for who in ("entrant", "entrant_2"):
        phone.served.scan(who, at("09:52"))
    phone.ready()
    phone.offline()
    page.get_by_role("button", name="紧急撤离").click()

    expect(page.get_by_text("所有人马上出来")).to_be_visible()
    expect(page.get_by_text("严禁盲目施救").first).to_be_visible()
    expect(page.get_by_role("link", name="打 119")).to_have_attribute("href", "tel:119")
    expect(page.get_by_role("button", name="样例entrant 撤出", exact=True)).to_be_visible()
    assert weaker_than(page, "body *", 4.5) == []
    assert grave_faults(page) == []
    assert page.evaluate(TOO_SMALL) == []
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="进入", exact=True).click()
    phone.scan("entrant_2")
    phone.verdict("拒绝")
    phone.next()
    page.get_by_role("button", name="救援", exact=True).click()
    page.get_by_label("佩戴隔绝式呼吸器").check()
    page.get_by_role("button", name="登记进入救援").click()
    phone.verdict("拒绝", "安全绳")
    expect(page.locator(".verdict-who")).to_have_text("救援进入 1 人")
    phone.next()
    phone.rest()
    page.get_by_role("button", name="样例entrant 撤出", exact=True).click()
    phone.verdict("已记录", "1 人：样例entrant_2")
    phone.next()
    page.reload()
    expect(page.get_by_text("所有人马上出来")).to_be_visible()
    phone.offline(away=False)
    phone.ready("现在谁也不能进")


def test_values_beyond_the_signed_limits_call_everybody_out_and_a_series_is_sent_once(phone: Phone) -> None:
    page, series = phone.page, phone.page.locator('[data-part="series"]')
    phone.lose_network()
    for gas, value in (("O2", "20.9"), ("可燃气", "0"), ("H2S", "7"), ("CO", "0")):
        page.get_by_role("textbox", name=gas, exact=True).fill(value)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("没有超过签过字的限值")).to_be_visible()

    phone.press(series, "开始检测")
    expect(series.get_by_text("没有开始。先查明连通的管道和沟井")).to_be_visible()
    series.get_by_label("已查明").check()
    series.get_by_label("搅动污泥").check()
    phone.press(series, "开始检测")
    series.get_by_text("签字前不作为放行依据").wait_for()
    page.set_viewport_size({"width": 360, "height": 740})
    for number, (place, figures) in enumerate((("上 0.8 m", "209000"), ("中 1.5 m", "209000"), ("下 2.2 m", "20908"))):
        expect(series.get_by_role("heading", level=3)).to_have_text(f"下一个点：{place}")
        phone.rest()
        for figure in figures:
            series.locator(f'[data-key="{figure}"]').click()
            if number == 1:
                assert page.evaluate(COVERED) == [], figure
        if number == 1:
            assert grave_faults(page) == weaker_than(page, "body *", 4.5) == page.evaluate(TOO_SMALL) == []
        if number == 2:
            expect(series.locator(".gas-word")).to_have_text(["", "", "超限", ""])
            series.locator('[data-key="next"]').click()
            series.locator('[data-key="0"]').click()
        phone.press(series, "保存这个点", times=2)
        if number == 0:
            expect(series.get_by_text("已存。测下一个点")).to_be_visible()
            page.reload()  # in the middle of it
            expect(page.get_by_text("检测中 1 组")).to_be_visible()
    expect(page.get_by_text("H2S 超过限值")).to_be_in_viewport()
    expect(page.get_by_text("所有人马上出来")).to_be_in_viewport()
    expect(page.get_by_text("待上传 3 条")).to_be_visible()
    for value, says in (("7", "没有超过签过字的限值"), ("8", "H2S 超过限值")):
        page.get_by_role("textbox", name="H2S", exact=True).fill(value)
        phone.press(page, "保存")
        expect(page.get_by_text(says)).to_be_visible()

    phone.clock.now = at("09:58")
    phone.offline(away=False)
    expect(page.get_by_text("检测记录已送出")).to_be_visible()
    assert phone.recorded(GasPoint.late_upload).count(True) == 3
    assert phone.recorded(Evacuation.cause) == [EvacuationCause.bad_gas]
    page.get_by_role("link", name="回到联网页面").click()
    expect(page.get_by_text("是断网时测的，已补传，还没有签字")).to_be_visible()


def test_a_scan_whose_answer_was_lost_counts_once(phone: Phone) -> None:
    """The service is reached and does what it is asked, then its proxy tells of no answer; later it is there again."""
    phone.ready()
    phone.open("scan")
    there = phone.served.app.wsgi_app

    def lost(environ: dict[str, Any], start_response: Any) -> Any:
        run_wsgi_app(there, environ)
        return Response(status=502)(environ, start_response)

    phone.served.app.wsgi_app = lost  # type: ignore[method-assign]
    phone.page.locator("[data-scan-code]").fill(phone.served.read(lambda site: site.badge("entrant"), NOW))
    phone.page.get_by_role("button", name="登记进入").click()
    phone.verdict("准入")
    assert len(phone.recorded(Entry.id)) == 1
    phone.open("scan")
    expect(phone.page.get_by_text("待上传 1 条")).to_be_visible()

    phone.served.app.wsgi_app = there  # type: ignore[method-assign]
    expect(phone.page.get_by_text("没有待上传的记录")).to_be_visible()
    assert len(phone.recorded(Entry.id)) == 1
    assert phone.recorded(Scan.disputed).count(True) == 0

    # Who was let in is known without network before the answer is put away.
    phone.open("scan")
    with phone.page.expect_response("**/api/v1/snapshots"):
        phone.page.get_by_role("button", name="样例entrant_2 进入").click()
    phone.verdict("准入")
    phone.page.evaluate(UNTIL_TAKEN)
    phone.offline()
    phone.open("scan")
    expect(phone.page.get_by_role("button", name="样例entrant_2 撤出")).to_be_visible()


def test_what_is_kept_is_its_account_s_alone(phone: Phone) -> None:
    page = phone.page
    phone.lose_network()
    phone.scan("entrant")
    phone.verdict("准入")
    phone.offline(away=False)
    phone.sign_in("leader")  # the guardian's session had ended, nobody had signed out
    phone.open("/")
    page.evaluate(UNTIL_ALONE)
    assert phone.kept_snapshots() == 0
    phone.open("/offline")
    expect(page.get_by_text("样例entrant")).to_have_count(0)

    phone.sign_in("guardian")
    phone.ready()
    phone.open("/me")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")
    phone.open("/offline")
    expect(page.get_by_text("这部手机上没有人登录")).to_be_visible()
    expect(page.get_by_text("样例entrant")).to_have_count(0)
    assert phone.kept_snapshots() == 0
    assert phone.recorded(Entry.id) != [], "what waited was sent first"


def test_a_phone_that_cannot_keep_or_verify_says_so_and_lets_nobody_in(phone: Phone) -> None:
    phone.lose_network()
    phone.page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    phone.scan("entrant")
    phone.verdict("无法离线确认", "手机存储写不进去")
    assert phone.kept() == []
    phone.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    phone.open("scan")
    expect(phone.page.get_by_text("浏览器不让保存数据")).to_be_visible()

    plain = phone.another()
    plain.page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    plain.open("site")
    expect(plain.page.locator("[data-post]")).to_contain_text("此连接不是 HTTPS")


def test_what_was_recorded_is_sent_once_and_a_dispute_is_shown(phone: Phone) -> None:
    page = phone.page
    phone.lose_network()
    for who in ("entrant", "entrant_2"):
        phone.scan(who)
        phone.verdict("准入")
        phone.next()
    page.get_by_role("button", name="已应答").click()
    expect(page.get_by_text("待上传 3 条")).to_be_visible()
    series = page.locator('[data-part="series"]')
    series.get_by_label("已查明").check()
    series.get_by_label("搅动污泥").check()
    phone.press(series, "开始检测")
    for gas, value in (("O2", "20.9"), ("可燃气", "0"), ("H2S", "0"), ("CO", "0")):
        series.get_by_role("textbox", name=gas, exact=True).fill(value)
    phone.press(series, "保存这个点")
    phone.press(series, "提前结束这一组")
    expect(page.get_by_text("待上传 4 条")).to_be_visible()
    with phone.served.app.app_context(), then(NOW):
        site = phone.served.site
        prints.revoke_badge(site.cast.actor("manager"), site.cast.badges["entrant_2"])
        db.session.get_one(Equipment, site.cast.detector).calibrated_until = at("09:00")
        db.session.commit()

    phone.clock.now = at("09:58")
    phone.offline(away=False)
    expect(page.get_by_text("已联网")).to_be_visible()
    expect(page.get_by_text("有争议 1 条")).to_be_visible()
    expect(page.get_by_text("手机：准入；系统：拒绝。")).to_be_visible()
    expect(page.get_by_role("button", name="样例entrant_2 撤出")).to_have_count(1)
    assert phone.recorded(Scan.late_upload).count(True) == 2
    stays = phone.recorded(Entry.in_at)
    assert len(stays) == 2
    assert all(NOW <= in_at < at("09:56") for in_at in stays), "from when they went in"
    assert phone.kept() == ["admit", None], "only what is disputed or was not accepted is kept to be read"
    expect(page.get_by_text("检测记录已送达，系统未接受")).to_be_visible()
    turned = page.locator('[data-slot="items"] li').filter(has_text="不作为检测结果。")
    expect(turned).to_contain_text("检定")
    box = turned.bounding_box()
    assert box is not None
    assert box["height"] < 400, "its words stand side by side"
    assert phone.recorded(RefusedGas.detector_id) == [phone.served.site.cast.detector]
    pressed = page.get_by_role("button", name="已处理，不再提示").first.element_handle()
    for _ in range(2):  # the page is drawn anew after each
        with page.expect_response("**/api/v1/snapshots"):
            pass
    assert pressed.evaluate("button => button.isConnected"), "it stays under the finger"
    for left in (1, 0):  # a second press on the same one puts away no other
        page.get_by_role("button", name="已处理，不再提示").first.click()
        expect(page.get_by_role("button", name="已处理，不再提示")).to_have_count(left)
    expect(page.get_by_role("heading", name="断网期间的记录")).to_be_hidden()
    phone.open(f"/permits/{phone.served.site.permit_id}")
    card = page.locator("#refused-gas")
    expect(card).to_contain_text("未被接受，不作为检测结果")
    expect(card).to_contain_text("距入口 0.8 m")
    expect(card).to_contain_text("O2 20.9 %VOL，可燃气 0 %LEL，H2S 0 ppm，CO 0 ppm")


def test_of_two_phones_one_lets_in_and_one_whose_clock_is_wrong_does_not(phone: Phone) -> None:
    phone.lose_network()
    second = phone.another()
    second.lose_network("断网时由另一部手机放人")
    second.scan("entrant")
    second.verdict("无法离线确认", "另一部手机离线放行")
    phone.scan("entrant")
    phone.verdict("准入")

    wrong = phone.another(off=60 * MINUTE_MS)
    wrong.lose_network("手机时间不对")
    wrong.scan("entrant")
    wrong.verdict("无法离线确认")
