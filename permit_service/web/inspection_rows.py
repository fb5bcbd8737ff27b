"""Checks, findings and unfiled work as rows of lists."""

from datetime import date

from flask import url_for

from permit_service import labels, wallclock
from permit_service.labels.pages import checks as words
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.queries.inspections import ToDo, firm_of, state_of
from permit_service.told import month_day
from permit_service.web.register_pages import Row, Sign
from permit_service.web.rows import CONTENT_MISSING
from permit_service.web.rows import Row as Link
from workflows import rectification
from workflows.inspection import missed
from workflows.inspection_kinds import FindingState, InspectionResult, InspectionState

_SIGNS = {
    InspectionState.waiting: "must",
    InspectionState.begun: "must",
    InspectionState.concluded: "none",
    InspectionState.dropped: "none",
}
_FINDING_SIGNS = {
    FindingState.open: "must",
    FindingState.overdue: "warn",
    FindingState.reported: "must",
    FindingState.accepted: "safe",
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
    """How far a check has come; a concluded one tells what it found, one never begun that the work is over."""
    state = state_of(inspection)
    if inspection.result is not None:
        found = inspection.result is InspectionResult.findings
        return Sign("warn" if found else "safe", labels.of(inspection.result))
    ended = None if inspection.job is None else inspection.job.planned_end
    if missed(state is InspectionState.waiting, ended, wallclock.now()):
        return Sign("warn", words.MISSED)
    return Sign(_SIGNS[state], labels.of(state))


def check_row(inspection: Inspection) -> Row:
    """A check in a list."""
    sent = "、".join(one.person.name for one in inspection.inspectors)
    told = (subject_of(inspection), where(inspection), sent, labels.of(inspection.origin), state_sign(inspection))
    return Row(url_for("inspections.show", inspection_id=inspection.id), told)


def check_link(to_do: ToDo) -> Link:
    """A check that waits for an inspector, among what waits for them."""
    inspection = to_do.inspection
    if to_do.to_sign:
        return sign_link(inspection)
    href = url_for("inspections.show", inspection_id=inspection.id)
    return _link(inspection, href, words.GO_CHECK if inspection.begun_at is None else words.GO_ON_CHECKING)


def sign_link(inspection: Inspection) -> Link:
    """A check whose sheet waits for a signature."""
    return _link(inspection, url_for("inspection_signing.show", inspection_id=inspection.id), words.GO_SIGN)


def _link(inspection: Inspection, href: str, word: str) -> Link:
    return {
        "href": href,
        "title": subject_of(inspection),
        "sub": f"{inspection.number}  {where(inspection)}",
        "state": "must",
        "word": word,
        "meta": month_day(inspection.begun_at or inspection.created_at),
    }


def finding_state(finding: Finding, today: date) -> Sign:
    """How a finding stands today."""
    return finding_sign(rectification.state_of(finding.status, finding.due_on, today))


def finding_sign(state: FindingState) -> Sign:
    """A state of findings as a sign."""
    return Sign(_FINDING_SIGNS[state], labels.of(state))


def finding_row(finding: Finding, today: date) -> Row:
    """A finding in a list."""
    told = (finding.text, where(finding.inspection), finding.responsible, str(finding.due_on))
    return Row(url_for("findings.show", finding_id=finding.id), (*told, finding_state(finding, today)))


def finding_link(finding: Finding, today: date) -> Link:
    """A finding that waits for somebody, among what waits for them."""
    state = rectification.state_of(finding.status, finding.due_on, today)
    word = words.REVIEW_MENDED if state is FindingState.reported else words.MEND
    return {
        "href": url_for("findings.show", finding_id=finding.id),
        "title": finding.text,
        "sub": f"{finding.inspection.number}  {where(finding.inspection)}",
        "state": _FINDING_SIGNS[state],
        "word": labels.of(state) if state is FindingState.overdue else word,
        "meta": words.DUE_BY.format(day=finding.due_on),
    }


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
