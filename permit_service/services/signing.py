"""Signatures (site-rules 18): accountable ones by an account that proves itself again, attested ones before a witness.

A use case that wants an accountable signature calls :func:`reauthenticate` before its unit of work, so that a wrong
PIN is counted whatever becomes of the rest, and then acts as the signer (:func:`as_signer`): gates see the signer's
parts and roles, the journal and the signature name both the signer and whose phone it was.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import accounts, passwords, rate_limits, storage
from permit_service.actor import Actor
from permit_service.canonical import canonical_bytes
from permit_service.errors import Forbidden, Invalid
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.choices import SignatureAct, SignatureKind, SignatureMethod
from permit_service.models.people import Badge
from permit_service.models.signatures import Signature
from permit_service.services.case import Case
from permit_service.storage import IMAGES
from workflows.vocabulary import Part


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a signer proves who they are: PIN, or password. ``login`` None is the account whose session it is."""

    pin: str | None = None
    password: str | None = None
    login: str | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """An account that has just proved itself, and the account whose session it did so in."""

    actor: Actor
    person_id: uuid.UUID
    user_id: uuid.UUID
    method: SignatureMethod
    device_user_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Signing:
    """What an accountable signature says beside its statement. ``image`` is the drawn signature, if there is one."""

    part: Part | None = None
    opinion: str = ""
    on_site: bool | None = None
    delegation_id: uuid.UUID | None = None
    image: bytes | None = None


PLAIN = Signing()


def reauthenticate(actor: Actor, sign_in: SignIn) -> Signer:
    """Prove the signer, on their own phone or another's (在此签字). Call it before the unit of work.

    Raises Invalid for ``pin`` (``required``, ``pin_wrong``, ``pin_not_set``, ``pin_locked``), ``password``
    (``password_wrong``) or ``login`` (``no_person``: the account belongs to nobody of the registers), RateLimited
    after too many passwords, Forbidden without a session.
    """
    if actor.user_id is None:
        raise Forbidden
    if not sign_in.pin and not sign_in.password:
        raise Invalid({"pin": "required"})
    user = _user(actor.user_id, sign_in.login)
    if user is None:
        raise _unknown(sign_in)
    user_id, person_id, signing_actor = user.id, user.person_id, accounts.actor_for(user, actor.device)
    proof = passwords.prove(user_id, pin=sign_in.pin or None, password=sign_in.password)
    if person_id is None:
        raise Invalid({"login": "no_person"})
    return Signer(signing_actor, person_id, user_id, proof.method, actor.user_id)


def as_signer(case: Case, signer: Signer) -> Case:
    """The same case with the signer as the one who acts."""
    return replace(case, actor=signer.actor)


def accountable(
    session: Session,
    signer: Signer,
    act: SignatureAct,
    subject_id: uuid.UUID,
    statement: Mapping[str, object],
    *,
    now: datetime,
    permit_id: uuid.UUID | None = None,
    how: Signing = PLAIN,
) -> Signature:
    """Write the signature of a proven account on ``statement``; inside a unit of work."""
    who = {"signer_id": signer.person_id, "user_id": signer.user_id, "method": signer.method, "part": how.part}
    text, digest = _bound(act, subject_id, {**statement, "opinion": how.opinion}, who, now)
    row = Signature(
        act=act,
        subject_id=subject_id,
        permit_id=permit_id,
        kind=SignatureKind.accountable,
        method=signer.method,
        part=how.part,
        signer_id=signer.person_id,
        user_id=signer.user_id,
        device_user_id=signer.device_user_id,
        delegation_id=how.delegation_id,
        opinion=how.opinion,
        on_site=how.on_site,
        image_id=_image(session, how.image, signer.device_user_id, now),
        statement=text,
        sha256=digest,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def attested(
    session: Session,
    witness: Actor,
    act: SignatureAct,
    subject_id: uuid.UUID,
    statement: Mapping[str, object],
    *,
    now: datetime,
    person_id: uuid.UUID | None = None,
    lab_tester_id: uuid.UUID | None = None,
    image: bytes | None = None,
    badge_id: uuid.UUID | None = None,
    permit_id: uuid.UUID | None = None,
    part: Part | None = None,
) -> Signature:
    """Write the signature of somebody without an account: drawn, or by badge, before the session's person.

    Raises Invalid for ``signature`` (``required``: a tick in a list does not sign; ``file_*`` for a broken image),
    ``badge`` (``unknown``: not this person's badge in force), ``person_id`` (``own_witness``); Forbidden where the
    session belongs to nobody of the registers.
    """
    user_id, witness_id = _witness(witness, person_id)
    who = {
        "signer_id": person_id,
        "lab_tester_id": lab_tester_id,
        "witness_id": witness_id,
        "method": _attested_method(session, person_id, image, badge_id),
        "part": part,
    }
    text, digest = _bound(act, subject_id, {**statement, "badge_id": badge_id}, who, now)
    row = Signature(
        act=act,
        subject_id=subject_id,
        permit_id=permit_id,
        kind=SignatureKind.attested,
        **who,
        device_user_id=user_id,
        image_id=_image(session, image, user_id, now),
        statement=text,
        sha256=digest,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def _witness(witness: Actor, person_id: uuid.UUID | None) -> tuple[uuid.UUID, uuid.UUID]:
    """Account and person of who witnesses; nobody witnesses their own signature."""
    if witness.user_id is None or witness.person_id is None:
        raise Forbidden
    if person_id == witness.person_id:
        raise Invalid({"person_id": "own_witness"})
    return witness.user_id, witness.person_id


def _user(session_user_id: uuid.UUID, login: str | None) -> User | None:
    if not login:
        return db.session.get_one(User, session_user_id)
    return db.session.scalar(select(User).where(User.login == login.strip().lower(), User.active))


def _unknown(sign_in: SignIn) -> Invalid:
    """The answer to a login that is not there: as slow and as silent as a wrong secret, and counted like one."""
    rate_limits.count(rate_limits.PASSWORD, f"login {sign_in.login}")
    passwords.matches(passwords.NOBODY, sign_in.pin or sign_in.password or "")
    return Invalid({"pin": "pin_wrong"} if sign_in.pin else {"password": "password_wrong"})


def _attested_method(
    session: Session, person_id: uuid.UUID | None, image: bytes | None, badge_id: uuid.UUID | None
) -> SignatureMethod:
    if image is not None:
        return SignatureMethod.drawn
    if badge_id is None:
        raise Invalid({"signature": "required"})
    badge = session.get(Badge, badge_id)
    if badge is None or badge.revoked_at is not None or badge.person_id != person_id:
        raise Invalid({"badge": "unknown"})
    return SignatureMethod.badge


def _image(session: Session, image: bytes | None, user_id: uuid.UUID, now: datetime) -> uuid.UUID | None:
    if image is None:
        return None
    return storage.save(session, image, uploaded_by_id=user_id, at=now, accept=IMAGES, field="signature").id


def _bound(
    act: SignatureAct,
    subject_id: uuid.UUID,
    statement: Mapping[str, object],
    who: Mapping[str, object],
    now: datetime,
) -> tuple[str, str]:
    """The canonical text that is signed, and the hash of its bytes: signer, method, moment and content are in it."""
    signed = {"act": act, "subject_id": subject_id, "at": now, "signer": dict(who), "statement": dict(statement)}
    raw = canonical_bytes(signed)
    return raw.decode(), hashlib.sha256(raw).hexdigest()
