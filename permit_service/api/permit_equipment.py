"""Equipment that a permit takes along."""

from permit_service.access import current_actor
from permit_service.api.equipment import EquipmentView
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, View, answer
from permit_service.api.types import Body, Id, Many, Params
from permit_service.models.permits import Permit
from permit_service.queries import equipment as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services.permit_equipment import assign_equipment

blueprint = noun("permit_equipment", "Equipment that a permit takes along")


class PermitPath(Params):
    permit_id: Id


class AssignedBody(Body):
    """All pieces taken along; what is not named is left behind."""

    equipment_ids: Many[Id] = ()


class AssignedView(View):
    """The pieces taken along, by kind and code."""

    items: list[EquipmentView]


@blueprint.get("/permits/<uuid:permit_id>/equipment", responses=reads(AssignedView))
def index(path: PermitPath) -> Answer:
    """What the permit takes along."""
    return _told(scope.permit(session(), current_actor(), path.permit_id))


@blueprint.put("/permits/<uuid:permit_id>/equipment", responses=does(AssignedView))
def put(path: PermitPath, body: AssignedBody) -> Answer:
    """Say which pieces are taken along; one that is overdue or out of service blocks submission and entry."""
    assign_equipment(current_actor(), path.permit_id, body.equipment_ids)
    return _told(scope.permit(session(), current_actor(), path.permit_id))


def _told(permit: Permit) -> Answer:
    held = reading.assigned_ids(session(), permit.id)
    rows = [row for row in reading.assignable(session(), permit) if row.id in held]
    return answer(AssignedView(items=[EquipmentView.model_validate(row) for row in rows]))
