"""Without network: signed snapshots (离线放行单) for a guardian's phone, and the codes called back."""

import uuid

from permit_service import labels
from permit_service.access import current_actor
from permit_service.api.keys import KeyView, public_keys
from permit_service.api.noun import makes, noun, reads
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Body, Id
from permit_service.queries.revocations import revoked
from permit_service.services import snapshots
from permit_service.services.snapshots import Issued

blueprint = noun("snapshots")


class SnapshotBody(Body):
    """``post``: one's own open guardian post."""

    post: Id


class RevocationsView(View):
    """Ids of codes called back: badges and plates revoked, permits that ended before their code does by itself."""

    as_of: Moment
    badges: list[uuid.UUID]
    plates: list[uuid.UUID]
    permits: list[uuid.UUID]


class SnapshotView(View):
    """``claims`` is the text that was signed: verify ``signature`` (ECDSA P-256, SHA-256, raw r and s, base64url) over
    its UTF-8 bytes with the key ``kid`` of kind ``snapshot``, then parse it. ``lead`` false: another phone lets in.
    """

    id: uuid.UUID
    claims: str
    signature: str
    kid: str
    issued_at: Moment
    good_until: Moment
    lead: bool
    keys: list[KeyView]
    revocations: RevocationsView


@blueprint.post("/snapshots", responses=makes(SnapshotView))
def create(body: SnapshotBody) -> Answer:
    """Sign for this device whom the guardian of the post may let in without network."""
    return answer(_view(snapshots.issue(current_actor(), body.post, labels.message)), 201)


@blueprint.get("/revocations", responses=reads(RevocationsView))
def revocations() -> Answer:
    """Codes called back, as far as the account may know of them."""
    return answer(RevocationsView.model_validate(revoked(current_actor())))


def _view(issued: Issued) -> SnapshotView:
    row = issued.snapshot
    assert row.claims is not None, "just signed"
    return SnapshotView(
        id=row.id,
        claims=row.claims,
        signature=row.signature,
        kid=row.kid,
        issued_at=row.issued_at,
        good_until=row.good_until,
        lead=row.lead,
        keys=public_keys(),
        revocations=RevocationsView.model_validate(issued.revocations),
    )
