"""带去的设备: which pieces of the register a permit takes along. What is overdue or out of service blocks it (R17)."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.equipment import Equipment, PermitEquipment
from permit_service.services.case import Case, on_permit
from workflows.vocabulary import Action


def assign_equipment(actor: Actor, permit_id: uuid.UUID, equipment_ids: Collection[uuid.UUID]) -> None:
    """Say which pieces of owner and unit are taken along; what was said before no longer counts.

    Any piece may be named: what stands against it is told beside it, and refused at submission and at the mouth.
    Raises Invalid (``equipment_ids``: ``unknown``), RefusedError for who does not plan it and once it has ended,
    NotFound.
    """

    def act(case: Case) -> None:
        case.ask(Action.assign)
        wanted = _known(case, set(equipment_ids))
        held = select(PermitEquipment.equipment_id).where(PermitEquipment.permit_id == case.permit.id)
        if wanted == set(case.session.scalars(held)):
            return
        _put(case, wanted)
        case.record("equipment:assign", {"equipment_ids": sorted(wanted)})

    on_permit(actor, permit_id, act)


def _known(case: Case, wanted: set[uuid.UUID]) -> set[uuid.UUID]:
    owners = (case.permit.enterprise_id, case.permit.unit_id)
    known = set(
        case.session.scalars(select(Equipment.id).where(Equipment.id.in_(wanted), Equipment.enterprise_id.in_(owners)))
    )
    if known != wanted:
        raise Invalid({"equipment_ids": "unknown"})
    return known


def _put(case: Case, wanted: set[uuid.UUID]) -> None:
    case.session.execute(delete(PermitEquipment).where(PermitEquipment.permit_id == case.permit.id))
    row = {"permit_id": case.permit.id, "assigned_at": case.now, "assigned_by_id": case.user_id}
    case.session.add_all(PermitEquipment(equipment_id=one, **row) for one in sorted(wanted))
    case.session.flush()
