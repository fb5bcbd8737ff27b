"""Links: two permits of one space (交叉作业), active together once both approvers signed (R69; site-rules 22)."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Blob, Body, Id, Params, SignedBody, Text
from permit_service.services import links

blueprint = noun("links")


class LinkPath(Params):
    link_id: Id


class LinkBody(Body):
    """The other permit of the same space, and how the two crews keep out of each other's way."""

    other_id: Id
    arrangement: Text


class SignLinkBody(SignedBody):
    """``image`` is the drawn signature."""

    image: Blob | None = None


class LinkView(View):
    """A link; in force from ``completed_at``."""

    id: uuid.UUID
    permit_id: uuid.UUID
    other_id: uuid.UUID
    arrangement: str
    signed_at: Moment | None
    other_signed_at: Moment | None
    completed_at: Moment | None


@blueprint.post("/permits/<uuid:permit_id>/links", responses=makes(LinkView))
def create(path: PermitPath, body: LinkBody) -> Answer:
    """Propose a link."""
    row = links.propose_link(current_actor(), path.permit_id, body.other_id, body.arrangement)
    return answer(LinkView.model_validate(row), 201)


@blueprint.post("/links/<uuid:link_id>/sign", responses=does(LinkView))
def sign(path: LinkPath, body: SignLinkBody) -> Answer:
    """An approver of either permit signs for it."""
    return answer(
        LinkView.model_validate(links.sign_link(current_actor(), path.link_id, body.sign_in.told, body.image))
    )
