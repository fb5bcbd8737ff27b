"""For every CHECK of the tables, at least one row that breaks it and nothing else; for every unique index, two that
clash and what lets the second one in after all."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rows import HOUR, NOON, SHA, Rows

from permit_service.models import Base
from permit_service.models.accounts import AccountLink, RoleGrant, User
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.changes import CrewChange, PermitLink
from permit_service.models.checks import ContactCheck, Handover
from permit_service.models.choices import SignatureAct, SignatureKind, SignatureMethod, StopScope
from permit_service.models.disputes import TimeSettlement
from permit_service.models.draws import Draw, DrawAddition, DrawReplacement, OfficerRelation
from permit_service.models.enterprises import Contract, ContractWorker, Delegation, Enterprise
from permit_service.models.equipment import DetectorRange, Equipment
from permit_service.models.filings import Filing, FilingReturn, KeptField
from permit_service.models.gas import GasPoint, GasSeries, GasSeriesLeg
from permit_service.models.imports import LedgerImport, LedgerImportRow
from permit_service.models.inspections import Finding, Inspection, Quiz, Rectification, UnfiledWork
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.jobs import ClosureRemoval, Job
from permit_service.models.journal import JournalPayload
from permit_service.models.messages import Dispatch, EmailConfirmation, EmailFarewell, Message
from permit_service.models.openings import VentilationRun
from permit_service.models.oversight import Stop, StreetQuiz, StreetTraining
from permit_service.models.papers import PaperTemplate
from permit_service.models.parks import Tenancy
from permit_service.models.people import Badge, Certificate, LabTester, Person, TrainingResult
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.preparation import BriefingAnswer, BriefingListener, EquipmentCheck, Isolation
from permit_service.models.presence import Entry, GuardianPost, Muster, Scan, ToolWriteOff
from permit_service.models.readings import WorkReading
from permit_service.models.response import Drill, MeansAgreement
from permit_service.models.signatures import Signature
from permit_service.models.snapshots import PassSnapshot, SpaceLease
from permit_service.models.spaces import ConfinedSpace, RescueGear, SpaceConnection, SpaceLeg, SpaceOpening
from permit_service.models.supervision import Supervision
from permit_service.models.system import Installation, NumberCounter, StoredFile
from permit_service.models.trainings import ExamPaper, TrainingSeat, TrainingSession
from workflows.inspection_kinds import InspectionOrigin
from workflows.kinds import EmergencyCategory, EquipmentItem, Gas, Unit
from workflows.vocabulary import Ending, EvacuationCause, FilingStatus, JobStatus, ScanVerdict, Status

Values = dict[str, Any]
BEFORE, AFTER = NOON - HOUR, NOON + HOUR


@dataclass(frozen=True)
class Breach:
    """``values`` break the CHECK ``name`` of the model's table; a callable makes those that need other rows."""

    model: type[Base]
    name: str
    values: Values | Callable[[Rows], Values]

    def of(self, rows: Rows) -> Values:
        return self.values if isinstance(self.values, dict) else self.values(rows)


def _frozen(status: Status, **values: Any) -> Values:
    """A permit with its document frozen."""
    document = {"document": "{}", "document_sha256": SHA, "document_version": 1, "token_id": uuid.uuid4()}
    form = {"window_start": NOON, "window_end": AFTER, "content": "更换流量计", "submitted_at": NOON}
    return {"status": status, **document, **form, **values}


def _filed(status: FilingStatus, **values: Any) -> Values:
    """A filing with its receipt."""
    receipt = {"first_submitted_at": NOON, "submitted_at": NOON, "receipt_number": uuid.uuid4().hex[:20]}
    return {"status": status, "start_at": NOON, "end_at": AFTER, **receipt, **values}


def _user(field: str, **values: Any) -> Callable[[Rows], Values]:
    return lambda rows: {field: rows.shared(User).id, **values}


def _person(field: str, **values: Any) -> Callable[[Rows], Values]:
    return lambda rows: {field: rows.shared(Person).id, **values}


def _by(*acts: str) -> Callable[[Rows], Values]:
    """What somebody did to a row, and when."""
    return lambda rows: {
        name: value for act in acts for name, value in ((f"{act}_at", NOON), (f"{act}_by_id", rows.shared(Person).id))
    }


#: An agreement that ends before it begins.
_BACKWARDS: Values = {"agreement_from": date(2026, 2, 1), "agreement_until": date(2026, 1, 31)}

BREACHES = (
    Breach(AccountLink, "dates", {"expires_at": BEFORE}),
    Breach(Message, "read_after", {"read_at": BEFORE}),
    Breach(Dispatch, "tries", {"tries": -1}),
    Breach(Dispatch, "one_letter", {"message_id": None}),
    Breach(EmailConfirmation, "dates", {"expires_at": BEFORE}),
    Breach(EmailConfirmation, "used_or_ended", {"used_at": NOON, "ended_at": NOON}),
    Breach(Dispatch, "one_end", {"delivered_at": NOON, "given_up_at": NOON}),
    Breach(AccountLink, "used_or_ended", {"used_at": NOON, "ended_at": NOON}),
    Breach(Supervision, "one_subject", {"enterprise_id": None}),
    Breach(Area, "lead_days", {"lead_days": -1}),
    Breach(Area, "longest_filing_days", {"longest_filing_days": 0}),
    Breach(Area, "name", {"name": " "}),
    Breach(Area, "path", {"path": "abc"}),
    Breach(Area, "training_minutes", {"training_minutes": -1}),
    Breach(Area, "training_reuse_days", {"training_reuse_days": -1}),
    Breach(Alarm, "acknowledged", {"acknowledged_at": NOON}),
    Breach(Alarm, "cleared_after", {"cleared_at": BEFORE}),
    Breach(Alarm, "subject", {"subject_id": uuid.uuid4()}),
    Breach(BriefingAnswer, "content", {"content": ""}),
    Breach(ConfinedSpace, "quantity", {"quantity": 0}),
    Breach(ConfinedSpace, "position", {"longitude": Decimal("113.1")}),
    Breach(ConfinedSpace, "longitude", {"longitude": Decimal("180.1"), "latitude": Decimal(22)}),
    Breach(ConfinedSpace, "latitude", {"longitude": Decimal(113), "latitude": Decimal("-90.1")}),
    Breach(RescueGear, "position", {"position": -1}),
    Breach(RescueGear, "count", {"count": 0}),
    Breach(Certificate, "dates", {"issued_on": date(2026, 2, 1), "expires_on": date(2026, 2, 1)}),
    Breach(Contract, "agreement_dates", _BACKWARDS),
    Breach(Contract, "two_parties", lambda rows: {"contractor_id": rows.shared(Enterprise).id}),
    Breach(CrewChange, "approver_notified", {"completed_at": NOON}),
    Breach(CrewChange, "one_end", {"approver_notified_at": NOON, "completed_at": NOON, "abandoned_at": NOON}),
    Breach(Delegation, "dates", {"valid_until": NOON}),
    Breach(Delegation, "two_persons", _person("delegate_id")),
    Breach(DetectorRange, "oxygen_unit", {"gas": Gas.o2, "unit": Unit.ppm}),
    Breach(Entry, "out_after_in", lambda rows: {"out_at": BEFORE, "out_scan_id": rows.shared(Scan).id, "tools_out": 0}),
    Breach(Entry, "out_scan", {"out_at": AFTER, "tools_out": 0}),
    Breach(Entry, "out_tools", lambda rows: {"out_at": AFTER, "out_scan_id": rows.shared(Scan).id}),
    Breach(Entry, "person", {"person_id": None, "label": ""}),
    Breach(Entry, "tools", {"tools_in": -1}),
    Breach(LedgerImport, "progress", {"total": 1, "checked": 2}),
    Breach(LedgerImport, "done", {"total": 2, "checked": 1, "done_at": NOON}),
    Breach(LedgerImportRow, "line", {"line": 0}),
    Breach(Draw, "days", {"from_day": date(2026, 2, 2), "until_day": date(2026, 2, 1)}),
    Breach(OfficerRelation, "ended_after", _user("ended_by_id", ended_at=BEFORE)),
    Breach(OfficerRelation, "ended_by", {"ended_at": AFTER}),
    Breach(UnfiledWork, "people_inside", {"people_inside": -1}),
    Breach(UnfiledWork, "place", {"place": " "}),
    Breach(Inspection, "begun", {"begun_at": None}),
    Breach(Inspection, "concluded", {"result": None}),
    Breach(Inspection, "drawn", {"origin": InspectionOrigin.drawn}),
    Breach(Inspection, "dropped", {"dropped_at": NOON, "drop_reason": "样例"}),
    Breach(Inspection, "one_subject", {"job_id": None}),
    Breach(Inspection, "unfiled", {"origin": InspectionOrigin.unfiled}),
    Breach(Finding, "text", {"text": " "}),
    Breach(Rectification, "text", {"text": " "}),
    Breach(Rectification, "judged", {"accepted": True}),
    Breach(Rectification, "judge", _person("judged_by_id")),
    Breach(Rectification, "reason", lambda rows: {"accepted": False, **_by("judged")(rows)}),
    Breach(Drill, "evaluation", {"evaluation": "样例"}),
    Breach(Drill, "evaluator", _person("evaluated_by_id")),
    Breach(Drill, "participants", {"participants": 0}),
    Breach(Equipment, "airflow_of_fan", {"kind": EquipmentItem.tripod, "airflow": Decimal(600)}),
    Breach(Equipment, "airflow", {"kind": EquipmentItem.fan, "airflow": Decimal(0)}),
    Breach(Equipment, "out_of_service", {"out_of_service_at": NOON}),
    Breach(Equipment, "pump", {"kind": EquipmentItem.fan, "pump": True}),
    Breach(EquipmentCheck, "lighting_volts", {"lighting_volts": Decimal("-0.5")}),
    Breach(EquipmentCheck, "rescue_kit_metres", {"rescue_kit_metres": Decimal(-1)}),
    Breach(Evacuation, "lifted", {"lifted_at": AFTER}),
    Breach(Evacuation, "lifted_after", _user("lifted_by_id", lifted_at=BEFORE)),
    Breach(ExamPaper, "marked", {"mark": None}),
    Breach(ExamPaper, "times", {"due_at": NOON}),
    Breach(Filing, "decided", _filed(FilingStatus.decided)),
    Breach(Filing, "decision_whole", {"late_allowed": True}),
    Breach(Filing, "decision_whole", {"late_allowed": True, "decided_at": NOON}),
    Breach(Filing, "emergency_reason", {"emergency_category": EmergencyCategory.leak}),
    Breach(Filing, "emergency_signed", _person("emergency_signer_id", emergency_signed_at=NOON)),
    Breach(
        Filing,
        "emergency_signed",
        {"emergency_category": EmergencyCategory.leak, "emergency_reason": "泄漏", "emergency_signed_at": NOON},
    ),
    Breach(Filing, "ended", {"status": FilingStatus.lapsed}),
    Breach(Filing, "period", {"start_at": NOON, "end_at": NOON}),
    Breach(Filing, "receipt", {"status": FilingStatus.submitted}),
    Breach(Filing, "receipt", _filed(FilingStatus.returned, start_at=None)),
    Breach(Filing, "receipt_whole", {"receipt_number": "R"}),
    Breach(Filing, "received", {"received_at": NOON}),
    Breach(DrawReplacement, "reason", {"reason": ""}),
    Breach(DrawAddition, "reason", {"reason": ""}),
    Breach(DrawAddition, "after", {"after": -1}),
    Breach(DrawAddition, "end_reason", {"end_reason": "样例"}),
    Breach(DrawAddition, "ended_by", {"ended_at": NOON, "end_reason": "样例"}),
    Breach(KeptField, "reason", {"reason": ""}),
    Breach(GasPoint, "leg", {"leg": -1}),
    Breach(GasSeries, "finished_after", {"finished_at": BEFORE}),
    Breach(
        GasSeries,
        "one_tester",
        lambda rows: {"person_id": rows.shared(Person).id, "lab_tester_id": rows.shared(LabTester).id},
    ),
    Breach(GasSeries, "signed", {"finished_at": NOON, "signed_at": NOON}),
    Breach(GasSeries, "signed_finished", _person("person_id", signed_at=NOON)),
    Breach(GasSeriesLeg, "length", {"length": Decimal(0)}),
    Breach(GuardianPost, "ended", {"ended_at": AFTER, "may_admit": True}),
    Breach(GuardianPost, "ended_after", {"ended_at": BEFORE, "may_admit": False}),
    Breach(GuardianPost, "times", {"last_beat_at": BEFORE}),
    Breach(Handover, "accepted_after", {"accepted_at": BEFORE}),
    Breach(Handover, "two_guardians", _person("to_id")),
    Breach(Installation, "frozen_or_offset", {"sample": True, "clock_frozen_at": NOON, "clock_offset_ms": 1}),
    Breach(Installation, "one_row", {"id": 2}),
    Breach(Installation, "real_time", {"sample": False, "clock_offset_ms": 1}),
    Breach(Isolation, "confirmed", {"confirmed_at": NOON}),
    Breach(Isolation, "removed", {"involved": True, "removed_at": NOON}),
    Breach(Isolation, "removed_involved", _person("removed_by_id", involved=False, removed_at=NOON)),
    Breach(Isolation, "withdrawn", {"withdrawn_at": NOON}),
    Breach(Isolation, "withdrawn_early", _by("confirmed", "withdrawn")),
    Breach(Job, "abandoned", {"status": JobStatus.abandoned}),
    Breach(Job, "accepted", {"status": JobStatus.open, "accepted_at": NOON}),
    Breach(Job, "contracted", lambda rows: {"contract_id": rows.shared(Contract).id}),
    Breach(Job, "planned", {"planned_start": NOON, "planned_end": NOON}),
    Breach(JournalPayload, "erased_wholly", {"body": None}),
    Breach(MeansAgreement, "agreement_dates", _BACKWARDS),
    Breach(MeansAgreement, "minutes_to_arrive", {"minutes_to_arrive": 0}),
    Breach(Muster, "counts", {"counted": -1}),
    Breach(Muster, "settled_after", {"settled_at": BEFORE}),
    Breach(NumberCounter, "last", {"last": 0}),
    Breach(Permit, "approved", _frozen(Status.approved)),
    Breach(Permit, "approved", _frozen(Status.revoked, ended_at=NOON)),
    Breach(Permit, "closed", _frozen(Status.closed, finished_at=NOON)),
    Breach(Permit, "closed", {"closed_at": NOON}),
    Breach(Permit, "confirmed", _frozen(Status.active, approved_at=NOON)),
    Breach(Permit, "contracted", lambda rows: {"contract_id": rows.shared(Contract).id}),
    Breach(Permit, "document_fields", _frozen(Status.submitted, content="")),
    Breach(Permit, "document_fields", _frozen(Status.submitted, window_end=None)),
    Breach(Permit, "document_frozen", {"status": Status.submitted}),
    Breach(Permit, "document_frozen", _frozen(Status.draft)),
    Breach(Permit, "document_number", _frozen(Status.submitted, document_version=0)),
    Breach(Permit, "document_whole", _frozen(Status.submitted, document=None)),
    Breach(Permit, "document_whole", {"token_id": uuid.uuid4()}),
    Breach(Permit, "ended", _frozen(Status.expired)),
    Breach(Permit, "ended", {"ended_at": NOON}),
    Breach(Permit, "ending_opened", {"ending": Ending.expired}),
    Breach(Permit, "finished", _frozen(Status.finished)),
    Breach(Permit, "window", {"window_start": NOON, "window_end": NOON}),
    Breach(PermitLink, "signed", {"completed_at": NOON, "signed_at": NOON}),
    Breach(PermitLink, "two_permits", lambda rows: {"other_id": rows.shared(Permit).id}),
    Breach(PermitMember, "one_person", {"person_id": None}),
    Breach(PermitMember, "removed", {"removed_at": NOON}),
    Breach(Person, "one_organisation", {"enterprise_id": None}),
    Breach(
        Person, "principal", lambda rows: {"enterprise_id": None, "area_id": rows.shared(Area).id, "is_principal": True}
    ),
    Breach(RoleGrant, "one_scope", {"enterprise_id": None}),
    Breach(PassSnapshot, "erased", {"claims": None}),
    Breach(PassSnapshot, "good_until", {"good_until": BEFORE}),
    Breach(SpaceLease, "good_until", {"good_until": BEFORE}),
    Breach(SpaceLease, "released_after", {"released_at": BEFORE}),
    Breach(Scan, "by_phone", {"phone_verdict": ScanVerdict.admit}),
    Breach(Scan, "head_count", {"head_count": 0}),
    Breach(Scan, "passage_direction", {"direction": None}),
    Breach(Scan, "tools", {"tools": -1}),
    Breach(Signature, "accountable", {"user_id": None}),
    Breach(Signature, "accountable", {"method": SignatureMethod.badge}),
    Breach(Signature, "attested", {"kind": SignatureKind.attested, "method": SignatureMethod.badge}),
    Breach(
        Signature,
        "drawn",
        lambda rows: {
            "kind": SignatureKind.attested,
            "method": SignatureMethod.drawn,
            "witness_id": rows.make(Person).id,
        },
    ),
    Breach(Signature, "one_signer", lambda rows: {"lab_tester_id": rows.shared(LabTester).id}),
    Breach(Signature, "other_witness", _person("witness_id")),
    Breach(SpaceConnection, "each_pair_once", {"low_id": uuid.UUID(int=2), "high_id": uuid.UUID(int=1)}),
    Breach(SpaceLeg, "length", {"length": Decimal(-3)}),
    Breach(SpaceLeg, "position", {"position": -1}),
    Breach(Stop, "lifted", {"lifted_at": AFTER}),
    Breach(Stop, "lifted_after", _user("lifted_by_id", lifted_at=BEFORE)),
    Breach(Stop, "one_scope", {"job_id": None}),
    Breach(Stop, "one_scope", {"scope": StopScope.space}),
    Breach(StoredFile, "size", {"size": 0}),
    Breach(StreetTraining, "minutes", {"started_at": NOON, "ended_at": BEFORE}),
    Breach(StreetTraining, "reuse_reason", lambda rows: {"reused_id": rows.shared(StreetTraining).id}),
    Breach(StreetTraining, "started", {"ended_at": NOON}),
    Breach(StreetTraining, "waive_reason", _user("waived_by_id", waived_at=NOON)),
    Breach(StreetTraining, "waived", {"waived_at": NOON, "waive_reason": "台风"}),
    Breach(Suspension, "ended_after", {"ended_at": BEFORE}),
    Breach(Suspension, "marked", {"marked_at": NOON}),
    Breach(TimeSettlement, "one_record", {"scan_id": None}),
    Breach(TimeSettlement, "remark", {"remark": ""}),
    Breach(ToolWriteOff, "reason", {"reason": ""}),
    Breach(ToolWriteOff, "tools", {"tools": 0}),
    Breach(PaperTemplate, "name", {"name": " "}),
    Breach(PaperTemplate, "ended_whole", {"ended_at": AFTER}),
    Breach(Tenancy, "agreement_dates", _BACKWARDS),
    Breach(Tenancy, "two_parties", lambda rows: {"lessee_id": rows.shared(Enterprise).id}),
    Breach(TrainingResult, "dates", {"valid_until": NOON}),
    Breach(TrainingResult, "numbered", {"number": None}),
    Breach(TrainingResult, "passed", {"passed_at": None, "number": None}),
    Breach(TrainingResult, "voided", {"voided_at": NOON}),
    Breach(TrainingSeat, "marked", {"exam_passed_at": NOON}),
    Breach(TrainingSession, "one_organisation", {"enterprise_id": None}),
    Breach(TrainingSession, "pass_mark", {"pass_mark": 0}),
    Breach(TrainingSession, "times", {"ended_at": NOON}),
    Breach(User, "login_lower", {"login": "Zhang"}),
    Breach(
        User,
        "one_organisation",
        lambda rows: {"enterprise_id": rows.shared(Enterprise).id, "area_id": rows.shared(Area).id},
    ),
    Breach(User, "pin_failures", {"pin_failures": -1}),
    Breach(VentilationRun, "stop_whole", {"stopped_at": AFTER}),
    Breach(VentilationRun, "stopped_after", {"stopped_at": BEFORE, "stop_recorded_at": NOON}),
)


@dataclass(frozen=True)
class Clash:
    """Two rows with ``values`` clash in the unique index ``index``, unless the second one differs by ``lawful``."""

    model: type[Base]
    index: str
    values: Callable[[Rows], Values]
    lawful: Callable[[Rows], Values]


def _shared(**models: type[Base]) -> Callable[[Rows], Values]:
    return lambda rows: {field: rows.shared(model).id for field, model in models.items()}


def _same(**values: Any) -> Callable[[Rows], Values]:
    return lambda _rows: values


_ACTIVE = {"approved_at": NOON, "confirmed_at": NOON}
_SUBJECT = uuid.uuid4()

CLASHES = (
    Clash(SpaceLease, "uq_space_lease_open", _same(), _same(released_at=AFTER)),
    Clash(AccountLink, "uq_account_link_standing", _shared(user_id=User), _same(used_at=NOON)),
    Clash(Alarm, "uq_alarm_subject_id_kind_since", _same(since=NOON), _same(since=AFTER)),
    Clash(Badge, "uq_badge_in_force", _shared(person_id=Person), _same(revoked_at=NOON)),
    Clash(
        BriefingListener,
        "uq_briefing_listener_briefing_id_person_id",
        _shared(person_id=Person),
        lambda rows: {"person_id": rows.make(Person).id},
    ),
    Clash(Certificate, "uq_certificate_standing", _same(number="T1"), _same(withdrawn_at=NOON)),
    Clash(
        ClosureRemoval,
        "uq_closure_removal_job_id_space_id",
        _shared(space_id=ConfinedSpace),
        lambda rows: {"space_id": rows.make(ConfinedSpace).id},
    ),
    Clash(ConfinedSpace, "uq_confined_space_enterprise_id_number", _same(number="W-01"), _same(number="W-02")),
    Clash(
        Contract,
        "uq_contract_owner_id_contractor_id_number",
        lambda rows: {"contractor_id": rows.shared(Contract).contractor_id, "number": "C-1"},
        _same(number="C-2"),
    ),
    Clash(
        ContractWorker,
        "uq_contract_worker_standing",
        _shared(person_id=Person),
        _same(ended_at=NOON),
    ),
    Clash(
        Entry,
        "uq_entry_open",
        _shared(person_id=Person),
        lambda rows: {"out_at": AFTER, "out_scan_id": rows.shared(Scan).id, "tools_out": 0},
    ),
    Clash(Equipment, "uq_equipment_enterprise_id_code", _same(code="D-01"), _same(code="D-02")),
    Clash(
        Evacuation,
        "uq_evacuation_open",
        _same(cause=EvacuationCause.unwell),
        _same(cause=EvacuationCause.detector_alarm),
    ),
    Clash(
        Evacuation,
        "uq_evacuation_open",
        _same(cause=EvacuationCause.unwell),
        lambda rows: {"lifted_at": AFTER, "lifted_by_id": rows.shared(User).id},
    ),
    Clash(
        ExamPaper,
        "uq_exam_paper_open",
        lambda _rows: {"handed_in_at": None, "mark": None, "passed": None},
        _same(handed_in_at=NOON, mark=Decimal(0), passed=False),
    ),
    Clash(ExamPaper, "uq_exam_paper_seat_id_number", _same(number=1), _same(number=2)),
    Clash(
        Inspection,
        "uq_inspection_open_job",
        _same(concluded_at=None, result=None),
        _same(dropped_at=NOON, drop_reason="样例", begun_at=None),
    ),
    Clash(
        Inspection,
        "uq_inspection_unfiled_id",
        lambda rows: {"origin": InspectionOrigin.unfiled, "job_id": None, "unfiled_id": rows.shared(UnfiledWork).id},
        lambda rows: {"unfiled_id": rows.make(UnfiledWork).id},
    ),
    Clash(
        OfficerRelation,
        "uq_officer_relation_standing",
        _shared(person_id=Person, enterprise_id=Enterprise),
        _user("ended_by_id", ended_at=AFTER),
    ),
    Clash(
        Rectification,
        "uq_rectification_unjudged",
        _same(),
        lambda rows: {"accepted": True, **_by("judged")(rows)},
    ),
    Clash(
        Quiz,
        "uq_quiz_inspection_id_person_id",
        lambda rows: {"person_id": rows.shared(Person).id, "paper_id": rows.make(ExamPaper).id},
        lambda rows: {"person_id": rows.make(Person).id},
    ),
    Clash(
        StreetQuiz,
        "uq_street_quiz_training_id_person_id",
        lambda rows: {"person_id": rows.shared(Person).id, "paper_id": rows.make(ExamPaper).id},
        lambda rows: {"person_id": rows.make(Person).id},
    ),
    Clash(Filing, "uq_filing_standing", _same(), _same(status=FilingStatus.withdrawn, ended_at=NOON)),
    Clash(FilingReturn, "uq_filing_return_open", _same(), _same(completed_at=AFTER)),
    Clash(DrawReplacement, "uq_draw_replacement_draw_id_position", _same(position=1), _same(position=2)),
    Clash(
        DrawAddition,
        "uq_draw_addition_standing",
        _shared(draw_id=Draw, job_id=Job, person_id=Person),
        _user("ended_by_id", ended_at=AFTER, end_reason="样例"),
    ),
    Clash(GasPoint, "uq_gas_point_series_id_position", _same(position=1), _same(position=2)),
    Clash(GasSeries, "uq_gas_series_permit_id_number", _same(number=1), _same(number=2)),
    Clash(GuardianPost, "uq_guardian_post_open", _same(), _same(ended_at=AFTER, may_admit=False)),
    Clash(
        Dispatch,
        "uq_dispatch_message_id_channel",
        _shared(message_id=Message),
        lambda rows: {"message_id": rows.make(Message).id},
    ),
    Clash(
        Dispatch,
        "uq_dispatch_confirmation_id_channel",
        lambda rows: {"confirmation_id": rows.shared(EmailConfirmation).id, "message_id": None},
        lambda rows: {"confirmation_id": rows.make(EmailConfirmation, used_at=NOON).id, "message_id": None},
    ),
    Clash(
        Dispatch,
        "uq_dispatch_farewell_id_channel",
        lambda rows: {"farewell_id": rows.shared(EmailFarewell).id, "message_id": None},
        lambda rows: {"farewell_id": rows.make(EmailFarewell).id, "message_id": None},
    ),
    Clash(EmailConfirmation, "uq_email_confirmation_standing", _shared(user_id=User), _same(used_at=NOON)),
    Clash(Message, "uq_message_once", _same(subject_id=_SUBJECT, once="a"), _same(subject_id=_SUBJECT, once="b")),
    Clash(MeansAgreement, "uq_means_agreement_means_id_enterprise_id_number", _same(number="M-1"), _same(number="M-2")),
    Clash(
        Permit,
        "uq_permit_active_in_space",
        lambda _rows: _frozen(Status.active, **_ACTIVE),
        lambda _rows: _frozen(Status.active, **_ACTIVE, linked=True),
    ),
    Clash(
        Permit,
        "uq_permit_active_in_space",
        lambda _rows: _frozen(Status.active, **_ACTIVE),
        lambda _rows: _frozen(Status.suspended, **_ACTIVE),
    ),
    Clash(
        PermitLink,
        "uq_permit_link_permit_id_other_id",
        lambda rows: {"permit_id": rows.shared(PermitLink).other_id, "other_id": rows.shared(Permit).id},
        lambda rows: {"permit_id": rows.make(Permit).id},
    ),
    Clash(
        PermitMember,
        "uq_permit_member_standing",
        _shared(person_id=Person),
        lambda rows: {"removed_at": NOON, "removed_by_change_id": rows.shared(CrewChange).id},
    ),
    Clash(
        PaperTemplate,
        "uq_paper_template_standing",
        lambda rows: {"area_id": rows.shared(Area).id},
        lambda rows: {"ended_at": AFTER, "ended_by_id": rows.shared(User).id},
    ),
    Clash(Person, "uq_person_principal", _same(is_principal=True), _same(is_principal=False)),
    Clash(
        Signature,
        "uq_signature_standing",
        _same(subject_id=_SUBJECT, act=SignatureAct.approve),
        _same(fallen_at=AFTER),
    ),
    Clash(
        Signature,
        "uq_signature_standing",
        _same(subject_id=_SUBJECT, act=SignatureAct.approve),
        _same(act=SignatureAct.link),
    ),
    Clash(SpaceOpening, "uq_space_opening_space_id_position", _same(position=0), _same(position=1)),
    Clash(
        TimeSettlement,
        "uq_time_settlement_reading_id",
        lambda rows: {"scan_id": None, "reading_id": rows.shared(WorkReading).id},
        lambda rows: {"reading_id": rows.make(WorkReading).id},
    ),
    Clash(
        TimeSettlement,
        "uq_time_settlement_series_id",
        lambda rows: {"scan_id": None, "series_id": rows.shared(GasSeries).id},
        lambda rows: {"series_id": rows.make(GasSeries).id},
    ),
    Clash(
        TimeSettlement,
        "uq_time_settlement_contact_check_id",
        lambda rows: {"scan_id": None, "contact_check_id": rows.shared(ContactCheck).id},
        lambda rows: {"contact_check_id": rows.make(ContactCheck).id},
    ),
    Clash(
        TimeSettlement,
        "uq_time_settlement_muster_id",
        lambda rows: {"scan_id": None, "muster_id": rows.shared(Muster).id},
        lambda rows: {"muster_id": rows.make(Muster).id},
    ),
    Clash(
        TimeSettlement,
        "uq_time_settlement_scan_id",
        _shared(scan_id=Scan),
        lambda rows: {"scan_id": rows.make(Scan).id},
    ),
    Clash(
        Tenancy,
        "uq_tenancy_standing",
        lambda rows: {"lessee_id": rows.shared(Tenancy).lessee_id, "place": "1 号楼"},
        _same(ended_at=NOON),
    ),
    Clash(Suspension, "uq_suspension_open", _same(), _same(ended_at=AFTER)),
    Clash(TrainingResult, "uq_training_result_number", _same(number="T1"), _same(number="T2")),
    Clash(
        TrainingSeat,
        "uq_training_seat_session_id_person_id",
        _shared(person_id=Person),
        lambda rows: {"person_id": rows.make(Person).id},
    ),
)
