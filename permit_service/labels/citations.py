"""Where a rule comes from, as people cite it. A house rule is always named 企业规定, never quoted as law."""

import re

from permit_service.labels.words import of
from workflows.sources import EVERY_AREA, Clause, Document, HouseRule, LocalRule, Source

#: Number of a standard, and the same without its year for narrow places. Order 13 is cited by name or as 令13.
_NUMBERS = {
    Document.G46: ("GB 46768-2025", "GB 46768"),
    Document.G30: ("GB 30871-2022", "GB 30871"),
    Document.AQ: ("AQ 3064.2-2025", "AQ 3064.2"),
    Document.GBZ: ("GBZ 2.1-2019", "GBZ 2.1"),
}

#: Rules that are ours, among them every parameter without a law.
HOUSE_RULES = {
    "adopted": "参照国家标准执行",
    "window_hours": "审批单最长时间",
    "early_on_site_hours": "提前到岗时间",
    "gas_age_minutes": "气体检测有效时间",
    "retest_ventilation_minutes": "再次检测前通风时间",
    "spacing_tolerance_metres": "检测点间距允差",
    "post_hours": "监护到岗有效时间",
    "beat_seconds": "监护手机联络间隔",
    "beat_misses": "监护手机失联次数",
    "contact_check_minutes": "联络间隔",
    "stay_minutes": "连续停留时间",
    "window_end_near_minutes": "到期提醒时间",
    "lighting_volts_dry": "照明电压",
    "lighting_volts_wet": "潮湿、狭小处照明电压",
    "rescue_kit_metres": "救援装备距离",
    "future_seconds": "手机时间允许超前",
    "back_dated_seconds": "补记时间允许滞后",
    "repeated_records": "读数连续相同的次数",
    "point_seconds": "两个检测点的最短间隔",
    "detector_moves_minutes": "检测仪换地方的最短时间",
    "longest_filing_days": "一次报备最长天数",
    "closure_left_hours": "作业区封闭解除期限",
    "phosphine_limit": "磷化氢限值",
    "ledger_review_days": "台账全面复核周期",
    "ledger_half_year_days": "台账半年核对周期",
    "sign_photo_days": "警示标志照片有效时间",
    "night_approvals": "夜间、节假日加签",
    "night_begins_hour": "夜间开始时间",
    "night_ends_hour": "夜间结束时间",
    "exam_questions_per_topic": "考试每个专题的题数",
    "exam_pass_mark": "考试合格分数",
    "exam_minutes": "考试时间",
    "exam_tries": "考试次数",
    "exam_open_days": "培训后可考试的天数",
    "snapshot_minutes": "离线放行单最长有效时间",
    "inspectors": "每次抽查的检查人员数",
    "draw_lots_a": "双随机抽签：A 级企业的签数",
    "draw_lots_b": "双随机抽签：B 级企业的签数",
    "draw_lots_c": "双随机抽签：C 级企业的签数",
    "draw_lots_d": "双随机抽签：D 级企业的签数",
    "quiz_questions_per_topic": "逢查必考每个专题的题数",
    "quiz_minutes": "逢查必考的时间",
    "principal_approves": "主要负责人审批",
    "applicant_does_not_approve": "申请人不审批",
    "approver_stays_outside": "审批人不进入",
    "confirmation_validity": "进入确认有效时间",
    "lifecycle": "办理次序",
    "signed_document_unaltered": "签字文件不得改动",
    "changed_space_needs_new_permit": "空间变化另办审批单",
    "risk_assessment": "风险辨识",
    "codes_on_paper": "码和编号须可核验",
    "one_open_entry": "一人只登记一次进入",
    "inside_one_space": "一人只在一处空间内",
    "reading_unusable": "读数须可用",
    "initial_test_first": "先初始检测再开风机",
    "drills": "应急演练",
    "rescue_agreement": "外部救援队协议",
    "contractor_agreement": "承包单位协议和审查",
    "owner_site_check": "发包单位现场检查",
    "yearly_training": "每年培训",
    "one_active_permit_a_space": "一处空间一张作业中的审批单",
    "conflicting_work": "冲突作业不得同时进行",
    "linked_permit": "关联作业须有作业票",
    "stop_in_force": "停止要求须执行",
    "disputed_times": "时间对不上须查明",
    "returned_fields_answered": "退回的项目逐项答复",
    "filing_lapses_with_its_window": "报备随时间失效",
}

#: Cited where the area names no document of its own.
_UNNAMED = {"filing_notice": "报备要求"}

_DIGITS = "零一二三四五六七八九"


def source_text(source: Source, *, brief: bool = False) -> str:
    """A source as cited: 《工贸企业有限空间作业安全规定》第十四条, GB 46768-2025 5.8.6 a), 企业规定（…）.

    ``brief`` is for narrow places: 令13 第14条, GB 46768 5.8.6 a).
    """
    match source:
        case Clause(Document.O13, clause):
            return f"令13 第{clause}条" if brief else f"{of(Document.O13)}第{_article(clause)}条"
        case Clause(document, clause):
            return f"{_NUMBERS[document][brief]} {_clause(clause)}"
        case LocalRule(document, area):
            return _local(document) + ("" if area == EVERY_AREA else f"（{area}）")
        case HouseRule(name):
            return f"企业规定（{HOUSE_RULES.get(name, '本企业自定')}）"


def _local(document: str) -> str:
    if document in _UNNAMED:
        return f"属地规定（{_UNNAMED[document]}）"
    return f"属地规定《{document.strip('《》')}》" if document else "属地规定"


def _article(number: str) -> str:
    """An article's number as the order prints it: 十四. Anything but 1 to 99 stays as it is."""
    if not number.isdecimal() or not 0 < int(number) < 100:
        return number
    tens, ones = divmod(int(number), 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _clause(clause: str) -> str:
    """A clause with its letter as printed: ``5.8.6 a`` is 5.8.6 a); a table of GBZ 2.1 is 表 1."""
    chinese = re.sub(r"table (\d+)", r"表 \1", clause)
    chinese = re.sub(r", amendment (\d+)", r"（第 \1 号修改单）", chinese)
    return re.sub(r"\b([a-z])$", r"\1)", chinese)
