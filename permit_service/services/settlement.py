"""What falls due happens in the transaction that shows it: the clock's tick, or the write that made it so."""

from permit_service.services import interruption
from permit_service.services.locked_permit import Case
from workflows.deadlines import Due, DueKind, due, next_due
from workflows.vocabulary import Action, PermitTrigger

#: Expiry, evacuation, suspension and their alarms settle in two rounds; more would mean that one undoes another.
_ROUNDS = 4


def settle(case: Case) -> None:
    """Ask ``due`` until it has nothing new to do; then note when the clock must look again."""
    clock = interruption.by_clock(case)
    for _ in range(_ROUNDS):
        facts = clock.facts()
        found = due(facts, clock.now)
        happened = [_happen(clock, one) for one in found]
        if not any(happened):
            alarms = {(one.alarm, one.since) for one in found if one.alarm is not None}
            interruption.clear_alarms(clock, alarms)
            case.permit.next_due_at = next_due(facts, clock.now)
            return
    raise RuntimeError(f"what falls due on permit {case.permit.id} does not settle")


def _happen(clock: Case, one: Due) -> bool:
    """Do one thing; True if it changed something."""
    if one.kind is DueKind.alarm:
        assert one.alarm is not None
        return interruption.raise_alarm(clock, one.alarm, one.since)
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
        )
    elif one.kind is DueKind.suspend:
        assert one.reason is not None
        interruption.suspend(clock, one.reason, since=one.since, ending=one.ending)
    else:
        clearance = clock.ask(Action.permit_expire)
        clock.permit.ended_at = clock.now
        clock.fire(PermitTrigger.expire, clearance)
    return True
