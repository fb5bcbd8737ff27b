"""Telling of a hand-over from inside a use case, and the circles of people that hear of it."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from permit_service import outbox
from permit_service.actor import Actor
from permit_service.models.choices import MessageKind
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit, PermitMember
from permit_service.outbox import Subject
from workflows.vocabulary import LIVE_STATUSES, Part, Role

HEADS = (Role.safety_manager, Role.principal)
_KEEPERS = (Role.safety_manager,)


class UseCase(Protocol):
    """What every use case has at hand: its transaction, who acts, and the one moment that counts."""

    @property
    def session(self) -> Session: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...


def tell(
    case: UseCase, kind: MessageKind, subject: Subject, users: Collection[uuid.UUID], facts: Mapping[str, object]
) -> None:
    """Tell these accounts, but the one that acts, at the use case's moment."""
    outbox.tell(case.session, kind, subject, users, at=case.now, facts=facts, by=case.actor.user_id)


def planners_of(session: Session, job: Job) -> set[uuid.UUID]:
    """Who planned a job, who leads it, and who keeps the registers of the firm that does it."""
    leaders = leading(session, Permit.job_id == job.id)
    return {job.created_by_id} | leaders | outbox.of_enterprises(session, {job.unit_id}, *_KEEPERS)


def leading(session: Session, where: ColumnElement[bool]) -> set[uuid.UUID]:
    """The accounts of those who lead work that is under way or planned."""
    members = session.execute(
        select(PermitMember.person_id, PermitMember.parts)
        .join(Permit, Permit.id == PermitMember.permit_id)
        .where(where, Permit.status.in_(LIVE_STATUSES), PermitMember.removed_at.is_(None))
    )
    return outbox.of_people(session, [person_id for person_id, parts in members if Part.leader in parts])


def named(session: Session, permit: Permit, *parts: Part) -> set[uuid.UUID]:
    """The accounts of those who play one of the parts on a permit, whatever became of it."""
    wanted = frozenset(parts)
    members = (member for member in permit.members if member.removed_at is None)
    return outbox.of_people(session, [member.person_id for member in members if member.parts & wanted])


def places(job: Job) -> str:
    """The names of a job's spaces."""
    return "、".join(sorted(space.name for space in job.spaces))


def sentence(reason: str) -> str:
    """A reason without the full stop that the text adds."""
    return reason.rstrip("。.")
