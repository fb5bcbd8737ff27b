"""作业: planned by choosing a space, its permits, filing, acceptance and end."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.errors import Invalid, NotFound
from permit_service.labels.pages import work as words
from permit_service.models.choices import Answer
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit
from permit_service.queries import filing_plan, job_detail, job_form, scope, stops_in_force, works
from permit_service.queries.filing_standing import standing_of
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session
from permit_service.services import acceptance, filings, jobs
from permit_service.services.job_forms import JobForm
from permit_service.services.jobs import PLANNERS
from permit_service.web.forms import Form, new_nonce, once, renamed
from permit_service.web.frame import OFFICERS
from permit_service.web.register_pages import LONGEST_SEARCH
from permit_service.web.rows import job_row, permit_row
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.kinds import AcceptanceItem
from workflows.vocabulary import Status

blueprint = Blueprint("jobs", __name__)

_ANSWERS: Mapping[str, Answer] = {"yes": Answer.yes, "no": Answer.no, "na": Answer.yes}


@blueprint.get("/jobs")
def index() -> str:
    """Jobs one may know of, the newest first."""
    actor = current_actor()
    page = works.jobs(session(), actor, Wanted(request.args.get("after"), 30))
    return render_template(
        "jobs/index.html",
        rows=[job_row(job) for job in page.rows],
        after=page.after,
        first=request.args.get("after") is None,
        plans=bool(actor.roles & PLANNERS),
    )


@blueprint.get("/jobs/new")
def new() -> str:
    """Choose where; the whole form comes with the draft."""
    return _new_page(NONE)


@blueprint.post("/jobs/new")
def create() -> ResponseReturnValue:
    """Make the draft and go on to its form; looking a space up makes none."""
    form = Form()
    if form.text("do") == "find":
        return _new_page(NONE)

    def act() -> str:
        contract_id, space_id = form.id("contract_id"), form.needed("space_id", form.id("space_id"))
        form.done()
        return once(form, lambda: _planned(JobForm(space_id=space_id, contract_id=contract_id)))

    return carried_out(act, _new_page)


@blueprint.get("/jobs/<uuid:job_id>")
def show(job_id: uuid.UUID) -> str:
    """A job: its permits, its filing, and what comes next."""
    return _page(job_id, NONE)


@blueprint.get("/jobs/<uuid:job_id>/edit")
def edit(job_id: uuid.UUID) -> ResponseReturnValue:
    """The form of the job's draft."""
    draft = next((p for p in _job_permits(job_id) if p.status is Status.draft), None)
    if draft is None:
        return redirect(url_for("jobs.show", job_id=job_id))
    return redirect(url_for("permits.edit", permit_id=draft.id))


@blueprint.post("/jobs/<uuid:job_id>/permits")
def add_permit(job_id: uuid.UUID) -> ResponseReturnValue:
    """Another permit for another day, prefilled from the last one."""
    form = Form()

    def act() -> str:
        form.expects("window_start", "window_end")
        start = form.needed("window_start", form.moment("window_start"))
        end = form.needed("window_end", form.moment("window_end"))
        return once(form, lambda: _edit_url(jobs.add_permit(current_actor(), job_id, start, end).id))

    return carried_out(act, lambda trouble: _page(job_id, trouble))


@blueprint.post("/jobs/<uuid:job_id>/filing")
def make_filing(job_id: uuid.UUID) -> ResponseReturnValue:
    """Draft the filing from the job, or go to the one that stands."""

    def act() -> str:
        filing = filings.make_from_job(current_actor(), job_id)
        return url_for("filings.show", filing_id=filing.id)

    return carried_out(act, lambda trouble: _page(job_id, trouble))


@blueprint.post("/jobs/<uuid:job_id>/abandon")
def abandon(job_id: uuid.UUID) -> ResponseReturnValue:
    """Give the job up."""

    def act() -> str:
        jobs.abandon_job(current_actor(), job_id, Form().text("reason"))
        flash(words.JOB_ABANDONED, "none")
        return url_for("jobs.show", job_id=job_id)

    return carried_out(act, lambda trouble: _page(job_id, trouble))


@blueprint.get("/jobs/<uuid:job_id>/accept")
def accept(job_id: uuid.UUID) -> str:
    """完工验收: four items and the leader's signature."""
    return _accept_page(job_id, NONE)


@blueprint.post("/jobs/<uuid:job_id>/accept")
def accept_post(job_id: uuid.UUID) -> ResponseReturnValue:
    """Note the items as found; sign where asked to."""
    form, actor = Form(), current_actor()

    def act() -> str:
        signing, image = form.text("do") == "sign", form.drawn()
        form.done()
        _note_items(job_id, form)
        if not signing:
            flash(words.ACCEPTANCE_SAVED, "none")
            return url_for("jobs.accept", job_id=job_id)
        acceptance.accept_job(actor, job_id, form.sign_in(), image)
        flash(words.ACCEPTED, "safe")
        return url_for("jobs.show", job_id=job_id)

    return carried_out(act, lambda trouble: _accept_page(job_id, trouble))


@blueprint.post("/jobs/<uuid:job_id>/closures")
def remove_closure(job_id: uuid.UUID) -> ResponseReturnValue:
    """The area closure of one space is taken down."""
    form = Form()

    def act() -> str:
        space_id = form.needed("space_id", form.id("space_id"))
        acceptance.remove_closure(current_actor(), job_id, space_id)
        flash(words.CLOSURE_REMOVED, "safe")
        return url_for("jobs.show", job_id=job_id)

    return carried_out(act, lambda trouble: _page(job_id, trouble))


def _planned(form: JobForm) -> str:
    job = jobs.plan_job(current_actor(), form)
    return _edit_url(job_detail.permits(session(), job.id)[-1].id)


def _edit_url(permit_id: uuid.UUID) -> str:
    return url_for("permits.edit", permit_id=permit_id)


def _job_permits(job_id: uuid.UUID) -> list[Permit]:
    return job_detail.permits(session(), job_id)


def _new_page(trouble: Trouble) -> str:
    actor, form = current_actor(), Form()
    sought = form.text("spaces")[:LONGEST_SEARCH]
    return render_template(
        "jobs/new.html",
        trouble=trouble,
        spaces=job_form.spaces(session(), actor, sought, form.id("space_id")),
        sought=sought,
        contracts=job_form.contracts(session(), actor),
        nonce=request.form.get("nonce") or new_nonce(),
        typed=request.form,
    )


def _page(job_id: uuid.UUID, trouble: Trouble) -> str:
    job, now = _job(job_id), wallclock.now()
    permits = _job_permits(job_id)
    plan = filing_plan.of_job(session(), job)
    stopped = stops_in_force.of_permits(session(), permits)
    return render_template(
        "jobs/show.html",
        trouble=trouble,
        job=job,
        permits=[permit_row(permit, stopped) for permit in permits],
        plan=plan,
        standing=None if plan.filing is None else standing_of(session(), [plan.filing]),
        late=plan.late(now),
        keys_in=bool(current_actor().roles & OFFICERS),
        ended=job_detail.ended(permits),
        worked=any(permit.status is Status.closed for permit in permits),
        closures=job_detail.closures_left(session(), job),
        drafts=any(permit.status is Status.draft for permit in permits),
        plans=bool(current_actor().roles & PLANNERS),
        nonce=new_nonce(),
        typed=request.form,
    )


def _accept_page(job_id: uuid.UUID, trouble: Trouble) -> str:
    job = _job(job_id)
    found = {answer.item: answer for answer in job_detail.acceptance_answers(session(), job_id)}
    return render_template(
        "jobs/accept.html",
        trouble=trouble,
        job=job,
        checks=list(AcceptanceItem),
        found=found,
        typed=request.form,
        leader=job_detail.leader_of(session(), job_id),
        me_id=current_actor().person_id,
    )


def _note_items(job_id: uuid.UUID, form: Form) -> None:
    """Only what differs is noted again."""
    found = {a.item: (a.answer, a.remark) for a in job_detail.acceptance_answers(session(), job_id)}
    for item in AcceptanceItem:
        answer, remark = _ANSWERS.get(form.text(f"items.{item}")), form.text(f"items.{item}_remark")
        if answer is None or found.get(item) == (answer, remark):
            continue
        try:
            acceptance.answer_item(current_actor(), job_id, item, answer, remark)
        except Invalid as error:
            raise renamed(error, {"remark": f"items.{item}"}) from error


def _job(job_id: uuid.UUID) -> Job:
    job = scope.job(session(), current_actor(), job_id)
    if not job.spaces:
        raise NotFound
    return job
