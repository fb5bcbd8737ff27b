"""How a permit ends before its work is done: directly while nothing was opened, else by winding up."""

import uuid
from collections.abc import Callable

import pytest
from at_work import open_space
from heard import kinds
from outcomes import invalid, refused
from pieces import PLANNED
from plan_cast import Cast, then
from sqlalchemy import select

from permit_service.models.base import db
from permit_service.models.choices import MessageKind
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.permits import Permit
from permit_service.services import endings, permits
from workflows.codes import Code
from workflows.vocabulary import Ending, Status


def test_rejection_is_final(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    with then(PLANNED):
        permit = endings.reject(cast.actor("principal"), permit_id, cast.pin("principal"), "样例：不同意")
    assert (permit.status, permit.ended_at, permit.end_reason) == (Status.rejected, PLANNED, "样例：不同意")
    with then(PLANNED), refused(Code.move_illegal):
        permits.consent(cast.actor("leader"), permit_id, cast.pin("leader"))


def test_a_draft_is_cancelled_without_a_signature_what_was_submitted_is_not(cast: Cast) -> None:
    draft_id = cast.draft_permit().id
    with then(PLANNED):
        assert endings.cancel(cast.actor("manager"), draft_id, "样例").status is Status.cancelled
    permit_id = cast.submitted_permit().id
    with then(PLANNED), invalid(pin="required"):
        endings.cancel(cast.actor("leader"), permit_id, "样例")
    with then(PLANNED), refused(Code.role_missing):
        endings.cancel(cast.actor("principal"), permit_id, "样例", cast.pin("principal"))
    with then(PLANNED):
        cancelled = endings.cancel(cast.actor("leader"), permit_id, "样例", cast.pin("leader"))
    assert (cancelled.status, cancelled.ended_at) == (Status.cancelled, PLANNED)


def test_revoked_from_approved(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    principal, pin = cast.actor("principal"), cast.pin("principal")
    with then(PLANNED), refused(Code.move_illegal):
        endings.revoke(principal, permit_id, pin, "样例")
    with then(PLANNED):
        cast.sign_all(permit_id)
    with then(PLANNED), refused(Code.role_missing):
        endings.revoke(cast.actor("guardian"), permit_id, cast.pin("guardian"), "样例")
    with then(PLANNED):
        assert endings.revoke(principal, permit_id, pin, "样例").status is Status.revoked


def _revoked(cast: Cast, permit_id: uuid.UUID) -> Permit:
    return endings.revoke(cast.actor("principal"), permit_id, cast.pin("principal"), "样例：险情")


def _cancelled(cast: Cast, permit_id: uuid.UUID) -> Permit:
    return endings.cancel(cast.actor("leader"), permit_id, "样例：险情", cast.pin("leader"))


@pytest.mark.parametrize(("end", "ending"), [(_revoked, Ending.revoked), (_cancelled, Ending.cancelled)])
def test_once_opened_it_is_suspended_with_its_ending_and_people_are_called_out(
    cast: Cast, end: Callable[[Cast, uuid.UUID], Permit], ending: Ending
) -> None:
    permit = cast.approved_permit()
    permit_id = permit.id
    open_space(cast, permit_id, inside="entrant")
    with then(PLANNED):
        ended = end(cast, permit_id)
    assert (ended.status, ended.ending, ended.ended_at) == (Status.suspended, ending, None)
    assert db.session.scalars(select(Suspension)).one().ending is ending
    assert db.session.scalars(select(Evacuation)).one().space_id == cast.space
    with then(PLANNED), refused(Code.move_illegal):
        end(cast, permit_id)
    assert MessageKind(f"permit_{ending}") in kinds(cast, "guardian")
