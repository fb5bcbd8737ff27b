"""监护到岗: permit and plate, scanned or typed one after the other, whichever first (site-rules 20)."""

import uuid
from dataclasses import dataclass, replace

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.errors import Invalid, RateLimited
from permit_service.labels.pages import site as words
from permit_service.problems import refusal_groups
from permit_service.queries import onsite
from permit_service.services import check_ins, codes
from permit_service.services.check_ins import CheckedIn, CheckInForm
from permit_service.typed_codes import count_try
from permit_service.web.forms import Form, new_nonce
from permit_service.web.site_pages import asked_in_place, look, next_url, page, site_blueprint, site_url
from permit_service.web.trouble import NONE, Trouble, trouble_of
from qr.claims import Kind
from workflows.vocabulary import ScanVerdict

blueprint = site_blueprint("site_check_in")


@blueprint.get("/permits/<uuid:permit_id>/site/check-in")
def show(permit_id: uuid.UUID) -> str:
    """Scan permit and plate. An address opened from a code brings that code along."""
    return _show(permit_id, _Codes(request.args.get("permit", ""), request.args.get("plate", "")))


@blueprint.post("/permits/<uuid:permit_id>/site/check-in")
def check_in(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Take the post once both codes are there. What is no code of this permit is told at once."""
    form = Form()
    told = _read_so_far(form)
    try:
        count_try(told.permit, told.plate)
        wrong = _wrong_permit(permit_id, told, form)
        if wrong is not None:
            return _show(permit_id, replace(told, permit=""), wrong, ScanVerdict.refuse), wrong.status
        if not told.permit or not told.plate:
            return _show(permit_id, told)
        opening_id = form.id("opening_id")
        form.done()
        nonce = form.text("nonce") or new_nonce()
        asked = CheckInForm(told.permit, told.plate, nonce, form.ticked("explosion_proof"), opening_id)
        checked = check_ins.check_in(current_actor(), asked)
    except (Invalid, RateLimited) as error:
        trouble = trouble_of(error)
        if asked_in_place():
            return page("scan/not_sent.html", look(permit_id), trouble), trouble.status
        return _show(permit_id, told, trouble), trouble.status
    return _answer(permit_id, told, checked)


@dataclass(frozen=True, slots=True)
class _Codes:
    """What was read so far."""

    permit: str = ""
    plate: str = ""


def _read_so_far(form: Form) -> _Codes:
    """The codes that the form brings along, and the one read now: what is no plate's is taken for the one missing."""
    told, code = _Codes(form.text("permit"), form.text("plate")), form.text("code")
    if not code:
        return told
    kind = codes.kind_of(code)
    if kind is Kind.plate or (told.permit and kind is not Kind.permit):
        return replace(told, plate=code)
    return replace(told, permit=code)


def _wrong_permit(permit_id: uuid.UUID, told: _Codes, form: Form) -> Trouble | None:
    if not told.permit:
        return None
    site, found = look(permit_id), check_ins.permit_in_hand(current_actor(), told.permit)
    if found is not None and found.id != permit_id:
        says = words.OTHER_PERMIT.format(space=found.space.name, scanned=found.number, number=site.permit.number)
        return Trouble(409, says=says)
    if told.plate or found is not None:
        return None
    refusal = check_ins.refuse_permit(current_actor(), told.permit, form.text("nonce") or new_nonce())
    return Trouble(409, groups=tuple(refusal_groups([refusal], site.names)), says=words.PERMIT_UNREAD)


def _answer(permit_id: uuid.UUID, told: _Codes, checked: CheckedIn) -> ResponseReturnValue:
    """Onwards with the post taken; otherwise the reasons. This permit's code, once read, is not asked for again."""
    if checked.verdict is ScanVerdict.admit and checked.permit is not None:
        if asked_in_place():
            return _show(permit_id, told, shown=ScanVerdict.recorded)
        flash(words.CHECKED_IN, "safe")
        return redirect(site_url(checked.permit.id), 303)
    groups = tuple(refusal_groups(checked.refusals, look(permit_id).names))
    says = words.NOT_CHECKED_IN if groups else words.CHECK_IN_UNKNOWN
    known = told.permit if checked.permit is not None and checked.permit.id == permit_id else ""
    return _show(permit_id, _Codes(known), Trouble(409, groups=groups, says=says), checked.verdict), 409


def _show(permit_id: uuid.UUID, told: _Codes, trouble: Trouble = NONE, shown: ScanVerdict | None = None) -> str:
    """``shown`` fills the screen where a script asked; without it what was read so far comes anew."""
    site = look(permit_id)
    return page(
        "site/check_in_answer.html" if asked_in_place() else "site/check_in.html",
        site,
        trouble,
        told=told,
        shown=shown,
        openings=onsite.prepared(site).openings,
        next_href=next_url(site),
    )
