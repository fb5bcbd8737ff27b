"""Filings returned and completed, and amended before the street's eyes."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from filing_cast import HOUR, LAST_ON_TIME, PDF, SECOND
from outcomes import invalid, raises, refused
from pieces import WINDOW_END, WINDOW_START
from plan_cast import FILED, Cast, then
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.base import db
from permit_service.models.filings import Filing, FilingAmendment, FilingReturn
from permit_service.services import filing_completion, filing_review, filings
from permit_service.services.filing_forms import FilingForm, form_of
from workflows.codes import Code
from workflows.kinds import Hazard
from workflows.vocabulary import FilingStatus, Part

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
        return filing_completion.resubmit_filing(cast.actor("leader"), filing_id)


def test_a_marked_field_is_changed_or_told_why_it_stays(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    leader, officer, moment = cast.actor("leader"), cast.actor("officer"), FILED + 2 * HOUR
    with then(FILED + HOUR):
        filing = filing_review.return_filing(officer, filing_id, "样例", {"phone", "contact", "papers"})
        revision, form = filing.revision, form_of(filing)
    with then(moment):
        changed = filings.edit_filing(leader, filing_id, revision, replace(form, phone="051280000001", contact="乙"))
        filings.edit_filing(leader, filing_id, changed.revision, replace(form, phone="051280000001"))
        with refused(Code.filing_field_unanswered):  # contact was changed and changed back
            filing_completion.resubmit_filing(leader, filing_id, kept={"papers": "样例：与原件一致"})
        with invalid(kept__content="unknown"):
            filing_completion.resubmit_filing(leader, filing_id, kept={"content": "样例"})
        filings.attach_paper(leader, filing_id, db.session.get_one(Filing, filing_id).area.package_items[0], PDF)
        kept = {"phone": "已改", "contact": "就是他", "papers": " "}
        again = filing_completion.resubmit_filing(leader, filing_id, kept=kept)
        assert [(one.field, one.reason) for one in again.returns[0].kept] == [("contact", "就是他")]
        assert again.times_submitted == 2


def test_completing_marked_fields_keeps_the_first_receipt(cast: Cast) -> None:
    filing_id, revision, form = returned(cast)
    late_moment = LAST_ON_TIME + 5 * HOUR
    filing = complete(cast, filing_id, revision, replace(form, phone="0512-80000002"), late_moment)
    assert (filing.status, filing.first_submitted_at, filing.submitted_at) == (
        FilingStatus.submitted,
        FILED,
        late_moment,
    )
    row = db.session.scalars(select(FilingAmendment)).one()
    assert (row.field, json.loads(row.old)["value"], json.loads(row.new)["value"]) == ("phone", "", "0512-80000002")
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
        filings.edit_filing(
            cast.actor("leader"), filing_id, revision, replace(form, phone="051280000001", **change(cast))
        )
    with then(moment), refused(Code.filing_reason_missing):
        filing_completion.resubmit_filing(cast.actor("leader"), filing_id)
    with then(moment):
        again = filing_completion.resubmit_filing(cast.actor("leader"), filing_id, late_reason="样例")
    assert again.first_submitted_at == moment


def test_what_changes_and_changes_back_starts_nothing_anew(cast: Cast) -> None:
    filing_id, revision, form = returned(cast)
    with then(FILED + 2 * HOUR):
        other = filings.edit_filing(cast.actor("leader"), filing_id, revision, replace(form, content="清淤"))
        revision = other.revision
    back = replace(form, phone="051280000001")
    assert complete(cast, filing_id, revision, back, LAST_ON_TIME + HOUR).first_submitted_at == FILED


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
        filings.amend_filing(cast.actor("guardian"), filing_id, revision, replace(form, phone="0512-80000002"))
    with then(FILED), raises(Conflict):
        filings.edit_filing(leader, filing_id, revision, replace(form, phone="0512-80000002"))
