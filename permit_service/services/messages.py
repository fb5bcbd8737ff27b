"""One's own messages: marked as read, and where they are sent besides the service."""

import re
import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.models.accounts import User
from permit_service.models.messages import Message
from permit_service.queries.scope import find
from permit_service.services.accounts import own_account, record
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk

#: RFC 5321 takes no longer address; what mail servers make of it they say themselves.
_LONGEST = 254
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")


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


def set_email(actor: Actor, address: str) -> None:
    """Send one's messages by e-mail too, from now on; with an empty address no longer.

    Raises Invalid (``email``: ``email_format``).
    """
    user_id, _ = own_account(actor)
    faults = Faults()
    told = faults.remark("email", address, longest=_LONGEST)
    faults.check(not told or _ADDRESS.fullmatch(told) is not None, "email", "email_format")
    faults.raise_any()

    def work(desk: Desk) -> None:
        desk.session.get_one(User, user_id, with_for_update=True).email = told or None
        record(desk, "user:set_email", user_id)

    at_desk(actor, work)
