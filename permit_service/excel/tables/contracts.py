"""承包单位台账. An agreement is told by its number and the contractor's code (统一社会信用代码)."""

from permit_service.excel.columns import Column, Table
from permit_service.excel.kinds import Code, Day, Reference, Text
from permit_service.excel.names import Noun
from permit_service.models.choices import LedgerName

CONTRACTS = Table(
    LedgerName.contracts,
    key=("number", "contractor_id"),
    columns=(
        Column("number", "协议编号", Code(), needed=True, also=("合同编号", "安全管理协议编号", "编号")),
        Column(
            "contractor_id",
            "承包单位统一社会信用代码",
            Reference(Noun.enterprise),
            needed=True,
            also=("统一社会信用代码", "承包单位代码", "信用代码"),
        ),
        Column("contractor_name", "承包单位", Text(), also=("承包单位名称", "单位名称"), told=True),
        Column("agreement_from", "协议生效日期", Day(), also=("生效日期", "签订日期", "开始日期")),
        Column("agreement_until", "协议截止日期", Day(), also=("截止日期", "到期日期", "有效期至")),
        Column("owner_approver_id", "发包单位审批人", Reference(Noun.person), also=("审批人",)),
        Column("inspector_id", "现场安全检查人员", Reference(Noun.person), also=("作业现场安全检查人员",)),
    ),
)
