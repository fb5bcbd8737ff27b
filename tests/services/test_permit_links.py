"""Night work, links between permits of one space, differences from the last such permit."""

from dataclasses import replace
from datetime import timedelta

from heard import kinds
from outcomes import invalid, raises, refused
from pieces import PLANNED, WINDOW_START
from plan_cast import Cast, then
from sqlalchemy import select

from permit_service.errors import Conflict, Forbidden
from permit_service.models.base import db
from permit_service.models.changes import PermitLink
from permit_service.models.choices import MessageKind, SignatureAct
from permit_service.models.journal import JournalRow
from permit_service.models.permits import Permit
from permit_service.services import documents, links, permits
from workflows.codes import Code

HOUR = timedelta(hours=1)


def night(cast: Cast) -> Permit:
    return cast.submitted_permit(
        cast.job_form(window_start=WINDOW_START + 12 * HOUR, window_end=WINDOW_START + 20 * HOUR)
    )


def test_night_work_takes_one_more_approval_by_another_hand(cast: Cast) -> None:
    permit_id = night(cast).id
    for who, code in (
        ("leader", Code.night_approver_involved),
        ("guardian", Code.role_missing),
        ("officer", Code.role_missing),
    ):
        with then(PLANNED), refused(code):
            permits.extra_approve(cast.actor(who), permit_id, cast.pin(who))
    with then(PLANNED):
        permit = permits.extra_approve(cast.actor("manager"), permit_id, cast.pin("manager"))
    with then(PLANNED):
        cast.sign_all(permit_id)
    assert MessageKind.extra_approval_wanted not in kinds(cast, "deputy"), "it is given already"
    assert SignatureAct.extra_approve in cast.signatures_on(permit.id)
    assert "permit:extra_approve" in set(db.session.scalars(select(JournalRow.tag)))
    with then(PLANNED), refused(Code.already_signed):
        permits.extra_approve(cast.actor("deputy"), permit_id, cast.pin("deputy"))


def test_day_work_waits_for_no_extra_approval(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    with then(PLANNED), refused(Code.night_approval_needless):
        permits.extra_approve(cast.actor("manager"), permit_id, cast.pin("manager"))


def test_a_link_counts_once_both_approvers_signed_and_falls_with_a_document(cast: Cast) -> None:
    one, two = cast.submitted_permit().id, cast.submitted_permit(cast.deputised_form()).id
    draft = cast.draft_permit().id
    leader = cast.actor("leader")
    with then(PLANNED), invalid(arrangement="required"):
        links.propose_link(leader, one, two, " ")
    with then(PLANNED), invalid(other_id="not_submitted"):
        links.propose_link(leader, one, draft, "样例：错时")
    with then(PLANNED), invalid(other_id="other_space"):
        links.propose_link(leader, one, one, "样例：错时")
    with then(PLANNED), raises(Conflict):
        links.propose_link(leader, draft, one, "样例：错时")
    with then(PLANNED):
        link_id = links.propose_link(leader, one, two, "样例：错时").id
    with then(PLANNED), invalid(other_id="taken"):
        links.propose_link(leader, two, one, "样例：错时")
    with then(PLANNED), raises(Forbidden):
        links.sign_link(leader, link_id, cast.pin("leader"))
    with then(PLANNED):
        assert links.sign_link(leader, link_id, cast.pin("principal")).completed_at is None
    with then(PLANNED), raises(Conflict):
        links.sign_link(leader, link_id, cast.pin("principal"))
    with then(PLANNED):
        assert links.sign_link(leader, link_id, cast.pin("deputy")).completed_at == PLANNED
        assert all(db.session.get_one(Permit, p).linked for p in (one, two))
        assert MessageKind.link_wanted in kinds(cast, "deputy")
        assert MessageKind.link_signed in kinds(cast, "guardian")
        permits.withdraw(leader, two)
    assert not any(db.session.get_one(Permit, p).linked for p in (one, two))
    assert db.session.scalars(select(PermitLink)).all() == []


def test_differences_from_the_last_such_permit_are_told_by_field(cast: Cast) -> None:
    cast.approved_permit()
    changed = replace(cast.job_form(), content="更换阀门", members=cast.deputised_form().members)
    permit_id = cast.submitted_permit(changed).id
    told = documents.document_diff(cast.actor("principal"), permit_id)
    assert told.previous is not None
    found = {one.field: (one.old, one.new) for one in told.differences}
    assert found["content"] == ("更换流量计", "更换阀门")
    assert found["crew.approver"] == (["样例principal"], ["样例deputy"])
    assert "crew.leader" not in found


def test_the_first_such_permit_has_nothing_to_differ_from(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    assert documents.document_diff(cast.actor("principal"), permit_id).previous is None
