"""审批单: its form while it is a draft, the document with signatures and course, its code, and how it ends early."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.documents import permit_lines
from permit_service.errors import Invalid, NotFound
from permit_service.labels import events
from permit_service.labels.pages import common
from permit_service.labels.pages import work as words
from permit_service.models.choices import TimeSource
from permit_service.models.permits import Permit
from permit_service.queries import filing_plan, job_form, names, permit_detail, permit_photos, scope, stops_in_force
from permit_service.queries.disputes import unsettled_like
from permit_service.queries.filing_plan import FilingPlan
from permit_service.queries.permit_detail import PermitDetail
from permit_service.queries.reading import session
from permit_service.services import codes, disputes, drafts, endings, jobs, permits, risk_assessments
from permit_service.services.jobs import PLANNERS
from permit_service.told import clock, day
from permit_service.web import clearances, permit_form, refused_gas
from permit_service.web.draft_page import deadline_part, draft_page
from permit_service.web.forms import Form
from permit_service.web.register_pages import LONGEST_SEARCH
from permit_service.web.signs import permit_sign
from permit_service.web.trouble import NONE, Trouble, carried_out
from qr import image
from workflows.vocabulary import Action, Status

blueprint = Blueprint("permits", __name__)

_CAN_CANCEL = (Status.draft, Status.submitted, Status.approved, Status.active, Status.suspended)
_CAN_REVOKE = (Status.approved, Status.active, Status.suspended)


@blueprint.get("/permits/<uuid:permit_id>")
def show(permit_id: uuid.UUID) -> str:
    """The permit whole."""
    return _page(permit_id, NONE)


@blueprint.get("/permits/<uuid:permit_id>/code.svg")
def code(permit_id: uuid.UUID) -> Response:
    """Its code, to be printed or scanned from a screen."""
    permit = _permit(permit_id)
    url = codes.permit_code(permit)
    if url is None:
        raise NotFound
    return Response(image.svg(url, f"{permit.number} {permit.space.name}"), mimetype="image/svg+xml")


@blueprint.get("/permits/<uuid:permit_id>/edit")
def edit(permit_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a draft."""
    permit = _permit(permit_id)
    if permit.status is not Status.draft:
        return redirect(url_for("permits.show", permit_id=permit_id))
    return _draft_page(permit, NONE)


@blueprint.post("/permits/<uuid:permit_id>/edit")
def edit_post(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Save the form, and submit it where asked to; looking somebody up saves nothing."""
    form = Form()
    filled = permit_form.read(form)
    if form.text("do") == "find":
        return _draft_page(_permit(permit_id), NONE, filled, form)

    def act() -> str:
        _save(permit_id, form, filled)
        if form.text("do") != "submit":
            flash(common.SAVED, "none")
            return url_for("permits.edit", permit_id=permit_id)
        permits.submit(current_actor(), permit_id)
        flash(words.SUBMITTED, "safe")
        return url_for("permits.show", permit_id=permit_id)

    def show_again(trouble: Trouble) -> str:
        return _draft_page(_permit(permit_id), trouble, filled, form)

    return carried_out(act, show_again, lambda: _names(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/draft")
def autosave(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was typed so far; the answer tells the version that the form now is, and until when to file."""
    form = Form()
    _save(permit_id, form, permit_form.read(form))
    permit = _permit(permit_id)
    return {"fields": {"revision": str(permit.revision)}, "parts": {"deadline": deadline_part(permit)}}


@blueprint.post("/permits/<uuid:permit_id>/withdraw")
def withdraw(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Take the application back to draft."""

    def act() -> str:
        permits.withdraw(current_actor(), permit_id)
        flash(words.TAKEN_BACK, "none")
        return url_for("permits.edit", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble), lambda: _names(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/cancel")
def cancel(permit_id: uuid.UUID) -> ResponseReturnValue:
    """取消."""
    form = Form()

    def act() -> str:
        sign_in = form.sign_in() if form.text("pin") or form.text("password") else None
        endings.cancel(current_actor(), permit_id, form.text("reason"), sign_in)
        flash(words.CANCELLED, "none")
        return url_for("permits.show", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble, ending="cancel"), lambda: _names(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/revoke")
def revoke(permit_id: uuid.UUID) -> ResponseReturnValue:
    """作废."""
    form = Form()

    def act() -> str:
        endings.revoke(current_actor(), permit_id, form.sign_in(), form.text("reason"))
        flash(words.REVOKED, "none")
        return url_for("permits.show", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble, ending="revoke"), lambda: _names(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/owner-informed")
def inform(permit_id: uuid.UUID) -> ResponseReturnValue:
    """The owner took part in the risk assessment, or gave its information."""

    def act() -> str:
        risk_assessments.inform(current_actor(), permit_id)
        flash(words.OWNER_INFORMED, "safe")
        return url_for("permits.show", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble), lambda: _names(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/disputed-times/<uuid:record_id>")
def settle_time(permit_id: uuid.UUID, record_id: uuid.UUID) -> ResponseReturnValue:
    """Say which of two contradicting times holds."""
    form = Form()

    def act() -> str:
        holds = form.needed("holds", form.choice("holds", TimeSource))
        disputes.settle_time(current_actor(), record_id, holds, form.text("remark"), alike=form.ticked("alike"))
        flash(words.TIME_SETTLED, "safe")
        return url_for("permits.show", permit_id=permit_id)

    return carried_out(act, lambda trouble: _page(permit_id, trouble), lambda: _names(permit_id))


def _save(permit_id: uuid.UUID, form: Form, filled: permit_form.Filled) -> None:
    """Write a sound form into the draft. Hazards without their measure wait: a draft may lack anything."""
    actor, plan_file = current_actor(), form.upload("plan_file")
    revision = form.number("revision")
    form.done()
    permit = _permit(permit_id)
    try:
        jobs.edit_draft(actor, permit_id, revision, filled.job_form(permit, plan_file))
    except Invalid as error:
        raise permit_form.by_field(error, filled) from error
    before = job_form.risk_answers(session(), permit_id)
    known = {} if before is None else {row.hazard: (row.answer, row.measure) for row in before.answers}
    now = {hazard: (risk.answer, risk.measure) for hazard, risk in filled.assessed.items()}
    if now and now != known:
        risk_assessments.assess_risks(actor, permit_id, filled.assessed)


def _draft_page(
    permit: Permit, trouble: Trouble, typed: permit_form.Filled | None = None, form: Form | None = None
) -> str:
    """The draft as it was saved, or as ``typed`` in the ``form``, which then keeps the version it was shown with."""
    saved = permit_form.of_draft(permit, job_form.risk_answers(session(), permit.id))
    revision = "" if form is None or trouble.refused else form.text("revision")  # refused: the form was saved first
    return draft_page(
        permit,
        trouble,
        typed or saved,
        revision=revision or str(permit.revision),
        stands=drafts.draft_faults(current_actor(), permit.id),
        people="" if form is None else form.text("people")[:LONGEST_SEARCH],
    )


def _page(permit_id: uuid.UUID, trouble: Trouble, ending: str = "") -> str:
    actor, now = current_actor(), wallclock.now()
    found = permit_detail.detail(session(), actor, permit_id, now)
    permit = found.permit
    known = names.of_permit(permit)
    to_settle = next((one for one in found.disputes if found.may_settle and one.settlement is None), None)
    return render_template(
        "permits/show.html",
        trouble=trouble,
        permit=permit,
        sign_told=permit_sign(permit, stops_in_force.of_permits(session(), [permit])),
        rows=permit_lines.rows(found.document),
        seats=found.seats,
        turn=next((seat for seat in found.seats if seat.turn), None),
        me=actor.person_id,
        stands=_stands(found, known),
        signatures=found.signatures,
        course=_course(permit_id),
        photos=permit_photos.photos(session(), permit_id),
        to_file=_to_file(permit) if actor.roles & PLANNERS else None,
        on_site=permit.status in (Status.approved, Status.active, Status.suspended, Status.finished),
        can_withdraw=permit.status is Status.submitted and Action.permit_withdraw in found.endings,
        can_cancel=permit.status in _CAN_CANCEL and Action.permit_cancel in found.endings and ending != "revoke",
        can_revoke=permit.status in _CAN_REVOKE and Action.permit_revoke in found.endings,
        plans=bool(actor.roles & PLANNERS),
        informs=permit.contract_id is not None
        and found.facts.contract is not None
        and not found.facts.contract.owner_information
        and permit.enterprise_id in {grant.enterprise_id for grant in actor.grants},
        ending=ending,
        disputes=[(one, events.event(one.tag)) for one in found.disputes],
        suspicions=[(record, "；".join(map(labels.of, why))) for record, why in found.suspicions.items()],
        refused=refused_gas.card(permit),
        to_settle=to_settle,
        alike=0 if to_settle is None else len(unsettled_like(to_settle, found.disputes)),
        sources=[{"value": one, "title": labels.of(one)} for one in TimeSource],
    )


def _to_file(permit: Permit) -> FilingPlan | None:
    """What still has to be told to the street, once this permit is approved."""
    if permit.status is not Status.approved:
        return None
    plan = filing_plan.of_job(session(), permit.job)
    return plan if plan.needed and not plan.handed_in else None


def _stands(found: PermitDetail, known: Mapping[str, str]) -> list[clearances.Stand]:
    if found.clearance is not None:
        return [clearances.of_clearance(found.clearance, known)]
    return [clearances.of_ban(ban, known) for ban in found.bans]


def _course(permit_id: uuid.UUID) -> list[dict[str, str]]:
    """What was done, in order; a new day is told at its first event."""
    rows, day_before = [], ""
    for one in permit_detail.course(session(), permit_id):
        told, today = events.event(one.tag), day(one.at)
        text = today if today != day_before else ""
        rows.append(
            {"at": clock(one.at), "state": "none", "title": told, "who": one.actor or words.SYSTEM, "text": text}
        )
        day_before = today
    return rows


def _permit(permit_id: uuid.UUID) -> Permit:
    return scope.permit(session(), current_actor(), permit_id)


def _names(permit_id: uuid.UUID) -> dict[str, str]:
    return dict(names.of_permit(_permit(permit_id)))
