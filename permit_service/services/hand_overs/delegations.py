"""Hand-overs of the principal's approval to a delegate (O13 7)."""

from permit_service import outbox
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.enterprises import Delegation
from permit_service.outbox import Subject
from permit_service.services.hand_overs.telling import UseCase, sentence, tell


def changed(case: UseCase, delegation: Delegation) -> None:
    """The delegate hears that they may approve, and that they may not any more."""
    revoked = delegation.revoked_at is not None
    told = {
        "principal": delegation.principal.name,
        "scope": sentence(delegation.scope),
        "valid_from": delegation.valid_from,
        "valid_until": delegation.valid_until,
    }
    tell(
        case,
        MessageKind.delegation_revoked if revoked else MessageKind.delegation_written,
        Subject(MessageSubject.enterprise, delegation.enterprise_id),
        outbox.of_people(case.session, [delegation.delegate_id]),
        told,
    )
