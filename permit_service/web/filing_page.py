"""One filing on one page: for the enterprise that made it, and for the street beside its list."""

import uuid
from dataclasses import replace
from datetime import datetime

from flask import render_template, request

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.queries import filing_review, inbox, papers
from permit_service.queries.filing_review import Change, CrewMember
from permit_service.queries.reading import session
from permit_service.services.filing_forms import FIELDS
from permit_service.services.jobs import PLANNERS
from permit_service.told import NOT_TOLD, at
from permit_service.web.forms import new_nonce
from permit_service.web.frame import OFFICERS
from permit_service.web.inbox_rows import inbox_rows
from permit_service.web.papers_card import papers_card
from permit_service.web.trouble import Trouble
from workflows.kinds import EmergencyCategory, Hazard
from workflows.vocabulary import FilingMode, FilingStatus, Role, StopKind

_OPEN = (FilingStatus.draft, FilingStatus.returned)
_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided)
#: In the order of the form.
_FIELDS = ("start_at", "end_at", "content", "space_ids", "members", "hazards", "contact", "phone", "papers")
#: Fields that a page has once, whichever form is tried.
_SIGNED_WITH = frozenset({"signature", "login", "pin", "password"})
_REVIEWERS = frozenset({Role.street_officer, Role.grid_officer, Role.district_officer})


def filing_page(filing_id: uuid.UUID, trouble: Trouble, tried: str = "") -> str:
    """The page. ``tried`` names the form that met ``trouble``, so that its faults stand in it alone."""
    actor, now = current_actor(), wallclock.now()
    found = filing_review.reviewed(session(), actor, filing_id, now)
    filing = found.filing
    reviews = bool(actor.roles & OFFICERS)
    return render_template(
        "filings/show.html",
        trouble=_in_form(trouble, tried),
        tried=tried,
        typed=request.form,
        nonce=new_nonce(),
        filing=filing,
        found=found,
        crew=[_crew_row(one) for one in found.crew],
        attend_options=[(one.row.person_id, one.row.person.name) for one in found.crew],
        changes=[_change_row(change) for change in found.changes],
        fields=[(name, labels.field_name(name)) for name in _FIELDS if name in FIELDS],
        rows=inbox_rows(inbox.beside(session(), actor, now, filing).rows, filing_id) if reviews else [],
        reviews=reviews and bool(actor.roles & _REVIEWERS),
        officer=reviews,
        plans=bool(actor.roles & PLANNERS),
        can_edit=filing.status in _OPEN,
        can_amend=filing.status in _HANDED_IN,
        late=found.plan.late(now) and filing.first_submitted_at is None,
        must_explain=found.plan.late(filing.first_submitted_at or now),
        external=filing.mode is FilingMode.external,
        training_due=found.training_due,
        kinds=_stop_kinds(actor.roles),
        papers=[(name, name) for name in filing.area.package_items],
        made=papers_card(papers.of_filing(session(), actor, filing_id)),
        categories=[(one, labels.of(one)) for one in EmergencyCategory],
    )


def _in_form(trouble: Trouble, tried: str) -> Trouble:
    """The summary leads to the fields of the form that was tried."""
    if not tried:
        return trouble
    summary = {path if path in _SIGNED_WITH else f"{tried}-{path}": told for path, told in trouble.summary.items()}
    return replace(trouble, summary=summary)


def _stop_kinds(roles: frozenset[Role]) -> list[tuple[StopKind, str]]:
    """The order is the district's to give."""
    kinds = [StopKind.pause, *([StopKind.order] if Role.district_officer in roles else [])]
    return [(kind, labels.of(kind)) for kind in kinds]


def _crew_row(one: CrewMember) -> dict[str, object]:
    if one.trained_until is None:
        state, word = "warn", "没有培训合格记录"
    else:
        state, word = ("safe", "有效至") if one.trained else ("warn", "已到期")
        word = f"{word} {at(one.trained_until)[:10]}"
    return {
        "id": one.row.person_id,
        "name": one.row.person.name,
        "parts": "、".join(labels.of(part) for part in sorted(one.row.parts)),
        "state": state,
        "word": word,
        "added": one.row.amendment_id is not None,
    }


def _change_row(change: Change) -> dict[str, object]:
    return {
        "field": labels.field_name(change.row.field),
        "at": at(change.row.created_at),
        "seen": change.row.seen_at is not None,
        "old": _told(change.row.field, change.old),
        "new": _told(change.row.field, change.new),
    }


def _told(field: str, value: object) -> str:
    """A kept value as people read it: times in site time, hazards by their words, lists by their length."""
    if value in (None, "", []):
        return NOT_TOLD
    if field in ("start_at", "end_at"):
        return at(datetime.fromisoformat(str(value)))
    if field == "hazards" and isinstance(value, list):
        return "、".join(labels.of(Hazard(one)) for one in value)
    return f"{len(value)} 个" if isinstance(value, list) else str(value)
