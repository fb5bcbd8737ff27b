"""Where somebody passes: the space and the permit that a post, a permit or a plate stands for."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy import case as when

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.errors import Invalid, NotFound
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.queries.scope import scope_of
from permit_service.services import codes
from permit_service.services.codes import Read
from workflows.codes import Code
from workflows.mouth import code_refused
from workflows.verdict import Refusal
from workflows.vocabulary import Direction, Status

#: Permits on which somebody may pass, the likeliest first.
_PASSING = (Status.active, Status.suspended, Status.approved, Status.finished)
#: Only on these may an entry be asked for at all; elsewhere no permit is in force.
_IN_FORCE = (Status.active, Status.suspended, Status.approved)


@dataclass(frozen=True, slots=True)
class Place:
    """A space with the permit on which people pass, what was read of its plate, and why that is not believed."""

    space_id: uuid.UUID | None = None
    permit_id: uuid.UUID | None = None
    plate: Read[Plate] | None = None
    refusal: Refusal | None = None


def find(
    actor: Actor,
    post_id: uuid.UUID | None,
    permit_id: uuid.UUID | None,
    plate: str | None,
    direction: Direction,
) -> Place:
    """Read before the locks are taken, to know which. Raises Invalid for ``plate`` (``required``), NotFound."""
    if post_id is not None:
        permit_id = db.session.scalar(select(GuardianPost.permit_id).where(GuardianPost.id == post_id))
        if permit_id is None:
            raise NotFound
    if permit_id is not None:
        return Place(permit_id=permit_id)
    if not plate:
        raise Invalid({"plate": "required"})
    return _of_plate(actor, plate, direction)


def _of_plate(actor: Actor, text: str, direction: Direction) -> Place:
    session = db.session()
    read = codes.read_plate(session, text, wallclock.now())
    scope = scope_of(session, actor)
    if read.row is None:
        return Place(plate=read, refusal=read.refusal)
    space_id = session.scalar(select(ConfinedSpace.id).where(ConfinedSpace.id == read.row.space_id, scope.spaces()))
    if space_id is None:  # somebody else's plate is unknown here
        return Place(plate=read, refusal=code_refused(Code.code_unknown))
    statuses = _IN_FORCE if direction is Direction.in_ else _PASSING
    order = when({status: rank for rank, status in enumerate(_PASSING)}, value=Permit.status)
    permit_id = session.scalar(
        select(Permit.id)
        .where(Permit.space_id == space_id, Permit.status.in_(statuses), scope.permits())
        .order_by(_own_post_first(actor), order, Permit.window_start)
        .limit(1)
    )
    return Place(space_id, permit_id, read, read.refusal)


def _own_post_first(actor: Actor) -> ColumnElement[int]:
    """Orders the permits on which the account's own person holds the post before all others."""
    own = select(GuardianPost.permit_id).where(
        GuardianPost.guardian_id == actor.person_id, GuardianPost.ended_at.is_(None)
    )
    return when((Permit.id.in_(own), 0), else_=1)
