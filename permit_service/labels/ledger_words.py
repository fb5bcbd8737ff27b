"""Words of the ledgers' Excel files: names of sheets, how to fill a template in, what each kind of cell takes."""

from permit_service.labels.words import of
from permit_service.models.choices import LedgerName

_SHEETS = {"notes": "填写说明", "options": "选项"}
_NEEDED, _NOT_NEEDED, _TOLD = "必填", "选填", "只供查看，不导入"
_HINTS = {
    "text": "文字。",
    "code": "编号或号码，全角数字也可以。",
    "whole": "整数。",
    "measure": "数字，不写单位。",
    "day": "日期，例如 2026-11-22、2026/11/22 或 2026年11月22日。",
    "yes_no": "是或否；没有判断的留空。",
    "choice": "从列出的词里选一个。",
    "choices": "从列出的词里选，几个之间用分号隔开。",
    "reference": "写名称或姓名；有同名的，姓名后加空格和电话，辖区前加上级名称。",
    "codes": "写编号，几个之间用分号隔开。",
    "items": "几个之间用分号隔开。",
    "legs": "从入口起依次写方向和长度（米），段与段之间用分号隔开，例如 竖直 3；水平 5.5。",
    "gear": "名称|数量|放置位置，几种之间用分号隔开，例如 正压式空气呼吸器|2|井口柜。",
    "ranges": "气体 下限 上限 单位，几种之间用分号隔开，例如 O2 0 30 %VOL；H2S 0 100 ppm。",
}
_NOTES = (
    "一行一条；带★的列必须填，其余的列可以不要，列的先后不限。",
    "{key}相同的是同一条：已有的改成文件里的内容，没有的新增；文件里没有的记录不动。",
    "有这一列而格子空着，表示清空；没有这一列，原来的内容不变。",
    "只要有一行有错，就一行都不导入；错误会标在格子旁边。",
    "不要用公式、宏、外部链接；最大 20 MB、20000 行。",
    "以 = + - @ 开头的文字前面加了一个撇号，导入时会去掉。",
)
_KEYS = {
    LedgerName.spaces: "编号",
    LedgerName.people: "姓名和电话",
    LedgerName.trainings: "姓名、培训名称和培训日期",
    LedgerName.certificates: "姓名、证书种类和编号",
    LedgerName.equipment: "设备编号",
    LedgerName.contracts: "协议编号和承包单位",
}
_HEADING = ("列", "是否必填", "怎么填", "可选的词")


def sheet(name: str) -> str:
    """The name of a sheet beside the ledger's own: ``notes``, ``options``."""
    return _SHEETS[name]


def ledger_notes(ledger: LedgerName) -> tuple[str, ...]:
    """How a ledger's template is filled in."""
    return (of(ledger), *(line.format(key=_KEYS[ledger]) for line in _NOTES))


def notes_heading() -> tuple[str, ...]:
    """Headings over the notes about each column."""
    return _HEADING


def needed(column: bool, told: bool) -> str:
    """Whether every row must fill a column; ``told`` ones are passed over."""
    if told:
        return _TOLD
    return _NEEDED if column else _NOT_NEEDED


def cell_hint(name: str) -> str:
    """What a kind of cell takes. Raises KeyError for a kind without words, which a test rules out."""
    return _HINTS[name]
