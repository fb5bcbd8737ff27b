"""Who goes in and comes out: the register of a space, written at its mouth, with a permit or without one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from permit_service import journal
from permit_service.actor import Actor
from permit_service.facts_of.plan import standing_filing
from permit_service.journal import Stream
from permit_service.models.choices import ScanPurpose
from permit_service.models.interruptions import Evacuation
from permit_service.models.journal import StreamKind
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Scan
from permit_service.models.spaces import ConfinedSpace
from permit_service.services.bumps import bump_live_permits, in_spaces
from permit_service.services.case import Case
from permit_service.services.interruption import inside_of
from permit_service.services.late import Late
from permit_service.services.scan_rows import FUTURE
from workflows.vocabulary import ScanVerdict

#: Stands where nobody told who a counted person is; pages have a word for it.
UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Mouth:
    """The mouth of a locked space. ``case`` is the permit on which people pass here, None where there is none.

    ``late``: what happens here happened earlier, without network, and is told only now.
    """

    session: Session
    actor: Actor
    now: datetime
    space: ConfinedSpace
    case: Case | None = None
    late: Late | None = None

    @property
    def at(self) -> datetime:
        """When it happened: what counts for presence."""
        return self.now if self.late is None else self.late.when.at

    @property
    def permit(self) -> Permit | None:
        return None if self.case is None else self.case.permit

    def record(self, tag: str, payload: Mapping[str, object]) -> None:
        """Journal an event on the space, and on the permit if there is one."""
        self.session.flush()
        if self.case is not None:
            self.case.record(tag, payload, also=self.case.space_stream)
            return
        bump_live_permits(self.session, in_spaces([self.space.id]), self.now)
        stream = Stream(StreamKind.space, self.space.id)
        told = {"space_id": self.space.id, **payload}
        journal.append(self.session, (stream,), tag, told, actor_id=self.actor.user_id, at=self.now)


def mouth_of(case: Case, late: Late | None = None) -> Mouth:
    """The mouth of the space of a permit."""
    return Mouth(case.session, case.actor, case.now, case.permit.space, case, late)


def scan_of_late(mouth: Mouth, phone_verdict: ScanVerdict | None) -> dict[str, Any]:
    """What a scan's row keeps beside its receipt if a phone decided it without network; nothing of any other."""
    if mouth.late is None:
        return {}
    by_phone = {"snapshot_id": mouth.late.snapshot.id, "phone_verdict": phone_verdict}
    return {"at": mouth.at, **mouth.late.columns, **by_phone}


def write_scan(mouth: Mouth, **columns: Any) -> Scan:
    """The row of one attempt to pass."""
    permit = mouth.permit
    scan = Scan(
        purpose=ScanPurpose.passage,
        permit_id=None if permit is None else permit.id,
        space_id=mouth.space.id,
        **columns,
    )
    mouth.session.add(scan)
    mouth.session.flush()
    return scan


def let_in(mouth: Mouth, scan: Scan, *, rescue: bool = False, label: str = "") -> Entry:
    """Somebody is inside from now on: the person of the scan, or (``label``) a counted unknown."""
    permit = mouth.permit
    entry = Entry(
        person_id=None if label else scan.person_id,
        label=label,
        space_id=mouth.space.id,
        permit_id=None if permit is None else permit.id,
        rescue=rescue,
        in_scan_id=scan.id,
        in_at=mouth.at,
        tools_in=0 if label else scan.tools,
    )
    mouth.session.add(entry)
    mouth.session.flush()
    if permit is not None and not rescue:
        _note_first_entry(mouth, permit)
    return entry


def count_in(mouth: Mouth, scan: Scan, person: Person | None, *, rescue: bool = False) -> tuple[Entry, ...]:
    """Somebody is in, whatever stood against it: counted once, by name.

    By label where the register has them in another space: one of the two is wrong, and nobody may be missed.
    """
    if person is None:
        return (let_in(mouth, scan, rescue=rescue, label=scan.label or UNNAMED),)
    where = mouth.session.scalar(select(Entry.space_id).where(Entry.person_id == person.id, Entry.out_at.is_(None)))
    if where is None:
        return (let_in(mouth, scan, rescue=rescue),)
    return () if where == mouth.space.id else (let_in(mouth, scan, rescue=rescue, label=person.name),)


def let_out(mouth: Mouth, entry: Entry, scan: Scan) -> None:
    """Somebody is out, with the tools that the scan counts. With the last one open evacuations are noted empty."""
    out_at = max(mouth.at, entry.in_at)
    entry.out_scan_id, entry.out_at, entry.tools_out = scan.id, out_at, scan.tools
    mouth.session.flush()
    if not inside_of(mouth.session, mouth.space.id):
        mouth.session.execute(
            update(Evacuation)
            .where(
                Evacuation.space_id == mouth.space.id,
                Evacuation.lifted_at.is_(None),
                Evacuation.all_out_at.is_(None),
            )
            .values(all_out_at=case((Evacuation.at > out_at, Evacuation.at), else_=out_at))
        )


def inside_then(mouth: Mouth) -> tuple[Entry, ...]:
    """Everyone logged inside who had gone in when it happened: what is told late closes no stay that began since."""
    inside = inside_of(mouth.session, mouth.space.id)
    if mouth.late is None:
        return inside
    return tuple(entry for entry in inside if entry.in_at <= mouth.at + FUTURE)


def is_inside(session: Session, person_id: uuid.UUID) -> bool:
    """Whether the register knows this person inside any space."""
    inside = select(Entry.id).where(Entry.person_id == person_id, Entry.out_at.is_(None)).limit(1)
    return session.scalar(inside) is not None


def _note_first_entry(mouth: Mouth, permit: Permit) -> None:
    """From the first entry on a filing can only be stopped, not returned (site-rules 29): from when we knew of it."""
    if permit.first_entry_at is None:
        permit.first_entry_at = mouth.at
    filing = standing_filing(mouth.session, permit.job_id)
    if filing is not None and filing.first_entry_at is None:
        filing.first_entry_at = mouth.now
