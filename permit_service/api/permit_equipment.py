"""Equipment that a permit takes along."""

import uuid

from permit_service.access import current_actor
from permit_service.api.equipment import EquipmentView
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Body, Id, Many, Params
from permit_service.models.permits import Permit
from permit_service.queries import equipment as reading
from permit_service.queries import scope
from permit_service.queries.equipment import Clash
from permit_service.queries.reading import session
from permit_service.services.permit_equipment import assign_equipment

blueprint = noun("permit_equipment")


class PermitPath(Params):
    permit_id: Id


class AssignedBody(Body):
    """All pieces taken along; what is not named is left behind."""

    equipment_ids: Many[Id] = ()


class ClashView(View):
    """Another live permit takes a piece along at the same time, which refuses nothing. ``permit_id`` is null for one
    that the account may not know."""

    equipment_id: uuid.UUID
    permit_id: uuid.UUID | None
    window_start: Moment
    window_end: Moment


class AssignedView(View):
    """The pieces taken along, by kind and code, and which of them others take along too."""

    items: list[EquipmentView]
    clashes: list[ClashView]


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
    elsewhere = reading.clashes(session(), current_actor(), permit)
    return answer(
        AssignedView(
            items=[EquipmentView.model_validate(row) for row in rows],
            clashes=[_clash(one) for row in rows for one in elsewhere.get(row.id, ())],
        )
    )


def _clash(one: Clash) -> ClashView:
    return ClashView(
        equipment_id=one.equipment_id,
        permit_id=None if one.permit is None else one.permit.id,
        window_start=one.window_start,
        window_end=one.window_end,
    )
