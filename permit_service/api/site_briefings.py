"""Briefings (安全交底): the leader tells the five items and signs, everyone on site signs that they heard."""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View
from permit_service.api.site_bodies import EvidenceView, SignedDeviceBody
from permit_service.api.types import Blob, Choice, DeviceBody, Id, Params, SignInBody, Text
from permit_service.api.write import once
from permit_service.models.choices import SignatureMethod
from permit_service.services import briefings
from permit_service.services.briefings import BriefingForm, ListenForm
from permit_service.services.signing import reauthenticate
from permit_service.typed_codes import count_try
from workflows.kinds import BriefingItem

blueprint = noun("briefings")


class BriefingPath(Params):
    briefing_id: Id


class BriefingBody(SignedDeviceBody):
    """What was told on each item. ``late``: of somebody whom a crew change named. ``image``: the drawn signature."""

    contents: dict[Choice[BriefingItem], Text]
    tools: Text = ""
    remark: Text = ""
    late: bool = False
    image: Blob | None = None


class ListenerBody(DeviceBody):
    """How a listener signs: drawn (``image``) or by ``badge`` before the account's person, or with ``sign_in``.

    ``person_id`` may be left out with a badge or a sign_in: it is theirs. A tick in a list does not sign.
    """

    person_id: Id | None = None
    image: Blob | None = None
    badge: Annotated[str, Field(max_length=500)] | None = None
    sign_in: SignInBody | None = None


class BriefingView(EvidenceView):
    """A briefing given."""

    leader_id: uuid.UUID
    late: bool
    tools: str
    remark: str
    signed_at: Moment | None


class ListenerView(View):
    """Somebody who signed that they heard it."""

    id: uuid.UUID
    briefing_id: uuid.UUID
    person_id: uuid.UUID
    method: SignatureMethod
    signed_at: Moment


@blueprint.post("/permits/<uuid:permit_id>/briefings", responses=makes(BriefingView))
def create(path: PermitPath, body: BriefingBody) -> Answer:
    """The work leader briefs and signs. An item left out is missing to the gates."""
    form = BriefingForm(contents=body.contents, tools=body.tools, remark=body.remark, late=body.late)
    signer = reauthenticate(current_actor(), body.sign_in.told)
    return once(
        body,
        lambda: BriefingView.model_validate(briefings.give(current_actor(), path.permit_id, form, signer, body.image)),
    )


@blueprint.post("/briefings/<uuid:briefing_id>/listeners", responses=makes(ListenerView))
def add_listener(path: BriefingPath, body: ListenerBody) -> Answer:
    """A listener signs; twice changes nothing."""
    count_try(body.badge)
    form = ListenForm(person_id=body.person_id, image=body.image, badge=body.badge)
    signer = None if body.sign_in is None else reauthenticate(current_actor(), body.sign_in.told)
    return once(
        body,
        lambda: ListenerView.model_validate(briefings.listen(current_actor(), path.briefing_id, form, signer)),
    )
