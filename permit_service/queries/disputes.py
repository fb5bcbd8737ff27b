"""Records of a permit that are disputed: their two times contradict each other, or what a phone decided without
network is not what it should have decided; and what was found about them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.facts_of.latest import HAPPENED
from permit_service.models.disputes import TimeSettlement
from permit_service.models.people import Person
from permit_service.models.presence import Scan
from permit_service.models.readings import WorkReading
from workflows.vocabulary import ScanVerdict


@dataclass(frozen=True, slots=True)
class DisputedTime:
    """One such record. ``at`` is what the rules count, ``device_time`` what the device told."""

    id: uuid.UUID
    record: Scan | WorkReading
    tag: str
    """the event of the journal under which it was recorded"""
    person: Person | None
    settlement: TimeSettlement | None

    @property
    def at(self) -> datetime:
        return self.record.at

    @property
    def device_time(self) -> datetime | None:
        return self.record.device_time

    @property
    def phone_verdict(self) -> ScanVerdict | None:
        """What the phone said of an entry without network; the record's own verdict is the stricter one."""
        return self.record.phone_verdict if isinstance(self.record, Scan) else None

    @property
    def received_at(self) -> datetime:
        return self.record.created_at

    @property
    def reference(self) -> dict[str, uuid.UUID]:
        """The column of a settlement that names the record."""
        return {"scan_id" if isinstance(self.record, Scan) else "reading_id": self.id}


def of_permit(session: Session, permit_id: uuid.UUID) -> tuple[DisputedTime, ...]:
    """The disputed records that count, settled or not, in the order of their receipt."""
    scans = session.execute(
        select(Scan, Person, TimeSettlement)
        .outerjoin(Person, Person.id == Scan.person_id)
        .outerjoin(TimeSettlement, TimeSettlement.scan_id == Scan.id)
        .where(Scan.permit_id == permit_id, Scan.disputed, HAPPENED)
    )
    readings = session.execute(
        select(WorkReading, Person, TimeSettlement)
        .outerjoin(Person, Person.id == WorkReading.wearer_id)
        .outerjoin(TimeSettlement, TimeSettlement.reading_id == WorkReading.id)
        .where(WorkReading.permit_id == permit_id, WorkReading.disputed)
    )
    found = [DisputedTime(row.id, row, _tag(row), person, settled) for row, person, settled in (*scans, *readings)]
    return tuple(sorted(found, key=lambda one: (one.received_at, one.id)))


def permit_of(session: Session, record_id: uuid.UUID) -> uuid.UUID | None:
    """The permit under which a scan or reading was recorded; None if there is no such record, or it has no permit."""
    scan = session.scalar(select(Scan.permit_id).where(Scan.id == record_id))
    return scan or session.scalar(select(WorkReading.permit_id).where(WorkReading.id == record_id))


def _tag(record: Scan | WorkReading) -> str:
    if isinstance(record, WorkReading):
        return "reading:record"
    return "guardian_post:check_in" if record.direction is None else f"scan:{record.direction}"
