"""The file of an enterprise (一企一档) as a whole, and what is kept in it beside the registers."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.contractors import ContractView
from permit_service.api.delegations import DelegationView
from permit_service.api.enterprises import EnterprisePath, EnterpriseView
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.parks import TenancyView
from permit_service.api.response_plans import PlanView
from permit_service.api.serialize import Answer, Moment, Ref, View, answer
from permit_service.api.shared_means import MeansAgreementView
from permit_service.api.types import Blob, Body, Choice, Day, Id, Line, Params, Text
from permit_service.models.choices import GradeReason, SafetyPaper
from permit_service.queries import enterprise_files as files
from permit_service.queries.reading import session
from permit_service.services.registers import enterprise_files
from permit_service.services.registers.enterprise_files import ContactForm, DocumentForm, GradeForm
from workflows.inspection_kinds import RiskGrade

blueprint = noun("enterprise_files")


class ContactPath(Params):
    contact_id: Id


class SafetyDocumentPath(Params):
    safety_document_id: Id


class ContactBody(Body):
    """Whom to reach, for what, and how."""

    name: Line
    phone: Line
    duty: Line = ""


class SafetyDocumentBody(Body):
    """A document of the safety system, with the paper itself."""

    kind: Choice[SafetyPaper]
    title: Line
    issued_on: Day
    document: Blob


class GradeBody(Body):
    """A risk grade, ``a`` the highest risk, and why it is given."""

    grade: Choice[RiskGrade]
    reason: Choice[GradeReason]
    remark: Text = ""


class ContactView(View):
    """Whom to reach."""

    id: uuid.UUID
    name: str
    duty: str
    phone: str
    withdrawn_at: Moment | None


class SafetyDocumentView(View):
    """A document of the safety system."""

    id: uuid.UUID
    kind: SafetyPaper
    title: str
    issued_on: date
    file_id: uuid.UUID
    withdrawn_at: Moment | None


class GradingView(View):
    """One grading of an enterprise; the latest counts."""

    grade: RiskGrade
    reason: GradeReason
    remark: str
    at: Moment


class CountsView(View):
    """How much stands in the registers of the enterprise."""

    spaces: int
    people: int
    equipment: int


class FileView(View):
    """Everything one keeps of an enterprise; gradings the latest first.

    Of tenancies, contracts, plans and means the first 20; ``more`` names those the register holds more of.
    """

    enterprise: EnterpriseView
    principal: Ref | None
    contacts: list[ContactView]
    documents: list[SafetyDocumentView]
    gradings: list[GradingView]
    delegations: list[DelegationView]
    tenancies: list[TenancyView]
    contracts: list[ContractView]
    plans: list[PlanView]
    means: list[MeansAgreementView]
    counts: CountsView
    more: list[str]


@blueprint.get("/enterprises/<uuid:enterprise_id>/file", responses=reads(FileView))
def show(path: EnterprisePath) -> Answer:
    """The whole file; for the enterprise itself and the authorities of its area."""
    found = files.enterprise_file(session(), current_actor(), path.enterprise_id)
    return answer(FileView.model_validate(found))


@blueprint.post("/enterprises/<uuid:enterprise_id>/contacts", responses=makes(ContactView))
def add_contact(path: EnterprisePath, body: ContactBody) -> Answer:
    """Enter a contact."""
    form = ContactForm(**body.model_dump())
    return answer(
        ContactView.model_validate(enterprise_files.add_contact(current_actor(), path.enterprise_id, form)), 201
    )


@blueprint.post("/contacts/<uuid:contact_id>/withdraw", responses=does(ContactView))
def withdraw_contact(path: ContactPath) -> Answer:
    """Take a contact out."""
    return answer(ContactView.model_validate(enterprise_files.withdraw_contact(current_actor(), path.contact_id)))


@blueprint.post("/enterprises/<uuid:enterprise_id>/safety-documents", responses=makes(SafetyDocumentView))
def add_document(path: EnterprisePath, body: SafetyDocumentBody) -> Answer:
    """Keep a document of the safety system."""
    form = DocumentForm(**body.model_dump())
    document = enterprise_files.add_document(current_actor(), path.enterprise_id, form)
    return answer(SafetyDocumentView.model_validate(document), 201)


@blueprint.post("/safety-documents/<uuid:safety_document_id>/withdraw", responses=does(SafetyDocumentView))
def withdraw_document(path: SafetyDocumentPath) -> Answer:
    """A document is no longer in force."""
    document = enterprise_files.withdraw_document(current_actor(), path.safety_document_id)
    return answer(SafetyDocumentView.model_validate(document))


@blueprint.post("/enterprises/<uuid:enterprise_id>/risk-grades", responses=makes(GradingView))
def grade(path: EnterprisePath, body: GradeBody) -> Answer:
    """Grade an enterprise by its risk; for the officers of its area."""
    grading = enterprise_files.grade_enterprise(current_actor(), path.enterprise_id, GradeForm(**body.model_dump()))
    return answer(GradingView.model_validate(grading), 201)


@blueprint.post("/enterprises/<uuid:enterprise_id>/file-reviews", responses=does(EnterpriseView))
def review(path: EnterprisePath) -> Answer:
    """Say that the whole file was gone through today."""
    entry = enterprise_files.review_file(current_actor(), path.enterprise_id)
    return answer(EnterpriseView.model_validate(entry))
