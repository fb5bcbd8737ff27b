"""How long something still holds, in few words; ``{first}`` and ``{last}`` are days."""

from workflows.upkeep import PieceState
from workflows.validity import Validity

#: Agreements and delegations.
LASTING: dict[Validity, str] = {
    Validity.undated: "没有填日期",
    Validity.not_begun: "{first} 起生效",
    Validity.holds: "至 {last}",
    Validity.ends_soon: "{last} 快到期",
    Validity.lapsed: "{last} 已到期",
}
#: What has to be done again by a day.
DUE: dict[Validity, str] = {
    Validity.undated: "没有填日期",
    Validity.not_begun: "{last} 前",
    Validity.holds: "{last} 前",
    Validity.ends_soon: "{last} 前要做",
    Validity.lapsed: "已过 {last}",
}
TRAINING: dict[Validity, str] = {
    Validity.undated: "没有培训合格记录",
    Validity.holds: "培训至 {last}",
    Validity.lapsed: "培训 {last} 到期",
}
#: Calibration or inspection of a piece.
PIECE: dict[PieceState, str] = {
    PieceState.in_order: "至 {last}",
    PieceState.due_soon: "{last} 快到期",
    PieceState.overdue: "{last} 已到期",
    PieceState.out_of_service: "已停用",
}
#: A piece of which none was ever told.
UNDATED_PIECE: dict[PieceState, str] = {
    PieceState.overdue: "没有检定、检验记录",
    PieceState.undated: "没有填日期",
    PieceState.out_of_service: "已停用",
}
#: Another permit takes the piece along at the same time; ``{where}`` where the reader may know of it.
CLASH = "{span} {where} 也要用"
CLASH_ELSEWHERE = "另一张审批单"
#: Why somebody cannot be named on a permit, or may; ``{topics}`` are those in which no training holds.
NAMED_UNTIL = "培训至 {last}"
NEVER_TRAINED = "没有培训合格记录"
TOPICS_MISSING = "培训还缺 {topics}"
TRAINING_OVER = "培训 {last} 到期，重新培训合格才能作业"
TRAINING_ENDS_BEFORE = "培训 {last} 到期，早于作业结束"
LEFT = "已离职，不能再安排"
PRINCIPAL = "{name}（主要负责人）"
