"""The account itself: who it is, its roles, its signing PIN and password."""

import uuid
from typing import Annotated

from flask_wtf.csrf import generate_csrf
from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Ref, View, answer, nothing
from permit_service.api.types import Body, Id, Line, Params, Secret
from permit_service.queries import accounts as reading_accounts
from permit_service.queries.reading import own_account, session
from permit_service.services import accounts
from permit_service.services import sign_ins as own_sign_ins
from workflows.vocabulary import Role

blueprint = noun("me")


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


class SessionPath(Params):
    session_id: Id


class TokenPath(Params):
    token_id: Id


class NewTokenBody(Body):
    """``name`` is what you will know it by; it works for ``days``, 365 at most."""

    name: Line
    days: Annotated[int, Field(ge=1, le=365)] = 90


class SignInView(View):
    """A browser in which one is signed in, or a token of a program."""

    id: uuid.UUID
    name: str
    device: str
    created_at: Moment
    expires_at: Moment


class SignInsView(View):
    """One's sign-ins that work now, the newest first. ``device`` tells which one is asking."""

    device: str
    sessions: list[SignInView]
    tokens: list[SignInView]


class NewTokenView(View):
    """The token, told this once."""

    token: str
    expires_at: Moment


@blueprint.get("/me/sign-ins", responses=reads(SignInsView))
def sign_ins() -> Answer:
    """Where one is signed in."""
    actor = current_actor()
    user, _ = own_account(actor)
    return answer(
        SignInsView(
            device=actor.device,
            sessions=[SignInView.model_validate(row) for row in reading_accounts.sessions(session(), user.id)],
            tokens=[SignInView.model_validate(row) for row in reading_accounts.tokens(session(), user.id)],
        )
    )


@blueprint.post("/me/sign-ins/end-others", responses=does(None))
def end_others() -> Answer:
    """End all sessions and tokens but those of this device."""
    own_sign_ins.end_others(current_actor())
    return nothing()


@blueprint.post("/me/sessions/<uuid:session_id>/end", responses=does(None))
def end_session(path: SessionPath) -> Answer:
    """End one of one's own sessions."""
    own_sign_ins.end_session(current_actor(), path.session_id)
    return nothing()


@blueprint.post("/me/tokens", responses=makes(NewTokenView))
def make_token(body: NewTokenBody) -> Answer:
    """A token for a program of one's own."""
    secret = own_sign_ins.make_token(current_actor(), body.name, body.days)
    return answer(NewTokenView(token=secret.value, expires_at=secret.expires_at), 201)


@blueprint.post("/me/tokens/<uuid:token_id>/end", responses=does(None))
def end_token(path: TokenPath) -> Answer:
    """End one of one's own tokens."""
    own_sign_ins.end_token(current_actor(), path.token_id)
    return nothing()


class CsrfView(View):
    """Goes into ``X-CSRFToken`` of whatever this browser writes by its cookie."""

    token: str


@blueprint.get("/me/csrf", responses=reads(CsrfView))
def csrf() -> Answer:
    """The token that a page long out of reach needs before it can write again; a bearer token needs none."""
    return answer(CsrfView(token=generate_csrf()))


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
