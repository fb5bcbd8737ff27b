"""Signing in and out, and one's own account: the PIN that signatures ask for, the password."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from permit_service import accounts, labels, rate_limits
from permit_service.access import actor_or_none, current_actor, sign_in_browser, sign_out_browser
from permit_service.errors import Invalid, RateLimited, Unauthenticated
from permit_service.labels.pages import account as words
from permit_service.queries import reading
from permit_service.services import accounts as own_account
from permit_service.services import leases
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, carried_out, trouble_of

blueprint = Blueprint("session", __name__)

#: The id this browser was given at its first sign-in; it outlives the session.
_DEVICE = "device"


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in form; who is signed in goes to their work."""
    return redirect(_onwards()) if actor_or_none() is not None else _sign_in_page(NONE)


@blueprint.post("/sign-in")
def sign_in_post() -> ResponseReturnValue:
    """Begin a session of this browser. An address that failed too often waits, whatever login it tries next."""
    form = Form()
    login, address = form.text("login"), request.remote_addr or ""
    try:
        rate_limits.refuse_used_up(rate_limits.FAILED_SIGN_IN, address)
        user_id = accounts.check_password(login, request.form.get("password", ""))
    except (Unauthenticated, RateLimited) as error:
        if isinstance(error, Unauthenticated):
            rate_limits.count(rate_limits.FAILED_SIGN_IN, address)
        trouble = trouble_of(error)
        return _sign_in_page(trouble, login), trouble.status
    actor = sign_in_browser(user_id, session.get(_DEVICE))
    session[_DEVICE] = actor.device
    return redirect(_onwards(), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    actor = actor_or_none()
    if actor is not None:
        leases.release_device(actor)
    sign_out_browser()
    flash(words.SIGNED_OUT, "none")
    return redirect(url_for("session.sign_in"), 303)


@blueprint.get("/me")
def me() -> ResponseReturnValue:
    """My account."""
    return _me_page(NONE)


@blueprint.post("/me/pin")
def set_pin() -> ResponseReturnValue:
    """Set the PIN for signing."""
    form = Form()

    def act() -> str:
        own_account.set_pin(current_actor(), request.form.get("password", ""), form.text("pin"))
        flash(words.PIN_SET, "safe")
        return url_for("session.me")

    return carried_out(act, _me_page)


@blueprint.post("/me/password")
def set_password() -> ResponseReturnValue:
    """Change the password; other devices have to sign in again."""

    def act() -> str:
        old, new = request.form.get("old_password", ""), request.form.get("new_password", "")
        try:
            own_account.set_password(current_actor(), old, new)
        except Invalid as error:
            fault = error.fields["password"]
            raise Invalid({"old_password" if fault.code == "password_wrong" else "new_password": fault}) from error
        flash(words.LOGIN_CHANGED, "safe")
        return url_for("session.me")

    return carried_out(act, lambda trouble: _me_page(trouble, changing="password"))


def _sign_in_page(trouble: Trouble, login: str = "") -> str:
    return render_template("session/sign_in.html", trouble=trouble, login=login, next=_onwards())


def _me_page(trouble: Trouble, changing: str = "pin") -> str:
    user, person = reading.own_account(current_actor())
    roles = [labels.of(grant.role) for grant in current_actor().grants]
    return render_template("session/me.html", trouble=trouble, user=user, person=person, roles=roles, changing=changing)


def _onwards() -> str:
    """Where the visitor wanted to go: an address of this service, or their work."""
    wanted = request.values.get("next", "")
    target = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if ours and not target.scheme and not target.netloc else url_for("home.index")
