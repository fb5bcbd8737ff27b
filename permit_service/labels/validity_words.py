"""How long something still holds, in few words; ``{first}`` and ``{last}`` are days."""

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
CALIBRATION: dict[Validity, str] = {
    Validity.undated: "没有检定、校准记录",
    Validity.holds: "至 {last}",
    Validity.lapsed: "{last} 到期",
}
