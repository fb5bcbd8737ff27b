"""Crew changes: signed beside the intact permit, heard by those added, named to the street; then they count."""

import uuid
from io import BytesIO

from at_work import open_space
from heard import kinds
from outcomes import invalid, raises, refused
from pieces import PLANNED
from PIL import Image
from plan_cast import FILED, Cast, then
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import facts_of, unit_of_work
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.base import db
from permit_service.models.changes import CrewChange
from permit_service.models.choices import MessageKind
from permit_service.models.filings import Filing, FilingAmendment
from permit_service.models.permits import Permit
from permit_service.models.preparation import Briefing
from permit_service.services import briefings, crew_changes
from permit_service.services.briefings import ListenForm
from permit_service.services.job_forms import MemberForm
from workflows.codes import Code
from workflows.vocabulary import Part


def drawing() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return out.getvalue()


def swap(cast: Cast) -> list[MemberForm]:
    """The reserve goes in place of the second entrant."""
    return [cast.member("entrant_2"), cast.member("reserve", Part.entrant)]


def on_permit(cast: Cast) -> set[str]:
    db.session.rollback()
    permit = db.session.scalars(select(Permit)).one()
    names = {person_id: name for name, person_id in cast.people.items()}
    return {names[m.person_id] for m in permit.members if m.removed_at is None and m.person_id is not None}


def brief(cast: Cast, permit_id: uuid.UUID, *, late: bool) -> uuid.UUID:
    """A briefing that the leader has signed."""
    row_id = uuid.uuid4()

    def work(session: Session) -> None:
        session.add(
            Briefing(
                id=row_id,
                permit_id=permit_id,
                at=PLANNED,
                created_at=PLANNED,
                recorded_by_id=cast.users["leader"],
                leader_id=cast.people["leader"],
                signed_at=PLANNED,
                late=late,
            )
        )

    unit_of_work.run(work)
    return row_id


def proposed(cast: Cast, permit_id: uuid.UUID) -> uuid.UUID:
    with then(FILED):
        return crew_changes.propose_change(cast.actor("leader"), permit_id, swap(cast), "样例：请病假").id


def test_before_the_briefing_the_leaders_signature_completes_it(cast: Cast) -> None:
    permit = cast.approved_permit()
    permit_id, document = permit.id, permit.document
    change_id = proposed(cast, permit_id)
    assert "reserve" not in on_permit(cast)
    assert kinds(cast, "leader")[-1] is MessageKind.permit_approved, "who proposes it and is to sign it knows"
    pending = facts_of.load(db.session(), db.session.get_one(Permit, permit_id), cast.actor("leader")).crew
    assert [m.person_id for m in pending if m.added_unsigned] == [str(cast.people["reserve"])]
    with then(FILED):
        change = crew_changes.sign_change(cast.actor("guardian"), change_id, cast.pin("leader"))
        assert (change.completed_at, change.approver_notified_at) == (FILED, FILED)
    assert {"reserve", "entrant"} <= on_permit(cast)
    assert "entrant_2" not in on_permit(cast)
    assert db.session.get_one(Permit, permit_id).document == document
    assert MessageKind.crew_change_signed in kinds(cast, "principal"), "AQ 5.6.4: the approver is told"
    assert MessageKind.crew_changed in kinds(cast, "guardian")


def test_the_filing_is_amended_before_the_streets_eyes(cast: Cast) -> None:
    form = cast.job_form(members=tuple(m for m in cast.job_form().members if not m.reserve))
    filing_id = cast.filed_job(form).id
    change_id = proposed(cast, db.session.scalars(select(Permit.id)).one())
    with then(FILED):
        crew_changes.sign_change(cast.actor("leader"), change_id, cast.pin("leader"))
    filing = db.session.get_one(Filing, filing_id)
    assert cast.people["reserve"] in {member.person_id for member in filing.members}
    assert [row.field for row in db.session.scalars(select(FilingAmendment))] == ["members"]
    assert filing.first_submitted_at == FILED


def test_after_the_briefing_whoever_is_added_hears_it_first(cast: Cast) -> None:
    permit_id = cast.approved_permit().id
    brief(cast, permit_id, late=False)
    change_id = proposed(cast, permit_id)
    with then(FILED):
        assert crew_changes.sign_change(cast.actor("leader"), change_id, cast.pin("leader")).completed_at is None
    assert "reserve" not in on_permit(cast)
    late_id = brief(cast, permit_id, late=True)
    with then(FILED):
        briefings.listen(cast.actor("leader"), late_id, ListenForm(cast.people["reserve"], image=drawing()))
    assert db.session.get_one(CrewChange, change_id).completed_at == FILED
    assert "reserve" in on_permit(cast)


def test_what_cannot_be_proposed(cast: Cast) -> None:
    permit_id = cast.approved_permit().id
    leader = cast.actor("leader")

    def propose(*items: MemberForm, reason: str = "样例") -> None:
        crew_changes.propose_change(leader, permit_id, items, reason)

    with then(FILED), invalid(items="required", reason="required"):
        propose(reason="")
    with then(FILED), invalid(members__0__person_id="unknown"):
        propose(cast.member("reserve"))
    with then(FILED), invalid(members__0__person_id="unknown"):
        propose(cast.member("s_leader", Part.entrant))
    with then(FILED), invalid(items="part_missing"):
        propose(cast.member("guardian"))
    with then(FILED), refused(Code.training_missing):
        propose(cast.member("untrained", Part.entrant))
    with then(FILED), refused(Code.guardian_is_entrant):
        propose(cast.member("guardian", Part.guardian, Part.tester, Part.entrant))
    with then(FILED), refused(Code.role_missing):
        crew_changes.propose_change(cast.actor("guardian"), permit_id, swap(cast), "样例")
    with then(FILED), raises(NotFound):
        crew_changes.propose_change(cast.actor("s_leader"), permit_id, swap(cast), "样例")
    proposed(cast, permit_id)
    with then(FILED), invalid(items="change_open"):
        propose(cast.member("rescuer", Part.rescuer))


def test_nobody_inside_is_taken_off(cast: Cast) -> None:
    permit_id = cast.approved_permit().id
    open_space(cast, permit_id, inside="entrant_2")
    with then(FILED), invalid(members__0__person_id="inside"):
        crew_changes.propose_change(cast.actor("leader"), permit_id, swap(cast), "样例")


def test_a_draft_is_edited_not_changed(cast: Cast) -> None:
    permit_id = cast.draft_permit().id
    with then(FILED), raises(Conflict):
        crew_changes.propose_change(cast.actor("leader"), permit_id, swap(cast), "样例")


def test_who_signs_a_change(cast: Cast) -> None:
    permit_id = cast.approved_permit().id
    change_id = proposed(cast, permit_id)
    with then(FILED), raises(Forbidden):
        crew_changes.sign_change(cast.actor("principal"), change_id, cast.pin("principal"))
    with then(FILED), raises(NotFound):
        crew_changes.sign_change(cast.actor("leader"), uuid.uuid4(), cast.pin("leader"))
    with then(FILED):
        crew_changes.sign_change(cast.actor("leader"), change_id, cast.pin("leader"))
    with then(FILED), raises(Conflict):
        crew_changes.sign_change(cast.actor("leader"), change_id, cast.pin("leader"))


def test_another_leader_is_signed_for_by_the_approver(cast: Cast) -> None:
    permit_id = cast.approved_permit().id
    items = [cast.member("leader"), cast.member("guardian_2", Part.leader)]
    with then(FILED):
        change_id = crew_changes.propose_change(cast.actor("manager"), permit_id, items, "样例").id
    with then(FILED), raises(Forbidden):
        crew_changes.sign_change(cast.actor("leader"), change_id, cast.pin("leader"))
    with then(FILED):
        signed = crew_changes.sign_change(cast.actor("principal"), change_id, cast.pin("principal"))
        assert signed.completed_at == FILED


def test_given_up_it_never_counts(cast: Cast) -> None:
    permit_id = cast.approved_permit().id
    change_id = proposed(cast, permit_id)
    with then(FILED):
        crew_changes.abandon_change(cast.actor("leader"), change_id)
    with then(FILED), raises(Conflict):
        crew_changes.sign_change(cast.actor("leader"), change_id, cast.pin("leader"))
    with then(FILED), raises(Conflict):
        crew_changes.abandon_change(cast.actor("leader"), change_id)
    assert "entrant_2" in on_permit(cast)
