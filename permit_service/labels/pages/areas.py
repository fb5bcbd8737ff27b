"""Areas: their tree, and what came of a change."""

COLUMNS = ("名称", "级别", "上级", "报备", "值班电话")
CHANGED = "辖区已修改。"
SUPERVISION_RECORDED = "监管单位已登记。"
ADDED = "辖区已新增。"
