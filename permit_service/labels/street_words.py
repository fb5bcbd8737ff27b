"""Words of the street's desk: its inbox, review, trainings, calendar and map."""

from collections.abc import Mapping
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
LATE_REFUSED = ("forbid", "不同意迟报")
RECEIVED = ("safe", "已受理")
EMERGENCY = "抢修"
NIGHT = "夜间或节假日"
STARTS = "开工"
