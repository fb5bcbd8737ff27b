"""Words of the papers that are signed and filed: the lines of a permit (regulations 10.1)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

#: Lines of a permit's document, by their name in ``documents.permit_lines``.
PERMIT_LINES: Mapping[str, str] = MappingProxyType(
    {
        "unit": "作业单位",
        "owner": "发包单位",
        "contract": "安全管理协议",
        "applicant": "申请人",
        "space": "有限空间",
        "location": "位置",
        "legs": "进入路径",
        "work_kind": "作业类别",
        "window": "作业时间",
        "content": "作业内容",
        "risks": "危险因素和防范措施",
        "extra_gases": "另加检测气体",
        "risk_grade": "风险等级",
        "leader": "作业负责人",
        "guardian": "监护人",
        "tester": "检测人员",
        "rescuer": "应急救援人员",
        "entrant": "作业人员",
        "rescue_team": "外部救援队",
        "approver": "审批人",
        "owner_approver": "发包单位审批人",
        "inspector": "现场安全检查人员",
        "measures": "主要安全防护措施",
        "tickets": "关联作业票",
        "emergency_plan": "现场处置方案",
    }
)
NOTHING = "无"
NO_MEASURE = "（还没有写防范措施）"


def last_time(value: str) -> str:
    """What a line said in the last such permit."""
    return f"上次：{value or NOTHING}"


def of_laboratory(name: str) -> str:
    """A tester of a commissioned laboratory."""
    return f"{name}（检测机构）"


def at_night(window: str) -> str:
    """A window of work at night or on a day off."""
    return f"{window}（夜间或节假日）"


def hazard_and_measure(hazard: str, measure: str) -> str:
    """A hazard with what stands against it."""
    return f"{hazard}：{measure or NO_MEASURE}"


def ticket(kind: str, number: str, until: str) -> str:
    """A linked ticket of special work."""
    return f"{kind} {number}，有效至 {until}"


def confirmed_measure(content: str, confirmed_by: str | None) -> str:
    """A measure with who confirms it."""
    return f"{content}（确认人：{confirmed_by}）" if confirmed_by else content


def outside_team(name: str, phone: str, minutes: object) -> str:
    """A rescue team from outside."""
    return f"{name}，{phone}，{minutes} 分钟到达"


def listed(words: Iterable[str]) -> str:
    """Several words as one."""
    return "、".join(words)


def legs(told: Iterable[str]) -> str:
    """The way in, leg by leg."""
    return "，".join(told)


def reason_of(what: str, why: str) -> str:
    """Something with what is said of it."""
    return f"{what}：{why}"


def in_brackets(name: str, more: str) -> str:
    """A name with what tells it from others."""
    return f"{name}（{more}）"
