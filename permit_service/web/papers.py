"""两表一方案: downloads of a filing's papers, the work plan, and the templates by which an area wants them."""

import uuid
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import storage, wallclock
from permit_service.access import current_actor
from permit_service.documents import papers as making
from permit_service.documents import plan_draft
from permit_service.documents.paper_values import names_of
from permit_service.documents.papers import FileKind, MadePaper
from permit_service.documents.word_forms import built_in
from permit_service.errors import NotFound
from permit_service.labels import paper_forms as words
from permit_service.labels.paper_forms import FORMS
from permit_service.models.choices import Paper
from permit_service.office_package import DOCX
from permit_service.queries import papers as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services import filing_papers, work_plans
from permit_service.services.jobs import PLANNERS
from permit_service.services.registers import paper_templates
from permit_service.services.work_plans import WorkPlanForm
from permit_service.web.filing_page import filing_page
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.vocabulary import JobStatus

blueprint = Blueprint("papers", __name__)

E = TypeVar("E", bound=StrEnum)

_MEDIA = {FileKind.pdf: "application/pdf", FileKind.docx: DOCX.media_type}


@blueprint.get("/filings/<uuid:filing_id>/package")
def package(filing_id: uuid.UUID) -> Response:
    """两表一方案 of a filing, whole."""
    papers = reading.of_filing(session(), current_actor(), filing_id)
    name = words.package_name(papers.job.number)
    return _sent(making.package(papers, wallclock.now()), name, "application/zip")


@blueprint.get("/filings/<uuid:filing_id>/papers/<paper>/<kind>")
def of_filing(filing_id: uuid.UUID, paper: str, kind: str) -> Response:
    """One paper of a filing; of several approval forms all as PDF, the first as a Word file."""
    papers = reading.of_filing(session(), current_actor(), filing_id)
    return _paper(making.made(_member(Paper, paper), _member(FileKind, kind), papers, wallclock.now()), kind)


@blueprint.get("/permits/<uuid:permit_id>/form/<kind>")
def of_permit(permit_id: uuid.UUID, kind: str) -> Response:
    """审批表 of one permit."""
    papers, permit = reading.of_permit(session(), current_actor(), permit_id)
    made = making.made(Paper.approval_form, _member(FileKind, kind), papers, wallclock.now(), permit)
    return _paper(made, kind)


@blueprint.get("/jobs/<uuid:job_id>/plan/<kind>")
def of_job(job_id: uuid.UUID, kind: str) -> Response:
    """作业方案 of a job."""
    papers = reading.of_job(session(), current_actor(), job_id)
    return _paper(making.made(Paper.work_plan, _member(FileKind, kind), papers, wallclock.now()), kind)


@blueprint.get("/jobs/<uuid:job_id>/plan")
def plan(job_id: uuid.UUID) -> str:
    """The work plan, or its first draft from what the registers already say."""
    return _plan_page(job_id, NONE)


@blueprint.post("/jobs/<uuid:job_id>/plan")
def write_plan(job_id: uuid.UUID) -> ResponseReturnValue:
    """Write the plan."""

    def act() -> str:
        form = Form()
        revision = form.whole("revision")
        form.done()
        typed = WorkPlanForm(**{section: form.text(section) for section in words.PLAN_SECTIONS})
        work_plans.write_plan(current_actor(), job_id, revision, typed)
        flash(words.PLAN_WRITTEN, "safe")
        return url_for("papers.plan", job_id=job_id)

    return carried_out(act, lambda trouble: _plan_page(job_id, trouble))


@blueprint.post("/filings/<uuid:filing_id>/made-papers")
def attach_made(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Put the papers as they stand now into the package, each under the name the area gives it."""

    def act() -> str:
        filing_papers.attach_made(current_actor(), filing_id)
        flash(words.PAPERS_ATTACHED, "safe")
        return url_for("filings.show", filing_id=filing_id)

    return carried_out(act, lambda trouble: filing_page(filing_id, trouble))


@blueprint.get("/registers/areas/<uuid:area_id>/templates")
def templates(area_id: uuid.UUID) -> str:
    """How the area wants its papers."""
    return _templates_page(area_id, NONE)


@blueprint.post("/registers/areas/<uuid:area_id>/templates")
def put_template(area_id: uuid.UUID) -> ResponseReturnValue:
    """Give a paper another name, or another look."""

    def act() -> str:
        form = Form()
        paper = form.needed("paper", form.choice("paper", Paper))
        form.done()
        paper_templates.put_template(current_actor(), area_id, paper, form.text("name"), form.upload("file"))
        flash(words.TEMPLATE_PUT, "safe")
        return url_for("papers.templates", area_id=area_id)

    return carried_out(act, lambda trouble: _templates_page(area_id, trouble))


@blueprint.post("/registers/areas/<uuid:area_id>/templates/<paper>/withdraw")
def withdraw_template(area_id: uuid.UUID, paper: str) -> ResponseReturnValue:
    """Back to what holds above the area."""

    def act() -> str:
        paper_templates.withdraw_template(current_actor(), area_id, _member(Paper, paper))
        flash(words.TEMPLATE_WITHDRAWN, "none")
        return url_for("papers.templates", area_id=area_id)

    return carried_out(act, lambda trouble: _templates_page(area_id, trouble))


@blueprint.get("/registers/areas/<uuid:area_id>/templates/<paper>")
def template_file(area_id: uuid.UUID, paper: str) -> Response:
    """The template that holds in the area, to be worked over."""
    area, wanted = scope.area(session(), current_actor(), area_id), _member(Paper, paper)
    standing = reading.templates_of(session(), area).get(wanted)
    name = FORMS[wanted].name if standing is None else standing.name
    if standing is None or standing.file is None:
        return _sent(built_in(wanted), f"{name}.docx", DOCX.media_type)
    return _sent(storage.read(standing.file), f"{name}.docx", DOCX.media_type)


def _plan_page(job_id: uuid.UUID, trouble: Trouble) -> str:
    papers = reading.of_job(session(), current_actor(), job_id)
    if papers.plan is None:
        written, hints = plan_draft.proposed(papers, reading.equipment_of(session(), papers)), words.PLAN_HINTS
    else:
        written, hints = plan_draft.sections(papers), {}
    may = bool(current_actor().roles & PLANNERS) and papers.job.status is JobStatus.open
    return render_template(
        "papers/plan.html",
        papers=papers,
        trouble=trouble,
        typed=request.form,
        sections=[
            (column, name, written[column], "" if written[column] else hints.get(column, ""))
            for column, name in words.PLAN_SECTIONS.items()
        ],
        may=may,
    )


def _templates_page(area_id: uuid.UUID, trouble: Trouble) -> str:
    area = scope.area(session(), current_actor(), area_id)
    standing = reading.templates_of(session(), area)
    return render_template(
        "papers/templates.html",
        area=area,
        trouble=trouble,
        typed=request.form,
        papers=[(paper, FORMS[paper].name, standing.get(paper)) for paper in Paper],
        history=reading.history(session(), area),
        names=names_of(),
    )


def _member(choices: type[E], told: str) -> E:
    """What stands in an address. Raises NotFound."""
    try:
        return choices(told)
    except ValueError as error:
        raise NotFound from error


def _paper(made: MadePaper, kind: str) -> Response:
    return _sent(made.data, made.name, _MEDIA[FileKind(kind)])


def _sent(data: bytes, name: str, media: str) -> Response:
    answer = Response(data, mimetype=media)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
