"""Where the messages of one account go besides the service, and what has to happen first."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import channels, wallclock
from permit_service.config import service_config
from permit_service.models.accounts import User
from permit_service.models.choices import Channel
from permit_service.models.messages import Dispatch, EmailConfirmation


@dataclass(frozen=True, slots=True)
class Email:
    """``email`` holds; ``waiting`` got a letter whose link works until then; ``expired`` is an address whose link
    nobody opened in time. ``not_sent``: that letter could not be delivered. ``available``: mail is set up."""

    email: str | None
    waiting: str | None
    waiting_until: datetime | None
    expired: str | None
    not_sent: bool
    available: bool


def email_of(session: Session, user: User) -> Email:
    """How the account's address stands now."""
    standing = select(EmailConfirmation).where(
        EmailConfirmation.user_id == user.id,
        EmailConfirmation.used_at.is_(None),
        EmailConfirmation.ended_at.is_(None),
    )
    row = session.scalar(standing)
    works = row is not None and row.expires_at > wallclock.now()
    return Email(
        email=user.email,
        waiting=row.address if row is not None and works else None,
        waiting_until=row.expires_at if row is not None and works else None,
        expired=row.address if row is not None and not works else None,
        not_sent=row is not None and _given_up(session, row),
        available=Channel.email in channels.addresses(service_config(current_app.config)),
    )


def _given_up(session: Session, row: EmailConfirmation) -> bool:
    given_up = select(Dispatch.id).where(Dispatch.confirmation_id == row.id, Dispatch.given_up_at.is_not(None))
    return session.scalar(given_up) is not None
