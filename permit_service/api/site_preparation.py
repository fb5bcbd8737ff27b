"""Preparation at the mouth: area closed, equipment checked, energy isolated, a temporary barrier set."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, Number, View
from permit_service.api.site_bodies import EvidenceView, told
from permit_service.api.types import Blob, Body, Choice, Dec, DeviceBody, Id, Line, Many, Params, Text
from permit_service.api.write import once
from permit_service.models import choices
from permit_service.services import preparation
from permit_service.services.preparation import EquipmentForm, EquipmentLine, IsolationForm
from workflows.kinds import EquipmentItem, IsolationKind

blueprint = noun("preparation")


class IsolationPath(Params):
    isolation_id: Id


class ClosureBody(DeviceBody):
    """作业区封闭 and 告知牌 as found."""

    closed: bool
    notice_board: bool
    photo: Blob | None = None
    remark: Text = ""


class EquipmentLineBody(Body):
    """One kind of equipment as found, and the piece that was looked at."""

    item: Choice[EquipmentItem]
    answer: Choice[choices.Answer]
    equipment_id: Id | None = None
    remark: Line = ""


class EquipmentCheckBody(DeviceBody):
    """Line by line. ``lighting_volts``: of lighting taken inside; ``rescue_kit_metres``: from the set to the mouth."""

    lines: Many[EquipmentLineBody]
    lighting_volts: Dec | None = None
    rescue_kit_metres: Dec | None = None
    remark: Text = ""


class IsolationBody(Body):
    """One item of isolation or clearing. A lock carried over from an earlier permit of the job keeps its number."""

    kind: Choice[IsolationKind]
    involved: bool = True
    place: Line = ""
    lock_number: Line = ""
    photo: Blob | None = None
    remark: Line = ""


class IsolationsBody(DeviceBody):
    """What is isolated or cleared, and what is not involved."""

    items: Many[IsolationBody]


class WithdrawalBody(DeviceBody):
    """Why a record is taken back."""

    reason: Line


class BarrierBody(DeviceBody):
    """A temporary barrier in place of an ineffective 出入口隔离."""

    effective: bool
    method: Line
    photo: Blob | None = None


class ClosureView(EvidenceView):
    """The area closure as found."""

    closed: bool
    notice_board: bool
    photo_id: uuid.UUID | None
    remark: str


class EquipmentLineView(View):
    """One line of the check."""

    item: EquipmentItem
    answer: choices.Answer
    equipment_id: uuid.UUID | None
    remark: str


class EquipmentCheckView(EvidenceView):
    """An equipment check."""

    checker_id: uuid.UUID
    lighting_volts: Number | None
    rescue_kit_metres: Number | None
    remark: str
    answers: list[EquipmentLineView]


class IsolationView(EvidenceView):
    """One item of isolation or clearing; ``carried_from_id`` is the same lock under an earlier permit."""

    kind: IsolationKind
    involved: bool
    place: str
    lock_number: str
    carried_from_id: uuid.UUID | None
    confirmed_at: Moment | None
    removed_at: Moment | None
    withdrawn_at: Moment | None
    withdraw_reason: str
    photo_id: uuid.UUID | None
    remark: str


class IsolationsView(View):
    """The items recorded by one request."""

    items: list[IsolationView]


class BarrierView(EvidenceView):
    """A temporary barrier."""

    effective: bool
    method: str
    photo_id: uuid.UUID | None


@blueprint.post("/permits/<uuid:permit_id>/area-closures", responses=makes(ClosureView))
def close_area(path: PermitPath, body: ClosureBody) -> Answer:
    """Record the area closure and notice board as found."""
    return once(
        body,
        lambda: ClosureView.model_validate(preparation.close_area(current_actor(), path.permit_id, **told(body))),
    )


@blueprint.post("/permits/<uuid:permit_id>/equipment-checks", responses=makes(EquipmentCheckView))
def check_equipment(path: PermitPath, body: EquipmentCheckBody) -> Answer:
    """Record the equipment check; what lacks a line is unchecked to the gates."""
    form = EquipmentForm(
        tuple(EquipmentLine(**dict(line)) for line in body.lines),
        lighting_volts=body.lighting_volts,
        rescue_kit_metres=body.rescue_kit_metres,
        remark=body.remark,
    )
    return once(
        body,
        lambda: EquipmentCheckView.model_validate(preparation.check_equipment(current_actor(), path.permit_id, form)),
    )


@blueprint.post("/permits/<uuid:permit_id>/isolations", responses=makes(IsolationsView))
def isolate(path: PermitPath, body: IsolationsBody) -> Answer:
    """Record what is isolated or cleared; each involved item is then confirmed by itself."""
    items = tuple(IsolationForm(**dict(item)) for item in body.items)

    def decide() -> IsolationsView:
        rows = preparation.isolate(current_actor(), path.permit_id, items)
        return IsolationsView(items=[IsolationView.model_validate(row) for row in rows])

    return once(body, decide)


@blueprint.post("/isolations/<uuid:isolation_id>/confirm", responses=does(IsolationView))
def confirm_isolation(path: IsolationPath, body: DeviceBody) -> Answer:
    """Somebody on site saw that the item is in place, one carried over included."""
    return once(
        body,
        lambda: IsolationView.model_validate(preparation.confirm_isolation(current_actor(), path.isolation_id)),
        200,
    )


@blueprint.post("/isolations/<uuid:isolation_id>/remove", responses=does(IsolationView))
def remove_isolation(path: IsolationPath, body: DeviceBody) -> Answer:
    """The item is taken away; entry on a live permit is shut by it."""
    return once(
        body,
        lambda: IsolationView.model_validate(preparation.remove_isolation(current_actor(), path.isolation_id)),
        200,
    )


@blueprint.post("/isolations/<uuid:isolation_id>/withdraw", responses=does(IsolationView))
def withdraw_isolation(path: IsolationPath, body: WithdrawalBody) -> Answer:
    """Take back a record made by mistake, before anybody confirmed the item."""
    return once(
        body,
        lambda: IsolationView.model_validate(
            preparation.withdraw_isolation(current_actor(), path.isolation_id, body.reason)
        ),
        200,
    )


@blueprint.post("/permits/<uuid:permit_id>/barriers", responses=makes(BarrierView))
def set_barrier(path: PermitPath, body: BarrierBody) -> Answer:
    """Set a temporary barrier."""
    return once(
        body,
        lambda: BarrierView.model_validate(preparation.set_barrier(current_actor(), path.permit_id, **told(body))),
    )
