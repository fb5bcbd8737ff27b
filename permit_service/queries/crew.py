"""Who stands on a permit, the change under way, and who may be named instead."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.models.changes import CrewChange
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.preparation import Briefing
from permit_service.models.signatures import Signature
from permit_service.queries.candidates import NOTHING_SOUGHT, Offered, Sought, candidates
from permit_service.services import crew_changes
from workflows.vocabulary import Part


@dataclass(frozen=True, slots=True)
class Change:
    """The change under way. ``signers`` may sign it; ``awaited`` still have to hear the briefing or to come out."""

    row: CrewChange
    part: Part
    signers: tuple[Person, ...]
    signature: Signature | None
    awaited: tuple[Person, ...]
    briefing: Briefing | None
    """where those who come late sign that they heard"""


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of a permit as they stand now."""

    standing: tuple[PermitMember, ...]
    change: Change | None
    earlier: tuple[CrewChange, ...]
    offered: Offered


def of_permit(session: Session, actor: Actor, permit: Permit, now: datetime, sought: Sought = NOTHING_SOUGHT) -> Crew:
    """The crew of a permit that the reader may see, and whom a change may name."""
    members = [m for m in permit.members if m.removed_at is None and m.person is not None]
    ended = select(CrewChange).where(CrewChange.permit_id == permit.id, CrewChange.completed_at.is_not(None))
    return Crew(
        standing=tuple(sorted(members, key=lambda m: (min(list(Part).index(part) for part in m.parts), str(m.id)))),
        change=_change(session, actor, permit, now),
        earlier=tuple(session.scalars(ended.order_by(CrewChange.completed_at))),
        offered=candidates(session, permit, now, sought),
    )


def to_sign(session: Session, parts_on: Mapping[uuid.UUID, frozenset[Part]]) -> Iterator[Permit]:
    """Permits whose change waits for the signature of somebody who plays these parts on them."""
    rows = select(CrewChange).where(
        CrewChange.permit_id.in_(parts_on), CrewChange.completed_at.is_(None), CrewChange.abandoned_at.is_(None)
    )
    for row in session.scalars(rows):
        permit = session.get_one(Permit, row.permit_id)
        signs = crew_changes.signing_part(row, permit) in parts_on[permit.id]
        if signs and crew_changes.signature_of(session, row) is None:
            yield permit


def _change(session: Session, actor: Actor, permit: Permit, now: datetime) -> Change | None:
    row = crew_changes.open_change(session, permit.id)
    if row is None:
        return None
    part = crew_changes.signing_part(row, permit)
    signers = (m.person for m in permit.members if m.removed_at is None and part in m.parts and m.person is not None)
    awaited = crew_changes.awaited(row, facts_of.load(session, permit, actor), now)
    briefings = select(Briefing).where(Briefing.permit_id == permit.id, Briefing.signed_at.is_not(None))
    return Change(
        row=row,
        part=part,
        signers=tuple(signers),
        signature=crew_changes.signature_of(session, row),
        awaited=tuple(item.person for item in row.items if str(item.person_id) in awaited),
        briefing=session.scalar(briefings.order_by(Briefing.at.desc()).limit(1)),
    )
