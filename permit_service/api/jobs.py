"""Jobs (作业): planned with their first permit by one form, further permits added, accepted or abandoned."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.permit_views import PermitView
from permit_service.api.plan_bodies import JobBody
from permit_service.api.serialize import Answer, Moment, PageView, Ref, Sorted, View, answer, page
from permit_service.api.types import Body, Choice, Id, PageQuery, Params, Text, When
from permit_service.models.jobs import Job
from permit_service.queries import scope, works
from permit_service.queries.paging import LARGEST_SIZE, Wanted
from permit_service.queries.reading import session
from permit_service.services import jobs
from workflows.kinds import WorkKind
from workflows.vocabulary import JobStatus, Part

blueprint = noun("jobs")


class JobPath(Params):
    job_id: Id


class JobsQuery(PageQuery):
    status: Choice[JobStatus] | None = None


class NextPermitBody(Body):
    """The window of a further permit, and its space if it is another one of the job's owner."""

    window_start: When
    window_end: When
    space_id: Id | None = None


class ReasonBody(Body):
    """Why."""

    reason: Text


class JobMemberView(View):
    """Somebody the plan names; reserves (备员) may be called to a permit later."""

    person: Ref
    parts: Sorted[Part]
    reserve: bool


class JobView(View):
    """A job."""

    id: uuid.UUID
    revision: int
    number: str
    enterprise: Ref
    unit: Ref
    contract_id: uuid.UUID | None
    status: JobStatus
    content: str
    work_kind: WorkKind | None
    planned_start: Moment | None
    planned_end: Moment | None
    created_at: Moment
    accepted_at: Moment | None
    abandoned_at: Moment | None
    abandon_reason: str


class JobDetailView(JobView):
    """A job with its spaces, crew and permits, the newest permit first."""

    emergency_plan: str
    plan_file_id: uuid.UUID | None
    spaces: list[Ref]
    members: list[JobMemberView]
    permits: list[PermitView]


@blueprint.get("/jobs", responses=reads(PageView[JobView]))
def index(query: JobsQuery) -> Answer:
    """Jobs the account may know of, the newest first."""
    statuses = () if query.status is None else (query.status,)
    return answer(page(works.jobs(session(), current_actor(), query.wanted, statuses=statuses), JobView))


@blueprint.post("/jobs", responses=makes(JobDetailView))
def create(body: JobBody) -> Answer:
    """Plan a job with its first permit as a draft."""
    return answer(whole(jobs.plan_job(current_actor(), body.form)), 201)


@blueprint.get("/jobs/<uuid:job_id>", responses=reads(JobDetailView))
def show(path: JobPath) -> Answer:
    """One job with its permits."""
    return answer(whole(scope.job(session(), current_actor(), path.job_id)))


@blueprint.post("/jobs/<uuid:job_id>/permits", responses=makes(PermitView))
def add_permit(path: JobPath, body: NextPermitBody) -> Answer:
    """Add a draft permit, prefilled from the last one: plan and crew, no checks, readings or signatures."""
    permit = jobs.add_permit(current_actor(), path.job_id, body.window_start, body.window_end, body.space_id)
    return answer(PermitView.model_validate(permit), 201)


@blueprint.post("/jobs/<uuid:job_id>/abandon", responses=does(JobDetailView))
def abandon(path: JobPath, body: ReasonBody) -> Answer:
    """Give up a job whose permits have all ended."""
    return answer(whole(jobs.abandon_job(current_actor(), path.job_id, body.reason)))


def whole(job: Job) -> JobDetailView:
    """The job with everything on it."""
    permits = works.permits(session(), current_actor(), Wanted(size=LARGEST_SIZE), job_id=job.id)
    return JobDetailView(
        **dict(JobView.model_validate(job)),
        emergency_plan=job.emergency_plan,
        plan_file_id=job.plan_file_id,
        spaces=[Ref.model_validate(row) for row in job.spaces],
        members=[JobMemberView.model_validate(row) for row in job.members],
        permits=[PermitView.model_validate(row) for row in permits.rows],
    )
