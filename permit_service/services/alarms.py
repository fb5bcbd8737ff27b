"""Alarms as people meet them: seen in their scope, acknowledged by name; ``settlement`` raises and ends them."""

import uuid

from sqlalchemy.orm import Session

from permit_service import journal, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.journal import Stream
from permit_service.models.alarms import Alarm
from permit_service.models.journal import StreamKind
from permit_service.queries.scope import find, scope_of


def acknowledge(actor: Actor, alarm_id: uuid.UUID) -> Alarm:
    """知悉: somebody has seen it; the alarm stands until its fault is over. A second time changes nothing.

    Raises NotFound.
    """

    def work(session: Session) -> Alarm:
        alarm = find(session, Alarm, alarm_id, scope_of(session, actor).alarms())
        if alarm.acknowledged_at is None:
            now = wallclock.now()
            alarm.acknowledged_at, alarm.acknowledged_by_id = now, actor.user_id
            told = {"alarm_id": alarm.id, "kind": alarm.kind}
            journal.append(session, _streams(alarm), "alarm:acknowledge", told, actor_id=actor.user_id, at=now)
        return alarm

    return unit_of_work.run(work)


def _streams(alarm: Alarm) -> tuple[Stream, ...]:
    if alarm.permit_id is not None:
        return (Stream(StreamKind.permit, alarm.permit_id),)
    if alarm.job_id is not None:
        return (Stream(StreamKind.job, alarm.job_id),)
    return (Stream(StreamKind.space, alarm.subject_id),)
