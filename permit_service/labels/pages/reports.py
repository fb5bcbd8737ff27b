"""Words of the statistics."""

from collections.abc import Mapping
from types import MappingProxyType

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
#: By which day a record is counted, by report; the others count permits.
COUNTED_BY: Mapping[str, str] = MappingProxyType(
    {
        "filings": "按开工日期计入，以后开工的把结束日期往后选；未报备作业按第一次进入的日期。",
        "street_trainings": "按培训结束日期计入。",
        "checks": "按检查办结的日期计入；还没有办结的按派出日期，未报备作业按发现日期。",
    }
)
PERMITS_COUNTED_BY = "按审批单的计划开始日期计入，以后开工的把结束日期往后选。"
EMPTY = ("这段时间没有记录", "换一段时间，或换一张报表。")
COLUMNS = ("编号", "地点和单位", "时间", "状态")
