"""作业方案 section by section: as the enterprise wrote it, or proposed from the permit, its risks, crew and pieces."""

from collections.abc import Mapping, Sequence

from permit_service import labels
from permit_service.documents import permit_lines
from permit_service.labels import paper_words
from permit_service.labels.paper_forms import PLAN_SECTIONS, PLAN_STEPS
from permit_service.models.equipment import Equipment
from permit_service.queries.papers import Papers
from workflows.vocabulary import Part


def sections(papers: Papers) -> Mapping[str, str]:
    """By column: what was written; nothing where no plan was written yet."""
    if papers.plan is None:
        return dict.fromkeys(PLAN_SECTIONS, "")
    return {column: str(getattr(papers.plan, column)) for column in PLAN_SECTIONS}


def proposed(papers: Papers, pieces: Sequence[Equipment]) -> Mapping[str, str]:
    """A first draft to be worked over: what registers and permit already say, and the order of G46 5 and 6."""
    first = papers.permits[0] if papers.permits else None
    document = None if first is None else first.document
    measures = [] if document is None else [str(m["content"]) for m in document["measures"] if m["involved"]]
    return {
        "hazards": "" if document is None else _risks(document),
        "measures": _numbered(measures),
        "people": "\n".join(_part(papers, part) for part in Part if any(part in one.parts for one in papers.crew)),
        "equipment": _numbered([paper_words.in_brackets(piece.name, piece.code) for piece in pieces]),
        "steps": _numbered(PLAN_STEPS),
        "emergency": "" if document is None else str(document["emergency_plan"]),
    }


def _risks(document: Mapping[str, object]) -> str:
    return "\n".join(paper_words.hazard_and_measure(*one) for one in permit_lines.risks(document))


def _part(papers: Papers, part: Part) -> str:
    people = paper_words.listed(one.person.name for one in papers.crew if part in one.parts)
    return paper_words.reason_of(labels.of(part), people)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
