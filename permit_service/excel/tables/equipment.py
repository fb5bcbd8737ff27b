"""设备台账. A piece is told by its code."""

from permit_service.excel.columns import Column, Table
from permit_service.excel.kinds import Choice, Code, Measure, Moment, Rows, Text, YesNo
from permit_service.models.choices import LedgerName
from workflows.kinds import EquipmentItem, Gas, Unit

EQUIPMENT = Table(
    LedgerName.equipment,
    key=("code",),
    columns=(
        Column("code", "设备编号", Code(), needed=True, also=("编号", "器材编号", "出厂编号")),
        Column("name", "名称", Text(), needed=True, also=("设备名称", "器材名称", "名称型号", "名称及型号")),
        Column("kind", "种类", Choice(EquipmentItem), needed=True, also=("设备种类", "类别", "器材类别")),
        Column("pump", "泵吸式", YesNo(), also=("是否泵吸式",)),
        Column("explosion_proof", "防爆", YesNo(), also=("是否防爆",)),
        Column(
            "ranges",
            "量程",
            Rows((Choice(Gas, brief=True), Measure(), Measure(), Choice(Unit)), hint="ranges"),
            also=("测量范围",),
        ),
        Column("airflow", "风量（m³/h）", Measure(), also=("风量", "额定风量")),
        Column(
            "calibrated_until",
            "检定、检验有效期至",
            Moment(through=True),
            also=(
                "检定有效期",
                "校准有效期",
                "检定有效期至",
                "校准有效期至",
                "检定校准有效期",
                "下次检定日期",
                "检定、校准有效期至",
                "检验有效期",
                "检查有效期",
            ),
        ),
    ),
)
