"""Filings as the enterprise makes them: drafted, handed in for a receipt, filled in."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from filing_cast import HOUR, LAST_ON_TIME, PDF, SECOND, drafted, reloaded, set_area
from outcomes import invalid, raises, refused, unwritten
from pieces import WINDOW_END, WINDOW_START
from plan_cast import FILED, Cast, then
from sqlalchemy import select

from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.base import db
from permit_service.models.filings import FilingAmendment
from permit_service.models.message_choices import MessageKind
from permit_service.models.messages import Message
from permit_service.models.permits import Permit
from permit_service.services import filings
from permit_service.services.filing_forms import form_of
from workflows.codes import Code
from workflows.filing import deadline_in
from workflows.plan_facts import AreaRules
from workflows.vocabulary import FilingMode, FilingStatus, Part

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
    area = AreaRules("样例街道", FilingMode.system)
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
        (lambda c: {"phone": "123"}, {"phone": "telephone"}),
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
        filings.edit_filing(cast.actor("leader"), filing_id, revision, replace(form, phone="0512-80000002"))
    assert db.session.scalars(select(FilingAmendment)).all() == []
    with then(FILED), raises(Conflict):
        filings.edit_filing(cast.actor("leader"), filing_id, revision, form)


def test_a_paper_replaced_after_handing_in_is_an_amendment(cast: Cast) -> None:
    """The street goes by what it was handed: another file under the same name is told, by its digest."""
    filing_id, leader = cast.filed_job().id, cast.actor("leader")
    with then(FILED + timedelta(hours=1)):
        for data in (PDF, PDF, PDF + b"\n%%EOF\n"):
            filings.attach_paper(leader, filing_id, "作业方案", data)
    rows = db.session.scalars(select(FilingAmendment)).all()
    assert [row.field for row in rows] == ["papers", "papers"], "the same file again changes nothing"
    olds, news = ([json.loads(getattr(row, end))["value"] for row in rows] for end in ("old", "new"))
    assert [] in olds
    assert [old for old in olds if old and old in news], "the second file took the place of the first"
    assert db.session.scalars(select(Message).where(Message.kind == MessageKind.filing_amended)).first() is not None
    with then(FILED + timedelta(hours=2)):
        filings.withdraw_filing(leader, filing_id, "样例")
        with raises(Conflict):
            filings.attach_paper(leader, filing_id, "作业方案", PDF)


def test_papers_bear_the_areas_names(cast: Cast) -> None:
    filing_id = drafted(cast).id
    with then(FILED):
        filings.attach_paper(cast.actor("leader"), filing_id, "作业方案", PDF)
        filings.attach_paper(cast.actor("leader"), filing_id, "作业方案", PDF + b"\n%%EOF\n")
    assert [paper.name for paper in reloaded(filing_id).papers] == ["作业方案"]
    assert db.session.scalars(select(FilingAmendment)).all() == [], "the street has seen nothing yet"
    with then(FILED), invalid(name="unknown"):
        filings.attach_paper(cast.actor("leader"), filing_id, "别的", PDF)
    with then(FILED), invalid(file="file_type"):
        filings.attach_paper(cast.actor("leader"), filing_id, "作业方案", b"nothing")
