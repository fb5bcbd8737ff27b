"""Planning: one form makes job and permit, a draft may lack anything but holds nothing unsound, more come prefilled."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from outcomes import invalid, raises, refused
from pieces import PLANNED, WINDOW_END, WINDOW_START
from plan_cast import Cast, then
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.areas import CalendarDay
from permit_service.models.base import db
from permit_service.models.choices import DayKind
from permit_service.models.jobs import Job
from permit_service.models.journal import JournalPayload, JournalRow, StreamKind
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAssessment
from permit_service.services import drafts, endings, jobs, permits
from permit_service.services.job_forms import JobForm, MeasureForm, TicketForm
from workflows.codes import Code
from workflows.kinds import WorkKind
from workflows.vocabulary import JobStatus, Part, Status

DAY = timedelta(days=1)


def plan(cast: Cast, form: JobForm | None = None, by: str = "leader") -> Permit:
    with then(PLANNED):
        return cast.permit_of(jobs.plan_job(cast.actor(by), form or cast.job_form()))


def test_one_form_makes_job_and_permit(cast: Cast) -> None:
    permit = plan(cast)
    job = permit.job
    assert (job.status, permit.status) == (JobStatus.open, Status.draft)
    assert (job.planned_start, job.planned_end) == (WINDOW_START, WINDOW_END)
    assert [space.id for space in job.spaces] == [cast.space]
    assert (permit.enterprise_id, permit.unit_id, permit.contract_id) == (cast.enterprise, cast.enterprise, None)
    assert permit.applicant_id == cast.people["leader"]
    assert {m.person_id for m in permit.members} == {m.person_id for m in job.members} - {cast.people["reserve"]}
    assert [m.person_id for m in job.members if m.reserve] == [cast.people["reserve"]]
    assert not permit.night_or_holiday


def test_planning_is_journalled_for_job_and_permit_without_names(cast: Cast) -> None:
    plan(cast)
    rows = db.session.scalars(select(JournalRow).where(JournalRow.tag == "job:plan")).all()
    assert {row.stream_kind for row in rows} == {StreamKind.job, StreamKind.permit}
    bodies = db.session.scalars(select(JournalPayload.body)).all()
    assert not any("样例" in (body or "") for body in bodies)


def test_a_draft_may_lack_everything_but_the_space(cast: Cast) -> None:
    permit = plan(cast, JobForm(space_id=cast.space))
    with then(PLANNED):
        told = drafts.draft_faults(cast.actor("leader"), permit.id)
    missing = {r.facts["field"] for r in told.refusals if r.code is Code.field_missing}
    assert missing == {
        "content", "work_kind", "window_start", "window_end", "hazards", "measures",
        "leader", "approver", "guardian", "entrants", "tester",
    }  # fmt: skip
    with then(PLANNED), refused(Code.field_missing):
        permits.submit(cast.actor("leader"), permit.id)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda c: {"window_end": WINDOW_START}, {"window_end": "order"}),
        (lambda c: {"planned_end": WINDOW_START}, {"planned_end": "order"}),
        (lambda c: {"content": "字" * 2001}, {"content": "string_too_long"}),
        (lambda c: {"space_id": uuid.uuid4()}, {"space_id": "unknown"}),
        (lambda c: {"contract_id": uuid.uuid4()}, {"contract_id": "unknown"}),
        (lambda c: {"members": (c.member("s_leader", Part.leader),)}, {"members__0__person_id": "unknown"}),
        (lambda c: {"members": (c.member("leader"),)}, {"members__0__parts": "required"}),
        (
            lambda c: {"members": (c.member("leader", Part.leader), c.member("leader", Part.guardian))},
            {"members__1__person_id": "taken"},
        ),
        (
            lambda c: {"members": (replace(c.member("leader", Part.tester), person_id=None),)},
            {"members__0__person_id": "unknown"},
        ),
        (lambda c: {"measures": (MeasureForm(" "),)}, {"measures__0__content": "required"}),
        (
            lambda c: {"measures": (MeasureForm("通风", confirmed_by_id=c.people["s_leader"]),)},
            {"measures__0__confirmed_by_id": "unknown"},
        ),
        (lambda c: {"tickets": (TicketForm("", WorkKind.welding),)}, {"tickets__0__number": "required"}),
        (
            lambda c: {"tickets": (TicketForm("1", WorkKind.welding), TicketForm("1", WorkKind.hot_work))},
            {"tickets": "taken"},
        ),
        (lambda c: {"plan_file": b"no document"}, {"plan_file": "file_type"}),
    ],
)
def test_unsound_input_is_told_by_field(
    cast: Cast, change: Callable[[Cast], dict[str, Any]], faults: dict[str, str]
) -> None:
    with then(PLANNED), invalid(**faults):
        jobs.plan_job(cast.actor("leader"), cast.job_form(**change(cast)))


def test_only_planners_of_the_firm_plan(cast: Cast) -> None:
    with then(PLANNED), raises(Forbidden):
        jobs.plan_job(cast.actor("guardian"), cast.job_form())
    with then(PLANNED), invalid(space_id="unknown"):
        jobs.plan_job(cast.actor("s_leader"), cast.job_form())


def test_contracted_work_is_planned_by_the_contractor_in_the_owners_space(cast: Cast) -> None:
    permit = plan(cast, cast.contracted_form(), by="c_leader")
    assert (permit.enterprise_id, permit.unit_id) == (cast.enterprise, cast.contractor)


def test_each_side_gives_its_own_people(cast: Cast) -> None:
    mixed = cast.contracted_form()
    swapped = (cast.member("leader", Part.leader), cast.member("c_principal", Part.owner_approver))
    with then(PLANNED), invalid(members__0__parts="other_enterprise", members__1__parts="other_enterprise"):
        jobs.plan_job(cast.actor("c_leader"), replace(mixed, members=swapped))


def test_work_into_the_night_or_on_a_day_off_is_flagged(cast: Cast) -> None:
    def holiday(session: Session) -> None:
        session.add(CalendarDay(day=(WINDOW_START + DAY).date(), kind=DayKind.off))

    unit_of_work.run(holiday)
    late = cast.job_form(window_start=WINDOW_START + timedelta(hours=10), window_end=WINDOW_END + timedelta(hours=6))
    off = cast.job_form(window_start=WINDOW_START + DAY, window_end=WINDOW_END + DAY)
    assert plan(cast, late).night_or_holiday
    assert plan(cast, off).night_or_holiday


# -- editing -------------------------------------------------------------------------------------------------


def test_editing_writes_the_whole_form_of_permit_and_job(cast: Cast) -> None:
    permit = plan(cast, JobForm(space_id=cast.space))
    before = permit.revision
    with then(PLANNED):
        edited = jobs.edit_draft(cast.actor("leader"), permit.id, before, cast.job_form(content="清淤"))
        again = jobs.edit_draft(cast.actor("leader"), permit.id, edited.revision, cast.job_form(content="更换阀门"))
    assert again.revision > before
    assert (again.content, again.job.content) == ("更换阀门", "更换阀门")
    assert len(again.members) == 6
    assert len(again.measures) == 1


def test_a_draft_moves_to_another_space_while_it_is_the_jobs_only_one(cast: Cast) -> None:
    permit = plan(cast)
    form = cast.job_form(space_id=cast.other_space)
    with then(PLANNED):
        moved = jobs.edit_draft(cast.actor("leader"), permit.id, permit.revision, form)
        assert (moved.space_id, [s.id for s in moved.job.spaces]) == (cast.other_space, [cast.other_space])
        second = jobs.add_permit(cast.actor("leader"), permit.job_id, WINDOW_START + DAY, WINDOW_END + DAY)
        second_id, revision = second.id, second.revision
    with then(PLANNED), invalid(space_id="fixed"):
        jobs.edit_draft(cast.actor("leader"), second_id, revision, cast.job_form())


def test_an_edit_of_an_old_revision_is_stale(cast: Cast) -> None:
    permit = plan(cast)
    permit_id, revision = permit.id, permit.revision
    with then(PLANNED):
        jobs.edit_draft(cast.actor("leader"), permit_id, revision, cast.job_form(content="清淤"))
    with then(PLANNED), raises(Conflict):
        jobs.edit_draft(cast.actor("leader"), permit_id, revision, cast.job_form(content="更换"))


def test_what_was_submitted_is_not_edited(cast: Cast) -> None:
    permit = cast.submitted_permit()
    permit_id, revision = permit.id, permit.revision
    with then(PLANNED), raises(Conflict):
        jobs.edit_draft(cast.actor("leader"), permit_id, revision, cast.job_form())
    with then(PLANNED), raises(Conflict):
        drafts.assign(cast.actor("leader"), permit_id, revision, cast.people["rescuer"], frozenset({Part.rescuer}))


def test_who_may_edit(cast: Cast) -> None:
    permit = plan(cast)
    permit_id, revision = permit.id, permit.revision
    with then(PLANNED), refused(Code.role_missing):
        jobs.edit_draft(cast.actor("guardian"), permit_id, revision, cast.job_form())
    with then(PLANNED), raises(NotFound):
        jobs.edit_draft(cast.actor("s_leader"), permit_id, revision, cast.job_form())
    with then(PLANNED):
        jobs.edit_draft(cast.actor("manager"), permit_id, revision, cast.job_form())


def test_naming_an_untrained_person_is_told_in_a_draft_and_refused_at_submission(cast: Cast) -> None:
    permit = plan(cast)
    untrained = cast.people["untrained"]
    with then(PLANNED):
        told = drafts.assign(cast.actor("leader"), permit.id, permit.revision, untrained, frozenset({Part.entrant}))
        assert [w.code for w in told.warnings] == [Code.training_missing]
        beside = drafts.member_faults(cast.actor("leader"), permit.id)
        assert [p for p, clearance in beside.items() if clearance.warnings] == [untrained]
        cast.assess(permit.id)
    permit_id = permit.id
    with then(PLANNED), refused(Code.training_missing):
        permits.submit(cast.actor("leader"), permit_id)


def test_no_parts_take_somebody_off_a_draft(cast: Cast) -> None:
    permit = plan(cast)
    with then(PLANNED):
        drafts.assign(cast.actor("leader"), permit.id, permit.revision, cast.people["entrant_2"], frozenset())
    assert cast.people["entrant_2"] not in {m.person_id for m in permit.members}
    permit_id, revision = permit.id, permit.revision
    with then(PLANNED), invalid(person_id="unknown"):
        drafts.assign(cast.actor("leader"), permit_id, revision, cast.people["s_leader"], frozenset({Part.entrant}))


# -- further permits, and giving up --------------------------------------------------------------------------


def test_a_further_permit_brings_plan_and_crew_and_no_evidence(cast: Cast) -> None:
    first = cast.approved_permit()
    with then(PLANNED):
        second = jobs.add_permit(cast.actor("leader"), first.job_id, WINDOW_START + DAY, WINDOW_END + DAY)
    assert (second.content, second.work_kind, second.hazards) == (first.content, first.work_kind, first.hazards)
    assert {(m.person_id, m.parts) for m in second.members} == {(m.person_id, m.parts) for m in first.members}
    assert (second.status, second.document, second.approved_at) == (Status.draft, None, None)
    assert second.job.planned_end == WINDOW_END + DAY
    found = select(RiskAssessment).where(RiskAssessment.permit_id == second.id)
    assert db.session.scalars(found).all() == []
    assert len(first.measures) == len(second.measures) == 1


def test_what_a_further_permit_cannot_be(cast: Cast) -> None:
    job_id = plan(cast).job_id
    leader = cast.actor("leader")
    with then(PLANNED), invalid(window_end="order"):
        jobs.add_permit(leader, job_id, WINDOW_START, WINDOW_START)
    with then(PLANNED), raises(Forbidden):
        jobs.add_permit(cast.actor("guardian"), job_id, WINDOW_START, WINDOW_END)
    with then(PLANNED), raises(NotFound):
        jobs.add_permit(cast.actor("s_leader"), job_id, WINDOW_START, WINDOW_END)
    with then(PLANNED):
        other = jobs.add_permit(leader, job_id, WINDOW_START, WINDOW_END, cast.other_space)
        assert {space.id for space in other.job.spaces} == {cast.space, cast.other_space}


def test_a_job_is_given_up_only_when_each_permit_has_ended(cast: Cast) -> None:
    permit = plan(cast)
    permit_id, job_id = permit.id, permit.job_id
    with then(PLANNED), refused(Code.permit_not_ended):
        jobs.abandon_job(cast.actor("leader"), job_id, "样例：计划改变")
    with then(PLANNED):
        endings.cancel(cast.actor("leader"), permit_id, "样例：计划改变")
    with then(PLANNED), invalid(reason="required"):
        jobs.abandon_job(cast.actor("leader"), job_id, " ")
    with then(PLANNED):
        job = jobs.abandon_job(cast.actor("leader"), job_id, "样例：计划改变")
        assert (job.status, job.abandoned_at) == (JobStatus.abandoned, PLANNED)
    with then(PLANNED), raises(Conflict):
        jobs.add_permit(cast.actor("leader"), job_id, WINDOW_START, WINDOW_END)


def test_numbers_are_unique(cast: Cast) -> None:
    numbers = {plan(cast).number, plan(cast).number}
    assert len(numbers) == 2
    assert len(set(db.session.scalars(select(Job.number)))) == 2
