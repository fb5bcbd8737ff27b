"""消息: what was handed over to me, each with the way to it; reading one marks it."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels import message_words as words
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.messages import Message
from permit_service.queries import messages as reading
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import own_account, session
from permit_service.services import messages
from permit_service.told import month_day

blueprint = Blueprint("messages", __name__, url_prefix="/messages")

#: The page of what a message is about, and the name of its id.
_PAGES: Mapping[MessageSubject, tuple[str, str]] = MappingProxyType(
    {
        MessageSubject.filing: ("filings.show", "filing_id"),
        MessageSubject.job: ("jobs.show", "job_id"),
        MessageSubject.permit: ("permits.show", "permit_id"),
        MessageSubject.space: ("spaces.show", "space_id"),
        MessageSubject.enterprise: ("enterprises.show", "enterprise_id"),
        MessageSubject.inspection: ("inspections.show", "inspection_id"),
        MessageSubject.unfiled_work: ("unfiled.show", "unfiled_work_id"),
        MessageSubject.finding: ("findings.show", "finding_id"),
    }
)
#: Where a message leads elsewhere than to the page of its subject.
_PLACES: Mapping[MessageKind, tuple[str, str]] = MappingProxyType(
    {
        MessageKind.signature_wanted: ("signing.show", "permit_id"),
        MessageKind.crew_change_wanted: ("crew.show", "permit_id"),
        MessageKind.crew_change_signed: ("crew.show", "permit_id"),
        MessageKind.crew_changed: ("crew.show", "permit_id"),
        MessageKind.closing_wanted: ("site_end.close", "permit_id"),
    }
)


@blueprint.get("")
def index() -> str:
    """My messages, the newest first."""
    return _page()


@blueprint.post("/<uuid:message_id>/open")
def open_one(message_id: uuid.UUID) -> ResponseReturnValue:
    """Mark a message as read and go to what it is about."""
    message = messages.mark_read(current_actor(), message_id)
    endpoint, name = _PLACES.get(message.kind, _PAGES[message.subject])
    return redirect(url_for(endpoint, **{name: message.subject_id}), 303)


@blueprint.post("/read")
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    messages.mark_all_read(current_actor())
    flash(words.ALL_READ, "none")
    return redirect(url_for("messages.index"), 303)


def _page() -> str:
    user, _ = own_account(current_actor())
    found = reading.messages(session(), user.id, Wanted(request.args.get("after")))
    return render_template(
        "messages/index.html",
        rows=[_row(message) for message in found.rows],
        next_url=url_for("messages.index", after=found.after) if found.after else "",
        email=user.email,
        words=words,
    )


def _row(message: Message) -> dict[str, object]:
    title, says = words.told(message.kind, message.facts)
    return {
        "id": message.id,
        "title": title,
        "says": says,
        "at": month_day(message.created_at),
        "unread": message.read_at is None,
        "not_sent": any(dispatch.given_up_at is not None for dispatch in message.dispatches),
    }
