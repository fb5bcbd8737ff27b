"""Who oversees an enterprise or a space: the body that manages the place, and the department of its trade."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.models.areas import Area
from permit_service.models.choices import Department
from permit_service.models.enterprises import Enterprise
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.supervision import Supervision
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk, change, expect, register_of


@dataclass(frozen=True, slots=True)
class SupervisionForm:
    """As typed: 属地管理机构 by its name, 主管部门 from the list. ``revision`` is 0 where none was told before."""

    managing_body: str
    department: Department
    revision: int = 0


def supervise_enterprise(actor: Actor, enterprise_id: uuid.UUID, form: SupervisionForm) -> Supervision:
    """Say who oversees an enterprise, as an officer of its area.

    Raises Invalid (``managing_body``), Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Supervision:
        enterprise = find(desk.session, Enterprise, enterprise_id, desk.scope.enterprise_rows())
        desk.take_charge(enterprise.area, AREA_KEEPERS)
        row = desk.session.scalar(select(Supervision).where(Supervision.enterprise_id == enterprise_id))
        return _put(desk, row or Supervision(enterprise_id=enterprise_id, revision=0), form, enterprise_id)

    return at_desk(actor, work)


def supervise_space(actor: Actor, space_id: uuid.UUID, form: SupervisionForm) -> Supervision:
    """Say who oversees a space where it is not whoever oversees its enterprise, as an officer of the space's area.

    Raises Invalid (``managing_body``), Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Supervision:
        space = find(desk.session, ConfinedSpace, space_id, desk.scope.spaces())
        desk.take_charge(desk.session.get_one(Area, space.area_id), AREA_KEEPERS)
        row = desk.session.scalar(select(Supervision).where(Supervision.space_id == space_id))
        return _put(desk, row or Supervision(space_id=space_id, revision=0), form, space.enterprise_id)

    return at_desk(actor, work)


def _put(desk: Desk, row: Supervision, form: SupervisionForm, enterprise_id: uuid.UUID) -> Supervision:
    faults = Faults()
    body = faults.words("managing_body", form.managing_body, longest=100)
    faults.raise_any()
    expect(row, form.revision)
    changed = change(row, {"managing_body": body, "department": form.department})
    if changed:
        desk.add(row)
        subject = {"enterprise_id": row.enterprise_id, "space_id": row.space_id}
        desk.record("supervision:put", {**subject, "department": row.department}, register_of(enterprise_id))
    return row
