"""What falls due happens in the transaction that shows it: the clock's tick, or the write that made it so."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models.permits import Permit
from permit_service.services import interruption
from permit_service.services.locked_permit import Case
from workflows.deadlines import due, next_due
from workflows.facts import Facts
from workflows.vocabulary import LIVE_STATUSES, Action, PermitTrigger, Status
from workflows.watches import Due, DueKind

#: Expiry, evacuation, suspension and their alarms settle in two rounds; more would mean that one undoes another.
_ROUNDS = 4


_BEGUN = LIVE_STATUSES - {Status.draft}


def begun(session: Session, which: ColumnElement[bool]) -> list[uuid.UUID]:
    """The permits among ``which`` on which something may fall due, to be locked before it does."""
    return list(session.scalars(select(Permit.id).where(which, Permit.status.in_(_BEGUN)).order_by(Permit.id)))


def settle_all(session: Session, permit_ids: Collection[uuid.UUID], actor: Actor, now: datetime) -> None:
    """Settle locked permits at once instead of at the clock's next look.

    What one of them does may make something due on another: bad air goes from space to connected space. Each round
    reaches one space farther, so there are at most as many rounds as permits.
    """
    waiting = select(Permit).where(Permit.id.in_(permit_ids), Permit.next_due_at <= now).order_by(Permit.id)
    for _ in permit_ids:
        found = session.scalars(waiting).all()
        for permit in found:
            settle(Case(session, permit, actor, now))
        if not found:
            return


def settle(case: Case) -> Facts:
    """Ask ``due`` until it has nothing new to do; then note when the clock must look again. The facts as they are then.

    A use case whose answer needs them settles as its last act; ``on_permit`` does for all others.
    """
    clock = interruption.by_clock(case)
    for _ in range(_ROUNDS):
        facts = clock.facts()
        found = due(facts, clock.now)
        happened = [_happen(clock, one) for one in found]
        if not any(happened):
            alarms = {(one.alarm, one.since) for one in found if one.alarm is not None}
            interruption.clear_alarms(clock, alarms)
            case.permit.next_due_at = next_due(facts, clock.now)
            case.settled_at = case.permit.revision
            return facts
    raise RuntimeError(f"what falls due on permit {case.permit.id} does not settle")


def _happen(clock: Case, one: Due) -> bool:
    """Do one thing; True if it changed something."""
    if one.kind is DueKind.alarm:
        assert one.alarm is not None
        return interruption.raise_alarm(clock, one.alarm, one.since, one.failed)
    if one.kind is DueKind.evacuate:
        assert one.cause is not None
        interruption.evacuate(
            clock.session,
            clock.permit.space_id,
            one.cause,
            permit_id=clock.permit.id,
            actor_id=None,
            now=clock.now,
            since=one.since,
            failed=one.failed,
        )
    elif one.kind is DueKind.suspend:
        assert one.reason is not None
        interruption.suspend(clock, one.reason, since=one.since, ending=one.ending)
    else:
        clearance = clock.ask(Action.permit_expire)
        clock.permit.ended_at = clock.now
        clock.fire(PermitTrigger.expire, clearance)
    return True
