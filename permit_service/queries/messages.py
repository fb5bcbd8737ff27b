"""The messages of one account: its list, and how many are unread."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from permit_service.models.messages import Message
from permit_service.queries.paging import FIRST, Page, Wanted, page

#: More unread ones than this are told as "99+": nobody counts on.
MOST_COUNTED = 100


def messages(session: Session, user_id: uuid.UUID, wanted: Wanted = FIRST, *, unread: bool = False) -> Page[Message]:
    """One page of an account's messages, the newest first."""
    statement = select(Message).where(Message.user_id == user_id).options(selectinload(Message.dispatches))
    if unread:
        statement = statement.where(Message.read_at.is_(None))
    return page(session, statement, (Message.created_at, Message.id), wanted, newest_first=True)


def count_unread(session: Session, user_id: uuid.UUID) -> int:
    """How many messages an account has not read, :data:`MOST_COUNTED` at most."""
    some = select(Message.id).where(Message.user_id == user_id, Message.read_at.is_(None)).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0
