"""The outbox: telling people of a hand-over in the transaction that makes it, so that neither is there without the
other.

In the service everybody has a message at once. For each channel that is set up and that the account has an address
for, a dispatch stands beside it, which the clock process carries out (:mod:`permit_service.services.dispatches`).
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from permit_service import channels
from permit_service.canonical import timestamp
from permit_service.config import service_config
from permit_service.models.accounts import RoleGrant, User
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.messages import Dispatch, EmailConfirmation, EmailFarewell, Message
from workflows.vocabulary import Role

NOTHING: Mapping[str, object] = MappingProxyType({})
#: Who takes filings for a street; a zone without streets takes them itself.
STREET = frozenset({Role.street_officer, Role.grid_officer})
DISTRICT = frozenset({Role.district_officer})


class Subject(NamedTuple):
    """What a message is about."""

    kind: MessageSubject
    id: uuid.UUID


def tell(
    session: Session,
    kind: MessageKind,
    subject: Subject,
    users: Collection[uuid.UUID],
    *,
    at: datetime,
    facts: Mapping[str, object] = NOTHING,
    by: uuid.UUID | None = None,
    once: str | None = None,
) -> int:
    """Tell each of these accounts, but ``by`` who did it and accounts that were closed; returns how many were told.

    ``facts`` are what the sentence of the kind names (``labels.message_words``); times are aware. With ``once`` nobody
    is told a second time of the same kind, subject and occasion. Inside a unit of work.
    """
    told = {name: _plain(value) for name, value in facts.items() if value not in (None, "")}
    wanted = select(User.id, User.email).where(User.id.in_(set(users) - {by}), User.active)
    if once is not None:
        same = (Message.kind == kind, Message.subject_id == subject.id, Message.once == once)
        wanted = wanted.where(User.id.not_in(select(Message.user_id).where(*same)))
    found = session.execute(wanted).all()
    out = channels.addresses(service_config(current_app.config))
    for user_id, email in found:
        message = Message(
            user_id=user_id,
            kind=kind,
            subject=subject.kind,
            subject_id=subject.id,
            facts=told,
            once=once,
            created_at=at,
        )
        if email is not None:
            message.dispatches = [Dispatch(channel=channel, next_try_at=at) for channel in out]
        session.add(message)
    session.flush()
    return len(found)


def bid_farewell(session: Session, user_id: uuid.UUID, address: str, at: datetime) -> None:
    """Tell an address a last time that the account sends there no more. Inside a unit of work.

    Whoever reads it hears so of a change that somebody else made. Where no channel is set up nobody is told.
    """
    out = channels.addresses(service_config(current_app.config))
    if out:
        dispatches = [Dispatch(channel=channel, next_try_at=at) for channel in out]
        session.add(EmailFarewell(user_id=user_id, address=address, created_at=at, dispatches=dispatches))


def of_people(session: Session, people: Collection[uuid.UUID | None]) -> set[uuid.UUID]:
    """The accounts of these people; most workers have none."""
    return set(session.scalars(select(User.id).where(User.person_id.in_({one for one in people if one}))))


def of_enterprises(session: Session, enterprises: Collection[uuid.UUID], *roles: Role) -> set[uuid.UUID]:
    """The accounts that hold one of the roles in one of the enterprises."""
    return _holders(session, RoleGrant.enterprise_id.in_(enterprises), frozenset(roles))


def of_area(session: Session, path: str, roles: Collection[Role] = STREET) -> set[uuid.UUID]:
    """The accounts that hold one of the roles in the area of this path or above it; where nobody is a street's officer,
    the district's."""
    above = [uuid.UUID(hex=part) for part in path.split("/") if part]
    found = _holders(session, RoleGrant.area_id.in_(above), frozenset(roles))
    return found or _holders(session, RoleGrant.area_id.in_(above), DISTRICT)


def purge(session: Session, before: datetime) -> None:
    """Forget messages, and letters to addresses that came or went, from before ``before``, with their dispatches; a
    daily job calls this."""
    letters = (
        (Message, Dispatch.message_id),
        (EmailConfirmation, Dispatch.confirmation_id),
        (EmailFarewell, Dispatch.farewell_id),
    )
    for letter, dispatched in letters:
        old = select(letter.id).where(letter.created_at < before)
        session.execute(delete(Dispatch).where(dispatched.in_(old)))
        session.execute(delete(letter).where(letter.created_at < before))


def _holders(session: Session, where: ColumnElement[bool], roles: Collection[Role]) -> set[uuid.UUID]:
    standing = select(RoleGrant.user_id).where(where, RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    return set(session.scalars(standing))


def _plain(value: object) -> str:
    return timestamp(value) if isinstance(value, datetime) else str(value)
