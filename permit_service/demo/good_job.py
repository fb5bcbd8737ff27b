"""A4, the good job: a flow meter replaced in a well, from the plan to the acceptance.

Wherever somebody could go wrong they first do, and are told why not; then it is done properly.
"""

import base64
import uuid
from datetime import timedelta

from permit_service.demo.cast import (
    APPROVER,
    ENTRANT,
    GUARDIAN,
    GUARDIAN_NAME,
    LAPSED,
    LEADER,
    OFFICER,
    PIN,
    POINTS,
    SECOND_ENTRANT,
    STRANGER,
    TANK,
    UNTRAINED,
    values,
)
from permit_service.demo.client import Answer
from permit_service.demo.crew import Work
from permit_service.demo.stage import Unexpected
from workflows.codes import Code

DAY = "11-22"


def at_the_desk(work: Work) -> None:
    """Planned, assessed, submitted, signed."""
    stage = work.stage
    stage.title("A4 流量井更换流量计：申请、审批")
    stage.at("11-16 09:00")
    answer = work.plan(**work.form(DAY), status="approved")
    stage.refused(LEADER, "在申请里自己写上“已批准”", answer, "extra_forbidden")
    wrong = work.form(DAY) | {"members": work.members(**{GUARDIAN_NAME: ["guardian", "tester", "entrant"]})}
    stage.done(LEADER, "填写作业申请，监护人同时列为作业人员", work.plan(**wrong))
    stage.refused(LEADER, "没有风险辨识就提交", work.submit(), Code.risk_assessment_missing, Code.guardian_is_entrant)
    stage.done(LEADER, "逐项辨识风险、写明措施", work.assess())
    stage.refused(LEADER, "监护人兼作业人员，再提交", work.submit(), Code.guardian_is_entrant)
    untrained = work.form(DAY) | {"members": work.members(**{UNTRAINED: ["entrant"], LAPSED: ["entrant"]})}
    stage.done(LEADER, "监护人改为专职，另加两名作业人员", work.edit(**untrained))
    codes = (Code.training_missing, Code.training_lapsed)
    stage.refused(LEADER, "一人没有培训、一人培训过期，提交", work.submit(), *codes)
    stage.done(LEADER, "换成培训合格的人", work.edit(**work.form(DAY)))
    stage.done(LEADER, "提交，审批单内容冻结", work.submit())
    stage.refused(LEADER, "提交后再改内容", work.edit(**work.form(DAY)), "stale")
    stage.refused(LEADER, "负责人用错误的 PIN 签字", work.consent(pin="000001"), "pin_wrong")
    stage.done(LEADER, "签署负责人意见", work.consent())
    stage.refused(LEADER, "申请人自己审批", work.approve(LEADER), Code.role_missing)
    stage.refused(GUARDIAN, "还没有批准就要进入", work.enter(ENTRANT), Code.approval_missing)
    stage.done(APPROVER, "主要负责人审批同意", work.approve())


def at_the_street(work: Work) -> None:
    """Filed on the last second of D-3; another one, a second later, is late. The street trains the crew."""
    stage = work.stage
    stage.title("报备、街道培训")
    late = Work(stage)
    stage.at("11-18 09:00")
    stage.done(LEADER, "另一份作业也填好、审批", _approved(late))
    stage.at("11-19 23:59:59")
    stage.done(LEADER, "开始前第三日最后一秒提交报备", _filed(work))
    late.make_filing()
    stage.at("11-20 00:00:00")
    stage.refused(LEADER, "另一份晚了一秒，又不写原因", late.file(), Code.filing_reason_missing)
    stage.done(LEADER, "写明原因后提交，等街道批复", late.file(late_reason="设备突发故障"))
    answer = late.clearance("permit_confirm")
    stage.not_clear(LEADER, "问：迟报未批复能不能进入确认？", answer, Code.filing_late_undecided)
    stage.refused(STRANGER, "别的街道来看这份报备", work.receive(STRANGER), "not_found")
    stage.done(OFFICER, "受理报备", work.receive())
    stage.at("11-21 13:00")
    stage.done(OFFICER, "安排培训", work.begin_training("11-21 14:00"))
    stage.at("11-21 14:00")
    stage.done(OFFICER, "培训开始，全员签到", work.train("start"))
    stage.at("11-21 14:25")
    stage.done(OFFICER, "25 分钟就结束", work.train("end"))
    answer = work.clearance("permit_confirm")
    stage.not_clear(LEADER, "问：培训不足 30 分钟能不能进入确认？", answer, Code.street_training_missing)
    stage.done(OFFICER, "重新安排培训", work.begin_training("11-21 15:00"))
    stage.at("11-21 15:00")
    stage.done(OFFICER, "培训开始，全员签到", work.train("start"))
    stage.at("11-21 15:30")
    stage.done(OFFICER, "满 30 分钟结束", work.train("end"))


def before_opening(work: Work) -> None:
    """Codes that are not what they should be; check-in, briefing, closure, equipment, isolation."""
    stage = work.stage
    stage.title("到岗、交底、封闭、设备、隔离")
    stage.at("11-21 16:00")
    stage.refused(GUARDIAN, "提前十六小时到岗", work.check_in(), Code.code_not_yet_valid)
    stage.at("11-22 08:25")
    url = work.permit_code()["url"]
    stage.refused(GUARDIAN, "扫一张改过签名的审批单码", work.check_in(permit=_forged(url)), Code.code_forged)
    stage.refused(GUARDIAN, "扫一张剪掉一截的码", work.check_in(permit=url[:-9]), Code.code_broken)
    badge = work.badge_code(ENTRANT)
    stage.refused(GUARDIAN, "拿工牌码当审批单码", work.check_in(permit=badge), Code.code_wrong_kind)
    other = work.plate_code(TANK)
    stage.refused(GUARDIAN, "审批单对，标牌却是另一处空间", work.check_in(plate=other), Code.plate_mismatch)
    stage.refused(GUARDIAN, "没有到岗就打开井盖", work.open(), Code.guardian_absent)
    stage.done(GUARDIAN, "扫审批单和标牌，到岗", work.check_in())
    codes = (Code.briefing_missing, Code.area_not_closed, Code.equipment_unchecked, Code.isolation_unconfirmed)
    stage.refused(GUARDIAN, "什么都没准备就打开井盖", work.open(), *codes)
    stage.done(LEADER, "安全交底五项", work.brief())
    for name in work.crew.parts:
        if name != work.crew.name_of(LEADER):
            stage.done(LEADER, f"{name} 听取交底，签字", work.listen(name))
    stage.done(GUARDIAN, "封闭作业区，设告知牌", work.close_area())
    stage.done(GUARDIAN, "逐项检查设备", work.check_equipment())
    stage.done(GUARDIAN, "盲板、上锁挂牌、清空，逐项确认", work.isolate())


def air(work: Work) -> None:
    """Opened, tested in still air (8 ppm H2S), ventilated, tested again."""
    stage = work.stage
    stage.title("打开、通风、检测")
    stage.refused(GUARDIAN, "作业时间没到就打开", work.open(), Code.window_not_begun)
    stage.at("11-22 08:34")
    stage.refused(GUARDIAN, "井盖没开就检测", work.begin_series(), Code.space_not_opened)
    stage.done(GUARDIAN, "站在上风侧打开井盖", work.open())
    stage.refused(GUARDIAN, "没有通风就检测", work.begin_series(), Code.ventilation_missing)
    stage.done(GUARDIAN, "自然通风", work.ventilate())
    stage.refused(GUARDIAN, "没有初始检测就开风机", work.start_fan(), Code.fan_before_initial_test)
    stage.done(GUARDIAN, "检测开始", work.begin_series())
    _bad_input(work)
    stage.done(GUARDIAN, f"{POINTS[0]} m：合格", work.point(POINTS[0]))
    stage.at("11-22 08:35")
    stage.done(GUARDIAN, f"{POINTS[1]} m：合格", work.point(POINTS[1]))
    stage.at("11-22 08:36")
    bad = work.point(POINTS[2], values(h2s="8"))
    stage.bad(GUARDIAN, f"{POINTS[2]} m：H2S 8 ppm", bad, Code.toxic_too_high)
    stage.done(GUARDIAN, "签署检测记录", work.sign_series())
    answer = work.clearance("permit_confirm")
    codes = (Code.gas_series_failed, Code.mechanical_ventilation_off)
    stage.not_clear(LEADER, "问：现在能不能进入确认？", answer, *codes)
    stage.at("11-22 08:38")
    stage.done(GUARDIAN, "开机械通风，风管伸到井底", work.start_fan())
    stage.at("11-22 09:08")
    _clean_series(work, "再次检测")


def people(work: Work) -> None:
    """Protection, guardian-check, confirmation, entries."""
    stage = work.stage
    stage.title("防护、监护确认、进入确认、进出")
    stage.at("11-22 09:15")
    codes = (Code.protection_missing, Code.guardian_check_incomplete)
    stage.refused(LEADER, "没有检查防护用品就签进入确认", work.confirm(), *codes)
    stage.refused(GUARDIAN, "没有进入确认就要进入", work.enter(ENTRANT), Code.confirmation_missing)
    for name in work.crew.entrants:
        stage.done(GUARDIAN, f"{name} 的防护用品逐件检查", work.protect(name))
    stage.done(GUARDIAN, "监护确认逐项签字", work.check_guard())
    stage.done(LEADER, "签署进入确认，可以进入", work.confirm())
    stage.refused(GUARDIAN, "不在审批单上的人要进入", work.enter(LAPSED), Code.not_on_permit, Code.training_lapsed)
    stage.refused(GUARDIAN, "监护人自己要进入", work.enter(GUARDIAN_NAME), Code.guardian_is_entrant)
    nonce = uuid.uuid4().hex
    stage.done(GUARDIAN, f"{ENTRANT} 扫工牌进入，带 2 件工具", work.enter(ENTRANT, nonce=nonce, tools=2))
    _replayed(work, nonce)
    stage.refused(GUARDIAN, "同一个编号换了内容再发", work.enter(SECOND_ENTRANT, nonce=nonce), "nonce_reused")
    stage.refused(GUARDIAN, f"{ENTRANT} 已在井内，又扫一次进入", work.enter(ENTRANT), Code.already_inside)
    stage.at("11-22 09:31")
    stage.refused(GUARDIAN, "超过 15 分钟没有读数，第二人要进入", work.enter(SECOND_ENTRANT), Code.gas_value_late)
    stage.done(GUARDIAN, "补测一次，合格", work.read_work())
    stage.done(GUARDIAN, f"{SECOND_ENTRANT} 扫工牌进入", work.enter(SECOND_ENTRANT))
    stage.refused(GUARDIAN, "井内还有人就要结束作业", work.finish(), Code.people_inside)


def evacuation(work: Work) -> None:
    """8 ppm during work: everyone out; then everything again that an interruption asks for."""
    stage = work.stage
    stage.title("作业中 H2S 8 ppm：撤离、恢复")
    stage.at("11-22 09:40")
    bad = stage.bad(GUARDIAN, "井底读数 H2S 8 ppm", work.read_work(values(h2s="8")), Code.toxic_too_high)
    if bad["evacuation"] is None:
        raise Unexpected("8 ppm during work did not evacuate")
    stage.note("· 系统随即发出撤离，作业中断")
    rescue = work.rescue(work.plate_code(), geared=False)
    stage.refused(GUARDIAN, "有人要不戴呼吸器下去接应", rescue, Code.rescue_without_apparatus)
    for name in (SECOND_ENTRANT, ENTRANT):
        tools = 1 if name == ENTRANT else 0
        stage.done(GUARDIAN, f"{name} 撤出", work.leave(name, tools=tools), 201)
    stage.refused(GUARDIAN, "撤离没有解除，又要进入", work.enter(ENTRANT), Code.evacuation_in_force)
    lifted = work.phone(GUARDIAN).send(f"/evacuations/{bad['evacuation']['id']}/lift", permit_id=work.permit_id)
    stage.done(GUARDIAN, "人都出来了，解除撤离", lifted)
    codes = (Code.resume_untested, Code.protection_missing, Code.guardian_check_incomplete)
    stage.refused(LEADER, "不重新检测就再签进入确认", work.confirm(), *codes)
    stage.at("11-22 10:10")
    stage.done(GUARDIAN, "重新扫码到岗", work.check_in())
    _clean_series(work, "恢复前重新检测")
    for name in work.crew.entrants:
        stage.done(GUARDIAN, f"{name} 的防护用品重新检查", work.protect(name))
    stage.done(GUARDIAN, "监护确认重新签字", work.check_guard())
    stage.done(LEADER, "再次签署进入确认", work.confirm())


def the_end(work: Work) -> None:
    """In and out once more, tools counted, shut, closed, accepted."""
    stage = work.stage
    stage.title("完成、关闭、验收")
    stage.at("11-22 10:16")
    stage.done(GUARDIAN, f"{ENTRANT} 再次进入", work.enter(ENTRANT))
    stage.at("11-22 10:30")
    stage.done(GUARDIAN, "每 15 分钟一次读数，合格", work.read_work())
    stage.at("11-22 10:40")
    stage.done(GUARDIAN, f"{ENTRANT} 出来，没有带出工具", work.leave(ENTRANT), 201)
    stage.refused(GUARDIAN, "有一件工具留在井里就结束", work.finish(), Code.tools_inside)
    stage.done(LEADER, "工具卡在泵座下，负责人签字核销", _write_off(work))
    stage.done(GUARDIAN, "人员、工具都已撤出，作业结束", work.finish())
    stage.refused(LEADER, "井盖没有关就关闭审批单", work.close(), Code.opening_not_closed)
    stage.done(GUARDIAN, "关好井盖，挂牌", work.shut())
    stage.refused(LEADER, "审批单没有关闭就验收", work.accept(), Code.permit_not_ended)
    stage.done(LEADER, "签字关闭审批单", work.close())
    stage.refused(LEADER, "四项没有逐项确认就验收", work.accept(), Code.acceptance_item_missing)
    work.answer_acceptance()
    stage.done(LEADER, "四项齐全，签字验收", work.accept())
    stage.refused(GUARDIAN, "关闭以后再来进入", work.enter(ENTRANT), Code.move_illegal)
    stage.at("11-22 17:31")
    stage.refused(GUARDIAN, "过了作业时间，拿旧码再来到岗", work.check_in(), Code.code_expired)
    permit = work.phone(LEADER).get(f"/permits/{work.permit_id}").body
    if permit["status"] != "closed":
        raise Unexpected(f"the permit is {permit['status']}")


SCENES = (at_the_desk, at_the_street, before_opening, air, people, evacuation, the_end)


def _approved(work: Work) -> Answer:
    """Another job of the same day, up to its approval."""
    work.plan(**work.form(DAY))
    work.assess()
    work.submit()
    work.consent()
    return work.approve()


def _filed(work: Work) -> Answer:
    work.make_filing()
    return work.file()


def _forged(url: str) -> str:
    """The same code with a signature of somebody else's making."""
    head, token = url.rsplit("/", 1)
    raw = bytearray(base64.b32decode(token + "=" * (-len(token) % 8)))
    raw[-40] ^= 1
    return f"{head}/{base64.b32encode(bytes(raw)).decode().rstrip('=')}"


def _bad_input(work: Work) -> None:
    """What no instrument shows, and verdicts of a client's own."""
    stage, point = work.stage, POINTS[0]
    low = work.point(point, values(o2="8"), verdict="合格")
    stage.refused(GUARDIAN, "O2 8 %，却自带结论“合格”", low, "extra_forbidden")
    no_unit = [{"gas": "o2", "amount": "20.9"}]
    stage.refused(GUARDIAN, "读数没有单位", work.point(point, no_unit), "required")
    stage.refused(GUARDIAN, "读数是负的", work.point(point, values(h2s="-1")), "greater_than_equal")
    ahead = (stage.now + timedelta(minutes=10)).isoformat()
    stage.refused(GUARDIAN, "读数时间在将来", work.point(point, taken_at=ahead), "future")


def _clean_series(work: Work, words: str) -> None:
    """A whole series, a point a minute, signed."""
    stage = work.stage
    stage.done(GUARDIAN, f"{words}开始", work.begin_series())
    for distance in POINTS:
        stage.later(minutes=1)
        stage.done(GUARDIAN, f"{distance} m：合格", work.point(distance))
    stage.done(GUARDIAN, "签署检测记录", work.sign_series())


def _replayed(work: Work, nonce: str) -> None:
    """The phone sends the same scan again: one entry, the same answer."""
    again = work.enter(ENTRANT, nonce=nonce, tools=2)
    if not again.body["replayed"] or len(again.body["inside"]) != 1:
        raise Unexpected(f"a replayed scan is not the same scan: {again.text}")
    work.stage.tell("同一次扫码因信号不好重发：答复不变，只登记一次进入")


def _write_off(work: Work) -> Answer:
    told = {"tools": 1, "reason": "扳手卡在泵座下，下次停机取出", "sign_in": PIN}
    return work.phone(LEADER).send(work.on("write-offs"), **told)
