"""One-time links by which somebody sets the password and PIN of an account: its invitation, or a reset.

The link is shown once, to whoever asked for it; we keep its hash. It works once, until it expires or a newer one is
made. Who opens it needs no account: the link is the proof.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import accounts, passwords, wallclock
from permit_service.actor import Actor
from permit_service.config import service_config
from permit_service.errors import Invalid, NotFound
from permit_service.models.accounts import AccountLink, User
from permit_service.models.base import db
from permit_service.models.choices import LinkPurpose
from permit_service.services.accounts import (
    AccountForm,
    add_account,
    end_links,
    end_sign_ins,
    locked,
    record,
    to_keep,
)
from permit_service.services.registers.desk import Desk, at_desk

#: How long a link works (G).
LIVES = {LinkPurpose.invitation: timedelta(days=7), LinkPurpose.reset: timedelta(hours=24)}

_TAGS = {LinkPurpose.invitation: "user:invite", LinkPurpose.reset: "user:reset_password"}


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link just made: its address, which carries the secret, and until when it works."""

    user_id: uuid.UUID
    url: str
    expires_at: datetime


def invite(actor: Actor, form: AccountForm) -> IssuedLink:
    """Give somebody of the register an account, and a link to set its password and PIN.

    Raises Invalid, Forbidden and NotFound as ``accounts.create_user`` does.
    """

    def work(desk: Desk) -> IssuedLink:
        return _issue(desk, add_account(desk, form), LinkPurpose.invitation)

    return at_desk(actor, work)


def invite_again(actor: Actor, user_id: uuid.UUID) -> IssuedLink:
    """A new link for an account whose invitation was not accepted; the one before ends.

    Raises Invalid (``user_id``: ``invitation_used``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> IssuedLink:
        user = to_keep(desk, user_id)
        invited = select(AccountLink.used_at).where(AccountLink.user_id == user_id)
        links = desk.session.scalars(invited.where(AccountLink.purpose == LinkPurpose.invitation)).all()
        if not user.active or not links or any(used_at is not None for used_at in links):
            raise Invalid({"user_id": "invitation_used"})
        return _issue(desk, user, LinkPurpose.invitation)

    return at_desk(actor, work)


def reset_password(actor: Actor, user_id: uuid.UUID) -> IssuedLink:
    """Take an account's password and PIN away, as its keeper, and give a link to set new ones; its sign-ins end.

    Raises Invalid (``user_id``: ``closed``), Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> IssuedLink:
        user = to_keep(desk, user_id)
        if not user.active:
            raise Invalid({"user_id": "closed"})
        user.password_hash, user.pin_hash = passwords.NOBODY, None
        end_sign_ins(desk, user_id)
        return _issue(desk, user, LinkPurpose.reset)

    return at_desk(actor, work)


def end_link(actor: Actor, user_id: uuid.UUID) -> None:
    """End an account's link before anybody uses it. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> None:
        to_keep(desk, user_id)
        end_links(desk, user_id)
        record(desk, "user:end_link", user_id)

    at_desk(actor, work)


def read(session: Session, secret: str, *, lock: bool = False) -> AccountLink:
    """The link of this secret while it works; locked for whoever is about to use it up. Raises NotFound."""
    statement = (
        select(AccountLink)
        .join(User, User.id == AccountLink.user_id)
        .where(AccountLink.token_hash == accounts.hash_secret(secret), User.active)
        .where(AccountLink.used_at.is_(None), AccountLink.ended_at.is_(None))
        .where(AccountLink.expires_at > wallclock.now())
    )
    link = session.scalar(statement.with_for_update(of=AccountLink) if lock else statement)
    if link is None:
        raise NotFound
    return link


def accept(secret: str, password: str, pin: str) -> User:
    """Set the password and PIN of the link's account; the link is used up, locks and tries start anew.

    Raises Invalid (``password``, ``pin``), NotFound for a link that works no more.
    """
    password_hash, pin_hash = passwords.hash_password(password), passwords.hash_pin(pin)

    owner = Actor(user_id=read(db.session(), secret).user_id)

    def work(desk: Desk) -> User:
        link = read(desk.session, secret, lock=True)
        user = locked(desk, link.user_id)
        link.used_at = desk.now
        user.password_hash, user.pin_hash, user.pin_failures = password_hash, pin_hash, 0
        end_sign_ins(desk, user.id)
        accounts.lift_lock(desk.session, user.login)
        record(desk, "user:accept_link", user.id, {"link_id": link.id, "purpose": link.purpose})
        return user

    return at_desk(owner, work)


def _issue(desk: Desk, user: User, purpose: LinkPurpose) -> IssuedLink:
    end_links(desk, user.id)
    secret = secrets.token_urlsafe(accounts.SECRET_BYTES)
    link = AccountLink(
        token_hash=accounts.hash_secret(secret),
        user_id=user.id,
        purpose=purpose,
        created_by_id=desk.actor.user_id,
        created_at=desk.now,
        expires_at=desk.now + LIVES[purpose],
    )
    desk.add(link)
    record(desk, _TAGS[purpose], user.id, {"link_id": link.id})
    return IssuedLink(user.id, f"{service_config(current_app.config).base_url}/A/{secret}", link.expires_at)
