"""Messages 消息: what was handed over to oneself."""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, nothing
from permit_service.api.types import Body, Id, Line, PageQuery, Params
from permit_service.labels import message_words as words
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.messages import Message
from permit_service.queries import email_addresses as reading_addresses
from permit_service.queries import messages as reading
from permit_service.queries.reading import own_account, session
from permit_service.services import email_addresses, messages

blueprint = noun("messages")


class MessagePath(Params):
    message_id: Id


class MessagesQuery(PageQuery):
    """``unread``: only those not read yet."""

    unread: bool = False


class EmailBody(Body):
    """Where messages are to be sent as e-mail too; null: nowhere."""

    email: Annotated[str, Field(max_length=254)] | None


class ConfirmEmailBody(Body):
    """``token``: the end of the link in the letter."""

    token: Line


class EmailView(View):
    """``email`` is where messages are sent; ``waiting`` has got a letter, whose link works until ``waiting_until``.
    ``available``: whether this service sends e-mail at all."""

    email: str | None
    waiting: str | None
    waiting_until: Moment | None
    available: bool


class MessageView(View):
    """A hand-over in words. ``subject_id`` is the id of what it is about, of the noun ``subject``."""

    id: uuid.UUID
    kind: MessageKind
    title: str
    text: str
    subject: MessageSubject
    subject_id: uuid.UUID
    created_at: Moment
    read_at: Moment | None


@blueprint.get("/me/messages", responses=reads(PageView[MessageView]))
def index(query: MessagesQuery) -> Answer:
    """One's own messages, the newest first."""
    user, _ = own_account(current_actor())
    found = reading.messages(session(), user.id, query.wanted, unread=query.unread)
    return answer(PageView[MessageView](items=[_view(row) for row in found.rows], next=found.after))


@blueprint.post("/me/messages/<uuid:message_id>/read", responses=does(MessageView))
def read(path: MessagePath) -> Answer:
    """Mark a message as read."""
    return answer(_view(messages.mark_read(current_actor(), path.message_id)))


@blueprint.post("/me/messages/read-all", responses=does(None))
def read_all() -> Answer:
    """Mark all messages as read."""
    messages.mark_all_read(current_actor())
    return nothing()


@blueprint.post("/me/email", responses=does(None))
def set_email(body: EmailBody) -> Answer:
    """Give the address to which one's messages are sent too; a letter asks it for confirmation first."""
    email_addresses.set_address(current_actor(), body.email or "")
    return nothing()


@blueprint.get("/me/email", responses=reads(EmailView))
def show_email() -> Answer:
    """Where one's messages are sent, and which address waits to be confirmed."""
    told = reading_addresses.email_of(session(), own_account(current_actor())[0])
    return answer(
        EmailView(email=told.email, waiting=told.waiting, waiting_until=told.waiting_until, available=told.available)
    )


@blueprint.post("/me/email/confirm", responses=does(None))
def confirm_email(body: ConfirmEmailBody) -> Answer:
    """Confirm the address that got the letter, with the account that asked for it."""
    email_addresses.confirm(current_actor(), body.token)
    return nothing()


def _view(message: Message) -> MessageView:
    title, text = words.told(message.kind, message.facts)
    told = {name: getattr(message, name) for name in MessageView.model_fields if hasattr(message, name)}
    return MessageView(**told, title=title, text=text)
