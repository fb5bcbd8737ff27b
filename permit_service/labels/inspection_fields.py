"""Names of the fields of spot-checks."""

NAMES = {
    "wanted": "抽几项作业",
    "from_day": "作业日期从",
    "until_day": "作业日期到",
    "present": "在岗的人",
    "spare_own_area": "避开本街道",
    "alarmed": "有过报警",
    "work_kinds": "作业类别",
    "relation": "利害关系",
    "relation_id": "利害关系",
    "inspection_id": "检查单",
    "with_ids": "一起检查的人",
    "text": "问题",
    "clause": "依据条款",
    "responsible": "整改责任人",
    "due_on": "整改期限",
    "no_quiz_reason": "没有考的原因",
    "firm": "作业单位",
    "people_inside": "里面人数",
    "done": "当场怎么处理的",
    "unfiled_work_id": "未报备作业",
}
