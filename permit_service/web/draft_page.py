"""The page of the form: every missing thing beside its field, people with their training, the filing's last moment."""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from flask import render_template

from permit_service import labels, wallclock
from permit_service.labels.pages import work as words
from permit_service.models.people import LabTester
from permit_service.models.permits import Permit
from permit_service.models.response import MeansAgreement
from permit_service.problems import refusal_groups
from permit_service.queries import filing_plan, job_form, names
from permit_service.queries.candidates import Sought, candidates
from permit_service.queries.reading import session
from permit_service.services.job_forms import MeasureForm, TicketForm
from permit_service.web.people_rows import PickRow, person_row
from permit_service.web.permit_form import MEASURE_ROWS, OWNERS, SEVERAL, SINGLE, TICKET_ROWS, Filled
from permit_service.web.trouble import Trouble
from workflows.codes import Code
from workflows.kinds import Hazard, WorkKind
from workflows.verdict import Clearance, Refusal
from workflows.vocabulary import Part

Listed = Callable[[Collection[uuid.UUID], Collection[uuid.UUID]], list[PickRow]]

#: Where a missing field of the document is filled in.
_FIELD_OF: Mapping[str, str] = {
    "leader": "parts.leader",
    "approver": "parts.approver",
    "guardian": "parts.guardian",
    "entrants": "parts.entrant",
    "tester": "parts.tester",
    "owner_approver": "parts.owner_approver",
    "inspector": "parts.inspector",
    "hazards": "hazards.poisoning",
}
_UNITS = frozenset({Part.leader, Part.guardian, Part.entrant, Part.approver})
#: Measures to begin with.
_FIRST_ROWS = 4


def draft_page(
    permit: Permit, trouble: Trouble, filled: Filled, *, revision: str, stands: Clearance, people: str = ""
) -> str:
    """The form of ``permit`` as ``filled``; what stands against submitting is told beside the fields and above.

    ``people``: who is looked for.
    """
    plan = filing_plan.of_job(session(), permit.job)
    refusals = [r for result in stands.results if result.rule != "legality" for r in result.refusals]
    missing = [r for r in refusals if r.code is Code.field_missing]
    begun = permit.revision > 1 or trouble.status != 200
    now = wallclock.now()
    return render_template(
        "permits/edit.html",
        trouble=trouble,
        permit=permit,
        filled=filled,
        revision=revision,
        errors=_beside(missing, filled, trouble) if begun else trouble.errors,
        missing=[labels.field_name(r.facts["field"]) for r in missing],
        lacking=len(refusals),
        others=refusal_groups([r for r in refusals if r.code is not Code.field_missing], names.of_permit(permit)),
        ready=stands.passed,
        hazards=sorted(Hazard, key=lambda hazard: hazard not in permit.space.hazards),
        work_kinds=[(kind, labels.of(kind)) for kind in WorkKind],
        measures=[*filled.measures, *[MeasureForm("")] * _spare(len(filled.measures))],
        labs=[_lab(one) for one in job_form.lab_testers(session(), permit)],
        tickets=[*filled.tickets, *[TicketForm("", WorkKind.hot_work)] * TICKET_ROWS][:TICKET_ROWS],
        ticket_count=len(filled.tickets),
        rescue_teams=[_team(one) for one in job_form.rescue_agreements(session(), permit)],
        plan=plan,
        late=plan.late(now),
        **_crew(permit, filled, people, now),
    )


def deadline_part(permit: Permit) -> str:
    """The part of the form that tells until when its job is to be filed; empty where no filing is taken."""
    plan = filing_plan.of_job(session(), permit.job)
    return render_template("permits/deadline.html", plan=plan, late=plan.late(wallclock.now())) if plan.needed else ""


def _crew(permit: Permit, filled: Filled, people: str, now: datetime) -> dict[str, object]:
    """Whom each field of the crew offers: after a search those found, besides who is chosen in it."""
    offered = candidates(session(), permit, now, Sought(people, filled.people))
    rows = {one.id: (one.enterprise_id, person_row(one, now)) for one in offered.people}

    def listed(chosen: Collection[uuid.UUID], firms: Collection[uuid.UUID]) -> list[PickRow]:
        shown = {*offered.found, *chosen} if people else rows.keys()
        return [row for person_id, (firm, row) in rows.items() if person_id in shown and firm in firms]

    return {
        "single": [_part(part, listed, filled, permit) for part in SINGLE if _offered(part, permit)],
        "several": [_part(part, listed, filled, permit) for part in SEVERAL],
        "spare": listed(filled.reserves, _firms(permit)),
        "everyone": [row for _, row in rows.values()],
        "people_sought": people,
        "people_found": len(offered.found),
        "people_cut": offered.cut,
    }


def _team(agreement: MeansAgreement) -> tuple[uuid.UUID, str]:
    return agreement.id, words.TEAM.format(name=agreement.means.name, minutes=agreement.minutes_to_arrive)


def _beside(missing: list[Refusal], filled: Filled, trouble: Trouble) -> dict[str, str]:
    told = {_field(refusal.facts["field"]): words.MISSING for refusal in missing}
    open_hazards = filled.hazards.keys() - filled.assessed.keys()
    return {**told, **{f"hazards.{hazard}": words.MEASURE_MISSING for hazard in open_hazards}, **trouble.errors}


def _field(name: str) -> str:
    return _FIELD_OF.get(name, name)


def _spare(written: int) -> int:
    """Empty rows under the measures: some to begin with, always a few more, never beyond what is read."""
    return max(0, min(max(_FIRST_ROWS, written + 2), MEASURE_ROWS) - written)


def _lab(one: LabTester) -> PickRow:
    told = f"{one.laboratory}，{one.qualification}"
    return {
        "id": one.id,
        "name": one.name,
        "position": told,
        "firm": "",
        "state": "none",
        "word": words.LAB_CERTIFICATE.format(certificate=one.certificate),
    }


def _offered(part: Part, permit: Permit) -> bool:
    return part not in OWNERS or permit.contract_id is not None


def _firms(permit: Permit) -> set[uuid.UUID]:
    return {permit.enterprise_id, permit.unit_id}


def _part(part: Part, listed: Listed, filled: Filled, permit: Permit) -> dict[str, object]:
    """Who may be named for a part: in contracted work the owner's people or the contractor's, or both."""
    firms = _firms(permit)
    if permit.contract_id is not None and part in OWNERS:
        firms = {permit.enterprise_id}
    elif permit.contract_id is not None and part in _UNITS:
        firms = {permit.unit_id}
    return {"part": part, "label": labels.of(part), "people": listed(filled.parts.get(part, ()), firms)}
