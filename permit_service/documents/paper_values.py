"""What 两表一方案 say, by the words of their lines: the same values for PDF and for templates in Word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from permit_service import labels
from permit_service.documents import permit_lines, plan_draft
from permit_service.labels import paper_forms as words
from permit_service.labels import paper_words
from permit_service.labels.paper_forms import FORMS, PLAN_SECTIONS
from permit_service.labels.paper_words import PERMIT_LINES
from permit_service.models.choices import Paper
from permit_service.models.filings import Filing
from permit_service.models.papers import PaperTemplate
from permit_service.models.signatures import Signature
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.papers import CrewLine, Papers, PermitPaper
from permit_service.told import at, day, span
from workflows.vocabulary import Part

Values = Mapping[str, Any]
Row = Mapping[str, str]


def values(paper: Paper, papers: Papers, permit: PermitPaper | None, now: datetime) -> Values:
    """All names that a template may use; ``permit`` is the one an approval form is of.

    Every name stands there whatever the paper, so that a template may tell more than the built-in one.
    """
    of = permit or (papers.permits[0] if papers.permits else None)
    return {
        words.TITLE: title_of(paper, papers.templates),
        words.FILING: _filing(papers),
        words.PERMIT: _permit(of),
        words.PLAN: _plan(papers),
        words.ARRANGEMENT.name: _numbered(words.ARRANGEMENT.columns, [_arranged(one) for one in papers.permits]),
        words.SPACES.name: _numbered(words.SPACES.columns, [_space(space) for space in papers.spaces]),
        words.PEOPLE.name: _numbered(words.PEOPLE.columns, [_person(one) for one in papers.crew]),
        words.MEASURES.name: _numbered(words.MEASURES.columns, _measures(of)),
        words.SIGNATURES.name: [] if of is None else [_signature(row) for row in of.signatures],
        words.CODE_NUMBER: "" if of is None else of.permit.number,
        words.PRINTED_AT: at(now),
    }


def title_of(paper: Paper, templates: Mapping[Paper, PaperTemplate]) -> str:
    """What the area whose ``templates`` hold calls the paper."""
    template = templates.get(paper)
    return FORMS[paper].name if template is None else template.name


def example(paper: Paper) -> Values:
    """Values for trying a template: every name, two rows in every list."""
    told: dict[str, Any] = {words.TITLE: FORMS[paper].name, words.PRINTED_AT: words.EXAMPLE_TIME}
    told[words.CODE_NUMBER] = words.EXAMPLE
    for form in FORMS.values():
        names = [line.name for line in form.lines] + [section.name for section in form.sections]
        told[form.group] = dict.fromkeys(names, words.EXAMPLE)
    for table in words.LISTS:
        told[table.name] = [dict.fromkeys(table.columns, words.EXAMPLE)] * 2
    return told


def names_of() -> Mapping[str, tuple[str, ...]]:
    """For those who write templates: the groups and lists, each with its names."""
    lines = {form.group: tuple(one.name for one in (*form.lines, *form.sections)) for form in FORMS.values()}
    lists = {t.name: t.columns for t in words.LISTS}
    return lines | lists


def _filing(papers: Papers) -> Row:
    job, filing = papers.job, papers.filing
    start, end = (job.planned_start, job.planned_end) if filing is None else (filing.start_at, filing.end_at)
    hazards = {hazard for one in papers.permits for hazard in one.permit.hazards} if filing is None else filing.hazards
    lines = (
        "" if filing is None else filing.number,
        ("" if filing is None else filing.receipt_number) or "",
        "" if filing is None else filing.area.name,
        "" if filing is None or filing.first_submitted_at is None else at(filing.first_submitted_at),
        job.enterprise.name,
        job.enterprise.uscc or "",
        job.unit.name,
        words.NO if job.contract_id is None else words.YES,
        "" if filing is None else filing.contact,
        "" if filing is None else filing.phone,
        _named(papers, Part.leader),
        _named(papers, Part.guardian),
        span(start, end),
        paper_words.listed(_place(space.name, space.location) for space in papers.spaces),
        job.content if filing is None else filing.content,
        paper_words.listed(labels.of(hazard) for hazard in sorted(hazards)),
        "" if filing is None else _emergency(filing),
        "" if filing is None else filing.late_reason,
    )
    return dict(zip((line.name for line in FORMS[Paper.filing_form].lines), lines, strict=True))


def _emergency(filing: Filing) -> str:
    if filing.emergency_category is None:
        return ""
    return paper_words.reason_of(labels.of(filing.emergency_category), filing.emergency_reason)


def _place(name: str, location: str) -> str:
    return paper_words.in_brackets(name, location) if location else name


def _named(papers: Papers, part: Part) -> str:
    return paper_words.listed(one.person.name for one in papers.crew if part in one.parts)


def _permit(of: PermitPaper | None) -> Row:
    form = FORMS[Paper.approval_form]
    if of is None:
        return dict.fromkeys((line.name for line in form.lines), "")
    number, job_number = (line.name for line in form.lines[:2])
    cells = _cells(of)
    own = {number: of.permit.number, job_number: of.permit.job.number}
    return {line.name: own.get(line.name, cells.get(line.name, "")) for line in form.lines}


def _cells(of: PermitPaper) -> Row:
    return {str(cell["label"]): str(cell["value"]) for row in permit_lines.rows(of.document) for cell in row}


def _arranged(of: PermitPaper) -> tuple[str, ...]:
    cells = _cells(of)
    return of.permit.number, *(cells[PERMIT_LINES[name]] for name in ("space", "window", "guardian"))


def _plan(papers: Papers) -> Row:
    job, form = papers.job, FORMS[Paper.work_plan]
    head = (
        job.number,
        job.unit.name,
        paper_words.listed(_place(space.name, space.location) for space in papers.spaces),
        span(job.planned_start, job.planned_end) if papers.filing is None else _filed_span(papers.filing),
        job.content,
        _named(papers, Part.leader),
        _named(papers, Part.guardian),
    )
    sections = plan_draft.sections(papers)
    return dict(zip((line.name for line in form.lines), head, strict=True)) | {
        name: sections[column] for column, name in PLAN_SECTIONS.items()
    }


def _filed_span(filing: Filing) -> str:
    return span(filing.start_at, filing.end_at)


def _numbered(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Row]:
    return [dict(zip(columns, (str(number), *row), strict=True)) for number, row in enumerate(rows, 1)]


def _space(space: ConfinedSpace) -> tuple[str, ...]:
    hazards = paper_words.listed(labels.of(hazard) for hazard in sorted(space.hazards))
    return space.number, space.name, space.location, hazards


def _person(one: CrewLine) -> tuple[str, ...]:
    parts = paper_words.listed(labels.of(part) for part in sorted(one.parts))
    return one.person.name, parts, one.proof, "" if one.trained_until is None else day(one.trained_until)


def _measures(of: PermitPaper | None) -> list[tuple[str, ...]]:
    if of is None:
        return []
    return [(str(m["content"]), str(m["confirmed_by"] or "")) for m in of.document["measures"] if m["involved"]]


def _signature(row: Signature) -> Row:
    signer = row.signer or row.lab_tester
    told = (
        labels.of(row.act),
        "" if signer is None else signer.name,
        at(row.at),
        row.opinion or words.AGREED.get(row.act, ""),
    )
    return dict(zip(words.SIGNATURES.columns, told, strict=True))
