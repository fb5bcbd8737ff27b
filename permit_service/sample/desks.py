"""SAMPLE ONLY: what a crew, its approvers and the street do at their desks, each at the moment the clock shows."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from permit_service.models.base import db
from permit_service.models.choices import Answer
from permit_service.models.permits import Permit
from permit_service.models.preparation import Isolation
from permit_service.models.spaces import ConfinedSpace
from permit_service.sample.crews import Crew, signed_in
from permit_service.sample.papers import paper
from permit_service.sample.registers import acting
from permit_service.services import (
    acceptance,
    crew_changes,
    endings,
    filings,
    jobs,
    permits,
    preparation,
    risk_assessments,
)
from permit_service.services.job_forms import JobForm, MeasureForm, MemberForm
from permit_service.services.risk_assessments import RiskForm
from workflows.kinds import AcceptanceItem, Hazard, WorkKind

_MEASURES = {
    Hazard.poisoning: "先通风、再检测、后作业，作业中连续检测",
    Hazard.oxygen_deficiency: "机械通风不停，佩戴长管呼吸器",
    Hazard.explosion: "使用防爆器具，禁止明火",
    Hazard.fall: "系全身式安全带，三脚架上下",
    Hazard.drowning: "放空并封堵进水管",
    Hazard.mechanical_injury: "搅拌电机断电，上锁挂牌",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is applied for."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A job with its first permit."""

    job_id: uuid.UUID
    permit_id: uuid.UUID


def plan(crew: Crew, space_id: uuid.UUID, window: Window, content: str, kind: WorkKind) -> Planned:
    """The leader plans a job of one day, with everything filled in, and assesses its risks."""
    leader = acting(crew.leader)
    hazards = _hazards_of(space_id)
    job = jobs.plan_job(
        leader,
        JobForm(
            space_id=space_id,
            contract_id=crew.contract_id,
            window_start=window.start,
            window_end=window.end,
            content=content,
            work_kind=kind,
            hazards=hazards,
            risk_grade="较大",
            emergency_plan="有限空间作业现场处置方案（样例）",
            members=crew.members,
            measures=tuple(MeasureForm(_MEASURES[hazard]) for hazard in sorted(hazards)),
            plan_file=paper("Work plan"),
        ),
    )
    planned = Planned(job.id, first_permit(job.id))
    answers = {hazard: RiskForm(Answer.yes, _MEASURES[hazard]) for hazard in hazards}
    risk_assessments.assess_risks(leader, planned.permit_id, answers)
    return planned


def draft(crew: Crew, space_id: uuid.UUID, window: Window) -> Planned:
    """The leader has begun a form and left it."""
    form = JobForm(
        space_id=space_id,
        contract_id=crew.contract_id,
        window_start=window.start,
        window_end=window.end,
        members=crew.members[:2],
    )
    job = jobs.plan_job(acting(crew.leader), form)
    return Planned(job.id, first_permit(job.id))


def submit(crew: Crew, planned: Planned) -> None:
    """The leader submits and consents; in contracted work the owner has given its information first."""
    if crew.owner is not None:
        risk_assessments.inform(acting(crew.owner_approver), planned.permit_id)
    submit_unsigned(crew, planned)
    consent(crew, planned)


def submit_unsigned(crew: Crew, planned: Planned) -> None:
    """The leader submits; signatures come later, on site (profile 30)."""
    permits.submit(acting(crew.leader), planned.permit_id)


def consent(crew: Crew, planned: Planned) -> None:
    """The leader consents."""
    permits.consent(acting(crew.leader), planned.permit_id, signed_in(), opinion="措施已落实（样例）")


def approve(crew: Crew, planned: Planned, *, on_site: bool | None = None) -> None:
    """The approver signs, then the owner where the work is contracted."""
    permits.approve(acting(crew.approver), planned.permit_id, signed_in(), on_site=on_site, opinion="同意作业（样例）")
    if crew.owner_approver:
        permits.owner_approve(acting(crew.owner_approver), planned.permit_id, signed_in(), on_site=on_site)


def cancel(crew: Crew, planned: Planned, reason: str) -> None:
    """The leader drops a draft."""
    endings.cancel(acting(crew.leader), planned.permit_id, reason)


def reject(crew: Crew, planned: Planned, reason: str) -> None:
    """不同意, by the approver."""
    endings.reject(acting(crew.approver), planned.permit_id, signed_in(), reason)


def revoke(crew: Crew, planned: Planned, reason: str) -> None:
    """作废, by the approver."""
    endings.revoke(acting(crew.approver), planned.permit_id, signed_in(), reason)


def abandon(crew: Crew, planned: Planned, reason: str) -> None:
    """The job is given up, its permits having ended."""
    jobs.abandon_job(acting(crew.leader), planned.job_id, reason)


def accept(crew: Crew, planned: Planned) -> None:
    """完工验收: locks and blinds taken off, the four items answered, the leader's signature, the closure taken down."""
    leader = acting(crew.leader)
    involved = select(Isolation.id).where(Isolation.permit_id == planned.permit_id, Isolation.involved)
    for isolation_id in db.session.scalars(involved).all():
        preparation.remove_isolation(leader, isolation_id)
    for item in AcceptanceItem:
        acceptance.answer_item(leader, planned.job_id, item, Answer.yes)
    acceptance.accept_job(leader, planned.job_id, signed_in())
    space_id = db.session.get_one(Permit, planned.permit_id).space_id
    acceptance.remove_closure(leader, planned.job_id, space_id)


def replace_guardian(crew: Crew, planned: Planned, login: str, reason: str) -> Crew:
    """Another guardian comes, proposed and signed by the leader; the crew as it is then."""
    leader, relieved = acting(crew.leader), crew.relieved_by(login)
    former, coming = crew.name_of(crew.guardian), crew.name_of(login)
    items = [
        MemberForm(frozenset(), person_id=crew.person(former)),
        MemberForm(crew.parts[former], person_id=crew.person(coming)),
    ]
    change_id = crew_changes.propose_change(leader, planned.permit_id, items, reason).id
    crew_changes.sign_change(leader, change_id, signed_in())
    return relieved


def withdraw_filing(crew: Crew, filing_id: uuid.UUID, reason: str) -> None:
    """The filing is taken back."""
    filings.withdraw_filing(acting(crew.leader), filing_id, reason)


def prepare_filing(crew: Crew, planned: Planned) -> uuid.UUID:
    """The owner drafts the filing from the job."""
    return filings.make_from_job(acting(crew.leader), planned.job_id).id


def file(crew: Crew, planned: Planned, *, late_reason: str = "") -> uuid.UUID:
    """The filing is handed in with its papers."""
    filing_id = prepare_filing(crew, planned)
    filings.submit_filing(acting(crew.leader), filing_id, late_reason=late_reason)
    return filing_id


def _hazards_of(space_id: uuid.UUID) -> frozenset[Hazard]:
    return db.session.get_one(ConfinedSpace, space_id).hazards


def first_permit(job_id: uuid.UUID) -> uuid.UUID:
    """The permit that was made with a job."""
    made = select(Permit.id).where(Permit.job_id == job_id).order_by(Permit.created_at).limit(1)
    return db.session.scalars(made).one()
