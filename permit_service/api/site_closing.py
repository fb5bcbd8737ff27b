"""The end of the work: finished when everyone and every tool is out, closed when the mouth is shut again."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permit_views import PermitView
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer
from permit_service.api.site_bodies import EvidenceView, SignedDeviceBody, signed_once
from permit_service.api.types import Blob, Count, DeviceBody, Text
from permit_service.api.write import once
from permit_service.services import closing, evacuation

blueprint = noun("closing")


class CloseBody(SignedDeviceBody):
    """The work leader's closing signature; ``image`` is drawn."""

    image: Blob | None = None


class WriteOffBody(SignedDeviceBody):
    """How many tools stay inside, and why."""

    tools: Count
    reason: Text


class WriteOffView(EvidenceView):
    """Tools left inside, written off."""

    leader_id: uuid.UUID
    tools: int
    reason: str


@blueprint.post("/permits/<uuid:permit_id>/finish", responses=does(PermitView))
def finish(path: PermitPath, body: DeviceBody) -> Answer:
    """Everyone and every tool is out."""
    return once(body, lambda: PermitView.model_validate(closing.finish(current_actor(), path.permit_id)), 200)


@blueprint.post("/permits/<uuid:permit_id>/close", responses=does(PermitView))
def close(path: PermitPath, body: CloseBody) -> Answer:
    """Close the permit: nobody inside, the openings closed with their sign."""
    return signed_once(
        body,
        lambda signer: PermitView.model_validate(closing.close(current_actor(), path.permit_id, signer, body.image)),
        200,
    )


@blueprint.post("/permits/<uuid:permit_id>/write-offs", responses=makes(WriteOffView))
def write_off(path: PermitPath, body: WriteOffBody) -> Answer:
    """The work leader writes off tools left inside."""
    return signed_once(
        body,
        lambda signer: WriteOffView.model_validate(
            evacuation.write_off_tools(current_actor(), path.permit_id, signer, body.tools, body.reason)
        ),
    )
