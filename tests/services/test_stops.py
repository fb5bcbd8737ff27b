"""Stops: at once for those inside, on a space, a job or an enterprise, lifted at their own level or above."""

import uuid

import pytest
from at_work import AT_WORK, put_to_work
from outcomes import invalid, raises
from pieces import PLANNED
from plan_cast import Cast, then
from sqlalchemy import select

from permit_service import facts_of
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.base import db
from permit_service.models.choices import StopScope
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost
from permit_service.services import stops
from permit_service.services.stops import StopForm
from workflows.codes import Code
from workflows.gates import clear
from workflows.vocabulary import Action, EvacuationCause, Status, StopKind, SuspendReason

#: The officer taps a minute after somebody went in.
STOPPED = AT_WORK.replace(minute=AT_WORK.minute + 1)


def form(scope: StopScope, target_id: uuid.UUID, kind: StopKind = StopKind.pause, reason: str = "险情") -> StopForm:
    return StopForm(kind, scope, target_id, reason)


def target(cast: Cast, permit: Permit, scope: StopScope) -> uuid.UUID:
    reached = {StopScope.space: permit.space_id, StopScope.job: permit.job_id, StopScope.enterprise: cast.enterprise}
    return reached[scope]


@pytest.mark.parametrize("scope", StopScope)
def test_a_stop_calls_people_out_and_suspends_in_its_own_transaction(cast: Cast, scope: StopScope) -> None:
    permit = cast.approved_permit()
    permit_id, reached = permit.id, target(cast, permit, scope)
    put_to_work(cast, permit_id)
    with then(STOPPED):
        stop = stops.impose_stop(cast.actor("officer"), form(scope, reached))
    permit = db.session.get_one(Permit, permit_id)
    assert (permit.status, stop.since, stop.area_id) == (Status.suspended, STOPPED, cast.street)
    assert db.session.scalars(select(Suspension)).one().reason is SuspendReason.stop
    assert db.session.scalars(select(Evacuation)).one().cause is EvacuationCause.stop
    assert not db.session.scalars(select(GuardianPost)).one().may_admit
    refusals = clear(Action.enter, facts_of.load(db.session(), permit, cast.actor("guardian")), STOPPED).refusals
    assert Code.stop_in_force in {refusal.code for refusal in refusals}


def test_a_stop_on_work_not_begun_suspends_nothing_but_holds(cast: Cast) -> None:
    permit = cast.approved_permit()
    revision = permit.revision
    with then(PLANNED):
        stops.impose_stop(cast.actor("grid"), form(StopScope.job, permit.job_id))
    permit = db.session.scalars(select(Permit)).one()
    assert (permit.status, permit.revision > revision) == (Status.approved, True)
    refusals = clear(Action.check_in, facts_of.load(db.session(), permit, cast.actor("guardian")), PLANNED).refusals
    assert Code.stop_in_force in {refusal.code for refusal in refusals}


def test_who_may_stop_what(cast: Cast) -> None:
    permit = cast.approved_permit()
    job_id = permit.job_id
    with then(PLANNED), raises(Forbidden):
        stops.impose_stop(cast.actor("leader"), form(StopScope.job, job_id))
    with then(PLANNED), raises(NotFound):
        stops.impose_stop(cast.actor("other_officer"), form(StopScope.job, job_id))
    with then(PLANNED), raises(NotFound):
        stops.impose_stop(cast.actor("officer"), form(StopScope.space, uuid.uuid4()))
    with then(PLANNED), raises(Forbidden):
        stops.impose_stop(cast.actor("officer"), form(StopScope.job, job_id, StopKind.order))
    with then(PLANNED), invalid(reason="required"):
        stops.impose_stop(cast.actor("officer"), form(StopScope.job, job_id, reason=" "))
    with then(PLANNED), invalid(document="file_type"):
        stops.impose_stop(
            cast.actor("officer"), StopForm(StopKind.pause, StopScope.job, job_id, "样例", document=b"nothing")
        )


def test_a_stop_is_lifted_at_its_level_or_above(cast: Cast) -> None:
    job_id = cast.approved_permit().job_id
    with then(PLANNED):
        street_id = stops.impose_stop(cast.actor("officer"), form(StopScope.job, job_id)).id
        order_id = stops.impose_stop(cast.actor("district_officer"), form(StopScope.job, job_id, StopKind.order)).id
    with then(PLANNED), raises(Forbidden):
        stops.lift_stop(cast.actor("leader"), street_id, "样例")
    with then(PLANNED), raises(Forbidden):
        stops.lift_stop(cast.actor("officer"), order_id, "样例")
    with then(PLANNED), invalid(reason="required"):
        stops.lift_stop(cast.actor("officer"), street_id, "")
    with then(PLANNED):
        assert stops.lift_stop(cast.actor("district_officer"), street_id, "样例").lifted_at == PLANNED
        assert stops.lift_stop(cast.actor("district_officer"), order_id, "样例").lifted_at == PLANNED
    with then(PLANNED), raises(Conflict):
        stops.lift_stop(cast.actor("officer"), street_id, "样例")
    with then(PLANNED), raises(NotFound):
        stops.lift_stop(cast.actor("officer"), uuid.uuid4(), "样例")
