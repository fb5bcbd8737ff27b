"""Telling live permits that something they rest on has changed (design §7)."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from permit_service.models.permits import Permit, PermitMember
from workflows.vocabulary import LIVE_STATUSES


def bump_live_permits(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Raise the revision of the live permits among ``which`` in one UPDATE, and have the clock look at them at once.

    Rows are locked by id, the order of every unit of work.
    """
    session.flush()  # permits are judged again on what was just written
    ids = select(Permit.id).where(Permit.status.in_(LIVE_STATUSES), which).order_by(Permit.id).with_for_update()
    session.execute(
        update(Permit)
        .where(Permit.id.in_(ids))
        .values(revision=Permit.revision + 1, next_due_at=now)
        .execution_options(synchronize_session="fetch")
    )


def naming(person_id: uuid.UUID) -> ColumnElement[bool]:
    """Permits that name this person."""
    named = select(PermitMember.permit_id).where(PermitMember.person_id == person_id, PermitMember.removed_at.is_(None))
    return Permit.id.in_(named)


def in_spaces(space_ids: Iterable[uuid.UUID]) -> ColumnElement[bool]:
    """Permits of these spaces."""
    return Permit.space_id.in_(list(space_ids))


def of_enterprise(enterprise_id: uuid.UUID) -> ColumnElement[bool]:
    """Permits for this enterprise's spaces, and for the work it does."""
    return or_(Permit.enterprise_id == enterprise_id, Permit.unit_id == enterprise_id)
