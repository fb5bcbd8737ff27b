"""Filings: handed in for a receipt, returned and completed, amended before the street's eyes, decided, lapsed."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from outcomes import invalid, raises, refused, unwritten
from pieces import PLANNED, WINDOW_END, WINDOW_START, at
from plan_cast import FILED, Cast, then
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.actor import CLOCK
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.choices import SignatureAct
from permit_service.models.filings import Filing, FilingAmendment, FilingReturn
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.services import emergency_filings, filing_review, filings, jobs
from permit_service.services.filing_forms import FilingForm, form_of
from workflows.codes import Code
from workflows.filing import deadline_in
from workflows.kinds import EmergencyCategory, Hazard
from workflows.plan_facts import AreaRules
from workflows.vocabulary import AlarmKind, FilingMode, FilingStatus, Part

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
LAST_ON_TIME = at("00:00") - timedelta(days=3) + timedelta(days=1) - SECOND
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
CATEGORY = EmergencyCategory.flood


def drafted(cast: Cast, when: datetime = FILED) -> Filing:
    """A draft of an approved job's filing."""
    job_id = cast.approved_permit().job_id
    with then(when):
        return filings.make_from_job(cast.actor("leader"), job_id)


def late(cast: Cast) -> Filing:
    """Handed in one second too late, with its reason."""
    draft_id = drafted(cast).id
    with then(LAST_ON_TIME + SECOND):
        return filings.submit_filing(cast.actor("leader"), draft_id, late_reason="样例：来不及")


def set_area(cast: Cast, **options: Any) -> None:
    def work(session: Session) -> None:
        area = session.get_one(Area, cast.street)
        for name, value in options.items():
            setattr(area, name, value)

    unit_of_work.run(work)


def reloaded(filing_id: uuid.UUID) -> Filing:
    db.session.rollback()
    return db.session.get_one(Filing, filing_id)


# -- making and handing in -----------------------------------------------------------------------------------


def test_a_filing_is_drafted_from_job_and_permits(cast: Cast) -> None:
    filing = drafted(cast)
    assert (filing.start_at, filing.end_at, filing.content) == (WINDOW_START, WINDOW_END, "更换流量计")
    assert [space.id for space in filing.spaces] == [cast.space]
    assert filing.area_id == cast.street
    assert {"leader", "reserve"} <= {n for n, p in cast.people.items() if p in {m.person_id for m in filing.members}}
    with then(FILED):
        assert filings.make_from_job(cast.actor("manager"), filing.job_id).id == filing.id


def test_a_receipt_is_server_time_and_given_once(cast: Cast) -> None:
    draft = drafted(cast)
    revision = db.session.scalar(select(Permit.revision))
    with then(FILED):
        filing = filings.submit_filing(cast.actor("leader"), draft.id)
    receipt = (filing.receipt_number, filing.first_submitted_at)
    assert receipt[1] == FILED
    assert filing.status is FilingStatus.submitted
    assert db.session.scalars(select(Permit)).one().revision > (revision or 0)
    with then(FILED + HOUR), unwritten():
        again = filings.submit_filing(cast.actor("leader"), draft.id)
        assert (again.receipt_number, again.first_submitted_at) == receipt


@pytest.mark.parametrize(("moment", "needs_reason"), [(LAST_ON_TIME, False), (LAST_ON_TIME + SECOND, True)])
def test_one_second_after_the_deadline_it_is_late(cast: Cast, moment: datetime, needs_reason: bool) -> None:
    draft_id = drafted(cast).id
    area = AreaRules(FilingMode.system)
    assert deadline_in(area, WINDOW_START).met_by(moment) is not needs_reason
    if not needs_reason:
        with then(moment):
            assert filings.submit_filing(cast.actor("leader"), draft_id).receipt_number
        return
    with then(moment), refused(Code.filing_reason_missing):
        filings.submit_filing(cast.actor("leader"), draft_id)
    with then(moment):
        assert filings.submit_filing(cast.actor("leader"), draft_id, late_reason="样例").late_reason == "样例"


def test_what_keeps_a_filing_from_being_handed_in(cast: Cast) -> None:
    permit = cast.submitted_permit()
    job_id, leader = permit.job_id, cast.actor("leader")
    with then(FILED):
        draft = filings.make_from_job(leader, job_id)
        filing_id, revision, form = draft.id, draft.revision, form_of(draft)
    with then(FILED), refused(Code.filing_permits_unapproved):
        filings.submit_filing(leader, filing_id)
    with then(FILED):
        filings.edit_filing(
            leader, filing_id, revision, replace(form, content="", end_at=WINDOW_END + timedelta(days=8))
        )
    with then(FILED), refused(Code.field_missing, Code.window_too_long):
        filings.submit_filing(leader, filing_id)


def test_who_files(cast: Cast) -> None:
    draft = drafted(cast)
    job_id, filing_id = draft.job_id, draft.id
    with then(FILED), raises(Forbidden):
        filings.make_from_job(cast.actor("guardian"), job_id)
    with then(FILED), raises(NotFound):
        filings.make_from_job(cast.actor("s_leader"), job_id)
    with then(FILED), raises(NotFound):
        filings.submit_filing(cast.actor("s_leader"), filing_id)
    with then(FILED), raises(NotFound):
        filings.submit_filing(cast.actor("other_officer"), filing_id)
    with then(FILED), raises(NotFound):
        filings.submit_filing(cast.actor("leader"), uuid.uuid4())


def test_an_area_that_takes_no_filings_gets_none(cast: Cast) -> None:
    job_id = cast.approved_permit().job_id
    set_area(cast, filing_mode=FilingMode.none)
    with then(FILED), invalid(job_id="filing_not_taken"):
        filings.make_from_job(cast.actor("leader"), job_id)


# -- the form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda c: {"end_at": WINDOW_START}, {"end_at": "order"}),
        (lambda c: {"space_ids": frozenset({uuid.uuid4()})}, {"space_ids": "unknown"}),
        (lambda c: {"members": {c.people["s_leader"]: frozenset({Part.entrant})}}, {"members": "unknown"}),
        (lambda c: {"members": {c.people["leader"]: frozenset()}}, {"members": "required"}),
        (lambda c: {"phone": "1" * 61}, {"phone": "string_too_long"}),
    ],
)
def test_unsound_input_is_told_by_field(
    cast: Cast, change: Callable[[Cast], dict[str, Any]], faults: dict[str, str]
) -> None:
    draft = drafted(cast)
    filing_id, revision, form = draft.id, draft.revision, form_of(draft)
    with then(FILED), invalid(**faults):
        filings.edit_filing(cast.actor("leader"), filing_id, revision, replace(form, **change(cast)))


def test_a_draft_is_rewritten_without_amendments_and_old_revisions_are_stale(cast: Cast) -> None:
    draft = drafted(cast)
    filing_id, revision, form = draft.id, draft.revision, form_of(draft)
    with then(FILED):
        filings.edit_filing(cast.actor("leader"), filing_id, revision, replace(form, phone="样例电话"))
    assert db.session.scalars(select(FilingAmendment)).all() == []
    with then(FILED), raises(Conflict):
        filings.edit_filing(cast.actor("leader"), filing_id, revision, form)


def test_papers_bear_the_areas_names(cast: Cast) -> None:
    filing_id = drafted(cast).id
    with then(FILED):
        filings.attach_paper(cast.actor("leader"), filing_id, "作业方案", PDF)
        filings.attach_paper(cast.actor("leader"), filing_id, "作业方案", PDF + b"\n%%EOF\n")
    assert [paper.name for paper in reloaded(filing_id).papers] == ["作业方案"]
    with then(FILED), invalid(name="unknown"):
        filings.attach_paper(cast.actor("leader"), filing_id, "别的", PDF)
    with then(FILED), invalid(file="file_type"):
        filings.attach_paper(cast.actor("leader"), filing_id, "作业方案", b"nothing")


# -- return and completion -----------------------------------------------------------------------------------


def returned(cast: Cast) -> tuple[uuid.UUID, int, FilingForm]:
    filing_id = cast.filed_job().id
    with then(FILED + HOUR):
        filing = filing_review.return_filing(cast.actor("officer"), filing_id, "样例：电话不全", {"phone"})
        return filing_id, filing.revision, form_of(filing)


def complete(
    cast: Cast, filing_id: uuid.UUID, revision: int, form: FilingForm, when: datetime, reason: str = ""
) -> Filing:
    with then(when):
        filings.edit_filing(cast.actor("leader"), filing_id, revision, form)
        return filings.resubmit_filing(cast.actor("leader"), filing_id)


def test_completing_marked_fields_keeps_the_first_receipt(cast: Cast) -> None:
    filing_id, revision, form = returned(cast)
    late_moment = LAST_ON_TIME + 5 * HOUR
    filing = complete(cast, filing_id, revision, replace(form, phone="样例电话"), late_moment)
    assert (filing.status, filing.first_submitted_at, filing.submitted_at) == (
        FilingStatus.submitted,
        FILED,
        late_moment,
    )
    row = db.session.scalars(select(FilingAmendment)).one()
    assert (row.field, json.loads(row.old)["value"], json.loads(row.new)["value"]) == ("phone", "", "样例电话")
    assert db.session.scalars(select(FilingReturn)).one().completed_at == late_moment


@pytest.mark.parametrize(
    "change",
    [
        lambda c: {"content": "清淤"},
        lambda c: {"start_at": WINDOW_START - SECOND},
        lambda c: {"space_ids": frozenset({c.space, c.other_space})},
    ],
)
def test_another_content_start_or_space_starts_the_three_days_anew(
    cast: Cast, change: Callable[[Cast], dict[str, Any]]
) -> None:
    filing_id, revision, form = returned(cast)
    moment = LAST_ON_TIME + 5 * HOUR
    with then(moment):
        filings.edit_filing(cast.actor("leader"), filing_id, revision, replace(form, **change(cast)))
    with then(moment), refused(Code.filing_reason_missing):
        filings.resubmit_filing(cast.actor("leader"), filing_id)
    with then(moment):
        again = filings.resubmit_filing(cast.actor("leader"), filing_id, late_reason="样例")
    assert again.first_submitted_at == moment


def test_what_changes_and_changes_back_starts_nothing_anew(cast: Cast) -> None:
    filing_id, revision, form = returned(cast)
    with then(FILED + 2 * HOUR):
        other = filings.edit_filing(cast.actor("leader"), filing_id, revision, replace(form, content="清淤"))
        revision = other.revision
    assert complete(cast, filing_id, revision, form, LAST_ON_TIME + HOUR).first_submitted_at == FILED


def test_who_may_return_and_how(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    officer = cast.actor("officer")
    for who in ("leader", "grid", "district_officer"):
        with then(FILED), refused(Code.role_missing):
            filing_review.return_filing(cast.actor(who), filing_id, "样例", {"phone"})
    with then(FILED), raises(NotFound):
        filing_review.return_filing(cast.actor("other_officer"), filing_id, "样例", {"phone"})
    with then(FILED), invalid(reason="required", fields="required"):
        filing_review.return_filing(officer, filing_id, "", ())
    with then(FILED), invalid(fields="unknown"):
        filing_review.return_filing(officer, filing_id, "样例", {"status"})

    def enter(session: Session) -> None:
        session.get_one(Filing, filing_id).first_entry_at = WINDOW_START

    unit_of_work.run(enter)
    with then(WINDOW_START), refused(Code.filing_after_entry):
        filing_review.return_filing(officer, filing_id, "样例", {"phone"})


# -- amendments ----------------------------------------------------------------------------------------------


def test_after_handing_in_changes_are_amendments_that_the_street_sees(cast: Cast) -> None:
    filed = cast.filed_job()
    filing_id, revision, form = filed.id, filed.revision, form_of(filed)
    members = {**form.members, cast.people["rescuer"]: frozenset({Part.rescuer})}
    wanted = replace(form, members=members, hazards=form.hazards | {Hazard.drowning})
    with then(FILED + HOUR):
        amended = filings.amend_filing(cast.actor("leader"), filing_id, revision, wanted)
        assert {row.field for row in amended.amendments} == {"members", "hazards"}
        named = next(m for m in amended.members if m.person_id == cast.people["rescuer"])
        assert named.amendment_id is not None
    with then(FILED + HOUR), raises(Conflict):
        filings.amend_filing(cast.actor("leader"), filing_id, revision, form)
    with then(FILED + 2 * HOUR):
        seen = filing_review.mark_received(cast.actor("officer"), filing_id)
        assert all(row.seen_at == FILED + 2 * HOUR for row in seen.amendments)
        assert seen.received_at == FILED + 2 * HOUR


def test_what_no_amendment_can_change(cast: Cast) -> None:
    filed = cast.filed_job()
    filing_id, revision, form = filed.id, filed.revision, form_of(filed)
    leader = cast.actor("leader")
    with then(FILED), invalid(content="starts_anew", start_at="starts_anew"):
        wanted = replace(form, content="清淤", start_at=WINDOW_START - HOUR)
        filings.amend_filing(leader, filing_id, revision, wanted)
    with then(FILED), refused(Code.window_too_long):
        wanted = replace(form, end_at=WINDOW_END + timedelta(days=7))
        filings.amend_filing(leader, filing_id, revision, wanted)
    with then(FILED), raises(Forbidden):
        filings.amend_filing(cast.actor("guardian"), filing_id, revision, replace(form, phone="1"))
    with then(FILED), raises(Conflict):
        filings.edit_filing(leader, filing_id, revision, replace(form, phone="1"))


# -- late, emergency -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("allow", [True, False])
def test_a_late_filing_is_decided_by_a_signed_officer(cast: Cast, allow: bool) -> None:
    filing_id = late(cast).id
    moment = LAST_ON_TIME + HOUR
    with then(moment), invalid(reason="required"):
        filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("officer"), allow=allow, reason="")
    with then(moment), refused(Code.role_missing):
        filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("leader"), allow=allow, reason="样例")
    with then(moment):
        decided = filing_review.decide_late(
            cast.actor("officer"), filing_id, cast.pin("officer"), allow=allow, reason="样例"
        )
    assert (decided.status, decided.late_allowed, decided.decided_at) == (FilingStatus.decided, allow, moment)
    row = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.decide_late)).one()
    assert json.loads(row.statement)["statement"]["allow"] is allow


def test_what_was_on_time_is_not_decided(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    with then(FILED), refused(Code.move_illegal):
        filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("officer"), allow=True, reason="样例")


def test_an_emergency_is_signed_by_the_principal_and_alarms_at_once(cast: Cast) -> None:
    draft_id = drafted(cast).id
    night = at("02:00")
    leader = cast.actor("leader")
    with then(night), raises(Forbidden):
        emergency_filings.declare_emergency(leader, draft_id, cast.pin("leader"), CATEGORY, "样例：污水倒灌")
    with then(night), invalid(reason="required"):
        emergency_filings.declare_emergency(leader, draft_id, cast.pin("principal"), CATEGORY, "")
    with then(night):
        emergency_filings.declare_emergency(leader, draft_id, cast.pin("principal"), CATEGORY, "样例：污水倒灌")
        filing = filings.submit_filing(leader, draft_id)
    assert (filing.status, filing.emergency_signer_id) == (FilingStatus.submitted, cast.people["principal"])
    alarm = db.session.scalars(select(Alarm)).one()
    assert (alarm.kind, alarm.filing_id, alarm.cleared_at) == (AlarmKind.emergency_filed, draft_id, None)
    with then(night + HOUR), refused(Code.move_illegal):
        filing_review.decide_late(cast.actor("officer"), draft_id, cast.pin("officer"), allow=True, reason="样例")
    with then(night + HOUR), raises(Forbidden):
        emergency_filings.review_emergency(leader, draft_id)
    with then(at("09:00")):
        emergency_filings.review_emergency(cast.actor("officer"), draft_id)
    assert db.session.scalars(select(Alarm)).one().cleared_at == at("09:00")


def test_a_street_may_switch_the_emergency_path_off(cast: Cast) -> None:
    draft_id = drafted(cast).id
    set_area(cast, emergency_allowed=False)
    with then(at("02:00")), refused(Code.emergency_path_off):
        emergency_filings.declare_emergency(
            cast.actor("leader"), draft_id, cast.pin("principal"), CATEGORY, "样例：污水倒灌"
        )


# -- outside of the service, withdrawal, lapse ---------------------------------------------------------------


def test_an_area_that_files_outside_wants_its_stamped_receipt(cast: Cast) -> None:
    job_id = cast.approved_permit().job_id
    set_area(cast, filing_mode=FilingMode.external)
    leader = cast.actor("leader")
    with then(FILED):
        filing_id = filings.make_from_job(leader, job_id).id
    with then(FILED), invalid(receipt="required"):
        filings.submit_filing(leader, filing_id)
    with then(FILED):
        assert not filings.submit_filing(leader, filing_id, receipt=PDF).receipt_verified
    with then(FILED), raises(Forbidden):
        filing_review.verify_receipt(leader, filing_id)
    with then(FILED):
        assert filing_review.verify_receipt(cast.actor("officer"), filing_id).receipt_verified


def test_a_receipt_file_is_not_taken_where_the_service_gives_it(cast: Cast) -> None:
    filing_id = drafted(cast).id
    with then(FILED), invalid(receipt="none_required"):
        filings.submit_filing(cast.actor("leader"), filing_id, receipt=PDF)


def test_an_officer_keys_in_what_was_filed_at_the_counter(cast: Cast) -> None:
    job_id = cast.approved_permit().job_id
    officer, afterwards = cast.actor("officer"), LAST_ON_TIME + HOUR
    with then(afterwards), raises(Forbidden):
        filing_review.key_in(cast.actor("leader"), job_id, FILED)
    with then(afterwards), invalid(submitted_at="future"):
        filing_review.key_in(officer, job_id, afterwards + SECOND)
    with then(afterwards):
        filing = filing_review.key_in(officer, job_id, FILED)
    assert (filing.keyed_in, filing.first_submitted_at, filing.status) == (True, FILED, FilingStatus.submitted)
    with then(afterwards), raises(Conflict):
        filing_review.key_in(officer, job_id, FILED)


def test_withdrawn_another_may_be_made(cast: Cast) -> None:
    filing = cast.filed_job()
    filing_id, job_id = filing.id, filing.job_id
    with then(FILED), invalid(reason="required"):
        filings.withdraw_filing(cast.actor("leader"), filing_id, "")
    with then(FILED):
        gone = filings.withdraw_filing(cast.actor("leader"), filing_id, "样例：改期")
        assert (gone.status, gone.ended_at) == (FilingStatus.withdrawn, FILED)
        assert filings.make_from_job(cast.actor("leader"), job_id).id != filing_id
    with then(FILED), raises(Conflict):
        filings.withdraw_filing(cast.actor("leader"), filing_id, "样例：改期")


def test_a_draft_lapses_with_its_end_and_alarms(cast: Cast) -> None:
    filing_id = drafted(cast).id
    before = WINDOW_END - SECOND
    assert filing_review.filings_to_lapse(db.session(), before) == []
    with then(before), refused(Code.window_not_ended):
        filing_review.lapse_filing(CLOCK, filing_id)
    with then(WINDOW_END), refused(Code.role_missing):
        filing_review.lapse_filing(cast.actor("officer"), filing_id)
    assert filing_review.filings_to_lapse(db.session(), WINDOW_END) == [filing_id]
    with then(WINDOW_END):
        assert filing_review.lapse_filing(CLOCK, filing_id).status is FilingStatus.lapsed
    assert db.session.scalars(select(Alarm)).one().kind is AlarmKind.filing_lapsed
    assert filing_review.filings_to_lapse(db.session(), WINDOW_END) == []


def test_a_job_of_several_days_is_filed_once(cast: Cast) -> None:
    first = cast.approved_permit()
    day = timedelta(days=1)
    with then(PLANNED):
        jobs.add_permit(cast.actor("leader"), first.job_id, WINDOW_START + day, WINDOW_END + day)
    with then(FILED):
        filing = filings.make_from_job(cast.actor("leader"), first.job_id)
        assert (filing.start_at, filing.end_at) == (WINDOW_START, WINDOW_END + day)
        assert filings.submit_filing(cast.actor("leader"), filing.id).receipt_number
