"""SAMPLE ONLY: the invented people of the sample district, and the accounts that anyone may sign in with.

One password and one PIN for all of them, printed at every start. They exist in databases marked as samples alone.
"""

from dataclasses import dataclass, field
from itertools import count

from workflows.vocabulary import Role

#: Sample secrets: no secrets at all.
PASSWORD = "sample-2026"  # noqa: S105
PIN = "729416"

ADMINISTRATOR = "admin"

#: Numbers that no network gives out.
_PHONES = (f"0000-1000{number:04d}" for number in count(1))


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person; with a login also an account. ``trained_days_ago`` None = never passed a training."""

    name: str
    pinyin: str
    position: str
    login: str = ""
    roles: frozenset[Role] = frozenset()
    trained_days_ago: int | None = 60
    principal: bool = False
    phone: str = field(default_factory=lambda: next(_PHONES))


def _someone(name: str, pinyin: str, position: str, login: str = "", *roles: Role, trained: int | None = 60) -> Someone:
    return Someone(name, pinyin, position, login, frozenset(roles), trained, Role.principal in roles)


DISTRICT_PEOPLE = (
    _someone("施样例", "shi yangli", "区应急管理局", "district", Role.district_officer, trained=None),
    _someone("孔样例", "kong yangli", "专家组", "expert", Role.expert, trained=None),
    _someone("范样例", "fan yangli", "第三方检查机构", "inspector", Role.third_party_inspector, trained=None),
)
EAST_PEOPLE = (
    _someone("许样例", "xu yangli", "东岸街道应急办", "street-east", Role.street_officer, trained=None),
    _someone("何样例", "he yangli", "东岸街道网格员", "grid-east", Role.grid_officer, trained=None),
)
WEST_PEOPLE = (_someone("吕样例", "lv yangli", "西岸街道应急办", "street-west", Role.street_officer, trained=None),)

WATER_PEOPLE = (
    _someone("张样例", "zhang yangli", "总经理", "water-principal", Role.principal, Role.approver),
    _someone("李样例", "li yangli", "维修班班长", "water-leader", Role.work_leader),
    _someone("王样例", "wang yangli", "运行班安全员", "water-guardian", Role.guardian, Role.tester),
    _someone("孙样例", "sun yangli", "安全环保部", "water-safety", Role.safety_manager, Role.site_inspector),
    _someone("赵样例", "zhao yangli", "维修工"),
    _someone("阿卜杜热合曼·买买提江（样例）", "abudureheman maimaitijiang", "维修工"),
    _someone("刘䶮（样例）", "liu yan", "应急救援员"),
    _someone("钱样例", "qian yangli", "维修工（培训已过期）", trained=400),
    _someone("田样例", "tian yangli", "新进维修工（未培训）", trained=None),
)
#: A firm of three must be able to close a permit (site-rules 17).
MACHINERY_PEOPLE = (
    _someone(
        "周样例", "zhou yangli", "经理", "machinery-principal", Role.principal, Role.approver, Role.safety_manager
    ),
    _someone("吴样例", "wu yangli", "机修班长", "machinery-leader", Role.work_leader, Role.guardian, Role.tester),
    _someone("郑样例", "zheng yangli", "机修工"),
)
CHEMICAL_PEOPLE = (
    _someone("冯样例", "feng yangli", "总经理", "chemical-principal", Role.principal, Role.approver),
    _someone("褚样例", "chu yangli", "生产副总", "chemical-deputy", Role.approver),
    _someone("陈样例", "chen yangli", "车间主任", "chemical-leader", Role.work_leader),
    _someone("卫样例", "wei yangli", "当班班长", "chemical-guardian", Role.guardian),
    _someone("蒋样例", "jiang yangli", "分析工", "chemical-tester", Role.tester),
    _someone("尤样例", "you yangli", "安全总监", "chemical-safety", Role.safety_manager),
    _someone("华样例", "hua yangli", "检修工"),
    _someone("金样例", "jin yangli", "检修工"),
    _someone("魏样例", "wei yangli", "气防员"),
)
CONTRACTOR_PEOPLE = (
    _someone(
        "沈样例", "shen yangli", "项目经理", "contractor-principal", Role.principal, Role.approver, Role.safety_manager
    ),
    _someone("韩样例", "han yangli", "带班", "contractor-leader", Role.work_leader),
    _someone("杨样例", "yang yangli", "监护员", "contractor-guardian", Role.guardian, Role.tester),
    _someone("苗样例", "miao yangli", "替班监护员", "contractor-relief", Role.guardian, Role.tester),
    _someone("朱样例", "zhu yangli", "清淤工"),
    _someone("秦样例", "qin yangli", "清淤工"),
    _someone("曹样例", "cao yangli", "应急救援员"),
)

EVERYONE = (
    *DISTRICT_PEOPLE,
    *EAST_PEOPLE,
    *WEST_PEOPLE,
    *WATER_PEOPLE,
    *MACHINERY_PEOPLE,
    *CHEMICAL_PEOPLE,
    *CONTRACTOR_PEOPLE,
)

#: Logins with the person's position, for whoever prints them.
LOGINS = ((ADMINISTRATOR, "系统管理员"), *((one.login, f"{one.name} {one.position}") for one in EVERYONE if one.login))
