"""Words of the statistics."""

TITLE = "统计"
REPORT, SINCE, UNTIL = "报表", "从", "到"
SHOW, EXCEL = "查看", "下载 Excel"
#: How the names of reports by a dimension begin.
BY = "按"
FILTER = "{report}：{line}"
DROP_FILTER = "不再只看{what}"
NARROW = "只看{line}"
ONLY = "只看"
NOT_TOLD, TOTAL = "未填", "合计"
RECORDS = "{report}：{line}，{figure}"
PERIOD = "{since} 至 {until}"
FILE = "{report} {since} {until}.xlsx"
EMPTY = ("这段时间没有记录", "换一段时间，或换一张报表。")
COLUMNS = ("编号", "地点和单位", "时间", "状态")
