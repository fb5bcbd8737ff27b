"""两表一方案: papers to download, the work plan, and the templates by which an area wants its papers."""

import uuid

from flask import Response

from permit_service import storage, wallclock
from permit_service.access import current_actor
from permit_service.api.filings import FilingPath
from permit_service.api.jobs import JobPath
from permit_service.api.noun import does, noun, reads, sends
from permit_service.api.serialize import Answer, Moment, View, answer, nothing
from permit_service.api.types import Blob, Body, Choice, Count, Id, Line, Params, Text
from permit_service.documents import papers as making
from permit_service.documents.papers import FileKind
from permit_service.documents.word_forms import built_in
from permit_service.models.choices import Paper
from permit_service.office_package import DOCX
from permit_service.queries import papers as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services import filing_papers, work_plans
from permit_service.services.registers import paper_templates
from permit_service.services.work_plans import WorkPlanForm

blueprint = noun("papers")

_MEDIA = {FileKind.pdf: "application/pdf", FileKind.docx: DOCX.media_type}
_ZIP = "application/zip"


class FilingPaperPath(FilingPath):
    paper: Choice[Paper]


class PermitPaperPath(Params):
    permit_id: Id


class AreaTemplatesPath(Params):
    area_id: Id


class AreaTemplatePath(AreaTemplatesPath):
    paper: Choice[Paper]


class AsQuery(Params):
    """As what the paper is wanted."""

    kind: Choice[FileKind] = FileKind.pdf


class WorkPlanBody(Body):
    """The sections of 作业方案; ``revision`` is the plan's when it was read, none where there was none."""

    revision: Count | None = None
    hazards: Text
    measures: Text
    people: Text
    equipment: Text
    steps: Text
    emergency: Text


class WorkPlanView(View):
    """作业方案 as it was last written; empty, without a revision, where it was not written yet."""

    revision: int | None = None
    hazards: str = ""
    measures: str = ""
    people: str = ""
    equipment: str = ""
    steps: str = ""
    emergency: str = ""
    written_at: Moment | None = None


class TemplateBody(Body):
    """What the area calls the paper; ``file`` is a .docx, without one the paper looks like the built-in one."""

    name: Line
    file: Blob | None = None


class TemplateView(View):
    """A template that holds, or held, in an area."""

    id: uuid.UUID
    area_id: uuid.UUID
    paper: Paper
    name: str
    file_id: uuid.UUID | None
    created_at: Moment
    ended_at: Moment | None


class TemplatesView(View):
    """What holds in the area now, its own or from above, and what the area itself had."""

    standing: list[TemplateView]
    history: list[TemplateView]


@blueprint.get("/filings/<uuid:filing_id>/package", responses=sends(_ZIP))
def package(path: FilingPath) -> Response:
    """All papers of a filing as PDF and DOCX, and what was uploaded, in one ZIP."""
    papers = reading.of_filing(session(), current_actor(), path.filing_id)
    return Response(making.package(papers, wallclock.now()), mimetype=_ZIP)


@blueprint.get("/filings/<uuid:filing_id>/papers/<paper>", responses=sends(*_MEDIA.values()))
def of_filing(path: FilingPaperPath, query: AsQuery) -> Response:
    """One paper of a filing; of several approval forms all as PDF, the first as a Word file."""
    papers = reading.of_filing(session(), current_actor(), path.filing_id)
    made = making.made(path.paper, query.kind, papers, wallclock.now())
    return Response(made.data, mimetype=_MEDIA[query.kind])


@blueprint.get("/permits/<uuid:permit_id>/approval-form", responses=sends(*_MEDIA.values()))
def of_permit(path: PermitPaperPath, query: AsQuery) -> Response:
    """审批表 of a permit."""
    papers, permit = reading.of_permit(session(), current_actor(), path.permit_id)
    made = making.made(Paper.approval_form, query.kind, papers, wallclock.now(), permit)
    return Response(made.data, mimetype=_MEDIA[query.kind])


@blueprint.post("/filings/<uuid:filing_id>/made-papers", responses=does(None))
def attach_made(path: FilingPath) -> Answer:
    """Make the papers and put each into the package under the name the area gives it."""
    filing_papers.attach_made(current_actor(), path.filing_id)
    return nothing()


@blueprint.get("/jobs/<uuid:job_id>/work-plan", responses=reads(WorkPlanView))
def plan(path: JobPath) -> Answer:
    """作业方案 of a job."""
    written = reading.of_job(session(), current_actor(), path.job_id).plan
    return answer(WorkPlanView() if written is None else WorkPlanView.model_validate(written))


@blueprint.put("/jobs/<uuid:job_id>/work-plan", responses=does(WorkPlanView))
def write_plan(path: JobPath, body: WorkPlanBody) -> Answer:
    """Write 作业方案."""
    form = WorkPlanForm(**body.model_dump(exclude={"revision"}))
    written = work_plans.write_plan(current_actor(), path.job_id, body.revision, form)
    return answer(WorkPlanView.model_validate(written))


@blueprint.get("/areas/<uuid:area_id>/paper-templates", responses=reads(TemplatesView))
def templates(path: AreaTemplatesPath) -> Answer:
    """The templates of an area."""
    area = scope.area(session(), current_actor(), path.area_id)
    standing = reading.templates_of(session(), area).values()
    told = TemplatesView(
        standing=[TemplateView.model_validate(row) for row in standing],
        history=[TemplateView.model_validate(row) for row in reading.history(session(), area)],
    )
    return answer(told)


@blueprint.get("/areas/<uuid:area_id>/paper-templates/<paper>", responses=sends(DOCX.media_type))
def template_file(path: AreaTemplatePath) -> Response:
    """The Word template that holds in an area, to be worked over."""
    area = scope.area(session(), current_actor(), path.area_id)
    standing = reading.templates_of(session(), area).get(path.paper)
    file = None if standing is None else standing.file
    return Response(built_in(path.paper) if file is None else storage.read(file), mimetype=DOCX.media_type)


@blueprint.put("/areas/<uuid:area_id>/paper-templates/<paper>", responses=does(TemplateView))
def put_template(path: AreaTemplatePath, body: TemplateBody) -> Answer:
    """Give a paper another name, or another look; a bad template is refused with the paragraph that is wrong."""
    row = paper_templates.put_template(current_actor(), path.area_id, path.paper, body.name, body.file)
    return answer(TemplateView.model_validate(row))


@blueprint.post("/areas/<uuid:area_id>/paper-templates/<paper>/withdraw", responses=does(None))
def withdraw_template(path: AreaTemplatePath) -> Answer:
    """Back to what holds above the area."""
    paper_templates.withdraw_template(current_actor(), path.area_id, path.paper)
    return nothing()
