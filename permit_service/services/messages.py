"""One's own messages: marked as read."""

import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.models.messages import Message
from permit_service.queries.scope import find
from permit_service.services.accounts import own_account


def mark_read(actor: Actor, message_id: uuid.UUID) -> Message:
    """Mark one of one's own messages as read; a second time does nothing. Raises NotFound for another's."""
    user_id, _ = own_account(actor)

    def work(session: Session) -> Message:
        message = find(session, Message, message_id, Message.user_id == user_id)
        if message.read_at is None:
            message.read_at = max(wallclock.now(), message.created_at)
        return message

    return unit_of_work.run(work)


def mark_all_read(actor: Actor) -> None:
    """Mark all of one's own messages as read."""
    user_id, _ = own_account(actor)
    unread = (Message.user_id == user_id, Message.read_at.is_(None))
    now = wallclock.now()
    unit_of_work.run(
        lambda session: session.execute(update(Message).where(*unread, Message.created_at <= now).values(read_at=now))
    )
