"""审批签字: the document read, its differences and risks first, then signed, sent back or refused."""

import json
import uuid

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.documents import permit_lines
from permit_service.errors import Invalid
from permit_service.labels.pages import work as words
from permit_service.queries import names, permit_detail, scope
from permit_service.queries.permit_detail import PermitDetail, Seat
from permit_service.queries.reading import own_account, session
from permit_service.services import documents, endings, permits
from permit_service.web.forms import Form, renamed
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.vocabulary import Action, ProfileName

blueprint = Blueprint("signing", __name__)

_SIGNED = words.SIGNED
_AGAINST = {
    "send_back": (permits.send_back, words.SENT_BACK),
    "reject": (endings.reject, words.REJECTED),
}


@blueprint.get("/permits/<uuid:permit_id>/sign")
def show(permit_id: uuid.UUID) -> str:
    """Read and sign."""
    return _page(permit_id, NONE)


@blueprint.post("/permits/<uuid:permit_id>/sign")
def decide(permit_id: uuid.UUID) -> ResponseReturnValue:
    """同意, 退回修改 or 不同意, by the signer who proves themselves in the same press."""
    form = Form()

    def act() -> str:
        decision, action = form.text("decision"), form.choice("action", Action)
        image = form.drawn()
        form.done()
        if decision in _AGAINST:
            _decline(permit_id, decision, form)
        elif decision == "agree" and action is not None:
            _agree(permit_id, action, form, image)
            flash(_SIGNED, "safe")
        else:
            raise Invalid({"decision": "required"})
        return url_for("permits.show", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble), lambda: _names(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/extra-approval")
def extra_approve(permit_id: uuid.UUID) -> ResponseReturnValue:
    """One more approval for work at night or on a day off."""
    form = Form()

    def act() -> str:
        image = form.drawn()
        form.done()
        permits.extra_approve(current_actor(), permit_id, form.sign_in(), opinion=form.text("opinion"), image=image)
        flash(_SIGNED, "safe")
        return url_for("permits.show", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble), lambda: _names(permit_id))


def _decline(permit_id: uuid.UUID, decision: str, form: Form) -> None:
    """退回修改 or 不同意: what is written as an opinion is the reason, which must be there."""
    use_case, told = _AGAINST[decision]
    try:
        use_case(current_actor(), permit_id, form.sign_in(), form.text("opinion"))
    except Invalid as error:
        raise renamed(error, {"reason": "opinion"}) from error
    flash(told, "none")


def _agree(permit_id: uuid.UUID, action: Action, form: Form, image: bytes | None) -> None:
    actor, sign_in, opinion = current_actor(), form.sign_in(), form.text("opinion")
    on_site = form.ticked("on_site") or None
    if action is Action.permit_consent:
        permits.consent(actor, permit_id, sign_in, opinion=opinion, image=image)
    elif action is Action.permit_approve:
        permits.approve(actor, permit_id, sign_in, on_site=on_site, opinion=opinion, image=image)
    elif action is Action.permit_owner_approve:
        permits.owner_approve(actor, permit_id, sign_in, on_site=on_site, opinion=opinion, image=image)
    else:
        raise Invalid({"action": "enum"})


def _page(permit_id: uuid.UUID, trouble: Trouble) -> str:
    actor = current_actor()
    found = permit_detail.detail(session(), actor, permit_id, wallclock.now())
    compared = documents.document_diff(actor, permit_id)
    previous = compared.previous
    before = None if previous is None or previous.document is None else json.loads(previous.document)
    rows = permit_lines.rows(found.document, before)
    seat = next((one for one in found.seats if one.turn), None)
    mine = seat is not None and any(person.id == actor.person_id for person in seat.people)
    return render_template(
        "permits/sign.html",
        trouble=trouble,
        permit=found.permit,
        risks=permit_lines.risks(found.document),
        changes=[cell["label"] for cells in rows for cell in cells if cell["changed"]],
        previous=previous,
        rows=rows,
        seats=found.seats,
        seat=seat,
        mine=mine,
        extra=found.extra,
        signer=_signer(found, seat, mine),
        on_site=found.permit.enterprise.profile is ProfileName.GB30871,
        secret=_secret(trouble),
        typed=request.form,
    )


def _signer(found: PermitDetail, seat: Seat | None, mine: bool) -> str:
    """Whose name stands over the pad: one's own, or those who are to sign on this phone."""
    user, person = own_account(current_actor())
    if mine or seat is None:
        return user.login if person is None else person.name
    return "、".join(person.name for person in seat.people)


def _secret(trouble: Trouble) -> str:
    """After too many wrong PINs only the password helps; who prefers it may ask for it."""
    chosen = "password" in request.form or request.args.get("by") == "password"
    return "password" if chosen else trouble.secret


def _names(permit_id: uuid.UUID) -> dict[str, str]:
    return dict(names.of_permit(scope.permit(session(), current_actor(), permit_id)))
