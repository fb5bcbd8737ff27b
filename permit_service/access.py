"""Access: who asks, and whether the endpoint is for them. Default deny, decided before a body is read.

The order is fixed: 401 nobody is signed in, 404 the thing is not theirs to know of, 403 not their role, then the CSRF
token, and only then the view and its 422.
"""

import uuid

from flask import Flask, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from permit_service import accounts, browsers
from permit_service.actor import Actor
from permit_service.config import service_config
from permit_service.errors import Forbidden, NotFound, Unauthenticated
from permit_service.models.accounts import ApiToken, SessionRow
from permit_service.policy import POLICY, Policy
from permit_service.scopes import SCOPES

API_PREFIX = "/api/"

login_manager = LoginManager()
login_manager.session_protection = None  # phones change their address; the session row is what counts
csrf = CSRFProtect()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What flask-login keeps for a browser: the cookie carries the secret, never an account's id."""

    def __init__(self, actor: Actor, secret: str) -> None:
        self.actor = actor
        self.secret = secret

    def get_id(self) -> str:
        return self.secret


def init_access(app: Flask) -> None:
    """Guard every request of ``app``."""
    login_manager.init_app(app)
    csrf.init_app(app)
    app.before_request(_guard)


def current_actor() -> Actor:
    """Who asks. Raises Unauthenticated on a public endpoint that nobody signed in to."""
    actor = actor_or_none()
    if actor is None:
        raise Unauthenticated
    return actor


def actor_or_none() -> Actor | None:
    """Who asks, None for a stranger."""
    actor: Actor | None = g.get("actor")
    return actor


def sign_in_browser(user_id: uuid.UUID, device: str | None = None) -> Actor:
    """Begin a browser's session and put its secret into the cookie; an earlier session of this browser ends."""
    sign_out_browser()
    life = service_config(current_app.config).session_life
    signed_in = _load_session(
        accounts.open_session(user_id, life, device, browsers.called(request.user_agent.string)).value
    )
    if signed_in is None:
        raise Unauthenticated
    login_user(signed_in)
    g.actor = signed_in.actor
    return signed_in.actor


def sign_out_browser() -> None:
    """End the browser's session, in the cookie and in the database."""
    if current_user.is_authenticated:
        accounts.end(SessionRow, current_user.secret)
        logout_user()
    g.actor = None


def bearer_secret() -> str | None:
    """The bearer token of this request; only the API takes one."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not request.path.startswith(API_PREFIX) or scheme.lower() != "bearer":
        return None
    return secret.strip()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load_session(secret: str) -> SignedIn | None:
    actor = accounts.actor_of(SessionRow, secret)
    return None if actor is None else SignedIn(actor, secret)


def _guard() -> None:
    if request.endpoint is None:  # no such address or method: Flask answers
        return
    policy = POLICY.get(request.endpoint)
    if policy is None:
        current_app.logger.error("endpoint without policy: %s", request.endpoint)
        raise NotFound
    if not policy.asks_who:
        return
    actor = g.actor = _authenticate()
    if not policy.public:
        if actor is None:
            raise Unauthenticated
        _check_scope(actor)
        if policy.roles is not None and not actor.roles & policy.roles:
            raise Forbidden
    _check_csrf(policy, actor)


def _authenticate() -> Actor | None:
    secret = bearer_secret()
    if secret is not None:  # a token that is sent is what counts: never fall back to a cookie beside it
        return accounts.actor_of(ApiToken, secret)
    return current_user.actor if current_user.is_authenticated else None


def _check_scope(actor: Actor) -> None:
    for name, value in (request.view_args or {}).items():
        if isinstance(value, uuid.UUID):
            in_scope = SCOPES.get(name)
            if in_scope is None or not in_scope(actor, value):
                raise NotFound


def _check_csrf(policy: Policy, actor: Actor | None) -> None:
    """A browser adds cookies by itself, so what a cookie can do needs the token; a bearer token is proof enough."""
    if not policy.csrf or bearer_secret() is not None:
        return
    if request.path.startswith(API_PREFIX) and actor is None:
        return
    csrf.protect()
