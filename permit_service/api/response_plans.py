"""Plans for accidents (专项应急预案, 现场处置方案) and their drills (O13 10; G46 4.6)."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, Ref, View, answer, page
from permit_service.api.types import Blob, Body, Choice, Count, Day, Id, Line, PageQuery, Params, Text
from permit_service.queries import response, scope
from permit_service.queries.reading import session
from permit_service.services.registers import response_plans
from permit_service.services.registers.response_plans import DrillForm, PlanForm
from workflows.kinds import PlanKind

blueprint = noun("response_plans")


class PlanPath(Params):
    response_plan_id: Id


class DrillPath(Params):
    drill_id: Id


class PlanBody(Body):
    """A plan; ``since`` is the day it came into force."""

    kind: Choice[PlanKind]
    title: Line
    since: Day
    covers: Text = ""
    document: Blob | None = None


class NewPlanBody(PlanBody):
    """The enterprise that keeps it."""

    enterprise_id: Id


class ChangedPlanBody(PlanBody):
    """``revision`` is the entry's when it was read; without a document the old one stays."""

    revision: Count


class DrillBody(Body):
    """A drill that was held. ``evaluation`` (效果评估) may follow; until then the drill does not count."""

    held_on: Day
    place: Line
    participants: Count
    course: Text = ""
    evaluation: Text = ""
    document: Blob | None = None


class EvaluationBody(Body):
    """The effect of the drill, in words."""

    evaluation: Text


class PlanView(View):
    """A plan of an enterprise."""

    id: uuid.UUID
    revision: int
    enterprise: Ref
    kind: PlanKind
    title: str
    covers: str
    since: date
    file_id: uuid.UUID | None
    withdrawn_at: Moment | None


class DrillView(View):
    """One drill of a plan; it counts once it is evaluated."""

    id: uuid.UUID
    held_on: date
    place: str
    participants: int
    course: str
    file_id: uuid.UUID | None
    evaluation: str
    evaluated_at: Moment | None
    evaluated_by: Ref | None


class DrilledPlanView(PlanView):
    """A plan with its drills. ``due_on`` is the last day on which the next one is in time."""

    drills: list[DrillView]
    drilled_on: date | None
    due_on: date


@blueprint.get("/response-plans", responses=reads(PageView[PlanView]))
def index(query: PageQuery) -> Answer:
    """Plans in force that the account may know of, the newest entry first."""
    return answer(page(response.plans(session(), current_actor(), query.wanted), PlanView))


@blueprint.post("/response-plans", responses=makes(PlanView))
def create(body: NewPlanBody) -> Answer:
    """Enter a plan; its first drill is due an interval after it came into force."""
    form = PlanForm(**body.model_dump(exclude={"enterprise_id"}))
    plan = response_plans.add_plan(current_actor(), body.enterprise_id, form)
    return answer(PlanView.model_validate(plan), 201)


@blueprint.get("/response-plans/<uuid:response_plan_id>", responses=reads(DrilledPlanView))
def show(path: PlanPath) -> Answer:
    """One plan with its drills, and when the next is due."""
    entry = response.plan_entry(scope.response_plan(session(), current_actor(), path.response_plan_id))
    drills = [DrillView.model_validate(one) for one in entry.plan.drills]
    plan = dict(PlanView.model_validate(entry.plan))
    return answer(DrilledPlanView(**plan, drills=drills, drilled_on=entry.drilled_on, due_on=entry.due_on))


@blueprint.put("/response-plans/<uuid:response_plan_id>", responses=does(PlanView))
def edit(path: PlanPath, body: ChangedPlanBody) -> Answer:
    """Change a plan's entry."""
    form = PlanForm(**body.model_dump(exclude={"revision"}))
    plan = response_plans.edit_plan(current_actor(), path.response_plan_id, body.revision, form)
    return answer(PlanView.model_validate(plan))


@blueprint.post("/response-plans/<uuid:response_plan_id>/withdraw", responses=does(PlanView))
def withdraw(path: PlanPath) -> Answer:
    """A plan is no longer in force, its drills fall due no more."""
    return answer(PlanView.model_validate(response_plans.withdraw_plan(current_actor(), path.response_plan_id)))


@blueprint.post("/response-plans/<uuid:response_plan_id>/drills", responses=makes(DrillView))
def record_drill(path: PlanPath, body: DrillBody) -> Answer:
    """Enter a drill that was held."""
    drill = response_plans.record_drill(current_actor(), path.response_plan_id, DrillForm(**body.model_dump()))
    return answer(DrillView.model_validate(drill), 201)


@blueprint.post("/drills/<uuid:drill_id>/evaluate", responses=does(DrillView))
def evaluate(path: DrillPath, body: EvaluationBody) -> Answer:
    """Write down the effect of a drill, once: from then on it counts."""
    drill = response_plans.evaluate_drill(current_actor(), path.drill_id, body.evaluation)
    return answer(DrillView.model_validate(drill))
