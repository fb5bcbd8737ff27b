"""带去的设备: which pieces of the register a permit takes along, each with how it stands when the work ends."""

import uuid

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.labels import equipment_words as words
from permit_service.models.permits import Permit
from permit_service.queries import equipment as ledger
from permit_service.queries import names, scope
from permit_service.queries.reading import session
from permit_service.services.jobs import PLANNERS
from permit_service.services.permit_equipment import assign_equipment
from permit_service.web.forms import Form
from permit_service.web.lasting import clash, kept_up
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.vocabulary import LIVE_STATUSES

blueprint = Blueprint("permit_equipment", __name__)


@blueprint.get("/permits/<uuid:permit_id>/equipment")
def show(permit_id: uuid.UUID) -> str:
    """What the permit takes along, and what else there is to take."""
    return _page(permit_id, NONE)


@blueprint.post("/permits/<uuid:permit_id>/equipment")
def put(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Say which pieces are taken along."""

    def act() -> str:
        form = Form()
        ids = form.ids("equipment_ids")
        form.done()
        assign_equipment(current_actor(), permit_id, ids)
        flash(words.ASSIGNED, "safe")
        return url_for("permit_equipment.show", permit_id=permit_id)

    return carried_out(
        act, lambda trouble: _page(permit_id, trouble), lambda: dict(names.of_permit(_permit(permit_id)))
    )


def _permit(permit_id: uuid.UUID) -> Permit:
    return scope.permit(session(), current_actor(), permit_id)


def _page(permit_id: uuid.UUID, trouble: Trouble) -> str:
    permit = _permit(permit_id)
    now, taken = wallclock.now(), request.form.getlist("equipment_ids")
    held = ledger.assigned_ids(session(), permit.id)
    chosen = {str(one) for one in held} if trouble is NONE else set(taken)
    ends = max(now, permit.window_end or now)
    elsewhere = ledger.clashes(session(), current_actor(), permit)
    pieces = [
        {
            "row": row,
            "sign": kept_up(ledger.piece_of(row), ends),
            "clashes": [clash(one) for one in elsewhere.get(row.id, ())],
            "on": str(row.id) in chosen,
        }
        for row in ledger.assignable(session(), permit)
    ]
    return render_template(
        "permit_equipment/show.html",
        permit=permit,
        pieces=pieces,
        taken=[piece for piece in pieces if piece["row"].id in held],
        plans=bool(current_actor().roles & PLANNERS) and permit.status in LIVE_STATUSES,
        trouble=trouble,
    )
