"""Plan and papers: the permit row, its signatures, job, contract, risks, filing, and other permits beside it."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import exists, literal, select, union_all
from sqlalchemy.orm import Session

from permit_service.facts_of import crew, latest, rare
from permit_service.facts_of.reader import JOBS, PERMITS, SPACES, Found, Reader, newest
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.filings import Filing, FilingSpace
from permit_service.models.oversight import StreetTraining
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAnswer, RiskAssessment
from permit_service.models.signatures import Signature
from permit_service.wallclock import civil_day
from workflows import plan_facts, site_facts
from workflows.vocabulary import LIVE_STATUSES, FilingStatus, Part, Status

_PART_OF_ACT = {
    SignatureAct.consent: Part.leader,
    SignatureAct.approve: Part.approver,
    SignatureAct.owner_approve: Part.owner_approver,
}
_APPROVED = LIVE_STATUSES - {Status.draft, Status.submitted} | {Status.closed}
_WORKING = LIVE_STATUSES - {Status.draft}

_SIGNATURES = (
    select(
        Signature.subject_id, Signature.act, Signature.signer_id, Signature.at, Signature.on_site, Person.is_principal
    )
    .outerjoin(Person, Person.id == Signature.signer_id)
    .where(
        Signature.subject_id.in_(PERMITS),
        Signature.act.in_((*_PART_OF_ACT, SignatureAct.extra_approve)),
        Signature.fallen_at.is_(None),
    )
    .order_by(Signature.at)
)
#: Those of the same job, and those at work in the same space.
_OTHERS = union_all(
    select(
        Permit.job_id.label("owner"),
        literal("of_job").label("what"),
        Permit.id,
        Permit.status,
        Permit.work_kind,
        Permit.window_start,
        Permit.window_end,
    ).where(Permit.job_id.in_(JOBS), Permit.status != Status.cancelled),
    select(
        Permit.space_id,
        literal("in_space"),
        Permit.id,
        Permit.status,
        Permit.work_kind,
        Permit.window_start,
        Permit.window_end,
    ).where(Permit.space_id.in_(SPACES), Permit.status.in_(_WORKING)),
)
_RISKS = (
    select(
        Permit.id,
        RiskAssessment.at,
        RiskAssessment.owner_informed,
        RiskAnswer.hazard,
        RiskAnswer.answer,
        RiskAnswer.measure,
    )
    .join(RiskAssessment, RiskAssessment.id == newest(RiskAssessment, by=(RiskAssessment.created_at,)))
    .outerjoin(RiskAnswer, RiskAnswer.assessment_id == RiskAssessment.id)
    .where(Permit.id.in_(PERMITS))
)
_ended = Filing.status.in_((FilingStatus.withdrawn, FilingStatus.lapsed))
_waived = exists().where(StreetTraining.filing_id == Filing.id, StreetTraining.waived_at.is_not(None))
#: The one that stands comes last, once for each of its spaces.
_FILINGS = (
    select(
        Filing.job_id,
        Filing.id,
        Filing.status,
        Filing.start_at,
        Filing.end_at,
        Filing.first_submitted_at,
        Filing.content,
        Filing.unit_id,
        Filing.late_reason,
        Filing.late_allowed,
        Filing.emergency_category,
        Filing.emergency_reason,
        Filing.emergency_signed_at,
        Filing.first_entry_at,
        _waived.label("training_waived"),
        FilingSpace.space_id,
    )
    .outerjoin(FilingSpace, FilingSpace.filing_id == Filing.id)
    .where(Filing.job_id.in_(JOBS))
    .order_by(_ended.desc(), Filing.created_at)
)
_STANDING_FILINGS = select(Filing).where(Filing.job_id.in_(JOBS)).order_by(_ended.desc(), Filing.created_at)


def load(reader: Reader, permit: Permit) -> plan_facts.Permit:
    """The permit row and its frozen document."""
    extra = [row.at for row in reader.rows(_SIGNATURES, permit.id) if row.act is SignatureAct.extra_approve]
    return plan_facts.Permit(
        id=str(permit.id),
        status=permit.status,
        applicant_id=str(permit.applicant_id),
        window_start=permit.window_start,
        window_end=permit.window_end,
        content=permit.content,
        work_kind=permit.work_kind,
        unit_id=str(permit.unit_id),
        missing_fields=_missing_fields(reader, permit),
        hazards=permit.hazards,
        document_intact=permit.document is None or _sha256(permit.document) == permit.document_sha256,
        ending=permit.ending,
        first_entry_at=permit.first_entry_at,
        night_or_holiday=permit.night_or_holiday,
        extra_approval_at=extra[0] if extra else None,
    )


def _missing_fields(reader: Reader, permit: Permit) -> tuple[str, ...]:
    """★ fields of regulations 10.1 that are still empty, by name (G46 5.2.2)."""
    parts = {part for row in crew.named(reader, permit) for part in row.parts}
    filled = {
        "content": bool(permit.content.strip()),
        "work_kind": permit.work_kind is not None,
        "window_start": permit.window_start is not None,
        "window_end": permit.window_end is not None,
        "hazards": bool(permit.hazards),
        "measures": latest.of(reader, permit).measures,
        "leader": Part.leader in parts,
        "approver": Part.approver in parts,
        "guardian": Part.guardian in parts,
        "entrants": Part.entrant in parts,
        "tester": Part.tester in parts,
        "owner_approver": permit.contract_id is None or Part.owner_approver in parts,
        "inspector": permit.contract_id is None or Part.inspector in parts,
    }
    return tuple(name for name, there in filled.items() if not there)


def job(reader: Reader, permit: Permit) -> plan_facts.Job:
    """The job above, with where its permits stand."""
    rows = [row for row in reader.rows(_OTHERS, permit.job_id) if row.what == "of_job"]
    days = [civil_day(row.window_start) for row in rows if row.window_start is not None]
    first_day = min(days, default=None)
    on_first_day = [
        row.status for row in rows if row.window_start is not None and civil_day(row.window_start) == first_day
    ]
    return plan_facts.Job(
        id=str(permit.job_id),
        status=permit.job.status,
        permits_ended=all(row.status not in LIVE_STATUSES for row in rows),
        first_day_permits_approved=bool(on_first_day) and all(status in _APPROVED for status in on_first_day),
        acceptance_items=rare.accepted_items(reader, permit),
        accepted_at=permit.job.accepted_at,
    )


def approvals(reader: Reader, permit: Permit) -> tuple[plan_facts.Approval, ...]:
    """Consent and approvals that stand on the frozen document."""
    return tuple(
        plan_facts.Approval(
            part=_PART_OF_ACT[row.act],
            signer_id=str(row.signer_id),
            at=row.at,
            is_principal=bool(row.is_principal),
            on_site=row.on_site,
        )
        for row in reader.rows(_SIGNATURES, permit.id)
        if row.act in _PART_OF_ACT
    )


def risk_assessment(reader: Reader, permit: Permit) -> site_facts.RiskAssessment | None:
    """The latest one; complete when every hazard of permit and ledger is answered."""
    rows = reader.rows(_RISKS, permit.id)
    if not rows:
        return None
    settled = {row.hazard for row in rows if row.hazard is not None and _is_settled(row)}
    return site_facts.RiskAssessment(rows[0].at, complete=settled >= permit.hazards | permit.space.hazards)


def _is_settled(row: Found) -> bool:
    return row.answer is not Answer.yes or bool(row.measure.strip())


def contract(reader: Reader, permit: Permit) -> plan_facts.Contract | None:
    """The contract if the work is contracted, with the owner's part in it."""
    if permit.contract is None:
        return None
    named = (row.person_id for row in crew.named(reader, permit) if Part.inspector in row.parts)
    inspector: uuid.UUID | None = next(named, None)
    risks, review = reader.row(_RISKS, permit.id), latest.of(reader, permit)
    return plan_facts.Contract(
        agreement_from=permit.contract.agreement_from,
        agreement_until=permit.contract.agreement_until,
        reviewed_at=review.review_at,
        review_passed=bool(review.review_passed),
        inspector_id=None if inspector is None else str(inspector),
        site_checked_at=rare.site_checked_at(reader, permit, inspector),
        owner_information=risks is not None and risks.owner_informed,
    )


def standing_filing(session: Session, job_id: uuid.UUID) -> Filing | None:
    """The job's filing that stands; else the latest one that ended."""
    return standing_filings(session, [job_id]).get(job_id)


def standing_filings(session: Session, job_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Filing]:
    """:func:`standing_filing` of many jobs, by job."""
    return {filing.job_id: filing for filing in session.scalars(_STANDING_FILINGS, {"jobs": job_ids})}


def filing(reader: Reader, permit: Permit) -> plan_facts.Filing | None:
    """The job's filing as the gates see it."""
    rows = reader.rows(_FILINGS, permit.job_id)
    if not rows:
        return None
    row = rows[-1]
    emergency = None
    if row.emergency_category is not None:
        emergency = plan_facts.Emergency(row.emergency_category, row.emergency_reason, row.emergency_signed_at)
    return plan_facts.Filing(
        status=row.status,
        start=row.start_at,
        end=row.end_at,
        first_submitted_at=row.first_submitted_at,
        space_ids=frozenset(str(one.space_id) for one in rows if one.id == row.id and one.space_id is not None),
        content=row.content,
        unit_id=str(row.unit_id),
        late_reason=row.late_reason,
        late_allowed=row.late_allowed,
        emergency=emergency,
        training_waived=row.training_waived,
        entered=row.first_entry_at is not None,
    )


def neighbours(reader: Reader, permit: Permit) -> tuple[site_facts.Neighbour, ...]:
    """Other permits at work in the same space whose window meets this one's."""
    start, end = permit.window_start, permit.window_end
    if start is None or end is None:
        return ()
    linked = rare.linked_with(reader, permit)
    return tuple(
        site_facts.Neighbour(str(row.id), row.status, row.work_kind, link_signed=row.id in linked)
        for row in reader.rows(_OTHERS, permit.space_id)
        if row.what == "in_space" and row.id != permit.id and row.window_start < end and row.window_end > start
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
