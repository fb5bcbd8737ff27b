"""Stops (site-rules 31): 暂停要求 of a street, 责令停止作业 of a supervising department.

One brings out those inside and suspends the work at once, in the transaction that imposes it; it is lifted by the same
level or above.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from permit_service import journal, storage, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, NotFound, ProblemCode
from permit_service.journal import Stream
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.choices import StopScope
from permit_service.models.enterprises import Enterprise
from permit_service.models.journal import StreamKind
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import scope
from permit_service.services.bumps import bump_live_permits, of_enterprise
from permit_service.services.hand_overs import oversight as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.settlement import begun, settle_all
from workflows.vocabulary import Role, StopKind

T = TypeVar("T")

#: Who imposes which kind.
_OFFICERS = {
    StopKind.pause: frozenset({Role.street_officer, Role.grid_officer, Role.district_officer}),
    StopKind.order: frozenset({Role.district_officer}),
}
_STREAM = {StopScope.space: StreamKind.space, StopScope.job: StreamKind.job, StopScope.enterprise: StreamKind.register}


@dataclass(frozen=True, slots=True)
class StopForm:
    """What is stopped: a space, a job or all work of an enterprise, by its id; why; the notice as a file."""

    kind: StopKind
    scope: StopScope
    target_id: uuid.UUID
    reason: str
    document: bytes | None = None


def impose_stop(actor: Actor, form: StopForm) -> Stop:
    """Stop work now: those inside are called out, active permits suspended, nobody enters until it is lifted.

    Raises Invalid (``reason``, ``document``), Forbidden for whom the kind of stop or the place is not, NotFound.
    """

    def act(session: Session, permits: list[uuid.UUID]) -> Stop:
        now = wallclock.now()
        area = _authority(session, actor, form.kind, _place(session, actor, form))
        faults = Faults()
        reason = faults.words("reason", form.reason, longest=2000)
        faults.raise_any()
        if actor.user_id is None:
            raise Forbidden
        file_id = None
        if form.document is not None:
            file = storage.save(session, form.document, uploaded_by_id=actor.user_id, at=now, field="document")
            file_id = file.id
        stop = Stop(
            kind=form.kind,
            level=area.level,
            area_id=area.id,
            area_path=area.path,
            scope=form.scope,
            reason=reason,
            file_id=file_id,
            since=now,
            officer_id=actor.user_id,
            **{f"{form.scope}_id": form.target_id},
        )
        session.add(stop)
        session.flush()
        _tell(session, actor, stop, "impose")
        settle_all(session, permits, actor, now)
        return stop

    return _with_permits(_which(form.scope, form.target_id), act)


def lift_stop(actor: Actor, stop_id: uuid.UUID, reason: str) -> Stop:
    """Lift a stop, at the level that imposed it or above. Work goes on only after whatever it interrupted.

    Raises Invalid (``reason``), Conflict ``stale`` for one that is lifted, Forbidden, NotFound.
    """
    known = scope.stop(db.session(), actor, stop_id)
    target_id = known.space_id or known.job_id or known.enterprise_id
    if target_id is None:
        raise NotFound

    def act(session: Session, permits: list[uuid.UUID]) -> Stop:
        stop = session.get_one(Stop, stop_id, with_for_update=True)
        if not may_lift(session, actor, stop):
            raise Forbidden
        faults = Faults()
        told = faults.words("reason", reason, longest=2000)
        faults.raise_any()
        if stop.lifted_at is not None:
            raise Conflict(ProblemCode.stale)
        stop.lifted_at, stop.lifted_by_id, stop.lift_reason = wallclock.now(), actor.user_id, told
        _tell(session, actor, stop, "lift")
        return stop

    return _with_permits(_which(known.scope, target_id), act)


def _with_permits(which: ColumnElement[bool], act: Callable[[Session, list[uuid.UUID]], T]) -> T:
    """Run ``act`` with the locks of every permit under way that the stop reaches."""
    permits = begun(db.session(), which)
    return unit_of_work.run(lambda session: act(session, permits), permits=permits)


def _which(scope_: StopScope, target_id: uuid.UUID) -> ColumnElement[bool]:
    if scope_ is StopScope.space:
        return Permit.space_id == target_id
    if scope_ is StopScope.job:
        return Permit.job_id == target_id
    return of_enterprise(target_id)


def _place(session: Session, actor: Actor, form: StopForm) -> str:
    """Path of the area where the stopped thing is. Raises NotFound out of scope."""
    if form.scope is StopScope.job:
        return scope.job(session, actor, form.target_id).area_path
    find = scope.space if form.scope is StopScope.space else scope.enterprise
    thing: ConfinedSpace | Enterprise = find(session, actor, form.target_id)
    return session.get_one(Area, thing.area_id).path


def _authority(session: Session, actor: Actor, kind: StopKind, path: str) -> Area:
    """The area in whose name the officer acts: the nearest above the place. Raises Forbidden."""
    roles = _OFFICERS[kind]
    held = [g.area_id for g in actor.grants if g.area_id is not None and g.role in roles and g.area_id.hex in path]
    areas = session.scalars(select(Area).where(Area.id.in_(held))).all()
    if not areas:
        raise Forbidden
    return max(areas, key=lambda area: len(area.path))


def may_lift(session: Session, actor: Actor, stop: Stop) -> bool:
    """An officer of the area that imposed it, or of one above; an order only where orders are given."""
    try:
        _authority(session, actor, stop.kind, stop.area_path)
    except Forbidden:
        return False
    return True


def _tell(session: Session, actor: Actor, stop: Stop, done: str) -> None:
    target_id = stop.space_id or stop.job_id or stop.enterprise_id
    assert target_id is not None
    now = wallclock.now()
    bump_live_permits(session, _which(stop.scope, target_id), now)
    told = {"stop_id": stop.id, "kind": stop.kind, "scope": stop.scope, "target_id": target_id}
    streams = (Stream(_STREAM[stop.scope], target_id),)
    journal.append(session, streams, f"stop:{done}", told, actor_id=actor.user_id, at=now)
    hand_overs.stop_changed(session, stop, actor.user_id)
