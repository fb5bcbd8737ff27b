"""What interrupts work: 中断, 撤离, 清点. None of them waits for anything but legality and role."""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permit_views import PermitView
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View
from permit_service.api.site_bodies import EntryView, LateBody
from permit_service.api.spaces import SpacePath
from permit_service.api.types import Choice, Count, DeviceBody, Id, Line, Params
from permit_service.api.write import once
from permit_service.models.interruptions import Evacuation
from permit_service.services import evacuation, space_evacuation
from permit_service.services.interruption import Evacuated
from workflows.vocabulary import Ending, EvacuationCause, SuspendReason

blueprint = noun("interruptions")

#: A muster closes several entries, each under the nonce and a number.
_MUSTER_NONCE = 56


class EvacuationPath(Params):
    evacuation_id: Id


class MusterPath(Params):
    muster_id: Id


class SuspendBody(DeviceBody):
    """Why, if there is time to say it."""

    remark: Line = ""


class EvacuateBody(LateBody):
    """One tap is enough: the cause is ``ordered`` unless told."""

    cause: Choice[EvacuationCause] = EvacuationCause.ordered
    remark: Line = ""


class SpaceEvacuateBody(DeviceBody):
    """One tap is enough: the cause is ``ordered`` unless told."""

    cause: Choice[EvacuationCause] = EvacuationCause.ordered
    remark: Line = ""


class LiftBody(DeviceBody):
    """The permit as whose leader or guardian the evacuation is ended.

    Where no work is under way in the space there is none: who keeps its ledger ends it and tells the ``reason``.
    """

    permit_id: Id | None = None
    reason: Line = ""


class MusterBody(LateBody):
    """Heads counted by eye. ``all_out`` (全部撤出) closes the entries if count and register agree.

    Said by whoever is not named on the permit it is recorded as a count alone: the answer's ``all_out`` is false.
    """

    nonce: Annotated[str, Field(min_length=8, max_length=_MUSTER_NONCE, pattern="^[A-Za-z0-9_-]+$")]
    counted: Count
    all_out: bool = False
    remark: Line = ""


class SettleBody(DeviceBody):
    """What was found."""

    remark: Line


class SuspensionView(View):
    """An interruption of a permit; ``marked_at``: the sign stands and the opening is closed for the time being."""

    id: uuid.UUID
    permit_id: uuid.UUID
    at: Moment
    reason: SuspendReason
    ending: Ending | None
    remark: str
    marked_at: Moment | None
    ended_at: Moment | None


class EvacuationView(View):
    """An evacuation of a space. ``failed`` tells what called for it: each value of gas with amount, unit, limit and
    place, the fan, the value not recorded.
    """

    id: uuid.UUID
    space_id: uuid.UUID
    permit_id: uuid.UUID | None
    cause: EvacuationCause
    at: Moment
    remark: str
    failed: list[dict[str, str]]
    all_out_at: Moment | None
    lifted_at: Moment | None
    lift_reason: str


class EvacuatedView(View):
    """The evacuation, and who is logged inside."""

    evacuation: EvacuationView
    inside: list[EntryView]


class MusterView(View):
    """A count. While it differs from ``registered`` it stands against entry and finishing, until settled."""

    id: uuid.UUID
    space_id: uuid.UUID
    permit_id: uuid.UUID | None
    at: Moment
    counted: int
    registered: int
    all_out: bool
    settled_at: Moment | None
    remark: str


@blueprint.post("/permits/<uuid:permit_id>/suspend", responses=does(PermitView))
def suspend(path: PermitPath, body: SuspendBody) -> Answer:
    """Interrupt the work."""
    return once(
        body,
        lambda: PermitView.model_validate(evacuation.suspend(current_actor(), path.permit_id, body.remark)),
        200,
    )


@blueprint.post("/permits/<uuid:permit_id>/interruptions", responses=makes(SuspensionView))
def mark(path: PermitPath, body: DeviceBody) -> Answer:
    """The sign stands and the opening is closed for the time being."""
    return once(
        body,
        lambda: SuspensionView.model_validate(evacuation.mark_interruption(current_actor(), path.permit_id)),
    )


@blueprint.post("/permits/<uuid:permit_id>/evacuations", responses=makes(EvacuatedView))
def evacuate(path: PermitPath, body: EvacuateBody) -> Answer:
    """Evacuate: entry shuts here and in connected spaces, active work is suspended."""
    return once(
        body,
        lambda: _evacuated(evacuation.evacuate(current_actor(), path.permit_id, body.cause, body.remark, body.offline)),
    )


@blueprint.post("/spaces/<uuid:space_id>/evacuations", responses=makes(EvacuatedView))
def evacuate_space(path: SpacePath, body: SpaceEvacuateBody) -> Answer:
    """Evacuate a space whether or not anything was permitted there: somebody went in unasked, for instance."""
    return once(
        body,
        lambda: _evacuated(space_evacuation.evacuate_space(current_actor(), path.space_id, body.cause, body.remark)),
    )


@blueprint.post("/evacuations/<uuid:evacuation_id>/lift", responses=does(EvacuationView))
def lift(path: EvacuationPath, body: LiftBody) -> Answer:
    """End an evacuation when everybody is out; entry then needs all its gates anew."""
    return once(
        body,
        lambda: EvacuationView.model_validate(_lifted(path.evacuation_id, body)),
        200,
    )


@blueprint.post("/permits/<uuid:permit_id>/musters", responses=makes(MusterView))
def muster(path: PermitPath, body: MusterBody) -> Answer:
    """Count heads against the register."""
    return once(
        body,
        lambda: MusterView.model_validate(
            evacuation.muster(
                current_actor(),
                path.permit_id,
                body.counted,
                nonce=body.nonce,
                all_out=body.all_out,
                device_time=body.device_time,
                remark=body.remark,
                offline=body.offline,
            )
        ),
    )


@blueprint.post("/musters/<uuid:muster_id>/settle", responses=does(MusterView))
def settle(path: MusterPath, body: SettleBody) -> Answer:
    """Settle a count that differed, saying what was found."""
    return once(
        body,
        lambda: MusterView.model_validate(evacuation.settle_count(current_actor(), path.muster_id, body.remark)),
        200,
    )


def _lifted(evacuation_id: uuid.UUID, body: LiftBody) -> Evacuation:
    if body.permit_id is None:
        return space_evacuation.lift_space(current_actor(), evacuation_id, body.reason)
    return evacuation.lift(current_actor(), evacuation_id, body.permit_id, body.reason)


def _evacuated(done: Evacuated) -> EvacuatedView:
    return EvacuatedView(
        evacuation=EvacuationView.model_validate(done.evacuation),
        inside=[EntryView.model_validate(entry) for entry in done.inside],
    )
