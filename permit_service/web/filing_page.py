"""One filing on one page: for the enterprise that made it, and for the street beside its list."""

import uuid
from dataclasses import replace

from flask import render_template, request

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels import street_words
from permit_service.labels.pages import common
from permit_service.labels.pages import filings as words
from permit_service.models.filings import Filing
from permit_service.models.oversight import StreetTraining
from permit_service.queries import filing_review, inbox, papers
from permit_service.queries.filing_history import review_due
from permit_service.queries.filing_review import CrewMember
from permit_service.queries.filing_standing import standing_of
from permit_service.queries.reading import session
from permit_service.queries.street_training import reusable
from permit_service.services.jobs import PLANNERS
from permit_service.services.stops import may_lift
from permit_service.services.street_trainings import TRAINERS
from permit_service.told import at
from permit_service.wallclock import civil_day
from permit_service.web.filing_changes import change_rows
from permit_service.web.forms import new_nonce
from permit_service.web.frame import OFFICERS
from permit_service.web.inbox_rows import inbox_rows
from permit_service.web.inspection_rows import finding_state
from permit_service.web.papers_card import papers_card
from permit_service.web.signs import filing_sign
from permit_service.web.trouble import Trouble
from workflows.gates.legality import WHO
from workflows.kinds import EmergencyCategory
from workflows.vocabulary import Action, FilingMode, FilingStatus, Role, StopKind

_OPEN = (FilingStatus.draft, FilingStatus.returned)
_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided)
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
        sign_told=filing_sign(filing, standing_of(session(), [filing])),
        found=found,
        findings=[(one, finding_state(one, civil_day(now))) for one in found.findings],
        liftable=[stop for stop in found.stops if may_lift(session(), actor, stop)],
        review_until=review_due(session(), filing),
        crew=[_crew_row(one) for one in found.crew],
        attend_options=[(one.row.person_id, one.row.person.name) for one in found.crew],
        changes=change_rows(found),
        rows=inbox_rows(inbox.beside(session(), actor, now, filing).rows, filing_id) if reviews else [],
        reviews=reviews and bool(actor.roles & _REVIEWERS),
        officer=reviews,
        decides=_may(Action.filing_return, actor.roles),
        trains=bool(actor.roles & TRAINERS),
        plans=bool(actor.roles & PLANNERS),
        can_edit=filing.status in _OPEN,
        can_amend=filing.status in _HANDED_IN,
        returns=_returns(actor.roles, filing),
        late=found.plan.late(now) and filing.first_submitted_at is None,
        must_explain=found.plan.late(filing.first_submitted_at or now),
        external=filing.mode is FilingMode.external,
        training_due=found.training_due,
        reusable=[_held(one, filing) for one in reusable(session(), filing, now)] if found.training_due else [],
        kinds=_stop_kinds(actor.roles),
        papers=[(name, name) for name in filing.area.package_items],
        made=papers_card(papers.offered(session(), filing)),
        categories=[(one, labels.of(one)) for one in EmergencyCategory],
    )


def _returns(roles: frozenset[Role], filing: Filing) -> bool:
    """Whether the reader may mark what is to be completed."""
    return filing.status in _HANDED_IN and _may(Action.filing_return, roles)


def _may(action: Action, roles: frozenset[Role]) -> bool:
    return not roles.isdisjoint(WHO[action])


def _in_form(trouble: Trouble, tried: str) -> Trouble:
    """The summary leads to the fields of the form that was tried."""
    if not tried:
        return trouble
    summary = {path if path in _SIGNED_WITH else f"{tried}-{path}": told for path, told in trouble.summary.items()}
    return replace(trouble, summary=summary)


def _held(training: StreetTraining, filing: Filing) -> tuple[uuid.UUID, str]:
    """An earlier training to choose from."""
    assert training.started_at is not None
    assert training.ended_at is not None
    present = {one.person_id for one in training.attendees} & {member.person_id for member in filing.members}
    minutes = int((training.ended_at - training.started_at).total_seconds()) // 60
    return training.id, street_words.held(at(training.started_at), minutes, len(present))


def _stop_kinds(roles: frozenset[Role]) -> list[tuple[StopKind, str]]:
    """The order is the district's to give."""
    kinds = [StopKind.pause, *([StopKind.order] if Role.district_officer in roles else [])]
    return [(kind, labels.of(kind)) for kind in kinds]


def _crew_row(one: CrewMember) -> dict[str, object]:
    if one.trained_until is None:
        state, word = "warn", words.NEVER_TRAINED
    else:
        state, word = ("safe", words.VALID_UNTIL) if one.trained else ("warn", common.OVERDUE)
        word = f"{word} {at(one.trained_until)[:10]}"
    return {
        "id": one.row.person_id,
        "name": one.row.person.name,
        "parts": "、".join(labels.of(part) for part in sorted(one.row.parts)),
        "state": state,
        "word": word,
        "added": one.row.amendment_id is not None,
    }
