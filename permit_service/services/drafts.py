"""What a draft still lacks, and who may be named on it: shown beside the fields, refused only at submission."""

import uuid
from collections.abc import Mapping

from sqlalchemy.orm import Session

from permit_service import facts_of, wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Invalid, ProblemCode
from permit_service.facts_of import crew
from permit_service.facts_of.rules import rules_of
from permit_service.models.base import db
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMember
from permit_service.queries import scope
from permit_service.services.case import Case, on_permit
from workflows.gates import clear
from workflows.site_facts import Attempt
from workflows.verdict import Clearance
from workflows.vocabulary import Action, Part, Status


def draft_faults(actor: Actor, permit_id: uuid.UUID) -> Clearance:
    """What stands against submitting, every missing field included. Writes nothing. Raises NotFound."""
    session = db.session()
    permit = scope.permit(session, actor, permit_id, *facts_of.ABOVE)
    return clear(Action.permit_submit, facts_of.load(session, permit, actor), wallclock.now())


def member_faults(actor: Actor, permit_id: uuid.UUID) -> Mapping[uuid.UUID, Clearance]:
    """What is to be said of each person named, by person: warnings in a draft. Writes nothing. Raises NotFound."""
    session = db.session()
    permit = scope.permit(session, actor, permit_id, *facts_of.ABOVE)
    facts, now = facts_of.load(session, permit, actor), wallclock.now()
    named = {m.person_id: m.parts for m in permit.members if m.removed_at is None and m.person_id is not None}
    known = crew.standing_of(session, named, rules_of(permit.enterprise))
    return {
        person_id: clear(Action.assign, facts.trying(known.attempt(person_id, parts=parts)), now)
        for person_id, parts in named.items()
    }


def assign(
    actor: Actor, permit_id: uuid.UUID, revision: int, person_id: uuid.UUID, parts: frozenset[Part]
) -> Clearance:
    """Give one person these parts on a draft; no parts take them off. What the registers say of them is returned.

    In a draft that is a warning and stands beside the field; submission refuses it (site-rules 36). Raises Invalid
    (``person_id``: ``unknown``), Conflict ``stale``, RefusedError for who does not plan this permit, NotFound.
    """

    def act(case: Case) -> Clearance:
        permit = case.permit
        if permit.revision != revision or permit.status is not Status.draft:
            raise Conflict(ProblemCode.stale)
        person = case.session.get(Person, person_id)
        if person is None or person.left_at is not None or person.enterprise_id not in _firms(permit):
            raise Invalid({"person_id": "unknown"})
        clearance = case.ask(Action.assign, assignment(case.session, permit, person_id, parts))
        _put(permit, person_id, parts, case)
        case.record("permit:assign", {"person_id": person_id, "parts": sorted(parts)}, also=case.job_stream)
        return clearance

    return on_permit(actor, permit_id, act)


def assignment(session: Session, permit: Permit, person_id: uuid.UUID, parts: frozenset[Part]) -> Attempt:
    """Naming somebody, with what the registers say of them."""
    return crew.standing_of(session, [person_id], rules_of(permit.enterprise)).attempt(person_id, parts=parts)


def _firms(permit: Permit) -> frozenset[uuid.UUID]:
    return frozenset({permit.enterprise_id, permit.unit_id})


def _put(permit: Permit, person_id: uuid.UUID, parts: frozenset[Part], case: Case) -> None:
    row = next((member for member in permit.members if member.person_id == person_id), None)
    if row is not None and parts:
        row.parts = parts
    elif row is not None:
        permit.members.remove(row)
    elif parts:
        permit.members.append(PermitMember(person_id=person_id, parts=parts, added_at=case.now))
