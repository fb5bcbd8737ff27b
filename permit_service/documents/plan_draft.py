"""作业方案 section by section: as the enterprise wrote it, or proposed from the permit, its risks, crew and pieces."""

from collections.abc import Iterable, Mapping, Sequence

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
    """A first draft to be worked over: what registers and permits already say, each thing once, and the order of G46 5
    and 6."""
    documents = [one.document for one in papers.permits]
    risks = (paper_words.hazard_and_measure(*one) for document in documents for one in permit_lines.risks(document))
    measures = (str(m["content"]) for document in documents for m in document["measures"] if m["involved"])
    emergency = (str(document["emergency_plan"]) for document in documents)
    return {
        "hazards": "\n".join(_once(risks)),
        "measures": _numbered(_once(measures)),
        "people": "\n".join(_part(papers, part) for part in Part if any(part in one.parts for one in papers.crew)),
        "equipment": _numbered([paper_words.in_brackets(piece.name, piece.code) for piece in pieces]),
        "steps": _numbered(PLAN_STEPS),
        "emergency": "\n".join(_once(emergency)),
    }


def _once(lines: Iterable[str]) -> list[str]:
    """In the order in which the permits first say them."""
    return list(dict.fromkeys(line for line in lines if line))


def _part(papers: Papers, part: Part) -> str:
    people = paper_words.listed(one.person.name for one in papers.crew if part in one.parts)
    return paper_words.reason_of(labels.of(part), people)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
