"""人员台账. A person is told by name and telephone number.

Temporary, dispatched and contractor's workers have no work number, while everyone on a site has a telephone; so the
number that people are called by is the code. Whoever has none stands under the name alone.
"""

from permit_service.excel.columns import Column, Table
from permit_service.excel.kinds import Choice, Code, Text
from permit_service.models.choices import LedgerName
from workflows.training_kinds import Employment

PEOPLE = Table(
    LedgerName.people,
    key=("name", "phone"),
    columns=(
        Column("name", "姓名", Text(), needed=True, also=("人员姓名", "名字")),
        Column("phone", "电话", Code(), also=("联系电话", "手机", "手机号", "手机号码", "联系方式")),
        Column("position", "职务", Text(), also=("岗位", "工种", "职务岗位")),
        Column("employment", "用工形式", Choice(Employment), also=("用工性质", "人员类别")),
    ),
)
