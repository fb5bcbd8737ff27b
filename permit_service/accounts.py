"""Signing in and out: sessions for pages, tokens for the API. Both are rows that end; a secret leaves us once.

Ten wrong passwords in a row close a login for a quarter of an hour, whether or not it exists.
"""

import hashlib
import re
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.orm import Session

from permit_service import journal, passwords, unit_of_work, wallclock
from permit_service.actor import Actor, Grant
from permit_service.errors import Invalid, ProblemCode, RateLimited, Unauthenticated
from permit_service.models.accounts import ApiToken, LoginLock, RoleGrant, SessionRow, User
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.rate_limits import keyed_hash
from permit_service.upsert import put_where
from workflows.vocabulary import Role

FAILURES_ALLOWED = 10
LOCKED_FOR = timedelta(minutes=15)
SECRET_BYTES = 32
_DEVICE = re.compile(r"[0-9a-f]{32}")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
#: Where a named person, enterprise or area must stand.
_REGISTERS: dict[str, type[Person] | type[Enterprise] | type[Area]] = {
    "person_id": Person,
    "enterprise_id": Enterprise,
    "area_id": Area,
}


@dataclass(frozen=True, slots=True)
class Secret:
    """What proves a sign-in from now on; we keep its hash only."""

    value: str
    device: str
    expires_at: datetime


def check_password(login: str, password: str) -> uuid.UUID:
    """The account of a login and its password. A try is spent before it is judged, in a transaction of its own.

    Raises Unauthenticated ``sign_in_failed`` for an unknown or closed login as for a wrong password, RateLimited while
    the login is locked.
    """
    login = login.strip().lower()
    now = wallclock.now()
    if not unit_of_work.run(lambda session: _spend_try(session, login, now)):
        raise RateLimited(retry_after=_seconds_locked(login, now))
    user = db.session.scalar(select(User).where(User.login == login, User.active))
    good = passwords.matches(user.password_hash if user else passwords.NOBODY, password)
    if user is None or not good:
        raise Unauthenticated(ProblemCode.sign_in_failed)
    user_id = user.id
    unit_of_work.run(lambda session: lift_lock(session, login))
    return user_id


def open_session(user_id: uuid.UUID, life: timedelta, device: str | None = None, name: str = "") -> Secret:
    """Begin a browser's session. ``device`` is the id this device was given before, if any."""
    return _open(SessionRow, user_id, life, device, name)


def open_token(user_id: uuid.UUID, life: timedelta, device: str | None = None, name: str = "") -> Secret:
    """Begin a bearer token of the API; ``name`` is what its owner calls it."""
    return _open(ApiToken, user_id, life, device, name)


def actor_of(kind: type[SessionRow] | type[ApiToken], secret: str) -> Actor | None:
    """Who holds this secret now; None once it has ended or lapsed, or the account was closed."""
    row = db.session.scalar(
        select(kind).where(
            kind.token_hash == hash_secret(secret), kind.ended_at.is_(None), kind.expires_at > wallclock.now()
        )
    )
    return None if row is None or not row.user.active else actor_for(row.user, row.device)


def actor_for(user: User, device: str = "") -> Actor:
    """The account as an actor, with the grants that stand."""
    return Actor(
        user_id=user.id,
        person_id=user.person_id,
        enterprise_id=user.enterprise_id,
        area_id=user.area_id,
        grants=tuple(Grant(g.role, g.enterprise_id, g.area_id) for g in user.grants if g.ended_at is None),
        device=device,
    )


def end(kind: type[SessionRow] | type[ApiToken], secret: str) -> None:
    """Sign out: the secret is worth nothing from now on."""
    now = wallclock.now()
    unit_of_work.run(
        lambda session: session.execute(
            update(kind).where(kind.token_hash == hash_secret(secret), kind.ended_at.is_(None)).values(ended_at=now)
        )
    )


def purge(session: Session, before: datetime) -> None:
    """Forget sessions, tokens and locks that lapsed before ``before``; a daily job calls this."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at < before))
    session.execute(delete(ApiToken).where(ApiToken.expires_at < before))
    session.execute(delete(LoginLock).where(LoginLock.last_failed_at < before))


def add_user(
    session: Session,
    *,
    login: str,
    password: str | None,
    grants: tuple[Grant, ...],
    by: Actor | None,
    at: datetime,
    person_id: uuid.UUID | None = None,
    enterprise_id: uuid.UUID | None = None,
    area_id: uuid.UUID | None = None,
) -> User:
    """Add an account with its roles, inside a unit of work; ``by`` is None at the command line. Without a password
    nobody signs in before it was set by a link.

    Raises Invalid for ``login`` (``login_format``: 3 to 60 of a-z 0-9 . _ -; ``taken``), ``password``, and
    ``role`` (``role_not_granted``: the clock's), ``area_id`` (``one_place``); ``unknown`` for who and where is not in
    the registers.
    """
    _refuse(session, login, grants)
    refuse_unknown(session, person_id=person_id, enterprise_id=enterprise_id, area_id=area_id)
    by_id = by.user_id if by is not None else None
    user = User(
        login=login,
        password_hash=passwords.NOBODY if password is None else passwords.hash_password(password),
        person_id=person_id,
        enterprise_id=enterprise_id,
        area_id=area_id,
        created_at=at,
        grants=[_granted(grant, by_id, at) for grant in grants],
    )
    session.add(user)
    session.flush()  # the journal names its id
    payload = {"user_id": user.id, "roles": sorted(grant.role for grant in grants)}
    journal.append(session, (journal.SYSTEM,), "user:add", payload, actor_id=by_id, at=at)
    return user


def _refuse(session: Session, login: str, grants: tuple[Grant, ...]) -> None:
    if _LOGIN.fullmatch(login) is None:
        raise Invalid({"login": "login_format"})
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Invalid({"login": "taken"})
    for grant in grants:
        if grant.role is Role.clock:
            raise Invalid({"role": "role_not_granted"})
        refuse_unplaced(grant)


def refuse_unknown(session: Session, **named: uuid.UUID | None) -> None:
    """Whom and where an account is for must stand in the registers. Raises Invalid for the field (``unknown``)."""
    for field, row_id in named.items():
        if row_id is not None and session.get(_REGISTERS[field], row_id) is None:
            raise Invalid({field: "unknown"})


def refuse_unplaced(grant: Grant) -> None:
    """A role holds in one enterprise or in one area; an administrator's everywhere. Raises Invalid for ``area_id``."""
    everywhere = grant.role is Role.administrator and grant.enterprise_id is None
    if not everywhere and (grant.enterprise_id is None) is (grant.area_id is None):
        raise Invalid({"area_id": "one_place"})


def _granted(grant: Grant, by_id: uuid.UUID | None, at: datetime) -> RoleGrant:
    where = {"enterprise_id": grant.enterprise_id, "area_id": grant.area_id}
    return RoleGrant(role=grant.role, **where, granted_by_id=by_id, granted_at=at)


def _open(
    kind: type[SessionRow] | type[ApiToken], user_id: uuid.UUID, life: timedelta, device: str | None, name: str
) -> Secret:
    now = wallclock.now()
    if device is None or _DEVICE.fullmatch(device) is None:
        device = uuid.uuid4().hex
    secret = Secret(secrets.token_urlsafe(SECRET_BYTES), device, now + life)
    unit_of_work.run(
        lambda session: session.add(
            kind(
                token_hash=hash_secret(secret.value),
                user_id=user_id,
                device=secret.device,
                name=name,
                created_at=now,
                expires_at=secret.expires_at,
            )
        )
    )
    return secret


def _spend_try(session: Session, login: str, now: datetime) -> bool:
    """Count one more failure, which a right password takes back; False if none is left.

    One statement counts and asks, so that guesses made at once cannot share a try.
    """
    over = LoginLock.last_failed_at <= now - LOCKED_FOR
    return put_where(
        session,
        LoginLock,
        {"login_hash": keyed_hash(login)},
        first={"failures": 1, "last_failed_at": now},
        then={"failures": case((over, 1), else_=LoginLock.failures + 1), "last_failed_at": now},
        where=or_(LoginLock.failures < FAILURES_ALLOWED, over),
    )


def locked_until(session: Session, login: str, now: datetime) -> datetime | None:
    """Until when nobody signs in with this login, after too many wrong passwords; None while it is open."""
    return locked_logins(session, (login,), now).get(login)


def locked_logins(session: Session, logins: Collection[str], now: datetime) -> dict[str, datetime]:
    """Those of these logins with which nobody signs in now, and until when."""
    login_of = {keyed_hash(login): login for login in logins}
    locks = select(LoginLock).where(
        LoginLock.login_hash.in_(login_of),
        LoginLock.failures >= FAILURES_ALLOWED,
        LoginLock.last_failed_at > now - LOCKED_FOR,
    )
    return {login_of[lock.login_hash]: lock.last_failed_at + LOCKED_FOR for lock in session.scalars(locks)}


def _seconds_locked(login: str, now: datetime) -> int:
    left = (locked_until(db.session(), login, now) or now) - now
    return int(left.total_seconds()) + 1


def lift_lock(session: Session, login: str) -> None:
    """Forget the wrong passwords of this login, inside a unit of work."""
    session.execute(delete(LoginLock).where(LoginLock.login_hash == keyed_hash(login)))


def hash_secret(secret: str) -> str:
    """What we keep of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
