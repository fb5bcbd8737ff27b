"""The file of an enterprise (一企一档): contacts, documents of the safety system, risk grades, going through it all."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.choices import GradeReason, SafetyPaper
from permit_service.models.enterprise_files import EnterpriseContact, RiskGrading, SafetyDocument
from permit_service.models.enterprises import Enterprise
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk, register_of
from permit_service.wallclock import civil_day
from workflows.inspection_kinds import RiskGrade

R = TypeVar("R", EnterpriseContact, SafetyDocument)

_PHONE = 40


@dataclass(frozen=True, slots=True)
class ContactForm:
    """Whom to reach, for what, and how."""

    name: str
    phone: str
    duty: str = ""


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A document of the safety system: what it is, the day it was issued, the paper itself."""

    kind: SafetyPaper
    title: str
    issued_on: date
    document: bytes


@dataclass(frozen=True, slots=True)
class GradeForm:
    """A risk grade and why it is given."""

    grade: RiskGrade
    reason: GradeReason
    remark: str = ""


def add_contact(actor: Actor, enterprise_id: uuid.UUID, form: ContactForm) -> EnterpriseContact:
    """Enter a contact. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> EnterpriseContact:
        desk.keep_enterprise(enterprise_id)
        faults = Faults()
        contact = EnterpriseContact(
            enterprise_id=enterprise_id,
            name=faults.words("name", form.name),
            phone=faults.telephone("phone", faults.words("phone", form.phone, longest=_PHONE)),
            duty=faults.remark("duty", form.duty),
            created_at=desk.now,
        )
        faults.raise_any()
        desk.add(contact)
        desk.record("contact:add", {"contact_id": contact.id}, register_of(enterprise_id))
        return contact

    return at_desk(actor, work)


def withdraw_contact(actor: Actor, contact_id: uuid.UUID) -> EnterpriseContact:
    """Take a contact out; a second time does nothing. Raises Forbidden, NotFound."""
    return at_desk(actor, lambda desk: _withdraw(desk, EnterpriseContact, contact_id, "contact:withdraw"))


def add_document(actor: Actor, enterprise_id: uuid.UUID, form: DocumentForm) -> SafetyDocument:
    """Keep a document of the safety system. Raises Invalid (``issued_on``: ``future``), Forbidden, NotFound."""

    def work(desk: Desk) -> SafetyDocument:
        desk.keep_enterprise(enterprise_id)
        faults = Faults()
        title = faults.words("title", form.title)
        faults.check(form.issued_on <= civil_day(desk.now), "issued_on", "future")
        faults.raise_any()
        document = SafetyDocument(
            enterprise_id=enterprise_id,
            kind=form.kind,
            title=title,
            issued_on=form.issued_on,
            file_id=desk.keep_file(form.document, "document"),
            created_at=desk.now,
            created_by_id=desk.user_id,
        )
        desk.add(document)
        desk.record(
            "safety_document:add", {"safety_document_id": document.id, "kind": form.kind}, register_of(enterprise_id)
        )
        return document

    return at_desk(actor, work)


def withdraw_document(actor: Actor, document_id: uuid.UUID) -> SafetyDocument:
    """A document is no longer in force; a second time does nothing. Raises Forbidden, NotFound."""
    return at_desk(actor, lambda desk: _withdraw(desk, SafetyDocument, document_id, "safety_document:withdraw"))


def grade_enterprise(actor: Actor, enterprise_id: uuid.UUID, form: GradeForm) -> RiskGrading:
    """Grade an enterprise by its risk; for the officers of its area. All gradings are kept, the latest counts.

    Raises Invalid, Forbidden, NotFound.
    """

    def work(desk: Desk) -> RiskGrading:
        enterprise = find(desk.session, Enterprise, enterprise_id, desk.scope.enterprise_files())
        desk.take_charge(enterprise.area, AREA_KEEPERS)
        faults = Faults()
        grading = RiskGrading(
            enterprise_id=enterprise_id,
            grade=form.grade,
            reason=form.reason,
            remark=faults.remark("remark", form.remark),
            at=desk.now,
            by_id=desk.user_id,
        )
        faults.raise_any()
        desk.add(grading)
        payload = {"enterprise_id": enterprise_id, "grade": form.grade, "reason": form.reason}
        desk.record("enterprise:grade", payload, register_of(enterprise_id))
        return grading

    return at_desk(actor, work)


def review_file(actor: Actor, enterprise_id: uuid.UUID) -> Enterprise:
    """Say that the whole file was gone through today; for the firm's keepers and the officers of its area.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> Enterprise:
        enterprise = find(desk.session, Enterprise, enterprise_id, desk.scope.enterprise_files())
        if not desk.keeps(enterprise_id):
            desk.take_charge(enterprise.area, AREA_KEEPERS)
        enterprise.file_reviewed_on = civil_day(desk.now)
        desk.record("enterprise:review_file", {"enterprise_id": enterprise_id}, register_of(enterprise_id))
        return enterprise

    return at_desk(actor, work)


def _withdraw(desk: Desk, model: type[R], row_id: uuid.UUID, tag: str) -> R:
    row = desk.session.get(model, row_id)
    if row is None:
        raise NotFound
    desk.keep_enterprise(row.enterprise_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = desk.now
        desk.record(tag, {"row_id": row.id}, register_of(row.enterprise_id))
    return row
