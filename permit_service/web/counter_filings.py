"""代录: an officer writes down what was filed on paper at the counter, looks it over, and hands it in."""

import uuid

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels import street_words
from permit_service.labels.pages import common
from permit_service.models.filings import Filing
from permit_service.queries import filing_plan, names, scope
from permit_service.queries.reading import session
from permit_service.services import counter_filings
from permit_service.web.filing_form import form_page, typed
from permit_service.web.filing_page import filing_page
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("counter_filings", __name__)


@blueprint.get("/jobs/<uuid:job_id>/counter-filing")
def show(job_id: uuid.UUID) -> str:
    """What the draft will be made of."""
    return _begin_page(job_id, NONE)


@blueprint.post("/jobs/<uuid:job_id>/counter-filing")
def begin(job_id: uuid.UUID) -> ResponseReturnValue:
    """A draft from the job and its permits, to be compared with the paper."""

    def act() -> str:
        filing = counter_filings.draft(current_actor(), job_id)
        return url_for("counter_filings.edit", filing_id=filing.id)

    return carried_out(act, lambda trouble: _begin_page(job_id, trouble))


@blueprint.get("/filings/<uuid:filing_id>/counter-form")
def edit(filing_id: uuid.UUID) -> str:
    """The form, as it stands."""
    return _form_page(filing_id, NONE)


@blueprint.post("/filings/<uuid:filing_id>/counter-form")
def edit_post(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was typed; nothing is handed in yet."""
    form = Form()

    def act() -> str:
        told, revision = typed(form, _filing(filing_id)), form.number("revision")
        form.done()
        counter_filings.edit(current_actor(), filing_id, revision, told)
        flash(common.SAVED, "none")
        return url_for("filings.show", filing_id=filing_id)

    return carried_out(act, lambda trouble: _form_page(filing_id, trouble), lambda: _names(filing_id))


@blueprint.post("/filings/<uuid:filing_id>/key-in")
def key_in(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Hand it in, with the time at which the counter took it."""
    form = Form()

    def act() -> str:
        at = form.needed("submitted_at", form.moment("submitted_at"))
        job_id = _filing(filing_id).job_id
        counter_filings.key_in(current_actor(), job_id, at, late_reason=form.text("late_reason"))
        flash(street_words.KEYED_IN, "safe")
        return url_for("filings.show", filing_id=filing_id)

    return carried_out(act, lambda trouble: filing_page(filing_id, trouble, "counter"), lambda: _names(filing_id))


def _begin_page(job_id: uuid.UUID, trouble: Trouble) -> str:
    job = scope.job(session(), current_actor(), job_id)
    return render_template("filings/counter.html", trouble=trouble, job=job, plan=filing_plan.of_job(session(), job))


def _form_page(filing_id: uuid.UUID, trouble: Trouble) -> str:
    action = url_for("counter_filings.edit_post", filing_id=filing_id)
    return form_page(_filing(filing_id), trouble, action, counter=True)


def _filing(filing_id: uuid.UUID) -> Filing:
    return scope.filing(session(), current_actor(), filing_id)


def _names(filing_id: uuid.UUID) -> dict[str, str]:
    return dict(names.of_filing(_filing(filing_id)))
