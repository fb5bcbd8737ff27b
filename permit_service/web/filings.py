"""报备: the enterprise's side of it, and the list that a street works through."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import filings as words
from permit_service.models.filings import Filing
from permit_service.queries import inbox, names, scope, works
from permit_service.queries.filing_standing import standing_of
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session
from permit_service.services import emergency_filings, filing_completion, filings
from permit_service.services.jobs import PLANNERS
from permit_service.told import at
from permit_service.web.filing_form import form_page, typed
from permit_service.web.filing_page import filing_page
from permit_service.web.forms import Form, once
from permit_service.web.frame import OFFICERS
from permit_service.web.inbox_rows import inbox_rows
from permit_service.web.rows import filing_row
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.kinds import EmergencyCategory
from workflows.vocabulary import FilingStatus

blueprint = Blueprint("filings", __name__)


@blueprint.get("/filings")
def index() -> str:
    """A street's inbox by start of the work; an enterprise's filings, the newest first."""
    actor = current_actor()
    if actor.roles & OFFICERS and "all" not in request.args:
        return _inbox_page()
    page = works.filings(session(), actor, Wanted(request.args.get("after"), 30))
    standing = standing_of(session(), page.rows)
    return render_template(
        "filings/index.html",
        rows=[filing_row(filing, standing) for filing in page.rows],
        after=page.after,
        first=request.args.get("after") is None,
        plans=bool(actor.roles & PLANNERS),
        reviews=bool(actor.roles & OFFICERS),
    )


@blueprint.get("/filings/<uuid:filing_id>")
def show(filing_id: uuid.UUID) -> str:
    """One filing, on one page."""
    return filing_page(filing_id, NONE)


@blueprint.post("/filings/<uuid:filing_id>/submit")
def submit(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Hand it in, or hand a returned one in again."""
    form = Form()

    def act() -> str:
        actor, filing = current_actor(), _filing(filing_id)
        if filing.status is FilingStatus.returned:
            fields = () if filing.open_return is None else filing.open_return.fields
            kept = {field: form.text(f"kept.{field}") for field in fields}
            done = filing_completion.resubmit_filing(actor, filing_id, late_reason=form.text("late_reason"), kept=kept)
        else:
            receipt = form.upload("receipt")
            done = filings.submit_filing(actor, filing_id, late_reason=form.text("late_reason"), receipt=receipt)
        flash(_receipt(done), "safe")
        return _url(filing_id)

    return _carried_out(filing_id, act)


@blueprint.get("/filings/<uuid:filing_id>/edit")
def edit(filing_id: uuid.UUID) -> str:
    """The filing's form."""
    return _edit_page(filing_id, NONE)


@blueprint.post("/filings/<uuid:filing_id>/edit")
def edit_post(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Write the form; once it was handed in, each change is an amendment before the street's eyes."""
    form = Form()

    def act() -> str:
        actor, filing = current_actor(), _filing(filing_id)
        told, revision = typed(form, filing), form.number("revision")
        form.done()
        if filing.status in (FilingStatus.draft, FilingStatus.returned):
            filings.edit_filing(actor, filing_id, revision, told)
            flash(common.SAVED, "none")
        else:
            filings.amend_filing(actor, filing_id, revision, told)
            flash(words.AMENDED, "safe")
        return _url(filing_id)

    return carried_out(act, lambda trouble: _edit_page(filing_id, trouble), lambda: _names(filing_id))


@blueprint.post("/filings/<uuid:filing_id>/papers")
def attach(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Put one paper into the package."""
    form = Form()

    def act() -> str:
        data = form.needed("file", form.upload("file"))

        def attach() -> str:
            filings.attach_paper(current_actor(), filing_id, form.text("name"), data)
            flash(words.UPLOADED, "safe")
            return _url(filing_id)

        return once(form, attach)

    return _carried_out(filing_id, act)


@blueprint.post("/filings/<uuid:filing_id>/withdraw")
def withdraw(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Take it back; nobody enters under it from now on."""

    def act() -> str:
        filings.withdraw_filing(current_actor(), filing_id, Form().text("reason"))
        flash(words.WITHDRAWN, "none")
        return _url(filing_id)

    return _carried_out(filing_id, act)


@blueprint.post("/filings/<uuid:filing_id>/emergency")
def emergency(filing_id: uuid.UUID) -> ResponseReturnValue:
    """抢修: the principal signs for it."""
    form = Form()

    def act() -> str:
        image = form.drawn()
        form.expects("category", "reason")
        category = form.needed("category", form.choice("category", EmergencyCategory))
        emergency_filings.declare_emergency(
            current_actor(), filing_id, form.sign_in(), category, form.text("reason"), image
        )
        flash(words.EMERGENCY_FILED, "safe")
        return _url(filing_id)

    return _carried_out(filing_id, act)


def _receipt(filing: Filing) -> str:
    """What the enterprise reads of its handing in; again, its number and the time that counts stay."""
    told = words.FILED if filing.times_submitted == 1 else words.FILED_AGAIN
    return told.format(
        number=filing.receipt_number,
        times=filing.times_submitted,
        at=at(filing.submitted_at),
        first=at(filing.first_submitted_at),
    )


def _inbox_page() -> str:
    after = request.args.get("after")
    found = inbox.inbox(session(), current_actor(), wallclock.now(), Wanted(after, inbox.SIZE))
    return render_template("filings/inbox.html", rows=inbox_rows(found.rows), first=after is None, after=found.after)


def _edit_page(filing_id: uuid.UUID, trouble: Trouble) -> str:
    return form_page(_filing(filing_id), trouble, url_for("filings.edit_post", filing_id=filing_id))


def _filing(filing_id: uuid.UUID) -> Filing:
    return scope.filing(session(), current_actor(), filing_id)


def _carried_out(filing_id: uuid.UUID, act: Callable[[], str]) -> ResponseReturnValue:
    return carried_out(act, lambda trouble: filing_page(filing_id, trouble), lambda: _names(filing_id))


def _names(filing_id: uuid.UUID) -> dict[str, str]:
    return dict(names.of_filing(_filing(filing_id)))


def _url(filing_id: uuid.UUID) -> str:
    return url_for("filings.show", filing_id=filing_id)
