"""The page behind a one-time link: whoever holds it sets the password and PIN of its account."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import rate_limits
from permit_service.errors import Invalid
from permit_service.labels.pages import account as words
from permit_service.queries import accounts as reading
from permit_service.queries.reading import session
from permit_service.services import account_links
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("account_links", __name__)


@blueprint.before_request
def _count() -> None:
    """At most so many a minute from one address."""
    rate_limits.count(rate_limits.PUBLIC_CODE, request.remote_addr or "")


@blueprint.get("/A/<token>")
def show(token: str) -> ResponseReturnValue:
    """Whose account it is, and the form. A link that works no more is told like one that never was."""
    return _page(token, NONE)


@blueprint.post("/A/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Set password and PIN; the link is used up."""

    def act() -> str:
        password, pin = request.form.get("password", ""), request.form.get("pin", "")
        if password != request.form.get("again", ""):
            raise Invalid({"again": "not_alike"})
        account_links.accept(token, password, pin)
        flash(words.LOGIN_SET, "safe")
        return url_for("session.sign_in")

    return carried_out(act, lambda trouble: _page(token, trouble))


def _page(token: str, trouble: Trouble) -> str:
    link = account_links.read(session(), token)
    (entry,) = reading.entries(session(), (link.user,))
    return render_template("session/link.html", trouble=trouble, token=token, link=link, entry=entry)
