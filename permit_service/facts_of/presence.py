"""Who guards, who is inside, what was interrupted."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, case, false, func, or_, select, union_all
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models import interruptions
from permit_service.models.checks import ContactCheck
from permit_service.models.disputes import TimeSettlement
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, GuardianPost, Muster, Scan, ToolWriteOff
from permit_service.models.readings import WorkReading
from workflows import plan_facts, site_facts
from workflows.presence import moments
from workflows.vocabulary import Direction, ScanVerdict

#: A scan after which something counts as having happened: an attempt that was turned away needs no settling.
HAPPENED = or_(
    Scan.verdict.in_((ScanVerdict.admit, ScanVerdict.recorded)),
    func.coalesce(Scan.direction == Direction.rescue_in, false()),
)


def post(session: Session, permit: Permit, actor: Actor) -> site_facts.Post | None:
    """The open post on this permit: the asking guardian's own, else the one opened last."""
    own = case((GuardianPost.guardian_id == actor.person_id, 0), else_=1)
    row = session.scalar(
        select(GuardianPost)
        .where(GuardianPost.permit_id == permit.id, GuardianPost.ended_at.is_(None))
        .order_by(own, GuardianPost.since.desc())
        .limit(1)
    )
    if row is None:
        return None
    return site_facts.Post(
        guardian_id=str(row.guardian_id),
        since=row.since,
        renewed_at=row.renewed_at,
        last_beat_at=row.last_beat_at,
        confirmed_absent_at=row.confirmed_absent_at,
        may_admit=row.may_admit,
        device_explosion_proof=row.device_explosion_proof,
    )


def load(session: Session, permit: Permit) -> site_facts.Presence:
    """Presence in the space, on whatever permit, since this permit was submitted."""
    since = permit.submitted_at or permit.created_at
    rows = session.execute(
        select(
            Entry.person_id,
            Entry.permit_id,
            Entry.rescue,
            Entry.in_at,
            Entry.out_at,
            Scan.apparatus,
            Scan.lifeline,
            Scan.attendant,
        )
        .join(Scan, Scan.id == Entry.in_scan_id)
        .where(Entry.space_id == permit.space_id, or_(Entry.out_at.is_(None), Entry.out_at >= since))
        .order_by(Entry.in_at)
    ).all()
    rose_at, emptied_at = moments([(row.in_at, row.out_at) for row in rows])
    count = session.scalar(
        select(Muster)
        .where(Muster.space_id == permit.space_id, Muster.settled_at.is_(None), Muster.counted != Muster.registered)
        .order_by(Muster.at)
        .limit(1)
    )
    return site_facts.Presence(
        inside=tuple(
            site_facts.Inside(
                person_id=_text(row.person_id),
                since=row.in_at,
                permit_id=_text(row.permit_id),
                rescue=row.rescue,
                unprotected=row.rescue and not (row.apparatus and row.lifeline and row.attendant),
            )
            for row in rows
            if row.out_at is None
        ),
        rose_at=rose_at,
        emptied_at=emptied_at,
        tools_inside=_tools_inside(session, permit),
        headcount_differs=count is not None,
        counted_at=None if count is None else count.at,
    )


def _tools_inside(session: Session, permit: Permit) -> int:
    carried = session.scalar(
        select(func.coalesce(func.sum(Entry.tools_in - func.coalesce(Entry.tools_out, 0)), 0)).where(
            Entry.permit_id == permit.id
        )
    )
    written_off = session.scalar(
        select(func.coalesce(func.sum(ToolWriteOff.tools), 0)).where(ToolWriteOff.permit_id == permit.id)
    )
    return max(int(carried or 0) - int(written_off or 0), 0)


def suspension(session: Session, permit: Permit) -> site_facts.Suspension | None:
    """The latest one, over or not."""
    row = session.scalar(
        select(interruptions.Suspension)
        .where(interruptions.Suspension.permit_id == permit.id)
        .order_by(interruptions.Suspension.at.desc())
        .limit(1)
    )
    return None if row is None else site_facts.Suspension(row.at, row.reason, row.marked_at is not None)


def evacuations(session: Session, permit: Permit, space: plan_facts.Space) -> tuple[site_facts.Evacuation, ...]:
    """Evacuations not yet lifted, here and in connected spaces."""
    near = [permit.space_id, *(uuid.UUID(other) for other in space.connected_ids)]
    rows = session.scalars(
        select(interruptions.Evacuation)
        .where(interruptions.Evacuation.space_id.in_(near), interruptions.Evacuation.lifted_at.is_(None))
        .order_by(interruptions.Evacuation.at)
    )
    return tuple(site_facts.Evacuation(str(r.id), str(r.space_id), r.at, r.cause) for r in rows)


def last_contact_at(session: Session, permit: Permit) -> datetime | None:
    """The latest call to those inside that was answered."""
    return session.scalar(
        select(func.max(ContactCheck.at)).where(ContactCheck.permit_id == permit.id, ContactCheck.answered)
    )


def disputed_at(session: Session, permit: Permit) -> datetime | None:
    """Receipt of the earliest scan or reading that counts, whose time is disputed and not settled (R52)."""
    earliest = [
        select(func.min(Scan.created_at)).where(
            Scan.permit_id == permit.id, Scan.disputed, HAPPENED, ~_settled(TimeSettlement.scan_id == Scan.id)
        ),
        select(func.min(WorkReading.created_at)).where(
            WorkReading.permit_id == permit.id,
            WorkReading.disputed,
            ~_settled(TimeSettlement.reading_id == WorkReading.id),
        ),
    ]
    return min((at for at in session.scalars(union_all(*earliest)) if at is not None), default=None)


def _settled(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(TimeSettlement.id).where(which).exists()


def _text(identity: uuid.UUID | None) -> str | None:
    return None if identity is None else str(identity)
