"""Who guards, who is inside, what was interrupted."""

import uuid
from datetime import datetime

from sqlalchemy import or_, select

from permit_service.facts_of import latest
from permit_service.facts_of.reader import SINCE, SPACES, Reader
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Scan
from workflows import site_facts
from workflows.presence import moments

_STAYS = (
    select(
        Entry.space_id,
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
    .where(Entry.space_id.in_(SPACES), or_(Entry.out_at.is_(None), Entry.out_at >= SINCE))
    .order_by(Entry.in_at)
)


def matters_since(permit: Permit) -> datetime:
    """From when on presence in the space matters to a permit: since it was submitted."""
    return permit.submitted_at or permit.created_at


def post(reader: Reader, permit: Permit) -> site_facts.Post | None:
    """The open post on this permit: the asking guardian's own, else the one opened last."""
    row = latest.of(reader, permit)
    if row.post_since is None:
        return None
    return site_facts.Post(
        guardian_id=str(row.post_guardian_id),
        since=row.post_since,
        renewed_at=row.post_renewed_at,
        last_beat_at=row.post_last_beat_at,
        heard_again_at=row.post_heard_again_at,
        confirmed_absent_at=row.post_confirmed_absent_at,
        may_admit=row.post_may_admit,
        device_explosion_proof=row.post_device_explosion_proof,
    )


def load(reader: Reader, permit: Permit) -> site_facts.Presence:
    """Presence in the space, on whatever permit."""
    since = matters_since(permit)
    stays = [row for row in reader.rows(_STAYS, permit.space_id) if row.out_at is None or row.out_at >= since]
    rose_at, emptied_at = moments([(row.in_at, row.out_at) for row in stays])
    counted = latest.of(reader, permit)
    return site_facts.Presence(
        inside=tuple(
            site_facts.Inside(
                person_id=_text(row.person_id),
                since=row.in_at,
                permit_id=_text(row.permit_id),
                rescue=row.rescue,
                unprotected=row.rescue and not (row.apparatus and row.lifeline and row.attendant),
            )
            for row in stays
            if row.out_at is None
        ),
        rose_at=rose_at,
        emptied_at=emptied_at,
        tools_inside=max(int(counted.tools_carried) - int(counted.tools_written_off), 0),
        headcount_differs=counted.differing_count_at is not None,
        counted_at=counted.differing_count_at,
    )


def suspension(reader: Reader, permit: Permit) -> site_facts.Suspension | None:
    """The latest one, over or not."""
    row = latest.of(reader, permit)
    if row.suspension_at is None:
        return None
    return site_facts.Suspension(row.suspension_at, row.suspension_reason, row.suspension_marked_at is not None)


def last_contact_at(reader: Reader, permit: Permit) -> datetime | None:
    """The latest call to those inside that was answered."""
    at: datetime | None = latest.of(reader, permit).contact_at
    return at


def disputed_at(reader: Reader, permit: Permit) -> datetime | None:
    """Receipt of the earliest record that counts, whose time is disputed and not settled (R52)."""
    row = latest.of(reader, permit)
    since = (getattr(row, latest.disputed_since(kind)) for kind in latest.DISPUTED)
    return min((at for at in since if at is not None), default=None)


def _text(identity: uuid.UUID | None) -> str | None:
    return None if identity is None else str(identity)
