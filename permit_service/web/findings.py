"""检查发现的问题 and their 整改: what is to be mended until when, what was done about it, and how it was judged."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import checks as words
from permit_service.models.inspections import Finding, Rectification
from permit_service.queries import rectification as reading
from permit_service.queries.reading import session
from permit_service.services.inspections import filling, rectifying
from permit_service.services.inspections.rectifying import Mended
from permit_service.told import month_day
from permit_service.wallclock import civil_day
from permit_service.web.check_places import narrowed
from permit_service.web.forms import Form
from permit_service.web.inspection_rows import finding_row, finding_sign, where
from permit_service.web.register_pages import Filter, Listing
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.inspection_kinds import FindingState, FindingTrigger
from workflows.rectification import days_late

blueprint = Blueprint("findings", __name__, url_prefix="/findings")

_STATES = Filter("state", words.STATE, tuple((state, labels.of(state)) for state in FindingState))


@blueprint.get("")
def index() -> str:
    """Problems that concluded checks found."""
    (wanted, area_path), today = narrowed(_STATES), wallclock.today()
    told = wanted.get("state")
    state = None if told is None else FindingState(told)
    page = reading.findings(session(), current_actor(), wanted.wanted, today=today, state=state, area_path=area_path)
    rows = tuple(finding_row(one, today) for one in page.rows)
    return render_template("findings/index.html", listing=Listing(wanted, words.FINDING_COLUMNS, rows, page.after))


@blueprint.get("/<uuid:finding_id>")
def show(finding_id: uuid.UUID) -> str:
    """One problem."""
    return _page(finding_id, NONE)


@blueprint.post("/<uuid:finding_id>/report")
def report(finding_id: uuid.UUID) -> ResponseReturnValue:
    """The enterprise reports it as mended."""
    form = Form()
    mended = Mended(form.text("text"), form.upload("photo"))
    return _carried_out(
        finding_id, words.RECTIFICATION_REPORTED, lambda: rectifying.report(current_actor(), finding_id, mended)
    )


@blueprint.post("/<uuid:finding_id>/accept")
def accept(finding_id: uuid.UUID) -> ResponseReturnValue:
    """An officer saw that it is mended."""
    remark = Form().text("remark")
    return _carried_out(
        finding_id, words.RECTIFICATION_ACCEPTED, lambda: rectifying.accept(current_actor(), finding_id, remark)
    )


@blueprint.post("/<uuid:finding_id>/send-back")
def send_back(finding_id: uuid.UUID) -> ResponseReturnValue:
    """It is not mended yet."""
    reason = Form().text("reason")
    return _carried_out(
        finding_id, words.RECTIFICATION_SENT_BACK, lambda: rectifying.send_back(current_actor(), finding_id, reason)
    )


@blueprint.post("/<uuid:finding_id>/take-back")
def take_back(finding_id: uuid.UUID) -> ResponseReturnValue:
    """Take a problem off a sheet that nobody has signed."""

    def act() -> str:
        inspection = filling.take_back_problem(current_actor(), finding_id)
        return url_for("inspections.show", inspection_id=inspection.id, _anchor="findings")

    return carried_out(act, lambda trouble: _page(finding_id, trouble))


def _carried_out(finding_id: uuid.UUID, done: str, act: Callable[[], Finding]) -> ResponseReturnValue:
    def go_on() -> str:
        act()
        flash(done, "safe")
        return url_for("findings.show", finding_id=finding_id)

    return carried_out(go_on, lambda trouble: _page(finding_id, trouble))


def _page(finding_id: uuid.UUID, trouble: Trouble) -> str:
    view = reading.finding(session(), current_actor(), finding_id, wallclock.today())
    return render_template(
        "findings/show.html",
        trouble=trouble,
        finding=view.finding,
        inspection=view.finding.inspection,
        whose=where(view.finding.inspection),
        status=finding_sign(view.state),
        may_report=FindingTrigger.report in view.may,
        may_judge=FindingTrigger.accept in view.may,
        done=[_told(one, view.finding) for one in view.finding.rectifications],
        typed=request.form,
    )


def _told(one: Rectification, finding: Finding) -> dict[str, object]:
    """One report with its judgement, as it is shown."""
    late = days_late(finding.due_on, civil_day(one.reported_at))
    reported = f"{month_day(one.reported_at)} {one.reported_by.name}"
    judged = "" if one.judged_by is None else f"{month_day(one.judged_at)} {one.judged_by.name}"
    return {
        "text": one.text,
        "photo_id": one.photo_id,
        "reported": reported + (words.DAYS_LATE.format(days=late) if late else ""),
        "judged": judged,
        "accepted": one.accepted,
        "reason": one.reason,
    }
