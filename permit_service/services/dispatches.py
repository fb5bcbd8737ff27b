"""Carrying messages out over the channels: each dispatch is taken, sent, and then delivered, put off or given up.

At least once: one whose sender dies comes back when its lease ends. What cannot be delivered is given up after the last
try, is logged, and stands beside the message in the service, which its reader has in any case.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from permit_service import channels, unit_of_work, wallclock
from permit_service.channels import Letter, NotSent, Send
from permit_service.config import Config, service_config
from permit_service.labels import local_time, message_words
from permit_service.models.base import db
from permit_service.models.choices import Channel
from permit_service.models.messages import IS_WAITING, Dispatch, EmailConfirmation, EmailFarewell, Message
from permit_service.services import email_addresses

log = structlog.get_logger()

#: A dispatch that was taken comes back after this if whoever took it died (G).
LEASE = timedelta(minutes=5)
#: How long after each failed try the next one comes; after the last it is given up (G).
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
#: How many go out at a time.
BATCH = 20
_WITH_LETTER = (
    joinedload(Dispatch.message).joinedload(Message.user),
    joinedload(Dispatch.confirmation).joinedload(EmailConfirmation.user),
    joinedload(Dispatch.farewell).joinedload(EmailFarewell.user),
)


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What one round did."""

    delivered: int = 0
    put_off: int = 0
    given_up: int = 0


def dispatch_due() -> Dispatched:
    """Carry out what is due, a letter a transaction. Where no channel is set up, nothing is taken."""
    config, now = service_config(current_app.config), wallclock.now()
    senders = channels.open_channels(config)
    outcomes = [_carry(one, senders, config, now) for one in _due(senders, now) if _take(one, now)]
    return Dispatched(*(outcomes.count(end) for end in ("delivered", "put_off", "given_up")))


def _due(senders: Mapping[Channel, Send], now: datetime) -> list[uuid.UUID]:
    rows = select(Dispatch.id).where(IS_WAITING, Dispatch.next_try_at <= now, Dispatch.channel.in_(senders))
    return list(db.session.scalars(rows.order_by(Dispatch.next_try_at).limit(BATCH)))


def _take(dispatch_id: uuid.UUID, now: datetime) -> bool:
    """Take one for the time of the lease; False if another clock was first."""

    def work(session: Session) -> bool:
        taken = session.execute(
            update(Dispatch)
            .where(Dispatch.id == dispatch_id, IS_WAITING, Dispatch.next_try_at <= now)
            .values(next_try_at=now + LEASE, tries=Dispatch.tries + 1)
            .returning(Dispatch.id)
        )
        return taken.first() is not None

    return unit_of_work.run(work)


def _carry(dispatch_id: uuid.UUID, senders: Mapping[Channel, Send], config: Config, now: datetime) -> str:
    """Send one that was taken, outside of any transaction, and write down how it went."""
    row = db.session.get_one(Dispatch, dispatch_id, options=_WITH_LETTER)
    send, letter = senders[row.channel], _letter(row, config, now)
    db.session.rollback()  # no lock and no snapshot is held while the mail server takes its time
    try:
        if letter is None:
            raise NotSent("no address", final=True)
        send(letter)
    except NotSent as error:
        return _failed(dispatch_id, error)
    unit_of_work.run(lambda session: _end(session, dispatch_id, delivered_at=wallclock.now()))
    return "delivered"


def _letter(row: Dispatch, config: Config, now: datetime) -> Letter | None:
    """What goes out; None where it need not any more."""
    if row.confirmation is not None:
        return _asking(row.id, row.confirmation, now)
    if row.farewell is not None:
        return _parting(row.id, row.farewell, config)
    assert row.message is not None
    return _telling(row.id, row.message, config)


def _telling(letter_id: uuid.UUID, message: Message, config: Config) -> Letter | None:
    """A message; none for an account that was closed or took its address back."""
    user = message.user
    if user.email is None or not user.active:
        return None
    title, text = message_words.told(message.kind, message.facts)
    body = f"{text}\n\n{config.base_url}/messages\n"
    return Letter(letter_id, user.email, message_words.SUBJECT.format(title=title), body)


def _asking(letter_id: uuid.UUID, row: EmailConfirmation, now: datetime) -> Letter | None:
    """The letter that asks an address; none once nobody waits for its answer."""
    if row.ended_at is not None or row.used_at is not None or row.expires_at <= now or not row.user.active:
        return None
    told = {"link": email_addresses.link_of(row), "until": local_time(row.expires_at)}
    title = message_words.SUBJECT.format(title=message_words.CONFIRM_TITLE)
    return Letter(letter_id, row.address, title, message_words.CONFIRM_LETTER.format(**told))


def _parting(letter_id: uuid.UUID, row: EmailFarewell, config: Config) -> Letter:
    """The letter to an address that is used no more; it goes out even if the account was closed since."""
    told = {"login": row.user.login, "at": local_time(row.created_at), "origin": config.base_url}
    title = message_words.SUBJECT.format(title=message_words.FAREWELL_TITLE)
    return Letter(letter_id, row.address, title, message_words.FAREWELL_LETTER.format(**told))


def _failed(dispatch_id: uuid.UUID, error: NotSent) -> str:
    def work(session: Session) -> str:
        row, now = session.get_one(Dispatch, dispatch_id, with_for_update=True), wallclock.now()
        row.fault = error.why
        if error.final or row.tries > len(BACK_OFF):
            row.given_up_at = now
            return "given_up"
        row.next_try_at = now + BACK_OFF[row.tries - 1]
        return "put_off"

    ended = unit_of_work.run(work)
    log.warning("not_sent", dispatch_id=str(dispatch_id), why=error.why, ended=ended)
    return ended


def _end(session: Session, dispatch_id: uuid.UUID, delivered_at: datetime) -> None:
    row = session.get_one(Dispatch, dispatch_id, with_for_update=True)
    row.delivered_at, row.fault = delivered_at, ""
