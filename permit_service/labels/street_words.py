"""Words of the street's desk: its inbox, review, trainings, calendar and map."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

#: What stands in the inbox while something waits, by ``Review``: the sign beside it, and the word.
REVIEWS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "decide_late": ("warn", "迟报待批复"),
        "review_emergency": ("warn", "抢修待核对"),
        "receive": ("must", "未受理"),
        "read_amendment": ("must", "有变更"),
        "train": ("must", "待街道培训"),
    }
)
RETURNED = ("warn", "等企业补正")
LATE_ALLOWED = ("safe", "同意迟报")
LATE_REFUSED = ("forbid", "不同意迟报")
RECEIVED = ("safe", "已受理")
EMERGENCY = "抢修"
NIGHT = "夜间或节假日"
STARTS = "开工"
STEPS_DONE: Mapping[str, str] = MappingProxyType({"start": "培训开始计时。", "end": "培训结束。"})
KEYED_IN = "窗口报备已代录。"
QUIZ_SET = "已出题，到场的人每人答一次。"
NOTED = "培训内容已记下。"


def several_works(place: str, works: int) -> str:
    """A spot of the map that stands for more than one work."""
    return f"{works} 项作业 · {place}"


def signed_in(names: Sequence[str]) -> str:
    """Who was signed in just now."""
    return f"已签到：{'、'.join(names)}。"


def lacking(names: Sequence[str], *, manager: bool) -> str:
    """Who is still to be trained; ``manager``: one of the managers too."""
    people = [*names, *(["一名管理人员"] if manager else [])]
    return f"还要培训：{'、'.join(people)}。"


def to_come(names: Sequence[str], *, manager: bool) -> str:
    """Who has not signed in to the training that goes on; ``manager``: no manager has."""
    people = [*names, *(["一名管理人员"] if manager else [])]
    return f"还没有到场：{'、'.join(people)}。" if people else "应到的都到了，满时间才算培训过。"


def held(when: str, minutes: int, present: int) -> str:
    """A training that was held, among those to choose from: when, how long, how many of this crew were there."""
    return f"{when}，{minutes} 分钟，本次人员到场 {present} 人"


WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def month(day: date) -> str:
    """2026 年 11 月."""
    return f"{day.year} 年 {day.month} 月"


def week(monday: date) -> str:
    """The seven days from Monday on."""
    return f"{monday:%Y-%m-%d} 起一周"


#: A paper of a filing's package: whether the service makes it, whether it is there.
PAPER_STATES: Mapping[tuple[bool, bool], tuple[str, str]] = MappingProxyType(
    {
        (True, False): ("must", "系统生成，还没有放进材料"),
        (True, True): ("safe", "已放进材料"),
        (False, False): ("must", "要上传"),
        (False, True): ("safe", "已上传"),
    }
)
