"""Trainings, their results, practical checks and questions."""

TRAININGS_COLUMNS = ("培训", "时间", "组织单位", "人数", "考试合格", "状态")
TRAINING_RESULTS_COLUMNS = ("姓名", "单位", "培训", "日期", "结果", "作废理由")
UNDER_WAY = "进行中"
ENDED = "已结束"
MARKS_SAVED = "签到和成绩已保存，符合条件的已登记合格。"
CONCLUDED = "培训已结束，没有合格的已登记为不合格。"
ABSENT = "没有参加"
VOIDED = "已作废"
OUTCOME = "结果"
MARKED = "{word}，{mark:f} 分"
PRACTICAL_PASSED = "实操合格，已签字。"
PRACTICAL_FAILED = "实操不合格，已签字，可以重新考核。"
TOPIC = "专题"
QUESTION_RETIRED = "这道题不再出了。"
QUESTIONS_LOADED = "载入样例题 {count} 道。"
