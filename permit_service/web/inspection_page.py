"""The page of one check sheet: what lies at the mouth, the items under the seven prohibitions, what was found."""

import uuid
from collections.abc import Mapping

from flask import render_template, request, url_for

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import checks as words
from permit_service.models.areas import Area
from permit_service.models.choices import Answer
from permit_service.models.inspections import Inspection
from permit_service.queries import draws as drawing
from permit_service.queries import inspections as reading
from permit_service.queries import public_view
from permit_service.queries.inspections import SheetView
from permit_service.queries.onsite import OnSite
from permit_service.queries.reading import session
from permit_service.services.inspections.sheets import area_of
from permit_service.services.registers.desk import REGISTRARS, in_charge
from permit_service.web.inspection_rows import finding_state, state_sign, subject_of, where
from permit_service.web.trouble import Trouble
from workflows.inspection import ITEMS, source_of
from workflows.inspection_kinds import InspectionItem, InspectionState
from workflows.verdict import GateState
from workflows.vocabulary import Part, Sector

_TYPED = {Answer.yes: "yes", Answer.no: "no", Answer.not_involved: "na"}
_GATES = {
    GateState.passed: ("safe", words.KEPT),
    GateState.refused: ("must", words.NOT_KEPT),
    GateState.unknown: ("none", words.CANNOT_TELL),
    GateState.not_applicable: ("none", words.NOT_INVOLVED),
}
#: Whose clauses stand on a sheet of unfiled work by a firm of which nothing is known.
_UNKNOWN_TRADE = Sector.other


def sheet_page(inspection_id: uuid.UUID, trouble: Trouble) -> str:
    """The sheet as its inspectors, other officers and the firm read it."""
    view = reading.sheet(session(), current_actor(), inspection_id)
    inspection, state = view.inspection, reading.state_of(view.inspection)
    return render_template(
        "inspections/show.html",
        trouble=trouble,
        view=view,
        inspection=inspection,
        title=subject_of(inspection),
        whose=where(inspection),
        status=state_sign(inspection),
        state=state,
        writing=view.mine and state is InspectionState.begun and not view.frozen,
        sites=[_site(site) for site in view.sites],
        headings=_headings(view, trouble),
        people=[(one.id, one.name) for one in view.ask],
        choices=[(item, labels.of(item)) for item in InspectionItem],
        lacks=[labels.of(lack) for lack in view.lacks],
        finding_state=lambda one: finding_state(one, wallclock.today()),
        going=_going(inspection),
        **_team_forms(view, state),
        typed=request.form,
        may_drop=state is InspectionState.waiting and _governs(inspection),
    )


def _going(inspection: Inspection) -> str:
    """Who checks; who was named beside the drawn team is marked."""
    named = _named(inspection)
    return "、".join(
        words.ADDED_MARK.format(name=one.person.name) if one.person_id in named else one.person.name
        for one in inspection.inspectors
    )


def _named(inspection: Inspection) -> set[uuid.UUID]:
    additions = () if inspection.draw is None else inspection.draw.additions
    return {one.person_id for one in additions if one.ended_at is None and one.job_id == inspection.job_id}


def _team_forms(view: SheetView, state: InspectionState) -> dict[str, object]:
    """Who may be replaced, named to go along, or taken off again, for who governs a check that nobody has signed."""
    inspection = view.inspection
    standing = state in (InspectionState.waiting, InspectionState.begun) and not view.frozen
    if not standing or inspection.draw is None or not _governs(inspection):
        return {"may_change_team": False}
    named = _named(inspection)
    team = [(one.person_id, one.person.name) for one in inspection.inspectors]
    others = drawing.companions(session(), inspection.draw.area_path)
    going = {person_id for person_id, _ in team}
    return {
        "may_change_team": True,
        "drawn": [one for one in team if one[0] not in named],
        "added": [one for one in team if one[0] in named],
        "others": [
            (one.id, words.WITH_POSITION.format(name=one.name, position=one.position) if one.position else one.name)
            for one in others
            if one.id not in going
        ],
    }


def _governs(inspection: Inspection) -> bool:
    return in_charge(current_actor(), session().get_one(Area, area_of(inspection.area_path)), REGISTRARS)


def _headings(view: SheetView, trouble: Trouble) -> list[dict[str, object]]:
    """The items under the seven, each with its clause, its answer and its problems."""
    answers = {row.item: row for row in view.inspection.answers}
    firm = view.inspection.enterprise
    sector = _UNKNOWN_TRADE if firm is None else firm.sector
    found = {finding.item for finding in view.inspection.findings}
    headings: dict[int, list[dict[str, object]]] = {}
    for number, one in enumerate(ITEMS, start=1):
        row = answers.get(one.item)
        typed = _typed(one.item, trouble) or {
            "answer": "" if row is None else _TYPED[row.answer],
            "remark": "" if row is None else row.remark,
        }
        told = {
            "item": one.item,
            "number": number,
            "text": labels.of(one.item),
            "source": labels.source_text(source_of(one.item, sector), brief=True),
            "word": "" if row is None else labels.of(row.answer),
            "to_write": row is not None and row.answer is Answer.no and one.item not in found,
            **typed,
        }
        headings.setdefault(one.banned, []).append(told)
    return [{"title": labels.banned_title(number), "lines": lines} for number, lines in headings.items()]


def _typed(item: InspectionItem, trouble: Trouble) -> Mapping[str, str] | None:
    """What was typed into a form that came back."""
    if trouble.status == 200 or f"items.{item}" not in request.form:
        return None
    return {"answer": request.form[f"items.{item}"], "remark": request.form.get(f"items.{item}_remark", "")}


def _site(site: OnSite) -> dict[str, object]:
    """A permit as it lies at the mouth now: for who was sent here, wherever their own area is."""
    trained = {member.person_id: member.trained_until for member in site.facts.crew}
    crew = [
        {
            "name": site.name_of(member),
            "parts": "、".join(labels.of(part) for part in Part if part in member.parts),
            "trained_until": trained.get(str(member.person_id)),
            "trained": (trained.get(str(member.person_id)) or site.now) > site.now,
        }
        for member in site.people(*Part)
    ]
    inside = [(site.names.get(str(one.person_id), words.UNNAMED), one.since) for one in site.facts.presence.inside]
    bans = [
        {"number": ban.number, "label": labels.banned_short(ban.number), "state": state, "word": word}
        for ban in site.plan.bans
        for state, word in [_GATES[ban.state]]
    ]
    may_see = public_view.may_see(current_actor(), site.permit)
    href = url_for("permits.show", permit_id=site.permit.id) if may_see else ""
    return {"site": site, "bans": bans if site.on_the_way else [], "crew": crew, "inside": inside, "href": href}
