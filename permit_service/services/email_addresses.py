"""Where one's messages are sent as e-mail: an address that its reader confirmed, signed in with the same account.

A letter with a link goes to every address that is given; nothing else does before the link was opened. The link is made
from its row and the service's secret, works once, for a day, and only for the account that asked: who mistypes an
address sends nobody else's mailbox anything but that one letter, which tells neither name nor account. An address that
is given up or replaced hears so in one last letter: its reader sees a change that somebody else made.
"""

import hmac
import re
import uuid
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from permit_service import channels, outbox, rate_limits, wallclock
from permit_service.actor import Actor
from permit_service.config import service_config
from permit_service.errors import Invalid, NotFound
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.choices import Channel
from permit_service.models.messages import Dispatch, EmailConfirmation
from permit_service.services.accounts import own_account, record
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk

#: How long a letter's link works (G).
LIVES = timedelta(hours=24)
#: RFC 5321 takes no longer address; what mail servers make of it they say themselves.
_LONGEST = 254
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")
_TOKEN = re.compile(r"[0-9a-f]{96}")


def set_address(actor: Actor, address: str) -> None:
    """Give the address for one's messages: a letter asks it for confirmation, until then the one before holds.

    An empty address ends sending; the one that holds already ends the wait for another. The answer is the same whether
    anybody else uses the address. Raises Invalid (``email``: ``email_format``, ``mail_missing`` where the service sends
    none), RateLimited.
    """
    user_id, _ = own_account(actor)
    told = _checked(address)
    if told not in ("", db.session.get_one(User, user_id).email):
        rate_limits.count(rate_limits.ADDRESS_LETTER, str(user_id))

    def work(desk: Desk) -> None:
        account = desk.session.get_one(User, user_id, with_for_update=True, populate_existing=True)
        _end(desk, user_id)
        if not told:
            _move(desk, account, None)
        elif told != account.email:
            _write(desk, user_id, told)
        record(desk, "user:set_email", user_id)

    at_desk(actor, work)


def confirm(actor: Actor, token: str) -> str:
    """Send to the address of this link from now on, which is used up. Returns the address.

    Raises NotFound for a link that works no more, or that another account asked for.
    """

    def work(desk: Desk) -> str:
        row = read(desk.session, actor, token, lock=True)
        row.used_at = desk.now
        account = desk.session.get_one(User, row.user_id, with_for_update=True, populate_existing=True)
        _move(desk, account, row.address)
        record(desk, "user:confirm_email", row.user_id, {"confirmation_id": row.id})
        return row.address

    return at_desk(actor, work)


def read(session: Session, actor: Actor, token: str, *, lock: bool = False) -> EmailConfirmation:
    """The address that a link of one's own would confirm. Raises NotFound as ``confirm``."""
    formed = _TOKEN.fullmatch(token) is not None
    row = waiting(session, actor.user_id, lock=lock) if formed else None
    if row is None or not hmac.compare_digest(token, token_of(row)):
        raise NotFound
    return row


def waiting(session: Session, user_id: uuid.UUID | None, *, lock: bool = False) -> EmailConfirmation | None:
    """The address of an account that waits to be confirmed, while its link works."""
    rows = select(EmailConfirmation).where(
        EmailConfirmation.user_id == user_id,
        EmailConfirmation.used_at.is_(None),
        EmailConfirmation.ended_at.is_(None),
        EmailConfirmation.expires_at > wallclock.now(),
    )
    return session.scalar(rows.with_for_update() if lock else rows)


def token_of(row: EmailConfirmation) -> str:
    """What the link of a row carries: its id and the service's seal over id and address."""
    return row.id.hex + rate_limits.keyed_hash(f"email {row.id} {row.address}")


def link_of(row: EmailConfirmation) -> str:
    """The whole link, as the letter tells it."""
    return f"{service_config(current_app.config).base_url}/M/{token_of(row)}"


def _move(desk: Desk, account: User, address: str | None) -> None:
    """Send there from now on; the address before is told."""
    if account.email is not None:
        outbox.bid_farewell(desk.session, account.id, account.email, desk.now)
    account.email = address


def _checked(address: str) -> str:
    faults = Faults()
    told = faults.remark("email", address, longest=_LONGEST)
    faults.check(not told or _ADDRESS.fullmatch(told) is not None, "email", "email_format")
    faults.raise_any()
    if told and Channel.email not in channels.addresses(service_config(current_app.config)):
        raise Invalid({"email": "mail_missing"})
    return told


def _end(desk: Desk, user_id: uuid.UUID) -> None:
    """End what waits, expired or not: one stands an account."""
    desk.session.execute(
        update(EmailConfirmation)
        .where(
            EmailConfirmation.user_id == user_id,
            EmailConfirmation.used_at.is_(None),
            EmailConfirmation.ended_at.is_(None),
        )
        .values(ended_at=desk.now)
    )


def _write(desk: Desk, user_id: uuid.UUID, address: str) -> None:
    row = EmailConfirmation(user_id=user_id, address=address, created_at=desk.now, expires_at=desk.now + LIVES)
    row.dispatches = [Dispatch(channel=Channel.email, next_try_at=desk.now)]
    desk.add(row)
