"""What hangs on the file of an enterprise: contacts, safety documents, risk grades, written delegations."""

import uuid

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import enterprises as words
from permit_service.models.choices import GradeReason, SafetyPaper
from permit_service.models.enterprises import Enterprise
from permit_service.queries import enterprise_files as files
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services.registers import delegations, enterprise_files
from permit_service.services.registers.delegations import DelegationForm
from permit_service.services.registers.enterprise_files import ContactForm, DocumentForm, GradeForm
from permit_service.web.enterprises import file_page, shown
from permit_service.web.forms import Form
from permit_service.web.simple_form import Field, SimpleForm, choices, named, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.inspection_kinds import RiskGrade

blueprint = Blueprint("enterprise_parts", __name__, url_prefix="/registers/enterprises")

_CONTACT = (
    Field("name", common.PERSON_NAME),
    Field("duty", words.POSITION, required=False),
    Field("phone", common.PHONE, "tel"),
)
_DOCUMENT = (
    Field("kind", common.KIND, "select", choices(SafetyPaper)),
    Field("title", common.NAME),
    Field("issued_on", words.ISSUED_ON, "date"),
    Field("document", words.FILE, "file", hint=common.FILE_HINT),
)
_GRADE = (
    Field("grade", words.GRADE, "select", choices(RiskGrade), words.GRADE_HINT),
    Field("reason", words.REASON, "select", choices(GradeReason)),
    Field("remark", words.REMARK, "textarea", required=False),
)


@blueprint.get("/<uuid:enterprise_id>/contacts/new")
def contact(enterprise_id: uuid.UUID) -> str:
    """A contact not entered yet."""
    return _form(enterprise_id, "contact", words.ADD_CONTACT, _CONTACT, NONE)


@blueprint.post("/<uuid:enterprise_id>/contacts/new")
def add_contact(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a contact."""

    def act() -> str:
        form = Form()
        told = ContactForm(form.text("name"), form.text("phone"), form.text("duty"))
        return shown(enterprise_files.add_contact(current_actor(), enterprise_id, told).enterprise_id)

    return carried_out(act, lambda trouble: _form(enterprise_id, "contact", words.ADD_CONTACT, _CONTACT, trouble))


@blueprint.post("/contacts/<uuid:contact_id>/withdraw")
def withdraw_contact(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Take a contact out."""
    row = enterprise_files.withdraw_contact(current_actor(), contact_id)
    return carried_out(lambda: shown(row.enterprise_id), lambda trouble: file_page(row.enterprise_id, trouble))


@blueprint.get("/<uuid:enterprise_id>/documents/new")
def document(enterprise_id: uuid.UUID) -> str:
    """A document of the safety system not kept yet."""
    return _form(enterprise_id, "document", words.ADD_DOCUMENT, _DOCUMENT, NONE)


@blueprint.post("/<uuid:enterprise_id>/documents/new")
def add_document(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a document of the safety system."""

    def act() -> str:
        form = Form()
        kind, issued_on, paper = form.choice("kind", SafetyPaper), form.day("issued_on"), form.upload("document")
        told = DocumentForm(
            kind=form.needed("kind", kind),
            title=form.text("title"),
            issued_on=form.needed("issued_on", issued_on),
            document=form.needed("document", paper),
        )
        return shown(enterprise_files.add_document(current_actor(), enterprise_id, told).enterprise_id)

    return carried_out(act, lambda trouble: _form(enterprise_id, "document", words.ADD_DOCUMENT, _DOCUMENT, trouble))


@blueprint.post("/documents/<uuid:safety_document_id>/withdraw")
def withdraw_document(safety_document_id: uuid.UUID) -> ResponseReturnValue:
    """A document is no longer in force."""
    row = enterprise_files.withdraw_document(current_actor(), safety_document_id)
    return carried_out(lambda: shown(row.enterprise_id), lambda trouble: file_page(row.enterprise_id, trouble))


@blueprint.get("/<uuid:enterprise_id>/grades/new")
def grade(enterprise_id: uuid.UUID) -> str:
    """A grading not given yet."""
    return _form(enterprise_id, "grade", words.ADD_GRADING, _GRADE, NONE)


@blueprint.post("/<uuid:enterprise_id>/grades/new")
def add_grade(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Grade an enterprise by its risk."""

    def act() -> str:
        form = Form()
        given, reason = form.choice("grade", RiskGrade), form.choice("reason", GradeReason)
        told = GradeForm(form.needed("grade", given), form.needed("reason", reason), form.text("remark"))
        return shown(enterprise_files.grade_enterprise(current_actor(), enterprise_id, told).enterprise_id)

    return carried_out(act, lambda trouble: _form(enterprise_id, "grade", words.ADD_GRADING, _GRADE, trouble))


@blueprint.get("/<uuid:enterprise_id>/delegations/new")
def delegation(enterprise_id: uuid.UUID) -> str:
    """A delegation not written yet."""
    return _delegation_form(enterprise_id, NONE)


@blueprint.post("/<uuid:enterprise_id>/delegations/new")
def write_delegation(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Let the principal delegate the approval in writing, signed with the PIN."""

    def act() -> str:
        form = Form()
        delegate, begin, end = form.id("delegate_id"), form.moment("valid_from"), form.moment("valid_until")
        told = DelegationForm(
            delegate_id=form.needed("delegate_id", delegate),
            scope=form.text("scope"),
            valid_from=form.needed("valid_from", begin),
            valid_until=form.needed("valid_until", end),
            document=form.upload("document"),
        )
        return shown(delegations.write_delegation(current_actor(), form.sign_in(), told).enterprise_id)

    return carried_out(act, lambda trouble: _delegation_form(enterprise_id, trouble))


@blueprint.post("/delegations/<uuid:delegation_id>/revoke")
def revoke_delegation(delegation_id: uuid.UUID) -> ResponseReturnValue:
    """End a delegation now."""
    row = delegations.revoke_delegation(current_actor(), delegation_id)
    return carried_out(lambda: shown(row.enterprise_id), lambda trouble: file_page(row.enterprise_id, trouble))


def _form(enterprise_id: uuid.UUID, what: str, title: str, fields: tuple[Field, ...], trouble: Trouble) -> str:
    entry = _found(enterprise_id)
    action = url_for(f"enterprise_parts.add_{what}", enterprise_id=enterprise_id)
    return simple_form(SimpleForm(title, entry.name, action, shown(enterprise_id), fields), trouble)


def _delegation_form(enterprise_id: uuid.UUID, trouble: Trouble) -> str:
    entry = _found(enterprise_id)
    fields = (
        Field("delegate_id", words.DELEGATE, "select", named(files.employees(session(), enterprise_id))),
        Field("scope", words.SCOPE, "textarea", hint=words.SCOPE_EXAMPLE),
        Field("valid_from", words.VALID_FROM, "datetime-local"),
        Field("valid_until", words.VALID_UNTIL, "datetime-local"),
        Field("document", words.DELEGATION_PAPER, "file", hint=common.FILE_HINT, required=False),
        Field("pin", common.SIGNING_PIN, "pin", hint=words.DELEGATION_PIN_HINT),
    )
    action = url_for("enterprise_parts.write_delegation", enterprise_id=enterprise_id)
    form = SimpleForm(words.DELEGATION, entry.name, action, shown(enterprise_id), fields, save=words.SIGN_DELEGATION)
    return simple_form(form, trouble)


def _found(enterprise_id: uuid.UUID) -> Enterprise:
    return scope.enterprise_file(session(), current_actor(), enterprise_id)
