"""Bearer tokens: a login and its password make one, bound to one device; it ends when told or by time."""

from flask import current_app, request

from permit_service import accounts, rate_limits
from permit_service.access import bearer_secret, current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.serialize import Answer, Moment, View, answer, nothing
from permit_service.api.types import Body, Line, Secret
from permit_service.config import service_config
from permit_service.errors import NotFound
from permit_service.models.accounts import ApiToken
from permit_service.services import leases

blueprint = noun("tokens")


class TokenBody(Body):
    """``device`` is the id that an earlier token of this device told; without it the device gets a new one."""

    login: Line
    password: Secret
    device: Line | None = None


class TokenView(View):
    """The token, shown once: send it as ``Authorization: Bearer <token>``."""

    token: str
    device: str
    expires_at: Moment


@blueprint.post("/tokens", responses=makes(TokenView))
def create(body: TokenBody) -> Answer:
    """Sign in."""
    rate_limits.count(rate_limits.SIGN_IN, request.remote_addr or "")
    user_id = accounts.check_password(body.login, body.password)
    secret = accounts.open_token(user_id, service_config(current_app.config).token_life, body.device)
    return answer(TokenView(token=secret.value, device=secret.device, expires_at=secret.expires_at), 201)


@blueprint.delete("/tokens/current", responses=does(None))
def end() -> Answer:
    """Sign out: end the token this request carries."""
    secret = bearer_secret()
    if secret is None:
        raise NotFound
    leases.release_device(current_actor())
    accounts.end(ApiToken, secret)
    return nothing()
