"""Openings opened and closed, and ventilation (通风): natural with the opening, mechanical after the initial test."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment
from permit_service.api.site_bodies import EvidenceView, told
from permit_service.api.types import Blob, Choice, DeviceBody, Id, Line, Params
from permit_service.api.write import once
from permit_service.services import openings, ventilation
from workflows.kinds import AirSource, ClosingKind, VentilationKind

blueprint = noun("openings")


class VentilationPath(Params):
    ventilation_id: Id


class OpeningBody(DeviceBody):
    """``opening_id`` is one of the space's openings; ``upwind``: it was opened from upwind."""

    opening_id: Id
    upwind: bool
    photo: Blob | None = None


class ClosingBody(DeviceBody):
    """Closed temporarily or finally, with or without its sign."""

    opening_id: Id
    kind: Choice[ClosingKind]
    sign_set: bool
    photo: Blob | None = None


class VentilationBody(DeviceBody):
    """``duct_confirmed``: the duct's mouth was seen to be where the work is; ``equipment_id``: the fan."""

    kind: Choice[VentilationKind]
    source: Choice[AirSource] = AirSource.clean_air
    duct_confirmed: bool = False
    equipment_id: Id | None = None


class StopBody(DeviceBody):
    """Why it stopped."""

    reason: Line = ""


class OpeningView(EvidenceView):
    """An opening opened."""

    opening_id: uuid.UUID
    opened_by_id: uuid.UUID
    upwind: bool
    photo_id: uuid.UUID | None


class ClosingView(EvidenceView):
    """An opening closed."""

    opening_id: uuid.UUID
    closed_by_id: uuid.UUID
    kind: ClosingKind
    sign_set: bool
    photo_id: uuid.UUID | None


class VentilationCheckBody(DeviceBody):
    """Whether the run was found going; one found stopped is stopped with that."""

    running: bool


class VentilationCheckView(EvidenceView):
    """A look at a run."""

    run_id: uuid.UUID
    checker_id: uuid.UUID
    running: bool


class VentilationView(EvidenceView):
    """A run from ``at`` until ``stopped_at``."""

    kind: VentilationKind
    source: AirSource
    duct_confirmed: bool
    equipment_id: uuid.UUID | None
    stopped_at: Moment | None
    stop_reason: str


@blueprint.post("/permits/<uuid:permit_id>/openings", responses=makes(OpeningView))
def open_space(path: PermitPath, body: OpeningBody) -> Answer:
    """The guardian takes the barrier off and opens, from upwind."""
    return once(
        body, lambda: OpeningView.model_validate(openings.open_space(current_actor(), path.permit_id, **told(body)))
    )


@blueprint.post("/permits/<uuid:permit_id>/closings", responses=makes(ClosingView))
def close_opening(path: PermitPath, body: ClosingBody) -> Answer:
    """Close an opening; no gate holds anybody from closing."""
    return once(
        body, lambda: ClosingView.model_validate(openings.close_opening(current_actor(), path.permit_id, **told(body)))
    )


@blueprint.post("/permits/<uuid:permit_id>/ventilations", responses=makes(VentilationView))
def ventilate(path: PermitPath, body: VentilationBody) -> Answer:
    """Begin a run. A fan before the initial test is refused."""
    return once(
        body, lambda: VentilationView.model_validate(ventilation.start(current_actor(), path.permit_id, **told(body)))
    )


@blueprint.post("/ventilations/<uuid:ventilation_id>/stop", responses=does(VentilationView))
def stop(path: VentilationPath, body: StopBody) -> Answer:
    """A run has ended. With a fan every earlier gas series falls, and people inside are brought out."""
    return once(
        body,
        lambda: VentilationView.model_validate(ventilation.stop(current_actor(), path.ventilation_id, body.reason)),
        200,
    )


@blueprint.post("/ventilations/<uuid:ventilation_id>/checks", responses=makes(VentilationCheckView))
def check(path: VentilationPath, body: VentilationCheckBody) -> Answer:
    """Somebody looked whether the run still goes; that it does tells who is named on the permit."""
    return once(
        body,
        lambda: VentilationCheckView.model_validate(
            ventilation.check(current_actor(), path.ventilation_id, running=body.running)
        ),
    )


@blueprint.post("/ventilations/<uuid:ventilation_id>/confirm-duct", responses=does(VentilationView))
def confirm_duct(path: VentilationPath, body: DeviceBody) -> Answer:
    """The duct's mouth was seen to be where the work is."""
    return once(
        body,
        lambda: VentilationView.model_validate(ventilation.confirm_duct(current_actor(), path.ventilation_id)),
        200,
    )
