"""Checks, findings and unfiled work as rows of lists."""

from flask import url_for

from permit_service import labels
from permit_service.labels.pages import checks as words
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.queries.inspections import firm_of, state_of
from permit_service.told import month_day
from permit_service.web.register_pages import Row, Sign
from permit_service.web.rows import CONTENT_MISSING
from permit_service.web.rows import Row as Link
from workflows.inspection_kinds import InspectionResult, InspectionState

_SIGNS = {
    InspectionState.waiting: "must",
    InspectionState.begun: "must",
    InspectionState.concluded: "none",
    InspectionState.dropped: "none",
}


def subject_of(inspection: Inspection) -> str:
    """What is checked: spaces and content of the job, or the place of unfiled work."""
    if inspection.job is not None:
        spaces = "、".join(space.name for space in inspection.job.spaces)
        return f"{spaces} · {inspection.job.content or CONTENT_MISSING}"
    assert inspection.unfiled is not None
    return f"{inspection.unfiled.place} · {inspection.unfiled.content}"


def where(inspection: Inspection) -> str:
    """Which job of whom, or who was told to work there."""
    if inspection.job is not None:
        return f"{inspection.job.number}  {inspection.job.unit.name}"
    assert inspection.unfiled is not None
    return firm_of(inspection.unfiled)


def state_sign(inspection: Inspection) -> Sign:
    """How far a check has come; a concluded one tells what it found."""
    state = state_of(inspection)
    if inspection.result is not None:
        found = inspection.result is InspectionResult.findings
        return Sign("warn" if found else "safe", labels.of(inspection.result))
    return Sign(_SIGNS[state], labels.of(state))


def check_row(inspection: Inspection) -> Row:
    """A check in a list."""
    sent = "、".join(one.person.name for one in inspection.inspectors)
    told = (subject_of(inspection), where(inspection), sent, labels.of(inspection.origin), state_sign(inspection))
    return Row(url_for("inspections.show", inspection_id=inspection.id), told)


def check_link(inspection: Inspection) -> Link:
    """A check that waits for its inspectors, among what waits for them."""
    sign = state_sign(inspection)
    return {
        "href": url_for("inspections.show", inspection_id=inspection.id),
        "title": subject_of(inspection),
        "sub": f"{inspection.number}  {where(inspection)}",
        "state": sign.state,
        "word": words.GO_CHECK if inspection.begun_at is None else sign.word,
        "meta": month_day(inspection.created_at),
    }


def finding_row(finding: Finding) -> Row:
    """A finding in a list."""
    told = (finding.text, finding.clause, finding.responsible, str(finding.due_on))
    status = Sign("must", labels.of(finding.status))
    return Row(url_for("inspections.show", inspection_id=finding.inspection_id, _anchor="findings"), (*told, status))


def unfiled_row(work: UnfiledWork) -> Row:
    """Unfiled work in a list."""
    found = f"{month_day(work.found_at)} {work.found_by.name}"
    inside = (
        Sign("warn", words.INSIDE_NOW.format(people=work.people_inside))
        if work.people_inside
        else Sign("none", words.NOBODY_INSIDE)
    )
    href = url_for("unfiled.show", unfiled_work_id=work.id)
    return Row(href, (work.place, work.content, firm_of(work), found, inside))
