"""监护到岗: permit and plate, scanned or typed one after the other (site-rules 20)."""

import uuid

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.errors import Invalid, RateLimited
from permit_service.labels.pages import site as words
from permit_service.problems import refusal_groups
from permit_service.queries import onsite
from permit_service.services import check_ins
from permit_service.services.check_ins import CheckedIn, CheckInForm
from permit_service.typed_codes import count_try
from permit_service.web.forms import Form, new_nonce
from permit_service.web.site_pages import look, page, site_blueprint, site_url
from permit_service.web.trouble import NONE, Trouble, trouble_of
from workflows.vocabulary import ScanVerdict

blueprint = site_blueprint("site_check_in")


@blueprint.get("/permits/<uuid:permit_id>/site/check-in")
def show(permit_id: uuid.UUID) -> str:
    """Scan the permit, then the plate. An address opened from a code brings that code along."""
    return _show(permit_id, request.args.get("permit", ""), request.args.get("plate", ""))


@blueprint.post("/permits/<uuid:permit_id>/site/check-in")
def check_in(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Take the post once both codes are there. What is no code of this permit is told before the plate is asked for."""
    form = Form()
    permit, plate = form.text("permit"), form.text("plate")
    try:
        count_try(permit, plate)
        wrong = _wrong_permit(permit_id, permit, plate, form)
        if wrong is not None:
            return _show(permit_id, "", plate, wrong), wrong.status
        if not permit or not plate:
            return _show(permit_id, permit, plate)
        opening_id = form.id("opening_id")
        form.done()
        nonce = form.text("nonce") or new_nonce()
        asked = CheckInForm(permit, plate, nonce, form.ticked("explosion_proof"), opening_id)
        checked = check_ins.check_in(current_actor(), asked)
    except (Invalid, RateLimited) as error:
        trouble = trouble_of(error)
        return _show(permit_id, permit, plate, trouble), trouble.status
    return _answer(permit_id, permit, checked)


def _wrong_permit(permit_id: uuid.UUID, permit: str, plate: str, form: Form) -> Trouble | None:
    if not permit:
        return None
    site, found = look(permit_id), check_ins.permit_in_hand(current_actor(), permit)
    if found is not None and found.id != permit_id:
        says = words.OTHER_PERMIT.format(space=found.space.name, scanned=found.number, number=site.permit.number)
        return Trouble(409, says=says)
    if plate or found is not None:
        return None
    refusal = check_ins.refuse_permit(current_actor(), permit, form.text("nonce") or new_nonce())
    return Trouble(409, groups=tuple(refusal_groups([refusal], site.names)), says=words.PERMIT_UNREAD)


def _answer(permit_id: uuid.UUID, permit: str, checked: CheckedIn) -> ResponseReturnValue:
    """Onwards with the post taken; otherwise the reasons. This permit's code, once read, is not asked for again."""
    if checked.verdict is ScanVerdict.admit and checked.permit is not None:
        flash(words.CHECKED_IN, "safe")
        return redirect(site_url(checked.permit.id), 303)
    groups = tuple(refusal_groups(checked.refusals, look(permit_id).names))
    says = words.NOT_CHECKED_IN if groups else words.CHECK_IN_UNKNOWN
    known = permit if checked.permit is not None and checked.permit.id == permit_id else ""
    return _show(permit_id, known, "", Trouble(409, groups=groups, says=says)), 409


def _show(permit_id: uuid.UUID, permit: str, plate: str, trouble: Trouble = NONE) -> str:
    site = look(permit_id)
    return page(
        "site/check_in.html",
        site,
        trouble,
        permit_code=permit,
        plate_code=plate,
        openings=onsite.prepared(site).openings,
    )
