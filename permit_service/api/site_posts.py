"""Guardian posts (监护到岗): taken and renewed by one scan of permit and plate, kept by beats, handed over, left."""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, Ref, RefusalView, View, nothing, refusals
from permit_service.api.site_bodies import EvidenceView
from permit_service.api.types import Body, DeviceBody, Id, Params, Text
from permit_service.api.write import once
from permit_service.services import check_ins, posts
from permit_service.services.check_ins import CheckedIn, CheckInForm
from permit_service.typed_codes import count_try
from workflows.vocabulary import ScanVerdict

blueprint = noun("guardian_posts")


class PostPath(Params):
    post_id: Id


class CheckInBody(DeviceBody):
    """Permit and plate, each as scanned (the URL in its code) or as typed (its short code).

    ``explosion_proof`` declares the phone so, where the space asks for it; ``opening_id`` is the opening guarded,
    where the space has several.
    """

    permit: Annotated[str, Field(max_length=500)]
    plate: Annotated[str, Field(max_length=500)]
    explosion_proof: bool = False
    opening_id: Id | None = None


class BeatBody(Body):
    """Nothing: that it came is what it says."""


class HandoverBody(DeviceBody):
    """To whom: another guardian named on the permit, who accepts by checking in."""

    to_id: Id
    remark: Text = ""


class PostView(View):
    """A post. ``may_admit`` falls with a suspension or a handover, until the next scan of permit and plate."""

    id: uuid.UUID
    permit_id: uuid.UUID
    space_id: uuid.UUID
    opening_id: uuid.UUID | None
    guardian: Ref
    since: Moment
    renewed_at: Moment
    last_beat_at: Moment
    may_admit: bool
    confirmed_absent_at: Moment | None
    ended_at: Moment | None
    end_reason: str


class CheckInView(View):
    """The derived verdict: with ``admit`` there is a post. Both attempts are recorded whatever it is."""

    verdict: ScanVerdict
    refusals: list[RefusalView]
    scan_ids: list[uuid.UUID]
    permit_id: uuid.UUID | None
    post: PostView | None
    good_until: Moment | None


class HandoverView(EvidenceView):
    """An offer to hand the post over."""

    from_id: uuid.UUID
    to_id: uuid.UUID
    accepted_at: Moment | None
    remark: str


@blueprint.post("/guardian-posts", responses=makes(CheckInView))
def create(body: CheckInBody) -> Answer:
    """Check in: take the post, renew it, or accept a handover. 201 with the verdict, refusals included."""
    count_try(body.permit, body.plate)
    form = CheckInForm(
        body.permit, body.plate, body.nonce, body.explosion_proof, body.opening_id, device_time=body.device_time
    )
    return once(body, lambda: _checked_in(check_ins.check_in(current_actor(), form)))


@blueprint.post("/guardian-posts/<uuid:post_id>/beats", responses=does(None))
def beat(path: PostPath, body: BeatBody) -> Answer:
    """The guardian's phone is heard. Quiet for 180 s raises an alarm."""
    posts.beat_of(current_actor(), path.post_id)
    return nothing()


@blueprint.post("/guardian-posts/<uuid:post_id>/absence", responses=does(PostView))
def tell_absence(path: PostPath, body: DeviceBody) -> Answer:
    """Somebody saw that the guardian is not there: whoever is inside is evacuated."""
    return once(body, lambda: PostView.model_validate(posts.confirm_absence(current_actor(), path.post_id)), 200)


@blueprint.post("/guardian-posts/<uuid:post_id>/leave", responses=does(PostView))
def leave(path: PostPath, body: DeviceBody) -> Answer:
    """The guardian leaves; with people inside the post stays open as absent, and they are brought out."""
    return once(body, lambda: PostView.model_validate(posts.leave(current_actor(), path.post_id)), 200)


@blueprint.post("/permits/<uuid:permit_id>/handovers", responses=makes(HandoverView))
def hand_over(path: PermitPath, body: HandoverBody) -> Answer:
    """Offer the post to another guardian; it stays one's own until they have checked in."""
    return once(
        body,
        lambda: HandoverView.model_validate(
            posts.offer_handover(current_actor(), path.permit_id, body.to_id, body.remark)
        ),
    )


def _checked_in(done: CheckedIn) -> CheckInView:
    return CheckInView(
        verdict=done.verdict,
        refusals=refusals(done.refusals),
        scan_ids=[scan.id for scan in done.scans],
        permit_id=None if done.permit is None else done.permit.id,
        post=None if done.post is None else PostView.model_validate(done.post),
        good_until=None if done.clearance is None else done.clearance.good_until,
    )
