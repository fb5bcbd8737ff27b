"""书面委托: the principal lets somebody approve where poisoning or asphyxiation threatens (O13 7)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from permit_service.actor import Actor
from permit_service.errors import Forbidden
from permit_service.models.choices import SignatureAct
from permit_service.models.enterprises import Delegation
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.queries.scope import find
from permit_service.services.hand_overs import delegations as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, register_of
from permit_service.services.signing import SignIn, accountable, reauthenticate

#: What the principal's signature is bound to.
_SIGNED = ("enterprise_id", "principal_id", "delegate_id", "scope", "valid_from", "valid_until", "file_id")


@dataclass(frozen=True, slots=True)
class DelegationForm:
    """A delegation as written: to whom, for what, from when until when, and the signed paper."""

    delegate_id: uuid.UUID
    scope: str
    valid_from: datetime
    valid_until: datetime
    document: bytes | None = None


def write_delegation(actor: Actor, sign_in: SignIn, form: DelegationForm) -> Delegation:
    """Let a principal delegate the approval in writing, with an accountable signature on what it says.

    Raises Invalid (``delegate_id``: ``unknown``, ``same_person``; ``valid_until``: ``order``, ``past``; and what
    ``reauthenticate`` raises), Forbidden for everyone but a principal.
    """
    signer = reauthenticate(actor, sign_in)

    def work(desk: Desk) -> Delegation:
        principal = _principal(desk)
        scope = _checked(desk, principal, form)
        delegation = Delegation(
            enterprise_id=principal.enterprise_id,
            principal_id=principal.id,
            delegate_id=form.delegate_id,
            scope=scope,
            valid_from=form.valid_from,
            valid_until=form.valid_until,
            file_id=desk.keep_file(form.document, "document"),
            created_at=desk.now,
            created_by_id=desk.user_id,
        )
        desk.add(delegation)
        statement = {name: getattr(delegation, name) for name in _SIGNED}
        accountable(desk.session, signer, SignatureAct.delegate, delegation.id, statement, now=desk.now)
        desk.bump(Permit.enterprise_id == delegation.enterprise_id)
        _record(desk, delegation, "delegation:write")
        return delegation

    return at_desk(signer.actor, work)


def revoke_delegation(actor: Actor, delegation_id: uuid.UUID) -> Delegation:
    """End a delegation now; a second time does nothing. For its principal and the enterprise's keepers.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> Delegation:
        delegation = find(desk.session, Delegation, delegation_id, desk.scope.delegations())
        if actor.person_id != delegation.principal_id:
            desk.keep_enterprise(delegation.enterprise_id)
        if delegation.revoked_at is None:
            delegation.revoked_at = desk.now
            desk.bump(Permit.enterprise_id == delegation.enterprise_id)
            _record(desk, delegation, "delegation:revoke")
        return delegation

    return at_desk(actor, work)


def _principal(desk: Desk) -> Person:
    person = desk.session.get(Person, desk.actor.person_id) if desk.actor.person_id is not None else None
    if person is None or not person.is_principal:
        raise Forbidden
    return person


def _checked(desk: Desk, principal: Person, form: DelegationForm) -> str:
    """The scope as written. Raises Invalid."""
    delegate = desk.session.get(Person, form.delegate_id)
    faults = Faults()
    scope = faults.words("scope", form.scope)
    known = delegate is not None and delegate.enterprise_id == principal.enterprise_id and delegate.left_at is None
    faults.check(known, "delegate_id", "unknown")
    faults.check(form.delegate_id != principal.id, "delegate_id", "same_person")
    faults.check(form.valid_until > form.valid_from, "valid_until", "order")
    faults.check(form.valid_until > desk.now, "valid_until", "past")
    faults.raise_any()
    return scope


def _record(desk: Desk, delegation: Delegation, tag: str) -> None:
    payload = {"delegation_id": delegation.id, "delegate_id": delegation.delegate_id}
    desk.record(tag, payload, register_of(delegation.enterprise_id))
    hand_overs.changed(desk, delegation)
