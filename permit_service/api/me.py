"""The account itself: who it is, its roles, its signing PIN and password."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, Ref, View, answer, nothing
from permit_service.api.types import Body, Secret
from permit_service.queries.reading import own_account
from permit_service.services import accounts
from workflows.vocabulary import Role

blueprint = noun("me", "One's own account")


class GrantView(View):
    """A role, and the enterprise or area in which it holds; with neither, everywhere."""

    role: Role
    enterprise_id: uuid.UUID | None
    area_id: uuid.UUID | None


class MeView(View):
    """Who is signed in. ``device`` goes into every write of this device."""

    user_id: uuid.UUID
    login: str
    person: Ref | None
    enterprise_id: uuid.UUID | None
    area_id: uuid.UUID | None
    device: str
    has_pin: bool
    grants: list[GrantView]


class PinBody(Body):
    """``pin``: six digits that are no simple run. The password proves that it is you."""

    password: Secret
    pin: Secret


class PasswordBody(Body):
    """``password`` is the old one."""

    password: Secret
    new_password: Secret


@blueprint.get("/me", responses=reads(MeView))
def show() -> Answer:
    """Who is signed in."""
    actor = current_actor()
    user, person = own_account(actor)
    return answer(
        MeView(
            user_id=user.id,
            login=user.login,
            person=None if person is None else Ref.model_validate(person),
            enterprise_id=actor.enterprise_id,
            area_id=actor.area_id,
            device=actor.device,
            has_pin=user.pin_hash is not None,
            grants=[GrantView.model_validate(grant) for grant in actor.grants],
        )
    )


@blueprint.post("/me/pin", responses=does(None))
def set_pin(body: PinBody) -> Answer:
    """Set one's signing PIN; tries start anew."""
    accounts.set_pin(current_actor(), body.password, body.pin)
    return nothing()


@blueprint.post("/me/password", responses=does(None))
def set_password(body: PasswordBody) -> Answer:
    """Change one's password; all other sign-ins of the account end."""
    accounts.set_password(current_actor(), body.password, body.new_password)
    return nothing()
