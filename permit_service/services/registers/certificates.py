"""Certificates of people: 特种作业操作证 and the like, with number, issuer and expiry."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.people import Certificate, Person
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, register_of
from workflows.training_kinds import CertificateKind


@dataclass(frozen=True, slots=True)
class CertificateForm:
    """A certificate as it reads. ``expires_on`` None = it does not lapse."""

    kind: CertificateKind
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None = None
    category: str = ""
    document: bytes | None = None


def add_certificate(actor: Actor, person_id: uuid.UUID, form: CertificateForm) -> Certificate:
    """Enter a certificate. A renewed one is entered anew beside the old one, which is then withdrawn.

    Raises Invalid (``number``: ``taken``; ``issued_on``: ``future``; ``expires_on``: ``order``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Certificate:
        person = desk.keep_person(person_id)
        return enter(desk, person, form)

    return at_desk(actor, work)


def withdraw_certificate(actor: Actor, certificate_id: uuid.UUID) -> Certificate:
    """Take a certificate off the register; a second time does nothing. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> Certificate:
        certificate = desk.session.get(Certificate, certificate_id)
        if certificate is None:
            raise NotFound
        person = desk.keep_person(certificate.person_id)
        if certificate.withdrawn_at is None:
            certificate.withdrawn_at = desk.now
            _record(desk, person, certificate, "person:withdraw_certificate")
        return certificate

    return at_desk(actor, work)


def enter(desk: Desk, person: Person, form: CertificateForm) -> Certificate:
    """Enter a certificate, inside a unit of work, of somebody whose register is the account's to keep."""
    values = checked(desk, person, form)
    certificate = Certificate(
        person_id=person.id,
        **values,
        file_id=desk.keep_file(form.document, "document"),
        created_at=desk.now,
        created_by_id=desk.user_id,
    )
    desk.add(certificate)
    _record(desk, person, certificate, "person:certify")
    return certificate


def checked(desk: Desk, person: Person, form: CertificateForm) -> dict[str, object]:
    """The columns of a certificate, cleaned. Raises Invalid."""
    faults = Faults()
    values: dict[str, object] = {
        "kind": form.kind,
        "category": faults.remark("category", form.category, longest=100),
        "number": faults.words("number", form.number, longest=60).upper(),
        "issuer": faults.words("issuer", form.issuer),
        "issued_on": form.issued_on,
        "expires_on": form.expires_on,
    }
    faults.check(form.issued_on <= wallclock.civil_day(desk.now), "issued_on", "future")
    faults.check(form.expires_on is None or form.expires_on > form.issued_on, "expires_on", "order")
    standing = select(Certificate.id).where(
        Certificate.person_id == person.id,
        Certificate.kind == form.kind,
        Certificate.number == values["number"],
        Certificate.withdrawn_at.is_(None),
    )
    faults.check(desk.session.scalar(standing) is None, "number", "taken")
    faults.raise_any()
    return values


def _record(desk: Desk, person: Person, certificate: Certificate, tag: str) -> None:
    payload = {"person_id": person.id, "certificate_id": certificate.id}
    desk.record(tag, payload, register_of(person.enterprise_id or person.area_id))
