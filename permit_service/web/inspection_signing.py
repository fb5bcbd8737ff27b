"""谁检查、谁签名、谁负责: the signatures under a check sheet, on one phone or on several."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import checks as words
from permit_service.models.choices import SignatureAct
from permit_service.queries import inspections as reading
from permit_service.queries.reading import own_account, session
from permit_service.services.inspections import signing
from permit_service.web.forms import Form
from permit_service.web.inspection_rows import subject_of, where
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("inspection_signing", __name__, url_prefix="/inspections")


@blueprint.get("/<uuid:inspection_id>/sign")
def show(inspection_id: uuid.UUID) -> str:
    """Who has signed and who still has to."""
    return _page(inspection_id, NONE)


@blueprint.post("/<uuid:inspection_id>/sign")
def sign(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """An inspector signs."""
    form = Form()

    def act() -> None:
        image = form.drawn()
        form.done()
        signing.sign(current_actor(), form.sign_in(), inspection_id, image)

    return _carried_out(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/sign-firm")
def sign_firm(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody of the firm signs with an account of their own."""
    form = Form()

    def act() -> None:
        image = form.drawn()
        form.done()
        signing.sign_for_enterprise(current_actor(), form.sign_in(), inspection_id, image)

    return _carried_out(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/witness")
def witness(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody of the firm draws their signature on the inspector's phone."""
    form = Form()

    def act() -> None:
        image, person_id = form.drawn("firm_signature"), form.id("person_id")
        told = form.needed("person_id", person_id)
        form.done()
        signing.witness(current_actor(), inspection_id, told, image)

    return _carried_out(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/refusal")
def note_refusal(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """拒签: the firm does not sign."""
    return _carried_out(
        inspection_id, lambda: signing.note_refusal(current_actor(), inspection_id, Form().text("reason"))
    )


@blueprint.post("/<uuid:inspection_id>/reopen")
def reopen(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Let every signature fall, to correct the sheet."""

    def act() -> str:
        signing.reopen(current_actor(), inspection_id)
        flash(words.REOPENED, "warn")
        return url_for("inspections.show", inspection_id=inspection_id)

    return carried_out(act, lambda trouble: _page(inspection_id, trouble))


def _carried_out(inspection_id: uuid.UUID, act: Callable[[], object]) -> ResponseReturnValue:
    def go_on() -> str:
        act()
        flash(words.SIGNED if request.endpoint != "inspection_signing.note_refusal" else words.NOTED, "safe")
        return url_for("inspection_signing.show", inspection_id=inspection_id)

    return carried_out(go_on, lambda trouble: _page(inspection_id, trouble))


def _page(inspection_id: uuid.UUID, trouble: Trouble) -> str:
    actor = current_actor()
    view = reading.sheet(session(), actor, inspection_id)
    inspection = view.inspection
    _, person = own_account(actor)
    signed = {row.signer_id: row for row in view.signatures if row.act is SignatureAct.inspect}
    firm = next((row for row in view.signatures if row.act is SignatureAct.inspected), None)
    return render_template(
        "inspections/sign.html",
        trouble=trouble,
        view=view,
        inspection=inspection,
        title=subject_of(inspection),
        whose=where(inspection),
        lacks=[labels.of(lack) for lack in view.lacks],
        inspectors=[(one.person, signed.get(one.person_id)) for one in inspection.inspectors],
        firm=firm,
        own="" if person is None else person.name,
        to_sign=view.mine and actor.person_id not in signed,
        people=[(one.id, one.name) for one in view.ask],
        of_firm=any(one.id == actor.person_id for one in view.ask),
        typed=request.form,
    )
