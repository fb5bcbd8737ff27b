"""Plan and papers: the permit row, its signatures, job, contract, filing, stops, neighbours."""

import hashlib

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from permit_service.models.changes import PermitLink
from permit_service.models.checks import SiteCheck
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.filings import Filing
from permit_service.models.jobs import Acceptance
from permit_service.models.oversight import Stop, StreetTraining
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAssessment
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


def load(session: Session, permit: Permit, space: plan_facts.Space) -> plan_facts.Permit:
    """The permit row and its frozen document."""
    extra = session.scalar(
        select(Signature.at).where(
            Signature.subject_id == permit.id,
            Signature.act == SignatureAct.extra_approve,
            Signature.fallen_at.is_(None),
        )
    )
    return plan_facts.Permit(
        id=str(permit.id),
        status=permit.status,
        applicant_id=str(permit.applicant_id),
        window_start=permit.window_start,
        window_end=permit.window_end,
        content=permit.content,
        work_kind=permit.work_kind,
        unit_id=str(permit.unit_id),
        missing_fields=missing_fields(permit),
        hazards=permit.hazards,
        document_intact=permit.document is None or _sha256(permit.document) == permit.document_sha256,
        ending=permit.ending,
        first_entry_at=permit.first_entry_at,
        night_or_holiday=permit.night_or_holiday,
        extra_approval_at=extra,
    )


def missing_fields(permit: Permit) -> tuple[str, ...]:
    """★ fields of regulations 10.1 that are still empty, by name (G46 5.2.2)."""
    parts = {part for member in permit.members if member.removed_at is None for part in member.parts}
    filled = {
        "content": bool(permit.content.strip()),
        "work_kind": permit.work_kind is not None,
        "window_start": permit.window_start is not None,
        "window_end": permit.window_end is not None,
        "hazards": bool(permit.hazards),
        "measures": any(measure.involved for measure in permit.measures),
        "leader": Part.leader in parts,
        "approver": Part.approver in parts,
        "guardian": Part.guardian in parts,
        "entrants": Part.entrant in parts,
        "tester": Part.tester in parts,
        "owner_approver": permit.contract_id is None or Part.owner_approver in parts,
        "inspector": permit.contract_id is None or Part.inspector in parts,
    }
    return tuple(name for name, there in filled.items() if not there)


def job(session: Session, permit: Permit) -> plan_facts.Job:
    """The job above, with where its permits stand."""
    rows = session.execute(
        select(Permit.status, Permit.window_start).where(
            Permit.job_id == permit.job_id, Permit.status != Status.cancelled
        )
    ).all()
    days = [civil_day(start) for _, start in rows if start is not None]
    first_day = min(days, default=None)
    on_first_day = [status for status, start in rows if start is not None and civil_day(start) == first_day]
    items = session.scalar(select(Acceptance).where(Acceptance.job_id == permit.job_id))
    return plan_facts.Job(
        id=str(permit.job_id),
        status=permit.job.status,
        permits_ended=all(status not in LIVE_STATUSES for status, _ in rows),
        first_day_permits_approved=bool(on_first_day) and all(status in _APPROVED for status in on_first_day),
        acceptance_items=frozenset()
        if items is None
        else frozenset(answer.item for answer in items.answers if answer.answer is Answer.yes),
        accepted_at=permit.job.accepted_at,
    )


def approvals(session: Session, permit: Permit) -> tuple[plan_facts.Approval, ...]:
    """Consent and approvals that stand on the frozen document."""
    rows = session.scalars(
        select(Signature)
        .where(Signature.subject_id == permit.id, Signature.act.in_(_PART_OF_ACT), Signature.fallen_at.is_(None))
        .order_by(Signature.at)
        .options(joinedload(Signature.signer))
    )
    return tuple(
        plan_facts.Approval(
            part=_PART_OF_ACT[row.act],
            signer_id=str(row.signer_id),
            at=row.at,
            is_principal=row.signer is not None and row.signer.is_principal,
            on_site=row.on_site,
        )
        for row in rows
    )


def contract_and_risk(
    session: Session, permit: Permit
) -> tuple[plan_facts.Contract | None, site_facts.RiskAssessment | None]:
    """The contract if the work is contracted, and the latest risk assessment, which tells of the owner's part in it."""
    row = session.scalar(
        select(RiskAssessment)
        .where(RiskAssessment.permit_id == permit.id)
        .order_by(RiskAssessment.created_at.desc())
        .limit(1)
    )
    risk = None
    if row is not None:
        settled = {a.hazard for a in row.answers if a.answer is not Answer.yes or a.measure.strip()}
        risk = site_facts.RiskAssessment(row.at, complete=settled >= permit.hazards | permit.space.hazards)
    if permit.contract is None:
        return None, risk
    inspector = next((m.person_id for m in permit.members if m.removed_at is None and Part.inspector in m.parts), None)
    checked_at = session.scalar(
        select(SiteCheck.at)
        .where(SiteCheck.permit_id == permit.id, SiteCheck.in_order, SiteCheck.inspector_id == inspector)
        .order_by(SiteCheck.at.desc())
        .limit(1)
    )
    review = permit.contract.review
    return (
        plan_facts.Contract(
            agreement_from=permit.contract.agreement_from,
            agreement_until=permit.contract.agreement_until,
            reviewed_at=None if review is None else review.at,
            review_passed=review is not None and review.passed,
            inspector_id=None if inspector is None else str(inspector),
            site_checked_at=checked_at,
            owner_information=row is not None and row.owner_informed,
        ),
        risk,
    )


def standing_filing(session: Session, job_id: object) -> Filing | None:
    """The job's filing that stands; else the latest one that ended."""
    ended = Filing.status.in_((FilingStatus.withdrawn, FilingStatus.lapsed))
    return session.scalar(
        select(Filing).where(Filing.job_id == job_id).order_by(ended, Filing.created_at.desc()).limit(1)
    )


def filing(session: Session, permit: Permit) -> plan_facts.Filing | None:
    """The job's filing as the gates see it."""
    row = standing_filing(session, permit.job_id)
    if row is None:
        return None
    emergency = None
    if row.emergency_category is not None:
        emergency = plan_facts.Emergency(row.emergency_category, row.emergency_reason, row.emergency_signed_at)
    waived = session.scalar(
        select(StreetTraining.id)
        .where(StreetTraining.filing_id == row.id, StreetTraining.waived_at.is_not(None))
        .limit(1)
    )
    return plan_facts.Filing(
        status=row.status,
        start=row.start_at,
        end=row.end_at,
        first_submitted_at=row.first_submitted_at,
        space_ids=frozenset(str(space.id) for space in row.spaces),
        content=row.content,
        unit_id=str(row.unit_id),
        late_reason=row.late_reason,
        late_allowed=row.late_allowed,
        emergency=emergency,
        training_waived=waived is not None,
        entered=row.first_entry_at is not None,
    )


def stops(session: Session, permit: Permit) -> tuple[plan_facts.Stop, ...]:
    """Stops in force on the space, the job or either enterprise."""
    rows = session.scalars(
        select(Stop).where(
            Stop.lifted_at.is_(None),
            or_(
                Stop.space_id == permit.space_id,
                Stop.job_id == permit.job_id,
                Stop.enterprise_id.in_((permit.enterprise_id, permit.unit_id)),
            ),
        )
    )
    return tuple(plan_facts.Stop(str(row.id), row.kind, row.since) for row in rows)


def neighbours(session: Session, permit: Permit) -> tuple[site_facts.Neighbour, ...]:
    """Other permits at work in the same space whose window meets this one's."""
    if permit.window_start is None or permit.window_end is None:
        return ()
    link = or_(
        and_(PermitLink.permit_id == permit.id, PermitLink.other_id == Permit.id),
        and_(PermitLink.other_id == permit.id, PermitLink.permit_id == Permit.id),
    )
    rows = session.execute(
        select(Permit.id, Permit.status, Permit.work_kind, PermitLink.completed_at)
        .outerjoin(PermitLink, link)
        .where(
            Permit.space_id == permit.space_id,
            Permit.id != permit.id,
            Permit.status.in_(_WORKING),
            Permit.window_start < permit.window_end,
            Permit.window_end > permit.window_start,
        )
    )
    return tuple(
        site_facts.Neighbour(str(other), status, kind, link_signed=signed is not None)
        for other, status, kind, signed in rows
    )


def linked(permit: Permit) -> tuple[site_facts.LinkedPermit, ...]:
    """Special-work tickets this work needs."""
    return tuple(site_facts.LinkedPermit(ticket.kind, ticket.valid_until) for ticket in permit.tickets)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
