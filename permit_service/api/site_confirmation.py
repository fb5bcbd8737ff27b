"""What is checked right before and during work: protection, the guardian-check, 进入确认, calls to those inside."""

import uuid

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View
from permit_service.api.site_bodies import EvidenceView, LateBody, SignedDeviceBody, signed_once, told
from permit_service.api.types import Blob, Choice, DeviceBody, Id, Line
from permit_service.api.write import once
from permit_service.models import choices
from permit_service.services import confirmation, guardian_checks, protection
from permit_service.services.protection import ProtectionForm
from workflows.kinds import AirSource, Gear, GuardianCheckItem

blueprint = noun("confirmation")


class ProtectionBody(DeviceBody):
    """What one person wears, piece by piece: in order or not."""

    person_id: Id
    answers: dict[Choice[Gear], Choice[choices.Answer]]
    air_source: Choice[AirSource] = AirSource.clean_air
    remark: Line = ""


class GuardianCheckBody(DeviceBody):
    """Answers item by item; of repeated answers the latest counts. Answering asks for a new signature."""

    answers: dict[Choice[GuardianCheckItem], Choice[choices.Answer]]
    remarks: dict[Choice[GuardianCheckItem], Line] = Field(default_factory=dict)


class DrawnBody(SignedDeviceBody):
    """``image`` is the drawn signature."""

    image: Blob | None = None


class ContactBody(LateBody):
    """A call to one person inside, or (without ``person_id``) to all, answered or not."""

    answered: bool
    person_id: Id | None = None
    remark: Line = ""


class ProtectionLineView(View):
    """One kind of gear."""

    gear: Gear
    answer: choices.Answer


class ProtectionView(EvidenceView):
    """A protection check; the latest of each person counts."""

    person_id: uuid.UUID
    checker_id: uuid.UUID
    air_source: AirSource
    remark: str
    answers: list[ProtectionLineView]


class GuardianCheckView(EvidenceView):
    """The permit's guardian-check; ``signed_at`` is of its latest signature."""

    guardian_id: uuid.UUID
    signed_at: Moment | None


class ConfirmationView(EvidenceView):
    """An entry confirmation, bound to one gas series and to the ids in ``bound``."""

    signer_id: uuid.UUID
    series_id: uuid.UUID
    bound: list[str]


class ContactView(EvidenceView):
    """A call."""

    caller_id: uuid.UUID
    person_id: uuid.UUID | None
    answered: bool
    remark: str


@blueprint.post("/permits/<uuid:permit_id>/protection-checks", responses=makes(ProtectionView))
def check_protection(path: PermitPath, body: ProtectionBody) -> Answer:
    """Record what one person wears; whether it suffices, the gates tell."""
    form = ProtectionForm(body.answers, body.air_source, body.remark)
    return once(
        body,
        lambda: ProtectionView.model_validate(protection.check(current_actor(), path.permit_id, body.person_id, form)),
    )


@blueprint.post("/permits/<uuid:permit_id>/guardian-checks", responses=makes(GuardianCheckView))
def check_guard(path: PermitPath, body: GuardianCheckBody) -> Answer:
    """The guardian answers items."""
    return once(
        body,
        lambda: GuardianCheckView.model_validate(
            guardian_checks.answer(current_actor(), path.permit_id, body.answers, body.remarks)
        ),
    )


@blueprint.post("/permits/<uuid:permit_id>/guardian-checks/sign", responses=does(GuardianCheckView))
def sign_guard(path: PermitPath, body: DrawnBody) -> Answer:
    """The guardian signs the answers as they stand."""
    return signed_once(
        body,
        lambda signer: GuardianCheckView.model_validate(
            guardian_checks.sign_check(current_actor(), path.permit_id, signer, body.image)
        ),
        200,
    )


@blueprint.post("/permits/<uuid:permit_id>/confirm", responses=makes(ConfirmationView))
def confirm(path: PermitPath, body: DrawnBody) -> Answer:
    """The work leader signs the entry confirmation: the permit becomes active, a suspension ends."""
    return signed_once(
        body,
        lambda signer: ConfirmationView.model_validate(
            confirmation.confirm(current_actor(), path.permit_id, signer, body.image)
        ),
    )


@blueprint.post("/permits/<uuid:permit_id>/contact-checks", responses=makes(ContactView))
def check_contact(path: PermitPath, body: ContactBody) -> Answer:
    """Record a call to those inside; that it was answered tells who is named on the permit."""
    return once(
        body,
        lambda: ContactView.model_validate(
            confirmation.contact_check(current_actor(), path.permit_id, **told(body), offline=body.offline)
        ),
    )
