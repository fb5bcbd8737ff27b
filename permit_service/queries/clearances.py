"""Asking ``clear`` without doing anything: what would every gate of an action say now?"""

import uuid

from sqlalchemy.orm import Session

from permit_service import facts_of, wallclock
from permit_service.actor import Actor
from permit_service.facts_of import crew
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.queries import scope
from permit_service.services.drafts import assignment
from workflows.gates import clear
from workflows.site_facts import Attempt
from workflows.verdict import Clearance
from workflows.vocabulary import Action

_APPROVALS = frozenset({Action.permit_approve, Action.permit_owner_approve})


def clearance(
    session: Session, actor: Actor, permit_id: uuid.UUID, action: Action, person_id: uuid.UUID | None = None
) -> Clearance:
    """The clearance of ``action`` as the account would get it, for one person if told. Raises NotFound."""
    permit = scope.permit(session, actor, permit_id, *facts_of.ABOVE)
    facts = facts_of.load(session, permit, actor, _attempt(session, permit, actor, action, person_id))
    return clear(action, facts, wallclock.now())


def _attempt(session: Session, permit: Permit, actor: Actor, action: Action, person_id: uuid.UUID | None) -> Attempt:
    if person_id is not None:
        return assignment(session, permit, person_id, frozenset())
    if action not in _APPROVALS or actor.person_id is None:
        return facts_of.NOTHING_TRIED
    return Attempt(
        person_id=str(actor.person_id),
        is_principal=session.get_one(Person, actor.person_id).is_principal,
        delegation=crew.delegation_of(session, permit, actor.person_id),
    )
