"""Site checks: the owner's check of the contractor on site (R63; G46 4.7.3), by the inspector the permit names."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Blob, SignedBody, Text
from permit_service.services import site_checks

blueprint = noun("site_checks")


class SiteCheckBody(SignedBody):
    """What the inspector found; what is not in order must be told."""

    in_order: bool
    findings: Text = ""
    photo: Blob | None = None


class SiteCheckView(View):
    """A site check as recorded."""

    id: uuid.UUID
    permit_id: uuid.UUID
    inspector_id: uuid.UUID
    in_order: bool
    findings: str
    photo_id: uuid.UUID | None
    at: Moment


@blueprint.post("/permits/<uuid:permit_id>/site-checks", responses=makes(SiteCheckView))
def create(path: PermitPath, body: SiteCheckBody) -> Answer:
    """Record what the inspector found, signed."""
    row = site_checks.check_site(
        current_actor(),
        path.permit_id,
        body.sign_in.told,
        in_order=body.in_order,
        findings=body.findings,
        photo=body.photo,
    )
    return answer(SiteCheckView.model_validate(row), 201)
