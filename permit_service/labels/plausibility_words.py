"""Words of clues: what each pattern is called and what it tells; a clue asks to be looked into and says no more."""

from collections.abc import Mapping
from types import MappingProxyType

from permit_service.labels.phrases import fill
from workflows.plausibility import Clue, Pattern

TEXTS: Mapping[Pattern, tuple[str, ...]] = MappingProxyType(
    {
        Pattern.signatures_at_once: ("{seconds} 秒内签了 {count} 次。", "几次签字挨得太近。"),
        Pattern.values_repeated: ("不是洁净空气，读数却一字不差，共 {count} 条。", "读数一字不差。"),
        Pattern.points_too_fast: ("检测点之间间隔太短，共 {count} 条。", "检测点之间间隔太短。"),
        Pattern.detector_in_two_places: (
            "同一台检测仪几分钟内在两处有读数，共 {count} 条。",
            "同一台检测仪在两处有读数。",
        ),
        Pattern.guardian_in_two_places: ("同一名监护人同时在两处监护，或者来不及赶到。",),
        Pattern.crowd_trained_at_once: ("{seconds} 秒内 {count} 人签到或交卷。", "很多人同一分钟签到或交卷。"),
        Pattern.spaces_never_worked_in: (
            "有 {spaces} 处可能中毒窒息的空间，{days} 天没有申请过审批单。",
            "有可能中毒窒息的空间，很久没有申请过审批单。",
        ),
        Pattern.permit_never_closed: ("{window_end} 就该结束，至今没有关闭。", "早该结束，至今没有关闭。"),
    }
)

TITLE, PATTERN, DAYS = "数据核查", "线索", "时段"
CAUTION = "这里只列记录里看着不合常理的地方，不是结论。先核实，再处理。"
EMPTY = ("没有要核实的线索", "签字、气体读数、监护、培训、审批单的记录放在一起看着不合常理时，会列在这里。")
PERIOD = "近 {days} 天"
MORE = "只列最近的 {most} 条，共 {count} 条。"


def told(clue: Clue) -> str:
    """A clue's sentence."""
    return fill(TEXTS[clue.pattern], clue.facts, {})
