"""Where one is signed in: browsers and programs' tokens, each to be ended."""

import uuid

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.errors import Invalid
from permit_service.labels.pages import account as words
from permit_service.queries import accounts as reading
from permit_service.queries.reading import own_account, session
from permit_service.services import sign_ins
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, trouble_of

blueprint = Blueprint("sign_ins", __name__, url_prefix="/me/sign-ins")


@blueprint.get("")
def show() -> str:
    """My sign-ins."""
    return _page(NONE)


@blueprint.post("/tokens")
def make_token() -> ResponseReturnValue:
    """Make a token for a program, and show it this once."""
    form = Form()
    try:
        secret = sign_ins.make_token(current_actor(), form.text("name"), form.number("days"))
        form.done()
    except Invalid as error:
        trouble = trouble_of(error)
        return _page(trouble), trouble.status
    return _page(NONE, secret.value)


@blueprint.post("/tokens/<uuid:token_id>/end")
def end_token(token_id: uuid.UUID) -> ResponseReturnValue:
    """End a token."""
    sign_ins.end_token(current_actor(), token_id)
    return _ended()


@blueprint.post("/sessions/<uuid:session_id>/end")
def end_session(session_id: uuid.UUID) -> ResponseReturnValue:
    """End the session of one browser."""
    sign_ins.end_session(current_actor(), session_id)
    return _ended()


@blueprint.post("/end-others")
def end_others() -> ResponseReturnValue:
    """End everything but this browser's session."""
    sign_ins.end_others(current_actor())
    return _ended()


def _ended() -> ResponseReturnValue:
    flash(words.ENDED_THERE, "safe")
    return "", 303, {"Location": url_for("sign_ins.show")}


def _page(trouble: Trouble, secret: str = "") -> str:
    actor = current_actor()
    user, _ = own_account(actor)
    return render_template(
        "session/sign_ins.html",
        trouble=trouble,
        secret=secret,
        device=actor.device,
        sessions=reading.sessions(session(), user.id),
        tokens=reading.tokens(session(), user.id),
    )
