"""作业方案 as the enterprise writes it, section by section, while the job is open (seed 004: 两表一方案)."""

import uuid
from dataclasses import asdict, dataclass

from permit_service.actor import Actor
from permit_service.errors import Conflict, ProblemCode
from permit_service.models.papers import WorkPlan
from permit_service.queries.papers import plan_of
from permit_service.services.inputs import Faults
from permit_service.services.job_case import JobCase, on_job
from workflows.vocabulary import Action, JobStatus

_LONG = 4000


@dataclass(frozen=True, slots=True)
class WorkPlanForm:
    """The sections as typed."""

    hazards: str
    measures: str
    people: str
    equipment: str
    steps: str
    emergency: str


def write_plan(actor: Actor, job_id: uuid.UUID, revision: int | None, form: WorkPlanForm) -> WorkPlan:
    """Write the plan of an open job; ``revision`` is the one read, None where there was none.

    A plan that was filed stays filed as it was: the street sees the new one when its paper is handed in anew. Raises
    Invalid by field, Conflict ``stale``, Forbidden, NotFound.
    """

    def act(case: JobCase) -> WorkPlan:
        case.require_role(Action.filing_submit)
        sound = _checked(form)
        plan = plan_of(case.session, job_id)
        if case.job.status is not JobStatus.open or revision != (None if plan is None else plan.revision):
            raise Conflict(ProblemCode.stale)
        plan = plan or WorkPlan(job_id=job_id)
        for section, text in asdict(sound).items():
            setattr(plan, section, text)
        plan.written_at, plan.written_by_id = case.now, case.user_id
        case.write(plan)
        case.record("work_plan:write")
        return plan

    return on_job(actor, job_id, act)


def _checked(form: WorkPlanForm) -> WorkPlanForm:
    faults = Faults()
    sound = WorkPlanForm(**{name: faults.words(name, text, longest=_LONG) for name, text in asdict(form).items()})
    faults.raise_any()
    return sound
