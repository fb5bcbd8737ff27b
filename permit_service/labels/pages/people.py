"""People: their list, and what came of a change."""

COLUMNS = ("姓名", "单位", "职务", "用工", "培训", "工牌")
TRAINING = "培训"
TRAINED = "有效"
NOT_TRAINED = "没有合格记录"
EMPLOYMENT = "用工"
LEAVING_RECORDED = "已登记离开，工牌和账号同时停用。"
BADGES_ISSUED = "给 {count} 人制发了工牌。"
BADGES_COMPLETE = "每个人都已有工牌。"
LEFT = "已离开"
#: Officers, experts: an area's people enter no space.
NO_TRAINING_NEEDED = "不要求"
