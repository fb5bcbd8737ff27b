"""相关作业: other permits in the same space, by both approvers' signatures, and work in connected spaces."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels.pages import work as words
from permit_service.models.permits import Permit
from permit_service.queries import names, related, scope
from permit_service.queries.reading import session
from permit_service.services import links
from permit_service.services.jobs import PLANNERS
from permit_service.told import span
from permit_service.web.forms import Form
from permit_service.web.rows import permit_row
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("related", __name__)


@blueprint.get("/permits/<uuid:permit_id>/links")
def show(permit_id: uuid.UUID) -> str:
    """Links of the permit, and the spaces connected with its own."""
    return _page(permit_id)


@blueprint.post("/permits/<uuid:permit_id>/links")
def propose(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Say how two crews in one space keep out of each other's way."""
    form = Form()

    def act() -> str:
        other_id = form.needed("other_id", form.id("other_id"))
        links.propose_link(current_actor(), permit_id, other_id, form.text("arrangement"))
        flash(words.LINK_PROPOSED, "must")
        return _url(permit_id)

    return _carried_out(permit_id, act)


@blueprint.post("/permits/<uuid:permit_id>/links/<uuid:link_id>/sign")
def sign(permit_id: uuid.UUID, link_id: uuid.UUID) -> ResponseReturnValue:
    """An approver of either permit signs."""
    form = Form()

    def act() -> str:
        image = form.drawn()
        form.done()
        link = links.sign_link(current_actor(), link_id, form.sign_in(), image)
        flash(words.LINK_SIGNED if link.completed_at else words.LINK_HALF_SIGNED, "safe")
        return _url(permit_id)

    return _carried_out(permit_id, act)


def _page(permit_id: uuid.UUID, trouble: Trouble = NONE) -> str:
    actor, permit = current_actor(), _permit(permit_id)
    found = related.of_permit(session(), actor, permit)
    return render_template(
        "related/show.html",
        trouble=trouble,
        typed=request.form,
        permit=permit,
        links=[(link, link.may_sign(actor.person_id)) for link in found.links],
        linkable=[
            (one.id, f"{one.number} {one.content} {span(one.window_start, one.window_end)}") for one in found.linkable
        ],
        connected=[(one.space, [permit_row(row) for row in one.permits]) for one in found.connected],
        plans=bool(actor.roles & PLANNERS) and permit.status in links.LINKED,
    )


def _permit(permit_id: uuid.UUID) -> Permit:
    return scope.permit(session(), current_actor(), permit_id)


def _carried_out(permit_id: uuid.UUID, act: Callable[[], str]) -> ResponseReturnValue:
    return carried_out(
        act, lambda trouble: _page(permit_id, trouble), lambda: dict(names.of_permit(_permit(permit_id)))
    )


def _url(permit_id: uuid.UUID) -> str:
    return url_for("related.show", permit_id=permit_id)
