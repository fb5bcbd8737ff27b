"""Whom an attempt at the mouth is about: by badge, by name from the list, or nobody named."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from permit_service.errors import Invalid
from permit_service.models.people import Badge, Person
from permit_service.models.spaces import Plate
from permit_service.queries.scope import scope_of
from permit_service.services import codes
from permit_service.services.codes import Read
from permit_service.services.entries import Mouth
from workflows.verdict import Refusal
from workflows.vocabulary import ScanMethod


@dataclass(frozen=True, slots=True)
class Who:
    """The person, how they were told, and what was read of their badge."""

    person: Person | None
    method: ScanMethod
    badge: Read[Badge] | None = None

    @property
    def person_id(self) -> uuid.UUID | None:
        return None if self.person is None else self.person.id

    @property
    def refusal(self) -> Refusal | None:
        """Why the badge is not believed."""
        return None if self.badge is None else self.badge.refusal


def who_passes(mouth: Mouth, badge: str | None, person_id: uuid.UUID | None, plate: Read[Plate] | None) -> Who:
    """Raises Invalid for ``person_id`` (``unknown``: nobody this account may know of)."""
    if badge is not None:
        read = codes.read_badge(mouth.session, badge, mouth.now)
        return Who(None if read.row is None else read.row.person, _method(read), read)
    if person_id is None:
        return Who(None, ScanMethod.list if plate is None else _method(plate))
    known = scope_of(mouth.session, mouth.actor).people()
    person = mouth.session.scalar(select(Person).where(Person.id == person_id, known).options(joinedload(Person.photo)))
    if person is None:
        raise Invalid({"person_id": "unknown"})
    return Who(person, ScanMethod.list)


def _method(read: Read[Badge] | Read[Plate]) -> ScanMethod:
    return ScanMethod.typed if read.typed else ScanMethod.scan
