"""The sample job from its plan to its acceptance by clicks, everyone in a browser of their own, codes typed.

Filed by the enterprise, returned with two marked fields, amended, received, trained 31 minutes, drawn for a check,
stopped, released and entered.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from browser.clicks import Walk, answer_all, draw, follow, leads_on, next_step, press, says, sign
from browser.conftest import serve, stand_at
from pieces import PLANNED, at
from plan_cast import Cast
from playwright.sync_api import BrowserContext, Locator, Page, expect
from served import service_on
from site_cast import GEAR, make_keys

from permit_service.models import db
from permit_service.models.people import Badge
from permit_service.models.spaces import Plate

LISTENERS = ("样例guardian", "样例entrant", "样例entrant_2")
TRAINING = at("10:00") - timedelta(days=1)
CLEAN = ("20.9", "0", "0", "0")


@pytest.fixture
def walk(database: str, cast: Cast, tmp_path: Path, new_context: Callable[..., BrowserContext]) -> Iterator[Walk]:
    """The cast a week before the work, nothing planned."""
    with service_on(database, tmp_path) as app:
        with app.app_context():
            make_keys()
            plate = db.session.get_one(Plate, cast.plate).code
            badges = {who: db.session.get_one(Badge, row).number for who, row in cast.badges.items()}
            db.session.remove()
        clock = stand_at(app, PLANNED)
        for served in serve(app):
            yield Walk(served.url, clock, new_context, cast, plate, badges)


# -- at the desks -----------------------------------------------------------------------------------------


def plan(walk: Walk) -> None:
    page = walk.by("leader")
    follow(page, "登记作业")
    page.get_by_text("流量计井1").click()
    press(page, "下一步")
    page.get_by_label("计划开始").fill("2026-12-01T08:30")
    page.get_by_label("计划结束").fill("2026-12-01T17:30")
    page.get_by_label("作业内容").fill("更换流量计")
    page.get_by_label("作业类别", exact=True).first.select_option(label="检修")
    for hazard in ("poisoning", "oxygen_deficiency", "fall"):
        page.locator(f"[name='hazards.{hazard}_remark']").fill("样例措施")
    for label, who in (("作业负责人", "leader"), ("审批人", "principal"), ("安全管理员", "manager")):
        page.get_by_label(label).select_option(str(walk.cast.people[who]))
    name_crew(page, {"监护人": ["guardian"], "检测人员": ["guardian"], "作业人员": ["entrant", "entrant_2"]})
    page.get_by_label("措施 1", exact=True).fill("先通风，再检测，后作业")
    page.get_by_label("现场处置方案").fill("先打电话，不盲目下井")
    press(page, "提交审批")
    says(page, "已提交，等作业负责人和审批人签字")


def name_crew(page: Page, crew: dict[str, list[str]]) -> None:
    for part, people in crew.items():
        fold = page.locator("details.crew-part").filter(has=page.locator("summary", has_text=part)).first
        fold.locator("summary").click()
        for who in people:
            fold.get_by_text(f"样例{who}", exact=True).click()


def approve(walk: Walk) -> None:
    for who in ("leader", "principal"):
        page = walk.home(who)
        follow(page, "流量计井1")
        expect(page.get_by_role("heading", name="审批签字")).to_be_visible()
        sign(page, "同意")
        says(page, "已签字。")
    expect(page.get_by_role("link", name="到现场")).to_be_visible()


def file(walk: Walk) -> None:
    page = walk.home("leader")
    follow(page, "流量计井1")
    press(page, "办理报备")
    press(page, "提交报备")
    says(page, "已报备，回执编号")


def send_back(walk: Walk) -> None:
    page = walk.by("officer")
    follow(page, "流量计井1")
    for field in ("联系人", "电话"):
        page.get_by_label(f"{field}要补正").check()  # in two taps: what is wrong, and back
    press(page, "退回")
    says(page, "已退回")


def complete(walk: Walk) -> None:
    page = walk.home("leader")
    follow(page, "流量计井1")
    says(page, "联系人还没有改")
    follow(page, "去补正")
    page.get_by_label("联系人").fill("样例值班员")
    page.get_by_label("电话").fill("0512-80000008")
    press(page, "保存")
    says(page, "联系人已改")
    press(page, "重新提交")
    says(page, "样例值班员")
    says(page, "0512-80000008")


def receive(walk: Walk) -> None:
    page = walk.home("officer")
    follow(page, "流量计井1")
    press(page, "受理")
    says(page, "已受理。")


def train(walk: Walk) -> None:
    page = walk.by("officer")
    follow(page, "流量计井1")
    page.get_by_label("培训时间").fill("2026-11-30T10:05")
    press(page, "安排培训")
    walk.clock.now += timedelta(minutes=5)
    press(page, "开始计时")
    page.get_by_label("工牌编号").fill(walk.badges["entrant"])
    press(page, "签到")
    says(page, "已签到：样例entrant")
    for box in page.locator("[name=attendees]").all():
        box.check()
    press(page, "登记签到")
    page.get_by_label("作业流程").check()
    press(page, "记下")
    walk.clock.now += timedelta(minutes=31)
    press(page, "结束培训")
    says(page, "31 分钟")
    says(page, "该培训的人都培训过了")


def draw_a_check(walk: Walk) -> None:
    page = walk.by("district_officer")
    page.goto(f"{walk.url}/draws/new")
    for label in ("作业日期从", "到"):
        page.get_by_label(label, exact=True).fill("2026-12-01")
    page.get_by_label("抽几项作业").fill("1")
    press(page, "抽签")
    says(page, "抽出的作业和检查人员完全一致")
    says(page, "流量计井1")


def stop(walk: Walk) -> None:
    page = walk.by("officer")
    page.goto(f"{walk.url}/filings")
    follow(page, "流量计井1")
    page.get_by_role("link", name="要求停止作业").click()
    form = page.locator("#stop-form")
    form.get_by_text("这项作业").click()
    form.get_by_label("理由").fill("样例：围挡没有设好")
    press(form, "要求停止作业")
    says(page, "样例：围挡没有设好")
    page = walk.by("leader")
    page.goto(f"{walk.url}/messages")
    says(page, "样例：围挡没有设好")


def lift(walk: Walk) -> None:
    page = walk.by("officer")
    drawer = page.locator("details").filter(has=page.get_by_label("解除理由"))
    drawer.locator("summary").click()
    drawer.get_by_label("解除理由").fill("样例：已设好")
    press(drawer, "解除")
    expect(page.get_by_label("解除理由")).to_have_count(0)


# -- at the mouth -----------------------------------------------------------------------------------------


def take_post(walk: Walk) -> None:
    page = walk.home("guardian")
    follow(page, "流量计井1")
    number = page.get_by_role("main").inner_text().split("审批单 ")[1].split()[0]
    next_step(page, "监护到岗")
    for code, told in ((number, "审批单已读到"), (walk.plate, "已到岗")):
        page.get_by_label("审批单或标牌编号").fill(code)
        page.get_by_role("button", name="下一步", exact=True).click()
        expect(page.get_by_text(told).first).to_be_visible()


def brief(walk: Walk) -> None:
    page = walk.home("leader")
    follow(page, "流量计井1")
    next_step(page, "安全交底")
    sign(page, "交底完毕，签字")
    for name in LISTENERS:
        follow(page, name)
        draw(page)
        press(page, "我已听清，签字")
    says(page, "全部已签")


def prepare(walk: Walk) -> None:
    walk.at("08:20")
    page = walk.home("guardian")
    follow(page, "流量计井1")
    next_step(page, "作业区封闭")
    page.get_by_label("作业区域已用围挡或警戒线封闭").check()
    page.get_by_label("出入口附近已设安全风险告知牌").check()
    press(page, "登记封闭")
    next_step(page, "设备检查")
    answer_all(page, "完好")
    page.get_by_label("救援装备离入口").fill("0")
    press(page, "登记检查结果")
    next_step(page, "隔离和清洗")
    page.get_by_label("方法").select_option(label="上锁挂牌")
    page.get_by_label("锁具编号").fill("L1")
    press(page, "加一项")
    press(page, "到现场看过，已落实")
    page.locator("summary", has_text="其余不涉及").click()
    press(page, "确定不涉及")
    follow(page, "现场准入")


def open_hatch(walk: Walk) -> None:
    walk.at("08:40")
    page = walk.by("guardian")
    page.reload()
    next_step(page, "打开出入口")
    page.get_by_label("站在上风侧打开").check()
    press(page, "已打开，登记")


def measure_air(walk: Walk, clock: str, step: str) -> None:
    walk.at(clock)
    page = walk.by("guardian")
    page.reload()
    next_step(page, step)
    page.get_by_label("已查明与这处空间连通的管道和沟井").check()
    page.get_by_label("已在入口外用长杆搅动污泥").check()
    press(page, "开始检测")
    for _ in range(3):
        type_values(page, CLEAN)
        press(page, "保存这个点")
        walk.clock.now += timedelta(minutes=1)
    sign(page, "读数无误，签字")
    follow(page, "现场准入")


def type_values(page: Page, values: tuple[str, ...]) -> None:
    for index, amount in enumerate(values):
        page.locator(f"[name='values.{index}.amount']").fill(amount)


def ventilate(walk: Walk) -> None:
    walk.at("09:00")
    page = walk.by("guardian")
    page.reload()
    next_step(page, "机械通风")
    page.get_by_label("风管已送到底部附近或人员旁边").check()
    press(page, "风机已开，登记")


def protect(walk: Walk) -> None:
    walk.at("09:46")
    page = walk.by("guardian")
    page.reload()
    next_step(page, "防护用品检查")
    for name in ("样例entrant_2", "样例entrant"):
        follow(page, name)
        for piece in GEAR:
            page.locator(f"[name='gear'][value='{piece}']").check()
        press(page, "检查完毕，登记")
    follow(page, "监护确认")
    answer_all(page, "已落实")
    sign(page, "核对完毕，签字")


def confirm(walk: Walk) -> None:
    """The leader signs on the guardian's phone (在此签字), whose session stays the guardian's."""
    walk.at("09:50")
    page = walk.by("guardian")
    page.reload()
    next_step(page, "进入确认")
    page.get_by_label("样例leader的账号").fill("leader")
    sign(page, "现场核对无误，同意进入")


def scan(walk: Walk, who: str, button: str) -> Locator:
    """Type a badge; the answer that fills the screen."""
    page = walk.by("guardian")
    page.get_by_label("工牌编号").fill(walk.badges[who])
    page.get_by_role("button", name=button, exact=True).click()
    answer = page.get_by_role("dialog")
    expect(answer).to_be_visible()
    return answer


def answered(answer: Locator, *words: str) -> None:
    for one in words:
        expect(answer).to_contain_text(one)
    answer.get_by_role("link", name="下一个").click()


def look_inside(page: Page) -> None:
    leads_on(page, page.get_by_role("dialog").get_by_role("link", name="井内人员").click)


def go_in(walk: Walk) -> None:
    walk.at("09:52")
    page = walk.by("guardian")
    page.reload()
    next_step(page, "扫码进入")
    page.get_by_label("带入工具").fill("2")
    answered(scan(walk, "entrant", "登记进入"), "准入", "样例entrant")
    answered(scan(walk, "entrant_2", "登记进入"), "准入", "2 / 2 人")
    expect(scan(walk, "manager", "登记进入")).to_contain_text("拒绝")
    look_inside(page)
    says(page, "样例entrant_2")


def watch(walk: Walk) -> None:
    walk.at("10:03")
    page = walk.by("guardian")
    page.reload()
    follow(page, "气体记录")
    type_values(page, ("20.8", "0", "1", "0"))
    press(page, "保存")
    says(page, "10:03 的记录")
    follow(page, "井内人员")
    press(page, "已应答")


def come_out(walk: Walk) -> None:
    walk.at("10:10")
    page = walk.by("guardian")
    leads_on(page, page.get_by_role("link", name="扫码").click)
    follow(page, "撤出")
    answered(scan(walk, "entrant_2", "登记撤出"), "已登记")
    expect(scan(walk, "entrant", "登记撤出")).to_contain_text("2 件")
    look_inside(page)
    says(page, "里面没有人")


def finish(walk: Walk) -> None:
    walk.at("10:20")
    page = walk.by("guardian")
    follow(page, "现场准入")
    follow(page, "作业做完了")
    leads_on(page, page.get_by_role("button", name="人员和工具全部撤出，作业结束").click)
    next_step(page, "关闭出入口")
    page.get_by_label("最终关闭").check()
    page.get_by_label("警示标志已设好").check()
    press(page, "已关闭，登记")


def accept(walk: Walk) -> None:
    page = walk.home("leader")
    follow(page, "流量计井1")
    next_step(page, "关闭审批单")
    sign(page, "关闭审批单")
    says(page, "没有要在现场做的事")
    page = walk.home("leader")
    follow(page, "流量计井1")
    follow(page, "完工验收")
    answer_all(page, "是")
    sign(page, "签字验收")
    press(page, "已撤除")
    says(page, "已验收")


def test_the_sample_job_from_plan_to_acceptance(walk: Walk) -> None:
    plan(walk)
    approve(walk)
    file(walk)
    send_back(walk)
    complete(walk)
    receive(walk)
    walk.days_pass(until=TRAINING)
    train(walk)
    draw_a_check(walk)
    stop(walk)
    lift(walk)
    walk.days_pass(until=at("08:00"))
    take_post(walk)
    brief(walk)
    prepare(walk)
    open_hatch(walk)
    measure_air(walk, "08:50", "初始检测")
    ventilate(walk)
    measure_air(walk, "09:40", "再次检测")
    protect(walk)
    confirm(walk)
    go_in(walk)
    watch(walk)
    come_out(walk)
    finish(walk)
    accept(walk)
