"""Headings, filters and fields of the equipment ledger's pages."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.upkeep import Upkeep

COLUMNS = ("设备", "种类", "检定、检验", "单位")
KIND, STATE = "种类", "状态"

#: The form of a calibration or inspection: its title, and its fields by name.
RECORD: Mapping[Upkeep, str] = MappingProxyType(
    {Upkeep.calibration: "登记检定、校准", Upkeep.inspection: "登记检验、检查"}
)
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "until": "有效期至",
        "done_on": "检定、检验日期",
        "done_by": "检定、检验单位或检查人",
        "number": "证书编号",
        "certificate": "证书或记录",
    }
)
UNTIL_HINT = "这一天还有效，过了就不能再用"
FILE_HINT = "PDF 或照片，最大 10 MB"

RECORDED = "已登记，有效期从现在起按新的算。"
RETIRED = "已停用，用到它的作业会被拒绝，直到换掉或恢复使用。"
RESTORED = "已恢复使用。"
ASSIGNED = "已登记带去的设备。"
