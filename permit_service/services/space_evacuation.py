"""撤离 of a space by itself: shut with one tap whether or not anything was permitted there, opened again with a reason.

Somebody went in unasked, work goes on that nobody filed, or a detector alarms where nobody works.
"""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import journal, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Forbidden, NotFound
from permit_service.journal import Stream
from permit_service.models.base import db
from permit_service.models.interruptions import Evacuation
from permit_service.models.journal import StreamKind
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import space_evacuations
from permit_service.queries.scope import find, scope_of
from permit_service.services import interruption
from permit_service.services.evacuation import reach_of, remark_told
from permit_service.services.inputs import Faults
from permit_service.services.settlement import settle_all
from workflows import space_evacuation as rules
from workflows.space_evacuation import LiftFault
from workflows.vocabulary import EvacuationCause


def evacuate_space(
    actor: Actor, space_id: uuid.UUID, cause: EvacuationCause = EvacuationCause.ordered, remark: str = ""
) -> interruption.Evacuated:
    """紧急撤离 of a space by anybody who may know of it (G46 6.2.5).

    Active work there, and in connected spaces if it is the air, is suspended at once. Raises Invalid for ``remark``,
    NotFound.
    """
    told = remark_told(remark)
    reach = reach_of(space_id)

    def work(session: Session) -> interruption.Evacuated:
        now = wallclock.now()
        find(session, ConfinedSpace, space_id, scope_of(session, actor).spaces())
        done = interruption.evacuate(
            session, space_id, cause, permit_id=None, actor_id=actor.user_id, now=now, remark=told
        )
        settle_all(session, reach.permits, actor, now)
        interruption.alarm_space(session, done.evacuation, now)
        return done

    return unit_of_work.run(work, spaces=reach.spaces, permits=reach.permits)


def lift_space(actor: Actor, evacuation_id: uuid.UUID, reason: str) -> Evacuation:
    """Whoever keeps the space's ledger ends an evacuation while no work is under way there, telling why it is safe.

    Raises Invalid (``reason``; ``evacuation_id`` as ``workflows.space_evacuation.fault``), Forbidden, NotFound.
    """
    space_id = db.session.scalar(select(Evacuation.space_id).where(Evacuation.id == evacuation_id))
    if space_id is None:
        raise NotFound

    def work(session: Session) -> Evacuation:
        now = wallclock.now()
        space = find(session, ConfinedSpace, space_id, scope_of(session, actor).spaces())
        if not may_lift(actor, space):
            raise Forbidden
        row = session.get_one(Evacuation, evacuation_id)
        faults = Faults()
        told = faults.words("reason", reason)
        against = lift_fault(session, row)
        if against is not None:
            faults.add("evacuation_id", against)
        faults.raise_any()
        interruption.lift(session, row, actor_id=actor.user_id, now=now, reason=told)
        stream, payload = Stream(StreamKind.space, space_id), {"evacuation_id": row.id}
        journal.append(session, (stream,), "space:lift_evacuation", payload, actor_id=actor.user_id, at=now)
        return row

    return unit_of_work.run(work, spaces=(space_id,))


def may_lift(actor: Actor, space: ConfinedSpace) -> bool:
    """Whether an account ends evacuations for the enterprise whose space it is."""
    return any(space.enterprise_id in actor.enterprises_as(role) for role in rules.LIFTERS)


def lift_fault(session: Session, row: Evacuation) -> LiftFault | None:
    """What stands against ending this evacuation without a permit now; None = nothing."""
    return rules.fault(
        rules.Found(
            lifted=row.lifted_at is not None,
            work_under_way=bool(space_evacuations.works_in(session, (row.space_id,))),
            inside=len(interruption.inside_of(session, row.space_id)),
            headcount_differs=bool(space_evacuations.differing_counts(session, row.space_id)),
        )
    )
