"""换人: who stands on the permit, who shall come or go, the signature, and who still has to hear the briefing."""

import uuid
from collections.abc import Callable, Iterable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.errors import Invalid
from permit_service.labels.pages import work as words
from permit_service.models.changes import CrewChange, CrewChangeItem
from permit_service.models.permits import Permit, PermitMember
from permit_service.queries import crew, names, scope
from permit_service.queries.candidates import Candidate, Sought
from permit_service.queries.reading import session
from permit_service.services import crew_changes
from permit_service.services.job_forms import MemberForm
from permit_service.services.jobs import PLANNERS
from permit_service.web.forms import Form, renamed
from permit_service.web.people_rows import person_row
from permit_service.web.permit_form import OWNERS
from permit_service.web.register_pages import LONGEST_SEARCH
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.vocabulary import Part, Status

blueprint = Blueprint("crew", __name__)

#: People who may come in one change, and the parts they may have.
ROWS = 3
_PARTS = tuple(part for part in Part if part is not Part.applicant)
_CHANGED = (Status.submitted, Status.approved, Status.active, Status.suspended)


@blueprint.get("/permits/<uuid:permit_id>/crew")
def show(permit_id: uuid.UUID) -> str:
    """Who stands on the permit, and the change under way."""
    return _page(permit_id)


@blueprint.post("/permits/<uuid:permit_id>/crew")
def propose(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Propose a change, which counts once it is signed and heard; looking somebody up proposes nothing."""
    form = Form()
    if form.text("do") == "find":
        return _page(permit_id)

    def act() -> str:
        items = _items(form, _permit(permit_id))
        form.done()
        try:
            crew_changes.propose_change(current_actor(), permit_id, items, form.text("reason"))
        except Invalid as error:
            raise renamed(error, _fields(form, items)) from error
        flash(words.CHANGE_PROPOSED, "must")
        return _url(permit_id)

    return _carried_out(permit_id, act)


@blueprint.post("/permits/<uuid:permit_id>/crew/<uuid:crew_change_id>/sign")
def sign(permit_id: uuid.UUID, crew_change_id: uuid.UUID) -> ResponseReturnValue:
    """The leader signs; where the leader changes, the approver."""
    form = Form()

    def act() -> str:
        image = form.drawn()
        form.done()
        change = crew_changes.sign_change(current_actor(), crew_change_id, form.sign_in(), image)
        if change.completed_at is None:
            flash(words.CHANGE_SIGNED, "must")
        else:
            flash(words.CHANGE_DONE, "safe")
        return _url(permit_id)

    return _carried_out(permit_id, act)


@blueprint.post("/permits/<uuid:permit_id>/crew/<uuid:crew_change_id>/abandon")
def abandon(permit_id: uuid.UUID, crew_change_id: uuid.UUID) -> ResponseReturnValue:
    """Everybody stays as they were."""

    def act() -> str:
        crew_changes.abandon_change(current_actor(), crew_change_id)
        flash(words.CHANGE_DROPPED, "none")
        return _url(permit_id)

    return _carried_out(permit_id, act)


# -- reading the form --------------------------------------------------------------------------------------------


def _items(form: Form, permit: Permit) -> list[MemberForm]:
    """Who comes, then who goes. Who comes without a part of their own takes over the parts of those who go."""
    leaving = form.ids("leaving")
    left = [m.parts for m in permit.members if m.removed_at is None and m.person_id in leaving]
    inherited = frozenset(part for parts in left for part in parts)
    coming = [
        MemberForm(form.choices(f"coming.{row}.parts", Part) or inherited, person_id=person)
        for row, person in _coming(form)
    ]
    named = {one.person_id for one in coming}
    return [*coming, *(MemberForm(frozenset(), person_id=person) for person in leaving if person not in named)]


def _coming(form: Form) -> list[tuple[int, uuid.UUID]]:
    chosen = [(row, form.id(f"coming.{row}.person_id")) for row in range(ROWS)]
    return [(row, person) for row, person in chosen if person is not None]


def _fields(form: Form, items: list[MemberForm]) -> dict[str, str]:
    """The fields of the page that a fault of an item belongs to."""
    rows = [row for row, _ in _coming(form)]
    fields = {"items": "leaving"}
    for index in range(len(items)):
        field = f"coming.{rows[index]}.person_id" if index < len(rows) else "leaving"
        fields |= {f"members.{index}.person_id": field, f"members.{index}.parts": field}
    return fields


# -- showing -----------------------------------------------------------------------------------------------------


def _page(permit_id: uuid.UUID, trouble: Trouble = NONE) -> str:
    actor, now, permit = current_actor(), wallclock.now(), _permit(permit_id)
    form = Form()
    people = form.text("people")[:LONGEST_SEARCH]
    coming = frozenset(person for _, person in _coming(form))
    found = crew.of_permit(session(), actor, permit, now, Sought(people, coming))
    change, offered = found.change, found.offered
    return render_template(
        "crew/show.html",
        trouble=trouble,
        typed=request.form,
        permit=permit,
        found=found,
        standing=[_member(one) for one in found.standing],
        changed=[] if change is None else [_item(item) for item in change.row.items],
        earlier=[_earlier(row) for row in found.earlier],
        mine=change is not None and any(person.id == actor.person_id for person in change.signers),
        people=[person_row(one, now) for one in offered.people if not people or one.id in offered.found | coming],
        people_sought=people,
        people_found=len(offered.found),
        people_cut=offered.cut,
        coming=[_typed(row, offered.people) for row in range(ROWS)],
        parts=[(p, labels.of(p)) for p in _PARTS if permit.contract_id is not None or p not in OWNERS],
        may_change=permit.status in _CHANGED and permit.ending is None,
        plans=bool(actor.roles & PLANNERS),
    )


def _typed(row: int, offered: Iterable[Candidate]) -> dict[str, object]:
    """One row of those who come, as it was typed."""
    name = f"coming.{row}"
    chosen = request.form.get(f"{name}.person_id")
    return {
        "name": name,
        "people": [one.id for one in offered if str(one.id) == chosen],
        "parts": request.form.getlist(f"{name}.parts"),
    }


def _member(row: PermitMember) -> dict[str, object]:
    assert row.person is not None
    return {"id": row.person_id, "name": row.person.name, "parts": _told(row.parts)}


def _item(item: CrewChangeItem) -> dict[str, str]:
    return {"name": item.person.name, "parts": _told(item.parts)}


def _earlier(row: CrewChange) -> dict[str, object]:
    gone = [item.person.name for item in row.items if not item.parts]
    come = [f"{item.person.name}（{_told(item.parts)}）" for item in row.items if item.parts]
    told = [said + "、".join(people) for said, people in ((words.GONE, gone), (words.COME, come)) if people]
    return {"at": row.completed_at, "told": "，".join(told), "reason": row.reason}


def _told(parts: frozenset[Part]) -> str:
    return "、".join(labels.of(part) for part in Part if part in parts)


def _permit(permit_id: uuid.UUID) -> Permit:
    return scope.permit(session(), current_actor(), permit_id)


def _carried_out(permit_id: uuid.UUID, act: Callable[[], str]) -> ResponseReturnValue:
    return carried_out(act, lambda trouble: _page(permit_id, trouble), lambda: _names(permit_id))


def _names(permit_id: uuid.UUID) -> dict[str, str]:
    """Refusals may be about people who are not on the permit yet."""
    permit = _permit(permit_id)
    coming = Sought(named=frozenset(person for _, person in _coming(Form())))
    offered = crew.of_permit(session(), current_actor(), permit, wallclock.now(), coming).offered
    return {str(one.id): one.name for one in offered.people} | dict(names.of_permit(permit))


def _url(permit_id: uuid.UUID) -> str:
    return url_for("crew.show", permit_id=permit_id)
