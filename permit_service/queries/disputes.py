"""Records of a permit that are disputed: their two times contradict each other, or what a phone decided without
network is not what it should have decided; and what was found about them."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, null, select, union
from sqlalchemy.orm import Session

from permit_service.facts_of.latest import DISPUTED
from permit_service.models.checks import ContactCheck
from permit_service.models.disputes import SETTLES, Record, TimeSettlement
from permit_service.models.gas import GasSeries
from permit_service.models.people import Person
from permit_service.models.presence import Muster, Scan
from permit_service.models.readings import WorkReading
from workflows.vocabulary import ScanVerdict

#: Whom a record is about, if it is about somebody.
_WHOM = {Scan: Scan.person_id, WorkReading: WorkReading.wearer_id, ContactCheck: ContactCheck.person_id}
_TAGS = {
    WorkReading: "reading:record",
    GasSeries: "gas_series:begin",
    ContactCheck: "contact:check",
    Muster: "muster:count",
}


@dataclass(frozen=True, slots=True)
class DisputedTime:
    """One such record. ``at`` is what the rules count, ``device_time`` what the device told."""

    id: uuid.UUID
    record: Record
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
        return {SETTLES[type(self.record)].key: self.id}


def of_permit(session: Session, permit_id: uuid.UUID) -> tuple[DisputedTime, ...]:
    """The disputed records that count, settled or not, in the order of their receipt."""
    kinds = _kinds(session, permit_id)
    found = [one for kind in DISPUTED if kind.__tablename__ in kinds for one in _of_kind(session, kind, permit_id)]
    return tuple(sorted(found, key=lambda one: (one.received_at, one.id)))


def unsettled_like(one: DisputedTime, known: Iterable[DisputedTime]) -> tuple[DisputedTime, ...]:
    """The others of these that the same account recorded and nobody has settled."""
    account = one.record.recorded_by_id
    return tuple(
        other
        for other in known
        if other.id != one.id and other.settlement is None and other.record.recorded_by_id == account
    )


def permit_of(session: Session, record_id: uuid.UUID) -> uuid.UUID | None:
    """The permit under which a record was made; None if there is no such record, or it has no permit."""
    found = (session.scalar(select(kind.permit_id).where(kind.id == record_id)) for kind in DISPUTED)
    return next((permit_id for permit_id in found if permit_id is not None), None)


def _kinds(session: Session, permit_id: uuid.UUID) -> frozenset[str]:
    """Which kinds there are at all, mostly none: asked once for all of them."""
    asked = (
        select(literal(kind.__tablename__)).where(kind.permit_id == permit_id, disputed)
        for kind, disputed in DISPUTED.items()
    )
    return frozenset(session.scalars(union(*asked)))


def _of_kind(session: Session, kind: type[Record], permit_id: uuid.UUID) -> Iterator[DisputedTime]:
    rows = session.execute(
        select(kind, Person, TimeSettlement)
        .select_from(kind)
        .outerjoin(Person, Person.id == _WHOM.get(kind, null()))
        .outerjoin(TimeSettlement, SETTLES[kind] == kind.id)
        .where(kind.permit_id == permit_id, DISPUTED[kind])
    )
    for row, person, settled in rows:
        yield DisputedTime(row.id, row, _tag(row), person, settled)


def _tag(record: Record) -> str:
    if not isinstance(record, Scan):
        return _TAGS[type(record)]
    return "guardian_post:check_in" if record.direction is None else f"scan:{record.direction}"
