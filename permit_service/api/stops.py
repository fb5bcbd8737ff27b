"""Stops: 暂停要求 of a street, 责令停止作业 of a supervising department (site-rules 31)."""

import uuid

from permit_service.access import current_actor
from permit_service.api.jobs import ReasonBody
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, page
from permit_service.api.types import Blob, Body, Choice, Id, PageQuery, Params, Text
from permit_service.models.choices import StopScope
from permit_service.queries import scope, works
from permit_service.queries.reading import session
from permit_service.services import stops
from permit_service.services.stops import StopForm
from workflows.vocabulary import AreaLevel, StopKind

blueprint = noun("stops")


class StopPath(Params):
    stop_id: Id


class StopsQuery(PageQuery):
    """``in_force``: only those not lifted."""

    in_force: bool = False


class StopBody(Body):
    """What is stopped: a space, a job or all work of an enterprise, by its id; why; the notice as a file."""

    kind: Choice[StopKind]
    scope: Choice[StopScope]
    target_id: Id
    reason: Text
    document: Blob | None = None


class StopView(View):
    """A stop; it holds until ``lifted_at``."""

    id: uuid.UUID
    kind: StopKind
    level: AreaLevel
    area_id: uuid.UUID
    scope: StopScope
    space_id: uuid.UUID | None
    job_id: uuid.UUID | None
    enterprise_id: uuid.UUID | None
    reason: str
    file_id: uuid.UUID | None
    since: Moment
    lifted_at: Moment | None
    lift_reason: str


@blueprint.get("/stops", responses=reads(PageView[StopView]))
def index(query: StopsQuery) -> Answer:
    """Stops the account may know of, the newest first."""
    return answer(page(works.stops(session(), current_actor(), query.wanted, in_force=query.in_force), StopView))


@blueprint.post("/stops", responses=makes(StopView))
def create(body: StopBody) -> Answer:
    """Stop work now: those inside are called out, active permits suspended, nobody enters."""
    form = StopForm(body.kind, body.scope, body.target_id, body.reason, body.document)
    return answer(StopView.model_validate(stops.impose_stop(current_actor(), form)), 201)


@blueprint.get("/stops/<uuid:stop_id>", responses=reads(StopView))
def show(path: StopPath) -> Answer:
    """One stop."""
    return answer(StopView.model_validate(scope.stop(session(), current_actor(), path.stop_id)))


@blueprint.post("/stops/<uuid:stop_id>/lift", responses=does(StopView))
def lift(path: StopPath, body: ReasonBody) -> Answer:
    """Lift a stop, at the level that imposed it or above."""
    return answer(StopView.model_validate(stops.lift_stop(current_actor(), path.stop_id, body.reason)))
