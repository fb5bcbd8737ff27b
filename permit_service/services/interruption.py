"""Suspend a permit, evacuate a space, raise an alarm: what people do with one tap and the clock does when due.

Written once, for both. None of it can be refused for a reason other than legality and role.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from permit_service import journal
from permit_service.actor import CLOCK
from permit_service.facts_of.space import connected_to
from permit_service.journal import Stream
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.journal import StreamKind
from permit_service.models.presence import Entry, GuardianPost
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import space_evacuations
from permit_service.services.bumps import bump_live_permits, in_spaces
from permit_service.services.hand_overs import permits as hand_overs
from permit_service.services.locked_permit import Case
from workflows.site_facts import Attempt
from workflows.vocabulary import (
    Action,
    AlarmKind,
    Ending,
    EvacuationCause,
    PermitTrigger,
    Status,
    SuspendReason,
)
from workflows.watching import Told


@dataclass(frozen=True, slots=True)
class Evacuated:
    """What an evacuation found: the row, and who is still logged inside."""

    evacuation: Evacuation
    inside: tuple[Entry, ...]


def suspend(
    case: Case,
    reason: SuspendReason,
    *,
    since: datetime | None = None,
    ending: Ending | None = None,
    remark: str = "",
) -> None:
    """Move the permit to suspended; on one already suspended only the ending is recorded.

    The guardian's power to admit falls (site-rules 20). Raises RefusedError where it is not legal.
    """
    permit, at = case.permit, since or case.now
    if permit.status is not Status.suspended:
        clearance = case.ask(Action.permit_suspend, Attempt(ending=ending))
        case.write(
            Suspension(
                permit_id=permit.id,
                at=at,
                created_at=case.now,
                reason=reason,
                ending=ending,
                remark=remark,
                recorded_by_id=case.actor.user_id,
            )
        )
        case.fire(PermitTrigger.suspend, clearance, {"reason": reason, "since": at})
    if ending is not None and permit.ending is None:
        permit.ending = ending
        case.record("permit:ending", {"ending": ending})
        hand_overs.winds_up(case, permit)
    case.session.execute(
        update(GuardianPost)
        .where(GuardianPost.permit_id == permit.id, GuardianPost.ended_at.is_(None))
        .values(may_admit=False)
    )


def evacuate(
    session: Session,
    space_id: uuid.UUID,
    cause: EvacuationCause,
    *,
    permit_id: uuid.UUID | None,
    actor_id: uuid.UUID | None,
    now: datetime,
    since: datetime | None = None,
    remark: str = "",
    failed: Sequence[Told] = (),
) -> Evacuated:
    """Begin an evacuation of a space, with or without a permit; one already open for the same cause is returned.

    Entry shuts at once here and in connected spaces, because every live permit there is bumped and the gates read
    open evacuations (site-rules 22). The caller holds the space's lock; what it makes due on permits is the caller's to
    settle, else the clock's.
    """
    evacuation = session.scalar(
        select(Evacuation).where(
            Evacuation.space_id == space_id, Evacuation.cause == cause, Evacuation.lifted_at.is_(None)
        )
    )
    if evacuation is None:
        evacuation = Evacuation(
            space_id=space_id,
            permit_id=permit_id,
            cause=cause,
            at=since or now,
            created_at=now,
            remark=remark,
            failed=[dict(told) for told in failed],
            recorded_by_id=actor_id,
        )
        session.add(evacuation)
        session.flush()
        hand_overs.evacuation_begun(session, evacuation, now)
        bump_live_permits(session, in_spaces([space_id, *connected_to(session, space_id)]), now)
        streams = [Stream(StreamKind.space, space_id)]
        streams += [Stream(StreamKind.permit, permit_id)] if permit_id is not None else []
        told = {"evacuation_id": evacuation.id, "cause": cause, "since": evacuation.at}
        journal.append(session, tuple(streams), "space:evacuate", told, actor_id=actor_id, at=now)
    return Evacuated(evacuation, inside_of(session, space_id))


def lift(session: Session, row: Evacuation, *, actor_id: uuid.UUID | None, now: datetime, reason: str) -> None:
    """End an evacuation that may end: live permits here and in connected spaces are judged anew.

    The caller holds the space's lock, found that everybody is out, and journals it.
    """
    row.lifted_at, row.lifted_by_id, row.lift_reason = now, actor_id, reason
    row.all_out_at = row.all_out_at or now
    session.flush()
    if not space_evacuations.in_force(session, row.space_id):
        session.execute(
            update(Alarm)
            .where(Alarm.subject_id == row.space_id, Alarm.kind == AlarmKind.evacuation, Alarm.cleared_at.is_(None))
            .values(cleared_at=now)
        )
    bump_live_permits(session, in_spaces([row.space_id, *connected_to(session, row.space_id)]), now)


def alarm_space(session: Session, row: Evacuation, now: datetime) -> None:
    """The space itself alarms, once, where no permit does: nobody works there, or nothing was opened yet."""
    standing = select(Alarm.id).where(
        Alarm.space_id == row.space_id,
        Alarm.kind == AlarmKind.evacuation,
        or_(Alarm.cleared_at.is_(None), and_(Alarm.subject_id == row.space_id, Alarm.since == row.at)),
    )
    if session.scalar(standing.limit(1)) is not None:
        return
    space = session.get_one(ConfinedSpace, row.space_id)
    session.add(
        Alarm(
            kind=AlarmKind.evacuation,
            subject_id=space.id,
            space_id=space.id,
            area_path=session.get_one(Area, space.area_id).path,
            enterprise_id=space.enterprise_id,
            since=row.at,
            raised_at=now,
        )
    )


def reached_from(session: Session, space_id: uuid.UUID) -> list[uuid.UUID]:
    """The space, and every space that bad air may reach from it through one connected space after another."""
    found, new = {space_id}, [space_id]
    while new:
        new = [other for one in new for other in connected_to(session, one) if other not in found]
        found.update(new)
    return sorted(found)


def inside_of(session: Session, space_id: uuid.UUID) -> tuple[Entry, ...]:
    """Everyone logged inside a space, the longest first."""
    return tuple(
        session.scalars(select(Entry).where(Entry.space_id == space_id, Entry.out_at.is_(None)).order_by(Entry.in_at))
    )


def raise_alarm(case: Case, kind: AlarmKind, since: datetime, failed: Sequence[Told] = ()) -> bool:
    """One row per fault of this permit; True if this call raised it, False if it stood already."""
    permit = case.permit
    standing = case.session.scalar(
        select(Alarm.id).where(Alarm.subject_id == permit.id, Alarm.kind == kind, Alarm.since == since)
    )
    if standing is not None:
        return False
    case.write(
        Alarm(
            kind=kind,
            subject_id=permit.id,
            permit_id=permit.id,
            space_id=permit.space_id,
            job_id=permit.job_id,
            area_path=permit.area_path,
            enterprise_id=permit.enterprise_id,
            unit_id=permit.unit_id,
            since=since,
            failed=[dict(told) for told in failed],
            raised_at=case.now,
        )
    )
    case.record("alarm:raise", {"kind": kind, "since": since})
    return True


def clear_alarms(case: Case, standing: set[tuple[AlarmKind, datetime]]) -> None:
    """End the permit's open alarms whose fault no longer stands."""
    rows = case.session.scalars(select(Alarm).where(Alarm.subject_id == case.permit.id, Alarm.cleared_at.is_(None)))
    for alarm in rows:
        if (alarm.kind, alarm.since) not in standing:
            alarm.cleared_at = max(case.now, alarm.since)
            case.record("alarm:clear", {"kind": alarm.kind, "since": alarm.since})


def by_clock(case: Case) -> Case:
    """The same case with the clock as actor: what falls due happens by itself, whoever's write showed it."""
    return replace(case, actor=CLOCK)
