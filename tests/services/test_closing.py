"""The end of a permit: everyone and every tool out, the mouth shut, the leader's signature (R46; site-rules 2, 5)."""

from datetime import datetime

import pytest
from pieces import WINDOW_END, at
from plan_cast import then
from site_cast import Site
from sqlalchemy import select

from permit_service import journal, unit_of_work
from permit_service.errors import Forbidden, Invalid, RefusedError
from permit_service.models.base import db
from permit_service.models.choices import SignatureAct
from permit_service.models.presence import Entry, GuardianPost, ToolWriteOff
from permit_service.models.signatures import Signature
from permit_service.services import clock, closing, evacuation, openings
from workflows.codes import Code
from workflows.kinds import ClosingKind
from workflows.vocabulary import Ending, EvacuationCause, Status


def codes(error: RefusedError) -> set[Code]:
    return {refusal.code for refusal in error.clearance.refusals}


def finish(site: Site, moment: datetime) -> None:
    with then(moment):
        closing.finish(site.cast.actor("guardian"), site.permit_id)


def shut(site: Site, moment: datetime, *, sign_set: bool = True) -> None:
    with then(moment):
        openings.close_opening(
            site.cast.actor("guardian"),
            site.permit_id,
            site.cast.opening,
            kind=ClosingKind.final,
            sign_set=sign_set,
        )


def close(site: Site, moment: datetime, who: str = "leader") -> None:
    with then(moment):
        closing.close(site.cast.actor(who), site.permit_id, site.signer(who))


def test_nobody_is_left_inside(active: Site) -> None:
    active.scan(at("09:52"), "entrant", tools=2)
    with pytest.raises(RefusedError) as caught:
        finish(active, at("10:00"))
    assert codes(caught.value) == {Code.people_inside, Code.tools_inside}
    assert (active.permit.status, active.permit.finished_at) == (Status.active, None)


def test_from_work_to_closed(active: Site) -> None:
    active.scan(at("09:52"), "entrant", tools=2)
    active.out(at("10:00"), "entrant", tools=2)
    finish(active, at("10:05"))
    with pytest.raises(RefusedError) as caught:
        close(active, at("10:06"))
    assert codes(caught.value) == {Code.opening_not_closed}
    shut(active, at("10:07"))
    with pytest.raises(RefusedError) as by_guardian:
        close(active, at("10:08"), "guardian")
    assert codes(by_guardian.value) == {Code.role_missing}
    close(active, at("10:09"))
    permit = active.permit
    assert (permit.status, permit.closed_at, permit.next_due_at) == (Status.closed, at("10:09"), None)
    assert active.post().ended_at == at("10:09")
    signature = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.close)).one()
    assert signature.signer_id == active.cast.people["leader"]
    with unit_of_work.snapshot() as session:
        assert journal.verify(session).breaks == ()


def test_without_its_sign_an_opening_is_not_closed(active: Site) -> None:
    finish(active, at("10:05"))
    shut(active, at("10:07"), sign_set=False)
    with pytest.raises(RefusedError) as caught:
        close(active, at("10:08"))
    assert codes(caught.value) == {Code.opening_not_closed}


def test_tools_left_inside_are_written_off_by_the_leader(active: Site) -> None:
    active.scan(at("09:52"), "entrant", tools=2)
    active.out(at("10:00"), "entrant", tools=1)
    with pytest.raises(RefusedError) as caught:
        finish(active, at("10:05"))
    assert codes(caught.value) == {Code.tools_inside}
    leader = active.cast.actor("leader")
    with then(at("10:06")):
        with pytest.raises(Forbidden):
            evacuation.write_off_tools(
                active.cast.actor("guardian"), active.permit_id, active.signer("guardian"), 1, "样例"
            )
        for tools, reason, field in ((2, "样例", "tools"), (0, "样例", "tools"), (1, " ", "reason")):
            with pytest.raises(Invalid) as bad:
                evacuation.write_off_tools(leader, active.permit_id, active.signer("leader"), tools, reason)
            assert field in bad.value.fields
        evacuation.write_off_tools(leader, active.permit_id, active.signer("leader"), 1, "样例：卡在管中")
    finish(active, at("10:07"))
    assert db.session.scalars(select(ToolWriteOff.tools)).one() == 1


def test_a_permit_that_expires_with_two_inside(active: Site) -> None:
    """Both are brought out and recorded, then it is closed with its reason (site-rules 5)."""
    active.scan(at("09:52"), "entrant")
    active.scan(at("09:53"), "entrant_2")
    with then(WINDOW_END):
        clock.tick()
    permit = active.permit
    assert (permit.status, permit.ending) == (Status.suspended, Ending.expired)
    causes = set(db.session.scalars(select(evacuation.Evacuation.cause)))
    assert EvacuationCause.expired in causes or EvacuationCause.gas_value_late in causes
    active.out(at("17:35"), "entrant", by="leader")
    active.out(at("17:36"), "entrant_2", by="leader")
    with pytest.raises(RefusedError) as again:
        active.confirm(at("17:37"))
    assert {Code.permit_ending, Code.window_ended} <= codes(again.value)
    finish(active, at("17:40"))
    shut(active, at("17:41"))
    close(active, at("17:42"))
    assert (active.permit.status, active.permit.ending) == (Status.closed, Ending.expired)
    assert db.session.scalars(select(Entry).where(Entry.out_at.is_(None))).all() == []
    assert db.session.scalars(select(GuardianPost).where(GuardianPost.ended_at.is_(None))).all() == []
