"""What an account may know of beside the things of :mod:`permit_service.queries.scope`: what hangs on one of them.

A plate is seen by whoever sees its space, a gas series by whoever sees its permit, a file by whoever sees one of the
things that it belongs to, and by whoever uploaded it.
"""

import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.accounts import ApiToken, RoleGrant, SessionRow, User
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.changes import CrewChange, PermitLink
from permit_service.models.checks import Handover, SiteCheck
from permit_service.models.enterprise_files import EnterpriseContact, SafetyDocument
from permit_service.models.enterprises import Contract, ContractReview, ContractWorker, Delegation, Enterprise
from permit_service.models.equipment import Equipment, UpkeepRecord
from permit_service.models.filings import Filing, FilingPaper
from permit_service.models.gas import GasSeries
from permit_service.models.inspections import Finding, Inspection, InspectionPhoto, Quiz, Rectification, UnfiledWork
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.jobs import Job
from permit_service.models.messages import Message
from permit_service.models.openings import Closing, Opening, VentilationRun
from permit_service.models.oversight import Stop, StreetQuiz, StreetTraining
from permit_service.models.papers import PaperTemplate
from permit_service.models.parks import Tenancy
from permit_service.models.people import Badge, Certificate, LabTester, Person, PersonPhoto, TrainingResult
from permit_service.models.permits import Permit
from permit_service.models.preparation import AreaClosure, Briefing, Isolation, TemporaryBarrier
from permit_service.models.presence import GuardianPost, Muster, Scan
from permit_service.models.response import Drill, MeansAgreement, ResponsePlan
from permit_service.models.signatures import Signature
from permit_service.models.spaces import ConfinedSpace, Plate, SpaceOpening
from permit_service.models.system import StoredFile
from permit_service.models.trainings import TrainingSession
from permit_service.queries import disputes
from permit_service.queries.scope import SEES, Seen, find, scope_of, sees
from permit_service.queries.sight import Scope

#: What belongs to an account alone.
Personal = SessionRow | ApiToken | Message


def _under(owner: InstrumentedAttribute[Any], key: InstrumentedAttribute[Any], condition: Seen) -> Seen:
    """Rows whose ``owner`` column names a row, by its ``key``, that the condition lets be seen."""
    return lambda scope: owner.in_(select(key).where(condition(scope)))


def _of_permit(model: Any) -> Seen:
    return _under(model.permit_id, Permit.id, Scope.permits)


def _of_space(model: Any) -> Seen:
    return _under(model.space_id, ConfinedSpace.id, Scope.spaces)


def _of_person(model: Any) -> Seen:
    return _under(model.person_id, Person.id, Scope.people)


def _of_file(model: Any) -> Seen:
    return _under(model.enterprise_id, Enterprise.id, Scope.enterprise_files)


def _of_contract(model: Any) -> Seen:
    return _under(model.contract_id, Contract.id, Scope.contracts)


def _of_street_training(model: Any) -> Seen:
    return _under(model.training_id, StreetTraining.id, _under(StreetTraining.filing_id, Filing.id, Scope.filings))


def _of_inspection(model: Any) -> Seen:
    return _under(model.inspection_id, Inspection.id, Scope.inspections)


_of_plan = _under(Drill.plan_id, ResponsePlan.id, Scope.response_plans)

#: A link is seen from either of its two permits.
_LINKED_OTHER = _under(PermitLink.other_id, Permit.id, Scope.permits)

#: By the name of an id in an address: the table, and which of its rows may be seen.
PARTS: Mapping[str, tuple[Any, Seen]] = MappingProxyType(
    {
        "badge_id": (Badge, _of_person(Badge)),
        "briefing_id": (Briefing, _of_permit(Briefing)),
        "certificate_id": (Certificate, _of_person(Certificate)),
        "contact_id": (EnterpriseContact, _of_file(EnterpriseContact)),
        "crew_change_id": (CrewChange, _of_permit(CrewChange)),
        "drill_id": (Drill, _of_plan),
        "evacuation_id": (Evacuation, _of_space(Evacuation)),
        "grant_id": (RoleGrant, _under(RoleGrant.user_id, User.id, Scope.users)),
        "handover_id": (Handover, _of_permit(Handover)),
        "isolation_id": (Isolation, _of_permit(Isolation)),
        "lab_tester_id": (LabTester, _under(LabTester.enterprise_id, Enterprise.id, Scope.enterprise_rows)),
        "link_id": (PermitLink, lambda scope: or_(_of_permit(PermitLink)(scope), _LINKED_OTHER(scope))),
        "muster_id": (Muster, _of_space(Muster)),
        "opening_id": (SpaceOpening, _of_space(SpaceOpening)),
        "plate_id": (Plate, _of_space(Plate)),
        "post_id": (GuardianPost, _of_permit(GuardianPost)),
        "quiz_id": (Quiz, _of_inspection(Quiz)),
        "safety_document_id": (SafetyDocument, _of_file(SafetyDocument)),
        "series_id": (GasSeries, _of_permit(GasSeries)),
        "street_training_id": (StreetTraining, _under(StreetTraining.filing_id, Filing.id, Scope.filings)),
        "street_quiz_id": (StreetQuiz, _of_street_training(StreetQuiz)),
        "suspension_id": (Suspension, _of_permit(Suspension)),
        "training_id": (TrainingResult, _of_person(TrainingResult)),
        "ventilation_id": (VentilationRun, _of_permit(VentilationRun)),
        "worker_id": (ContractWorker, _of_contract(ContractWorker)),
    }
)

#: Every column that names a stored file, and who sees the row it stands in.
FILE_COLUMNS: tuple[tuple[InstrumentedAttribute[Any], Seen], ...] = (
    (AreaClosure.photo_id, _of_permit(AreaClosure)),
    (Certificate.file_id, _of_person(Certificate)),
    (Closing.photo_id, _of_permit(Closing)),
    (ConfinedSpace.barrier_photo_id, Scope.spaces),
    (ConfinedSpace.notice_photo_id, Scope.spaces),
    (ConfinedSpace.sign_photo_id, Scope.spaces),
    (Contract.file_id, Scope.contracts),
    (ContractReview.file_id, _of_contract(ContractReview)),
    (Delegation.file_id, Scope.delegations),
    (Drill.file_id, _of_plan),
    (Equipment.certificate_id, Scope.equipment),
    (Filing.receipt_file_id, Scope.filings),
    (FilingPaper.file_id, _under(FilingPaper.filing_id, Filing.id, Scope.filings)),
    (Finding.photo_id, Scope.findings),
    (InspectionPhoto.file_id, _of_inspection(InspectionPhoto)),
    (Isolation.photo_id, _of_permit(Isolation)),
    (Job.plan_file_id, Scope.jobs),
    (MeansAgreement.file_id, Scope.means_agreements),
    (Opening.photo_id, _of_permit(Opening)),
    (PaperTemplate.file_id, _under(PaperTemplate.area_id, Area.id, Scope.areas)),
    (Permit.plan_file_id, Scope.permits),
    (PersonPhoto.file_id, _of_person(PersonPhoto)),
    (Rectification.photo_id, _under(Rectification.finding_id, Finding.id, Scope.findings)),
    (ResponsePlan.file_id, Scope.response_plans),
    (SafetyDocument.file_id, _of_file(SafetyDocument)),
    (Scan.photo_id, _of_space(Scan)),
    (Signature.image_id, _of_permit(Signature)),
    (Signature.image_id, _under(Signature.subject_id, Inspection.id, Scope.inspections)),
    (SiteCheck.photo_id, _of_permit(SiteCheck)),
    (Stop.file_id, Scope.stops),
    (StreetTraining.photo_id, _under(StreetTraining.filing_id, Filing.id, Scope.filings)),
    (TemporaryBarrier.photo_id, _of_permit(TemporaryBarrier)),
    (Tenancy.file_id, Scope.tenancies),
    (TrainingResult.file_id, _of_person(TrainingResult)),
    (TrainingSession.file_id, Scope.training_sessions),
    (UnfiledWork.photo_id, Scope.unfiled_work),
    (UpkeepRecord.file_id, _under(UpkeepRecord.equipment_id, Equipment.id, Scope.equipment)),
)


def file(session: Session, actor: Actor, file_id: uuid.UUID) -> StoredFile:
    """A stored file that the account may read. Raises NotFound."""
    scope = scope_of(session, actor)
    seen = [select(column).where(column == file_id, condition(scope)).exists() for column, condition in FILE_COLUMNS]
    own = StoredFile.uploaded_by_id == actor.user_id
    row = session.scalar(select(StoredFile).where(StoredFile.id == file_id, or_(own, *seen)))
    if row is None:
        raise NotFound
    return row


def street_training(session: Session, actor: Actor, training_id: uuid.UUID) -> StreetTraining:
    """A street training that the account may see. Raises NotFound."""
    seen = _under(StreetTraining.filing_id, Filing.id, Scope.filings)
    return find(session, StreetTraining, training_id, seen(scope_of(session, actor)))


def street_quiz(session: Session, actor: Actor, quiz_id: uuid.UUID) -> StreetQuiz:
    """What somebody was asked at a training that the account may see. Raises NotFound."""
    return find(session, StreetQuiz, quiz_id, _of_street_training(StreetQuiz)(scope_of(session, actor)))


def plate(session: Session, actor: Actor, plate_id: uuid.UUID) -> Plate:
    """A plate that the account may see. Raises NotFound."""
    return find(session, Plate, plate_id, _of_space(Plate)(scope_of(session, actor)))


def training_result(session: Session, actor: Actor, training_id: uuid.UUID) -> TrainingResult:
    """A training result that the account may see. Raises NotFound."""
    return find(session, TrainingResult, training_id, _of_person(TrainingResult)(scope_of(session, actor)))


def badge(session: Session, actor: Actor, badge_id: uuid.UUID) -> Badge:
    """A badge that the account may see. Raises NotFound."""
    return find(session, Badge, badge_id, _of_person(Badge)(scope_of(session, actor)))


def _sees_file(actor: Actor, file_id: uuid.UUID) -> bool:
    try:
        file(db.session(), actor, file_id)
    except NotFound:
        return False
    return True


def _sees_record(actor: Actor, record_id: uuid.UUID) -> bool:
    """A record that may be disputed is seen by whoever sees its permit."""
    permit_id = disputes.permit_of(db.session(), record_id)
    return permit_id is not None and SEES["permit_id"](actor, permit_id)


def _own(kind: type[Personal]) -> Callable[[Actor, uuid.UUID], bool]:
    """A sign-in or a message is known to its own account alone."""

    def sees_own(actor: Actor, row_id: uuid.UUID) -> bool:
        row = db.session.get(kind, row_id)
        return row is not None and row.user_id == actor.user_id

    return sees_own


#: Ids of what belongs to an account alone, whatever its roles.
PERSONAL: Mapping[str, type[Personal]] = MappingProxyType(
    {"message_id": Message, "session_id": SessionRow, "token_id": ApiToken}
)

SEES_PARTS: Mapping[str, Callable[[Actor, uuid.UUID], bool]] = MappingProxyType(
    {name: sees(model, seen) for name, (model, seen) in PARTS.items()}
    | {"file_id": _sees_file, "record_id": _sees_record}
    | {name: _own(kind) for name, kind in PERSONAL.items()}
)
