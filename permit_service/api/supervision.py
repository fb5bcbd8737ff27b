"""Who oversees an enterprise or a space: 属地管理机构 and 主管部门."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, View, answer
from permit_service.api.types import Body, Choice, Count, Id, Line, Params
from permit_service.models.choices import Department
from permit_service.models.supervision import Supervision
from permit_service.queries import scope
from permit_service.queries import supervision as reading_supervision
from permit_service.queries.reading import session
from permit_service.services.registers import supervision
from permit_service.services.registers.supervision import SupervisionForm

blueprint = noun("supervision")


class EnterprisePath(Params):
    enterprise_id: Id


class SpacePath(Params):
    space_id: Id


class SupervisionBody(Body):
    """``revision`` is the entry's when it was read, 0 where there was none; another one is 409 ``stale``."""

    managing_body: Line
    department: Choice[Department]
    revision: Count = 0


class SupervisionView(View):
    """Who oversees it; all null and revision 0 where nobody has told. A space without its own shows its firm's."""

    enterprise_id: uuid.UUID | None = None
    space_id: uuid.UUID | None = None
    managing_body: str | None = None
    department: Department | None = None
    revision: int = 0


@blueprint.get("/enterprises/<uuid:enterprise_id>/supervision", responses=reads(SupervisionView))
def show_of_enterprise(path: EnterprisePath) -> Answer:
    """Who oversees an enterprise."""
    enterprise = scope.enterprise(session(), current_actor(), path.enterprise_id)
    return _told(reading_supervision.of_enterprise(session(), enterprise.id))


@blueprint.put("/enterprises/<uuid:enterprise_id>/supervision", responses=does(SupervisionView))
def put_of_enterprise(path: EnterprisePath, body: SupervisionBody) -> Answer:
    """Say who oversees an enterprise; for officers of its area."""
    form = SupervisionForm(**body.model_dump())
    return _told(supervision.supervise_enterprise(current_actor(), path.enterprise_id, form))


@blueprint.get("/spaces/<uuid:space_id>/supervision", responses=reads(SupervisionView))
def show_of_space(path: SpacePath) -> Answer:
    """Who oversees a space."""
    space = scope.space(session(), current_actor(), path.space_id)
    return _told(reading_supervision.of_space(session(), space))


@blueprint.put("/spaces/<uuid:space_id>/supervision", responses=does(SupervisionView))
def put_of_space(path: SpacePath, body: SupervisionBody) -> Answer:
    """Say who oversees a space where it is not whoever oversees its enterprise; for officers of the space's area."""
    form = SupervisionForm(**body.model_dump())
    return _told(supervision.supervise_space(current_actor(), path.space_id, form))


def _told(row: Supervision | None) -> Answer:
    return answer(SupervisionView() if row is None else SupervisionView.model_validate(row))
