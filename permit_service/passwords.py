"""Passwords, and the PIN that an accountable signature asks for.

argon2id with 2 passes over 32 MiB: about 25 ms a try, so a storm of sign-ins costs neither the machine's memory nor
its evening. A PIN has six digits, hence five tries; then only the password helps.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from permit_service import rate_limits, unit_of_work, wallclock
from permit_service.errors import Fault, Invalid
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.choices import SignatureMethod

PIN_TRIES = 5
MIN_PASSWORD = 10
MAX_PASSWORD = 200
_PIN = re.compile(r"[0-9]{6}")
_HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody proved to be ``user_id`` at ``at``; an accountable signature needs one, and it is good for one."""

    user_id: uuid.UUID
    method: SignatureMethod
    at: datetime


def hash_password(password: str) -> str:
    """The hash to keep. Raises Invalid for ``password``: ``string_too_short`` (10), ``string_too_long`` (200)."""
    if len(password) < MIN_PASSWORD:
        raise Invalid({"password": Fault("string_too_short", {"min_length": MIN_PASSWORD})})
    if len(password) > MAX_PASSWORD:
        raise Invalid({"password": Fault("string_too_long", {"max_length": MAX_PASSWORD})})
    return _HASHER.hash(password)


def hash_pin(pin: str) -> str:
    """The hash to keep. Raises Invalid for ``pin``: ``pin_format`` (six digits), ``pin_simple`` (111111, 123456 …)."""
    if _PIN.fullmatch(pin) is None:
        raise Invalid({"pin": "pin_format"})
    if _is_simple(pin):
        raise Invalid({"pin": "pin_simple"})
    return _HASHER.hash(pin)


def matches(secret_hash: str, secret: str) -> bool:
    """Whether the secret is the one that was hashed."""
    try:
        return _HASHER.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False


#: Compared when there is no such account, so that an unknown login takes as long as a wrong password.
NOBODY = _HASHER.hash(uuid.uuid4().hex)


def prove(user_id: uuid.UUID, *, pin: str | None = None, password: str | None = None) -> Proof:
    """Check a PIN or a password of an account that is about to sign; counts the try in a transaction of its own.

    Call it before the use case's unit of work. Raises Invalid for ``pin``: ``pin_wrong``, ``pin_not_set``,
    ``pin_locked`` (five wrong tries: sign with the password, which unlocks it); for ``password``: ``password_wrong``.
    Raises RateLimited after too many passwords.
    """
    if pin is not None:
        return _prove_by_pin(user_id, pin)
    rate_limits.count(rate_limits.PASSWORD, str(user_id))
    user = _user(user_id)
    if not matches(user.password_hash if user else NOBODY, password or ""):
        raise Invalid({"password": "password_wrong"})
    _forgive(user_id)
    return Proof(user_id, SignatureMethod.password, wallclock.now())


def _prove_by_pin(user_id: uuid.UUID, pin: str) -> Proof:
    user = _user(user_id)
    if user is None or user.pin_hash is None:
        raise Invalid({"pin": "pin_not_set"})
    pin_hash = user.pin_hash
    # A try is spent before it is judged: parallel tries cannot share one.
    if not unit_of_work.run(lambda session: _spend_try(session, user_id)):
        raise Invalid({"pin": "pin_locked"})
    if not matches(pin_hash, pin):
        raise Invalid({"pin": "pin_wrong"})
    _forgive(user_id)
    return Proof(user_id, SignatureMethod.pin, wallclock.now())


def _is_simple(pin: str) -> bool:
    """One digit repeated, or a run up or down."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def _user(user_id: uuid.UUID) -> User | None:
    return db.session.scalar(select(User).where(User.id == user_id, User.active))


def _spend_try(session: Session, user_id: uuid.UUID) -> bool:
    return bool(
        session.scalars(
            update(User)
            .where(User.id == user_id, User.pin_failures < PIN_TRIES)
            .values(pin_failures=User.pin_failures + 1)
            .returning(User.id)
        ).all()
    )


def _forgive(user_id: uuid.UUID) -> None:
    unit_of_work.run(lambda session: session.execute(update(User).where(User.id == user_id).values(pin_failures=0)))
