"""七不准: the seven headings under which reasons are shown."""

from collections.abc import Iterable

from workflows.verdict import Refusal

_TITLES = {
    1: "未经风险辨识不准作业",
    2: "未经通风和检测合格不准作业",
    3: "不佩戴劳动防护用品不准作业",
    4: "没有监护不准作业",
    5: "电气设备不符合规定不准作业",
    6: "未经审批不准作业",
    7: "未经培训演练不准作业",
}
_SHORT = {1: "风险辨识", 2: "通风检测", 3: "防护用品", 4: "监护", 5: "电气设备", 6: "审批报备", 7: "培训交底"}
_OTHER = "其他"
_ORDER = (*_TITLES, None)


def banned_title(number: int | None) -> str:
    """The wording of one of the seven; 其他 for what belongs to none of them."""
    return _OTHER if number is None else _TITLES[number]


def banned_short(number: int) -> str:
    """What one of the seven is about, for narrow rows."""
    return _SHORT[number]


def group(refusals: Iterable[Refusal]) -> list[tuple[str, list[Refusal]]]:
    """Refusals under their heading, in the order of the seven, others last; headings without refusals left out."""
    by_number: dict[int | None, list[Refusal]] = {number: [] for number in _ORDER}
    for refusal in refusals:
        by_number[refusal.banned].append(refusal)
    return [(banned_title(number), found) for number, found in by_number.items() if found]
