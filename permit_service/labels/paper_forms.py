"""两表一方案: the official forms line by line. A template in Word names the same lines: ``{{ 报备.作业时间 }}``.

A line's words are its name too, so that an office that writes its own template reads them off the printed form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from permit_service.labels.paper_words import NOTHING as NOTHING
from permit_service.labels.paper_words import PERMIT_LINES
from permit_service.models.choices import Paper


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the head table; ``wide`` takes the row. A blank one says 无 where it ``may_lack``; any other stays
    blank, for a pen."""

    name: str
    wide: bool = False
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list under the head table, with its columns and how many parts of the width each takes. One ``of_several`` is
    left out where it has less than two rows: the head table says it all."""

    name: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    of_several: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the work plan with its text."""

    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Form:
    """A paper: its usual name, the group that its lines are read from, tables, sections, and who signs at its foot."""

    name: str
    group: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()
    feet: tuple[str, ...] = ()

    @property
    def rows(self) -> Sequence[tuple[Line, ...]]:
        """The head table: two lines a row; one that is wide, or would stand with nothing beside it, takes its row."""
        rows: list[tuple[Line, ...]] = []
        for line in self.lines:
            if rows and len(rows[-1]) == 1 and not rows[-1][0].wide and not line.wide:
                rows[-1] = (rows[-1][0], line)
            else:
                rows.append((line,))
        return rows


NUMBER, NAME, LOCATION, HAZARDS = "序号", "名称", "位置", "危险因素"
ARRANGEMENT = Table(
    "作业安排", (NUMBER, "审批单编号", "有限空间", "作业时间", "监护人"), (3, 8, 8, 11, 6), of_several=True
)
PEOPLE = Table("人员", (NUMBER, "姓名", "岗位", "培训证明", "有效期至"), (3, 10, 9, 8, 6))
SPACES = Table("空间", (NUMBER, "编号", NAME, LOCATION, HAZARDS), (3, 6, 8, 9, 10))
MEASURES = Table("措施", (NUMBER, "防护措施", "确认人"), (3, 25, 8))
#: What a signature without words of its own says, by its act.
AGREED = MappingProxyType(dict.fromkeys(("consent", "approve", "owner_approve", "extra_approve"), "同意"))
SIGNATURES = Table("签字", ("事项", "签字人", "签字时间", "意见"), (8, 10, 8, 10))
LISTS = (ARRANGEMENT, SPACES, PEOPLE, MEASURES, SIGNATURES)
PRINTED_AT, TITLE, FILING, PERMIT, PLAN = "打印时间", "标题", "报备", "审批单", "方案"
CODE, CODE_NUMBER = "二维码", "二维码编号"

_WIDE_LINES = frozenset({"window", "content", "risks", "emergency_plan", "tickets", "location", "entrant"})
_MAY_LACK = frozenset({"owner", "contract", "extra_gases", "rescue_team", "owner_approver", "inspector", "tickets"})
#: The measures have a table of their own.
PERMIT_LINES_SHOWN: Mapping[str, str] = MappingProxyType(
    {name: word for name, word in PERMIT_LINES.items() if name != "measures"}
)

FORMS: Mapping[Paper, Form] = MappingProxyType(
    {
        Paper.filing_form: Form(
            "有限空间作业报备表",
            FILING,
            (
                Line("报备编号"),
                Line("回执编号"),
                Line("属地街道"),
                Line("收到时间"),
                Line("企业名称"),
                Line("统一社会信用代码"),
                Line("实施作业单位"),
                Line("是否发包"),
                Line("联系人"),
                Line("联系电话"),
                Line("作业负责人"),
                Line("监护人"),
                Line("作业时间", wide=True),
                Line("作业部位", wide=True),
                Line("作业内容", wide=True),
                Line("危险因素", wide=True),
                Line("抢修", wide=True, may_lack=True),
                Line("迟报理由", wide=True, may_lack=True),
            ),
            tables=(ARRANGEMENT, SPACES, PEOPLE),
            feet=("报备单位（盖章）", "街道受理人"),
        ),
        Paper.approval_form: Form(
            "有限空间作业审批表",
            PERMIT,
            (
                Line("审批单编号"),
                Line("作业编号"),
                *(Line(word, name in _WIDE_LINES, name in _MAY_LACK) for name, word in PERMIT_LINES_SHOWN.items()),
            ),
            tables=(MEASURES, SIGNATURES),
        ),
        Paper.work_plan: Form(
            "有限空间作业方案",
            PLAN,
            (
                Line("作业编号"),
                Line("作业单位"),
                Line("有限空间", wide=True),
                Line("作业时间", wide=True),
                Line("作业内容", wide=True),
                Line("作业负责人"),
                Line("监护人"),
            ),
            tables=(ARRANGEMENT,),
            sections=(
                Section("危险因素辨识", "一、危险因素辨识"),
                Section("安全防护措施", "二、安全防护措施"),
                Section("人员分工", "三、人员分工"),
                Section("设备和器材", "四、设备和器材"),
                Section("作业步骤", "五、作业步骤"),
                Section("应急处置", "六、应急处置"),
            ),
            feet=("编制人", "审核人"),
        ),
    }
)
#: Sections of the work plan, by the column of its table.
PLAN_SECTIONS: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            ("hazards", "measures", "people", "equipment", "steps", "emergency"),
            (section.name for section in FORMS[Paper.work_plan].sections),
            strict=True,
        )
    )
)
#: What stands below a section for which nothing could be proposed.
PLAN_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "hazards": "审批单上还没有填危险因素，填了会列在这里",
        "measures": "审批单上还没有填防护措施，填了会列在这里",
        "people": "审批单上还没有选人，选了会列在这里",
        "equipment": "审批单上还没有选带去的设备。在审批单的“带去的设备”里选定，会列在这里；也可以直接写名称和数量",
        "emergency": "写明怎么报警、谁来救、从哪里撤；严禁盲目施救",
    }
)
YES, NO, NOT_WRITTEN = "是", "否", "（未填写）"
PAGE_WORDS = ("第 ", " 页，共 ", " 页")
DATE_BLANK = "年　　月　　日"
ROW = "行"
WORD_FONT, WORD_TITLE_FONT = "仿宋", "黑体"
FILED = "已报材料"
EXAMPLE, EXAMPLE_TIME = "样例", "2026-01-01 08:00"
#: The order of work on site, as the plan proposes it (G46 5.3 to 7.1).
PLAN_STEPS = (
    "监护人到岗，扫审批单码和空间牌签到。",
    "作业负责人向全体作业人员安全交底，逐人签字。",
    "封闭作业区，设置告知牌和警示标志。",
    "检查防护用品、检测仪、通风和应急救援设备。",
    "隔断、封堵、上锁挂牌，清除能在外面清除的存留物。",
    "从上风侧打开出入口，自然通风。",
    "在外面搅动存留物后，逐点初始检测气体。",
    "机械通风后再次检测，合格后才能进入。",
    "监护人逐项确认，作业负责人签进入确认。",
    "逐人扫码进入；作业中持续通风，每 15 分钟记录气体检测值。",
    "人员和工具全部撤出，关闭出入口，恢复现场，完工验收。",
)
#: As package lists of areas name them in short.
SHORT: Mapping[Paper, str] = MappingProxyType(
    {Paper.filing_form: "报备表", Paper.approval_form: "审批表", Paper.work_plan: "作业方案"}
)
PLAN_WRITTEN, PAPERS_ATTACHED = "作业方案已保存。", "两表一方案已生成，放进报备材料。"
TEMPLATE_PUT, TEMPLATE_WITHDRAWN = "模板已换，之后下载的表都用它。", "已恢复原来的模板。"


def package_name(job_number: str) -> str:
    """The name of all papers in one."""
    return f"两表一方案 {job_number}.zip"
