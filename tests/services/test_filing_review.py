"""Late filings decided, emergencies, filings outside of the service, withdrawn and lapsed ones."""

import json
from datetime import timedelta

import pytest
from filing_cast import CATEGORY, HOUR, LAST_ON_TIME, PDF, SECOND, drafted, late, set_area
from heard import told_to
from outcomes import invalid, raises, refused
from pieces import PLANNED, WINDOW_END, WINDOW_START, at
from plan_cast import FILED, Cast, then
from rows import Rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.actor import CLOCK
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.choices import MessageKind, SignatureAct
from permit_service.models.enterprises import Enterprise
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.models.jobs import Job, JobSpace
from permit_service.models.signatures import Signature
from permit_service.queries.filing_review import reviewed
from permit_service.services import counter_filings, emergency_filings, filing_review, filings, jobs
from permit_service.services.filing_forms import form_of
from workflows.codes import Code
from workflows.inspection_kinds import InspectionOrigin
from workflows.vocabulary import AlarmKind, FilingMode, FilingStatus

# -- late, emergency -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("allow", [True, False])
def test_a_late_filing_is_decided_by_a_signed_officer(cast: Cast, allow: bool) -> None:
    filing_id = late(cast).id
    moment = LAST_ON_TIME + HOUR
    if not allow:
        with then(moment), invalid(reason="required"):
            filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("officer"), allow=False, reason=" ")
    with then(moment), refused(Code.role_missing):
        filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("leader"), allow=allow, reason="样例")
    with then(moment):
        decided = filing_review.decide_late(
            cast.actor("officer"), filing_id, cast.pin("officer"), allow=allow, reason="" if allow else "样例"
        )
    assert (decided.status, decided.late_allowed, decided.decided_at) == (FilingStatus.decided, allow, moment)
    row = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.decide_late)).one()
    assert json.loads(row.statement)["statement"]["allow"] is allow


def test_what_was_on_time_is_not_decided(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    with then(FILED), refused(Code.move_illegal):
        filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("officer"), allow=True, reason="样例")


def test_a_review_knows_what_was_before(cast: Cast) -> None:
    first_id = late(cast).id
    moment = LAST_ON_TIME + HOUR
    officer, leader = cast.actor("officer"), cast.actor("leader")
    with then(moment):
        filing_review.return_filing(officer, first_id, "样例", {"phone"})
        second_id = filings.make_from_job(leader, cast.approved_permit().job_id).id
        emergency_filings.declare_emergency(leader, second_id, cast.pin("principal"), CATEGORY, "样例：污水倒灌")
        filings.submit_filing(leader, second_id)
    told = reviewed(db.session(), officer, second_id, moment).history
    assert (told.filings, told.late, told.returned, told.emergencies, told.stops) == (1, 1, 1, 1, 0)
    assert [one.id for one in told.in_spaces] == [first_id]
    with raises(NotFound):
        reviewed(db.session(), cast.actor("other_officer"), second_id, moment)


def test_a_review_tells_what_checks_found_and_is_not_mended(cast: Cast) -> None:
    """Of the firm wherever it was found, and of the space whoever worked in it: as far as the reader may know."""
    filing_id = cast.filed_job().id

    def work(session: Session) -> None:
        rows = Rows(session)
        street, other = (session.get_one(Area, one).path for one in (cast.street, cast.other_street))
        own, strange = {"enterprise_id": cast.enterprise}, {"enterprise_id": rows.make(Enterprise).id}
        as_unit = strange | {"unit_id": cast.enterprise}
        job = rows.make(Job, number="样例", **strange)
        rows.make(JobSpace, job_id=job.id, space_id=cast.space)
        unfiled = rows.make(UnfiledWork, area_path=street, area_id=cast.street, space_id=cast.space)
        of_unfiled = {"origin": InspectionOrigin.unfiled, "job_id": None, "unfiled_id": unfiled.id}
        for text, path, firm, sheet in (
            ("本企业", street, own, {}),
            ("作业单位", street, as_unit, {}),
            ("同一空间", street, strange, {"job_id": job.id}),
            ("同一空间未报备", street, strange, of_unfiled),
            ("别的街道", other, own, {}),
            ("别的企业", street, strange, {}),
            ("没有办结", street, own, {"concluded_at": None, "result": None}),
        ):
            given = {"job_id": rows.make(Job, number=text).id} | firm | sheet
            check = rows.make(Inspection, area_path=path, **given)
            rows.make(Finding, inspection_id=check.id, area_path=path, text=text, **firm)

    unit_of_work.run(work)

    def told(who: str) -> set[str]:
        return {one.text for one in reviewed(db.session(), cast.actor(who), filing_id, FILED).findings}

    assert told("officer") == {"本企业", "作业单位", "同一空间", "同一空间未报备"}
    assert told("leader") == {"本企业", "作业单位", "别的街道"}


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
        counter_filings.key_in(cast.actor("leader"), job_id, FILED)
    with then(afterwards), invalid(submitted_at="future"):
        counter_filings.key_in(officer, job_id, afterwards + SECOND)
    with then(afterwards):
        filing = counter_filings.key_in(officer, job_id, FILED)
    assert (filing.keyed_in, filing.first_submitted_at, filing.status) == (True, FILED, FilingStatus.submitted)
    kind, says = told_to(cast, "leader")[-1]
    assert (kind, str(filing.receipt_number) in says) == (MessageKind.filing_keyed_in, True)
    with then(afterwards), raises(Conflict):
        counter_filings.key_in(officer, job_id, FILED)


def test_a_draft_that_an_officer_took_over_is_the_firms_once_it_hands_it_in(cast: Cast) -> None:
    filing = drafted(cast)
    filing_id, job_id, officer = filing.id, filing.job_id, cast.actor("officer")
    with then(FILED), raises(Conflict):
        counter_filings.edit(officer, filing_id, filing.revision, form_of(filing))  # nobody took it over yet
    with then(FILED):
        taken = counter_filings.draft(officer, job_id)
        assert (taken.id, taken.keyed_in, taken.status) == (filing_id, True, FilingStatus.draft)
        filed = filings.submit_filing(cast.actor("leader"), filing_id)
    assert (filed.keyed_in, filed.status) == (False, FilingStatus.submitted)


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
