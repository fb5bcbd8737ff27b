"""What somebody of the cast was told."""

from plan_cast import Cast
from sqlalchemy import select

from permit_service.labels import message_words
from permit_service.models.base import db
from permit_service.models.choices import MessageKind
from permit_service.models.messages import Message


def told_to(cast: Cast, who: str) -> list[tuple[MessageKind, str]]:
    """Kind and sentence of everything somebody was told, the oldest first."""
    rows = select(Message).where(Message.user_id == cast.users[who]).order_by(Message.created_at, Message.id)
    return [(row.kind, message_words.told(row.kind, row.facts)[1]) for row in db.session.scalars(rows)]


def kinds(cast: Cast, who: str) -> list[MessageKind]:
    """The same, the kinds alone."""
    return [kind for kind, _ in told_to(cast, who)]
