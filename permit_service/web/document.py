"""The permit's document as on paper: cells in the order of the form (regulations 10.1), changed ones marked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from permit_service import labels
from permit_service.models.choices import Answer
from permit_service.web.told import at, span
from workflows.kinds import Gas, Hazard, Orientation, WorkKind
from workflows.vocabulary import Part

Document = Mapping[str, Any]
Cell = dict[str, object]

_NOTHING = "无"


@dataclass(frozen=True, slots=True)
class _Line:
    """One cell: its label, how its value reads, and whether it takes the row. ``own``: differs in every permit."""

    label: str
    value: Callable[[Document], str]
    wide: bool = False
    own: bool = False
    contracted: bool = False


def rows(document: Document, before: Document | None = None) -> list[list[Cell]]:
    """The document for ``doc_table``; where it says something else than ``before``, that is told beside it."""
    contracted = document["contract"] is not None
    lines = [line for line in _LINES if contracted or not line.contracted]
    return [[_cell(line, document, before) for line in lines]]


def changes(document: Document, before: Document | None) -> list[tuple[str, str, str]]:
    """Label, what it was, what it is: every cell that differs."""
    if before is None:
        return []
    found = [(line.label, line.value(before), line.value(document)) for line in _LINES if not line.own]
    return [(label, was or _NOTHING, now or _NOTHING) for label, was, now in found if was != now]


def risks(document: Document) -> list[tuple[str, str]]:
    """Each hazard that threatens, with the measure against it."""
    answers = (document["risk_assessment"] or {}).get("answers", {})
    threatening = [h for h in Hazard if answers.get(h, {}).get("answer") == Answer.yes or h in document["hazards"]]
    return [(labels.of(h), answers.get(h, {}).get("measure", "")) for h in threatening]


def _cell(line: _Line, document: Document, before: Document | None) -> Cell:
    value = line.value(document)
    was = value if before is None or line.own else line.value(before)
    changed = "" if was == value else f"上次：{was or _NOTHING}"
    return {"label": line.label, "value": value, "wide": line.wide, "changed": changed}


def _crew(part: Part) -> Callable[[Document], str]:
    return lambda document: "、".join(
        f"{m['name']}（检测机构）" if m["laboratory"] else m["name"]
        for m in sorted(document["crew"], key=lambda member: str(member["name"]))
        if part in m["parts"]
    )


def _words(members: Iterable[str], kind: type[StrEnum]) -> str:
    return "、".join(labels.of(kind(member)) for member in members)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _window(document: Document) -> str:
    told = span(_moment(document["window_start"]), _moment(document["window_end"]))
    return f"{told}（夜间或节假日）" if document["night_or_holiday"] else told


def _legs(document: Document) -> str:
    legs = document["space"]["legs"]
    return "，".join(f"{labels.of(Orientation(leg['orientation']))} {leg['length']} m" for leg in legs)


def _risk(document: Document) -> str:
    return "\n".join(f"{hazard}：{measure or '（还没有写防范措施）'}" for hazard, measure in risks(document))


def _tickets(document: Document) -> str:
    return "\n".join(
        f"{labels.of(WorkKind(t['kind']))} {t['number']}，有效至 {at(_moment(t['valid_until']))}"
        for t in document["tickets"]
    )


def _measures(document: Document) -> str:
    lines = [_measure(m) for m in document["measures"] if m["involved"]]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _measure(measure: Mapping[str, Any]) -> str:
    confirms = measure["confirmed_by"]
    return str(measure["content"]) + (f"（确认人：{confirms}）" if confirms else "")


def _rescue_team(document: Document) -> str:
    team = document["rescue_team"]
    return "" if team is None else f"{team['name']}，{team['phone']}，{team['minutes_to_arrive']} 分钟到达"


_LINES: tuple[_Line, ...] = (
    _Line("作业单位", lambda d: str(d["unit"]["name"])),
    _Line("发包单位", lambda d: str(d["enterprise"]["name"]), contracted=True),
    _Line("安全管理协议", lambda d: str((d["contract"] or {}).get("number", "")), contracted=True),
    _Line("申请人", lambda d: str(d["applicant"]["name"])),
    _Line("有限空间", lambda d: str(d["space"]["name"])),
    _Line("位置", lambda d: str(d["space"]["location"])),
    _Line("进入路径", _legs),
    _Line("作业类别", lambda d: "" if d["work_kind"] is None else labels.of(WorkKind(d["work_kind"]))),
    _Line("作业时间", _window, wide=True, own=True),
    _Line("作业内容", lambda d: str(d["content"]), wide=True),
    _Line("危险因素和防范措施", _risk, wide=True),
    _Line("另加检测气体", lambda d: _words(d["space"]["extra_gases"], Gas)),
    _Line("风险等级", lambda d: str(d["risk_grade"])),
    _Line("作业负责人", _crew(Part.leader)),
    _Line("监护人", _crew(Part.guardian)),
    _Line("检测人员", _crew(Part.tester)),
    _Line("作业人员", _crew(Part.entrant)),
    _Line("应急救援人员", _crew(Part.rescuer)),
    _Line("外部救援队", _rescue_team),
    _Line("审批人", _crew(Part.approver)),
    _Line("发包单位审批人", _crew(Part.owner_approver), contracted=True),
    _Line("现场安全检查人员", _crew(Part.inspector), contracted=True),
    _Line("主要安全防护措施", _measures, wide=True),
    _Line("关联作业票", _tickets, wide=True),
    _Line("现场处置方案", lambda d: str(d["emergency_plan"]), wide=True),
)
