"""The permit's document as on paper: cells in the order of the form (regulations 10.1), changed ones marked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from permit_service import labels
from permit_service.labels import paper_words as words
from permit_service.models.choices import Answer
from permit_service.told import at, span
from workflows.kinds import Gas, Hazard, Orientation, WorkKind
from workflows.vocabulary import Part

Document = Mapping[str, Any]
Cell = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Line:
    """One cell: its name, how its value reads, and whether it takes the row. ``own``: differs in every permit."""

    name: str
    value: Callable[[Document], str]
    wide: bool = False
    own: bool = False
    contracted: bool = False

    @property
    def label(self) -> str:
        """What stands before the value."""
        return words.PERMIT_LINES[self.name]


def rows(document: Document, before: Document | None = None) -> list[list[Cell]]:
    """The document for ``doc_table``; where it says something else than ``before``, that is told beside it."""
    contracted = any(one["contract"] is not None for one in (document, before) if one is not None)
    lines = [line for line in _LINES if contracted or not line.contracted]
    return [[_cell(line, document, before) for line in lines]]


def risks(document: Document) -> list[tuple[str, str]]:
    """Each hazard that threatens, with the measure against it."""
    answers = (document["risk_assessment"] or {}).get("answers", {})
    threatening = [h for h in Hazard if answers.get(h, {}).get("answer") == Answer.yes or h in document["hazards"]]
    return [(labels.of(h), answers.get(h, {}).get("measure", "")) for h in threatening]


def _cell(line: _Line, document: Document, before: Document | None) -> Cell:
    value = line.value(document)
    was = value if before is None or line.own else line.value(before)
    changed = "" if was == value else words.last_time(was)
    return {"label": line.label, "value": value, "wide": line.wide, "changed": changed}


def _crew(part: Part) -> Callable[[Document], str]:
    return lambda document: words.listed(
        words.of_laboratory(m["name"]) if m["laboratory"] else m["name"]
        for m in sorted(document["crew"], key=lambda member: str(member["name"]))
        if part in m["parts"]
    )


def _words(members: Iterable[str], kind: type[StrEnum]) -> str:
    return words.listed(labels.of(kind(member)) for member in members)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _window(document: Document) -> str:
    told = span(_moment(document["window_start"]), _moment(document["window_end"]))
    return words.at_night(told) if document["night_or_holiday"] else told


def _legs(document: Document) -> str:
    legs = document["space"]["legs"]
    return words.legs(f"{labels.of(Orientation(leg['orientation']))} {leg['length']} m" for leg in legs)


def _risk(document: Document) -> str:
    return "\n".join(words.hazard_and_measure(*one) for one in risks(document))


def _tickets(document: Document) -> str:
    return "\n".join(
        words.ticket(labels.of(WorkKind(t["kind"])), t["number"], at(_moment(t["valid_until"])))
        for t in document["tickets"]
    )


def _measures(document: Document) -> str:
    lines = [_measure(m) for m in document["measures"] if m["involved"]]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _measure(measure: Mapping[str, Any]) -> str:
    return words.confirmed_measure(str(measure["content"]), measure["confirmed_by"])


def _rescue_team(document: Document) -> str:
    team = document["rescue_team"]
    return "" if team is None else words.outside_team(team["name"], team["phone"], team["minutes_to_arrive"])


_LINES: tuple[_Line, ...] = (
    _Line("unit", lambda d: str(d["unit"]["name"])),
    _Line("owner", lambda d: str(d["enterprise"]["name"]), contracted=True),
    _Line("contract", lambda d: str((d["contract"] or {}).get("number", "")), contracted=True),
    _Line("applicant", lambda d: str(d["applicant"]["name"])),
    _Line("space", lambda d: str(d["space"]["name"])),
    _Line("location", lambda d: str(d["space"]["location"])),
    _Line("legs", _legs),
    _Line("work_kind", lambda d: "" if d["work_kind"] is None else labels.of(WorkKind(d["work_kind"]))),
    _Line("window", _window, wide=True, own=True),
    _Line("content", lambda d: str(d["content"]), wide=True),
    _Line("risks", _risk, wide=True),
    _Line("extra_gases", lambda d: _words(d["space"]["extra_gases"], Gas)),
    _Line("risk_grade", lambda d: str(d["risk_grade"])),
    _Line("leader", _crew(Part.leader)),
    _Line("guardian", _crew(Part.guardian)),
    _Line("tester", _crew(Part.tester)),
    _Line("rescuer", _crew(Part.rescuer)),
    _Line("entrant", _crew(Part.entrant)),
    _Line("rescue_team", _rescue_team),
    _Line("approver", _crew(Part.approver)),
    _Line("owner_approver", _crew(Part.owner_approver), contracted=True),
    _Line("inspector", _crew(Part.inspector), contracted=True),
    _Line("measures", _measures, wide=True),
    _Line("tickets", _tickets, wide=True),
    _Line("emergency_plan", lambda d: str(d["emergency_plan"]), wide=True),
)
