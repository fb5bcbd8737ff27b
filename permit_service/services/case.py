"""One permit under its locks: facts read there, ``clear`` asked there, evidence written there, ``due`` settled there.

Every use case that judges or adds evidence runs inside :func:`on_permit`: the space's row is locked, then the
permit's; what it did is journalled and bumps the permit's revision; whatever that makes due happens in the same
transaction (design §7).
"""

import uuid
from collections.abc import Callable, Collection
from typing import TypeVar

from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.facts_of import ABOVE
from permit_service.models.permits import Permit
from permit_service.queries.scope import find, scope_of
from permit_service.services.locked_permit import Case
from permit_service.services.settlement import settle

__all__ = ["Case", "on_permit"]

T = TypeVar("T")


def on_permit(
    actor: Actor,
    permit_id: uuid.UUID,
    act: Callable[[Case], T],
    *,
    spaces: Collection[uuid.UUID] = (),
    permits: Collection[uuid.UUID] = (),
    retry_unique: bool = False,
) -> T:
    """Run ``act`` on one permit under its locks, settle what falls due, commit.

    ``spaces`` and ``permits`` name further rows to lock (connected spaces, a linked permit). Raises NotFound where the
    account may not know of the permit, and whatever ``act`` raises: then nothing is written.
    """

    def work(session: Session) -> T:
        permit = find(session, Permit, permit_id, scope_of(session, actor).permits(), *ABOVE)
        case = Case(session, permit, actor, wallclock.now())
        result = act(case)
        if case.settled_at != permit.revision:
            settle(case)
        return result

    return unit_of_work.run(work, spaces=spaces, permits=(permit_id, *permits), retry_unique=retry_unique)
