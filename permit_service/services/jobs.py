"""Jobs: planned with their first permit by one form, further permits added prefilled, abandoned when all have ended."""

import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permit_service import journal, storage, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, Invalid, ProblemCode
from permit_service.journal import Stream
from permit_service.models.jobs import Job, JobMember
from permit_service.models.journal import StreamKind
from permit_service.models.permits import Permit, PermitMeasure, PermitMember, PermitTicket
from permit_service.numbers import Series, next_number
from permit_service.services.case import Case, on_permit
from permit_service.services.inputs import Faults
from permit_service.services.job_case import JobCase, on_job
from permit_service.services.job_forms import (
    Checked,
    JobForm,
    Place,
    area_path,
    check,
    check_window,
    find_place,
    member_rows,
    night_or_day_off,
    proposed_members,
)
from permit_service.wallclock import civil_day
from workflows.lifecycle import JOB
from workflows.vocabulary import Action, JobStatus, JobTrigger, Role, Status

#: Accounts that plan work for their own enterprise.
PLANNERS = frozenset({Role.work_leader, Role.safety_manager, Role.principal})


def plan_job(actor: Actor, form: JobForm) -> Job:
    """Plan a job with its first permit as a draft; the account's person is the applicant.

    Of contracted work the owner's approver and inspector are those of the contract, unless the form names others.
    Raises Invalid by field, Forbidden for an account that plans for neither owner nor contractor.
    """

    def work(session: Session) -> Job:
        now = wallclock.now()
        form_ = check(session, actor, form)
        form_ = replace(form_, members=proposed_members(form, form_.place))
        user_id, person_id = _planner(actor, form_.place)
        job = _new_job(session, form_.place, user_id, now)
        session.add(job)
        permit = _new_permit(session, job, form_.place, person_id, user_id, now)
        session.add(permit)
        session.flush()
        _fill(session, permit, form_, _plan_file(session, form, user_id, now), now)
        _fill_job(session, job, permit, form, form_)
        _record(session, actor, permit, "job:plan", now)
        return job

    return unit_of_work.run(work, retry_unique=True)


def edit_draft(actor: Actor, permit_id: uuid.UUID, revision: int, form: JobForm) -> Permit:
    """Write the whole form into a draft that may lack anything; ``revision`` is the permit's as the form showed it.

    Space and contract may still change while the job has no other permit. Raises Invalid by field, Conflict ``stale``
    for another revision or a permit that is no draft any more, RefusedError for who does not plan it, NotFound.
    """

    def act(case: Case) -> Permit:
        permit, session = case.permit, case.session
        if permit.revision != revision or permit.status is not Status.draft:
            raise Conflict(ProblemCode.stale)
        case.ask(Action.assign)
        checked = check(session, actor, form)
        alone = session.scalar(select(func.count()).where(Permit.job_id == permit.job_id)) == 1
        _move_draft(session, permit, checked.place, alone)
        _fill(session, permit, checked, _plan_file(session, form, case.user_id, case.now), case.now)
        if alone:
            _fill_job(session, permit.job, permit, form, checked)
        case.record("permit:edit", {}, also=case.job_stream)
        return permit

    return on_permit(actor, permit_id, act)


def add_permit(
    actor: Actor,
    job_id: uuid.UUID,
    window_start: datetime,
    window_end: datetime,
    space_id: uuid.UUID | None = None,
) -> Permit:
    """Add a draft to an open job, prefilled from its last permit: plan and crew, but no checks, readings, signatures.

    ``space_id`` None is the last permit's space; another one must take its filings at the same place. Raises Invalid,
    Conflict ``stale`` for a job that is not open, Forbidden, NotFound.
    """

    def act(case: JobCase) -> Permit:
        if case.job.status is not JobStatus.open:
            raise Conflict(ProblemCode.stale)
        case.require_role(Action.assign)
        faults = Faults()
        check_window(faults, window_start, window_end)
        faults.raise_any()
        last = case.last
        place = find_place(case.session, actor, space_id or last.space_id, case.job.contract_id)
        _same_place(case, place)
        person_id = actor.person_id or last.applicant_id
        permit = _new_permit(case.session, case.job, place, person_id, case.user_id, case.now)
        permit.window_start, permit.window_end = window_start, window_end
        permit.night_or_holiday = night_or_day_off(case.session, place.space, window_start, window_end)
        case.write(permit)
        _prefill(permit, last, case.now)
        if place.space not in case.job.spaces:
            case.job.spaces.append(place.space)
        case.job.planned_end = max(filter(None, (case.job.planned_end, window_end)))
        case.record("permit:draft", {"permit_id": permit.id}, also=(Stream(StreamKind.permit, permit.id),))
        return permit

    return on_job(actor, job_id, act, spaces=() if space_id is None else (space_id,))


def abandon_job(actor: Actor, job_id: uuid.UUID, reason: str) -> Job:
    """Give up a job whose permits have all ended. Raises Invalid (``reason``), RefusedError, NotFound."""

    def act(case: JobCase) -> Job:
        faults = Faults()
        told = faults.words("reason", reason)
        faults.raise_any()
        clearance = case.ask(Action.job_abandon, permit=case.last)
        case.job.abandoned_at, case.job.abandon_reason = case.now, told
        case.fire(JOB, JobTrigger.abandon, case.job, clearance)
        return case.job

    return on_job(actor, job_id, act)


# -- making rows ---------------------------------------------------------------------------------------------


def _planner(actor: Actor, place: Place) -> tuple[uuid.UUID, uuid.UUID]:
    """The account and the person that apply. Raises Forbidden."""
    firms = {grant.enterprise_id for grant in actor.grants if grant.role in PLANNERS}
    if actor.user_id is None or actor.person_id is None or not firms & {place.owner_id, place.unit_id}:
        raise Forbidden
    return actor.user_id, actor.person_id


def _new_job(session: Session, place: Place, user_id: uuid.UUID, now: datetime) -> Job:
    return Job(
        number=next_number(session, Series.job, civil_day(now)),
        enterprise_id=place.owner_id,
        unit_id=place.unit_id,
        contract_id=None if place.contract is None else place.contract.id,
        area_path=area_path(session, place.space),
        created_at=now,
        created_by_id=user_id,
    )


def _new_permit(
    session: Session, job: Job, place: Place, applicant_id: uuid.UUID, user_id: uuid.UUID, now: datetime
) -> Permit:
    return Permit(
        number=next_number(session, Series.permit, civil_day(now)),
        job=job,
        space=place.space,
        area_path=area_path(session, place.space),
        enterprise_id=place.owner_id,
        unit_id=place.unit_id,
        contract_id=None if place.contract is None else place.contract.id,
        applicant_id=applicant_id,
        created_at=now,
        created_by_id=user_id,
    )


def _plan_file(session: Session, form: JobForm, user_id: uuid.UUID, now: datetime) -> uuid.UUID | None:
    if form.plan_file is None:
        return None
    return storage.save(session, form.plan_file, uploaded_by_id=user_id, at=now, field="plan_file").id


def _fill(session: Session, permit: Permit, form: Checked, plan_file_id: uuid.UUID | None, now: datetime) -> None:
    """Write a checked form into a draft. Old lines go first: new ones may bear the same keys."""
    for name, value in form.values.items():
        setattr(permit, name, value)
    permit.plan_file_id = plan_file_id or permit.plan_file_id
    permit.members.clear()
    permit.measures.clear()
    permit.tickets.clear()
    session.flush()
    permit.members.extend(member_rows(form.members, now))
    permit.measures.extend(form.measures)
    permit.tickets.extend(form.tickets)
    session.flush()
    session.expire(permit, ["rescue_agreement"])


def _fill_job(session: Session, job: Job, permit: Permit, form: JobForm, checked: Checked) -> None:
    """The plan of a job of one permit is that permit's, with the reserves beside it."""
    job.content, job.work_kind = permit.content, permit.work_kind
    job.planned_start, job.planned_end = permit.window_start, form.planned_end or permit.window_end
    job.plan_file_id, job.emergency_plan = permit.plan_file_id, permit.emergency_plan
    job.spaces = [checked.place.space]
    job.members.clear()
    session.flush()
    job.members.extend(
        JobMember(person_id=one.person_id, parts=one.parts, reserve=one.reserve)
        for one in checked.members
        if one.person_id is not None
    )
    session.flush()


def _move_draft(session: Session, permit: Permit, place: Place, alone: bool) -> None:
    """Another space or contract, while nothing else hangs on the job's."""
    contract_id = None if place.contract is None else place.contract.id
    moves = {"space_id": place.space.id != permit.space_id, "contract_id": contract_id != permit.contract_id}
    if not any(moves.values()):
        return
    faults = Faults()
    for field, moved in moves.items():
        faults.check(alone or not moved, field, "fixed")
    faults.raise_any()
    for row in (permit, permit.job):
        row.enterprise_id, row.unit_id, row.contract_id = place.owner_id, place.unit_id, contract_id
        row.area_path = area_path(session, place.space)
    permit.space = place.space
    session.flush()
    session.expire(permit, ["enterprise", "unit", "contract"])
    session.expire(permit.job, ["enterprise", "unit", "contract"])


def _prefill(permit: Permit, last: Permit, now: datetime) -> None:
    for name in (
        "content",
        "work_kind",
        "hazards",
        "risk_grade",
        "plan_file_id",
        "emergency_plan",
        "rescue_agreement_id",
    ):
        setattr(permit, name, getattr(last, name))
    permit.members = [
        PermitMember(person_id=one.person_id, lab_tester_id=one.lab_tester_id, parts=one.parts, added_at=now)
        for one in last.members
        if one.removed_at is None
    ]
    permit.measures = [
        PermitMeasure(position=one.position, content=one.content, involved=one.involved) for one in last.measures
    ]
    permit.tickets = [
        PermitTicket(number=one.number, kind=one.kind, valid_until=one.valid_until) for one in last.tickets
    ]


def _same_place(case: JobCase, place: Place) -> None:
    """One job has one owner and one street: its filing goes to one desk."""
    same = place.owner_id == case.job.enterprise_id and area_path(case.session, place.space) == case.job.area_path
    if not same and place.space.id not in {space.id for space in case.job.spaces}:
        raise Invalid({"space_id": "other_area"})


def _record(session: Session, actor: Actor, permit: Permit, tag: str, now: datetime) -> None:
    session.flush()
    streams = (Stream(StreamKind.job, permit.job_id), Stream(StreamKind.permit, permit.id))
    told = {"job_id": permit.job_id, "permit_id": permit.id, "space_id": permit.space_id}
    journal.append(session, streams, tag, told, actor_id=actor.user_id, at=now)
