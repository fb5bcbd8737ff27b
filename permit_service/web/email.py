"""邮箱: where my messages go besides the service, and the page behind the link that confirms an address."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.errors import NotFound
from permit_service.labels import message_words as words
from permit_service.queries import email_addresses as reading
from permit_service.queries.reading import own_account, session
from permit_service.services import email_addresses
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("email", __name__)


@blueprint.get("/me/email")
def show() -> str:
    """My address, and what it waits for."""
    return _page(NONE)


@blueprint.post("/me/email")
def set_address() -> ResponseReturnValue:
    """Give another address, ask the same one again, or take it back."""
    form = Form()
    address = form.text("email")

    def act() -> str:
        email_addresses.set_address(current_actor(), address)
        waits = reading.email_of(session(), own_account(current_actor())[0]).waiting is not None
        flash(words.EMAIL_ASKED if waits else words.EMAIL_KEPT if address else words.EMAIL_CLEARED, "safe")
        return url_for("email.show")

    return carried_out(act, _page)


@blueprint.get("/M/<token>")
def show_link(token: str) -> ResponseReturnValue:
    """The address that is to be confirmed. A link that works no more is told like one that never was."""
    try:
        row = email_addresses.read(session(), current_actor(), token)
    except NotFound:
        return _dead_link()
    return render_template("session/confirm_email.html", token=token, address=row.address)


@blueprint.post("/M/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Send there from now on."""
    try:
        email_addresses.confirm(current_actor(), token)
    except NotFound:
        return _dead_link()
    flash(words.EMAIL_CONFIRMED, "safe")
    return redirect(url_for("email.show"), 303)


def _dead_link() -> ResponseReturnValue:
    flash(words.EMAIL_LINK_DEAD, "warn")
    return redirect(url_for("email.show"), 303)


def _page(trouble: Trouble) -> str:
    user, _ = own_account(current_actor())
    return render_template(
        "session/email.html",
        told=reading.email_of(session(), user),
        typed=request.form.get("email", ""),
        trouble=trouble,
        words=words,
    )
