"""进入确认: the leader signs on the evidence as it stands, and work begins or resumes (R35; G46 6.1)."""

import uuid

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Forbidden
from permit_service.models.checks import Confirmation, ContactCheck
from permit_service.models.choices import SignatureAct
from permit_service.models.interruptions import Suspension
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.interruption import inside_of
from permit_service.services.late import Offline, late_of, stamped_late
from permit_service.services.on_site import is_named, on_site, parts_of, person_of, require_under_way, sign, stamped
from permit_service.services.signing import Signer, as_signer
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, Part, PermitTrigger


def confirm(actor: Actor, permit_id: uuid.UUID, signer: Signer, image: bytes | None = None) -> Confirmation:
    """The leader signs; the permit becomes active, a suspension ends. Whoever holds the post keeps the power it has.

    The confirmation is bound to the gas series and the rest of the evidence of this moment. Raises RefusedError with
    everything that stands against it, Invalid (``signature``), NotFound.
    """

    def act(case: Case) -> Confirmation:
        signed = as_signer(case, signer)
        attempt = Attempt(person_id=str(signer.person_id))
        clearance = signed.ask(Action.permit_confirm, attempt)
        facts = signed.facts(attempt)
        assert facts.gas.latest is not None  # no confirmation without a series: R27
        row = case.write(
            Confirmation(
                **stamped(case),
                signer_id=signer.person_id,
                series_id=uuid.UUID(facts.gas.latest.id),
                bound=facts.binding,
            )
        )
        statement = {
            "confirmation_id": row.id,
            "document_sha256": case.permit.document_sha256,
            "series_id": row.series_id,
            "bound": facts.binding,
            "crew": sorted([member.person_id, sorted(member.parts)] for member in facts.crew),
        }
        sign(case, signer, SignatureAct.confirm, row.id, statement, Part.leader, image)
        _end_suspension(case)
        case.permit.confirmed_at = case.now
        signed.fire(PermitTrigger.confirm, clearance, {"confirmation_id": row.id, "series_id": row.series_id})
        return row

    return on_site(actor, permit_id, act, retry_unique=True)


def contact_check(
    actor: Actor,
    permit_id: uuid.UUID,
    *,
    answered: bool,
    person_id: uuid.UUID | None = None,
    remark: str = "",
    offline: Offline | None = None,
) -> ContactCheck:
    """A call to those inside, to one of them or (``person_id`` None) to all, answered or not (site-rules 37).

    ``offline``: made without network, told only now, by the phone whose guardian was at the mouth.

    Raises Invalid (``remark``; ``person_id``: ``unknown``, neither inside nor on the permit), Forbidden for an answer
    told by somebody who is not named on the permit, RefusedError on a permit that has ended, NotFound.
    """

    def act(case: Case) -> ContactCheck:
        require_under_way(case)
        faults = Faults()
        told = faults.remark("remark", remark)
        faults.check(person_id is None or _may_be_called(case, person_id), "person_id", "unknown")
        faults.raise_any()
        if answered and offline is None and not is_named(case):
            raise Forbidden
        row = case.write(
            ContactCheck(
                **stamped_late(case, None if offline is None else late_of(case, offline)),
                caller_id=person_of(case),
                person_id=person_id,
                answered=answered,
                remark=told,
            )
        )
        case.record("contact:check", {"check_id": row.id, "person_id": person_id, "answered": answered})
        return row

    return on_site(actor, permit_id, act)


def _may_be_called(case: Case, person_id: uuid.UUID) -> bool:
    inside = (entry.person_id for entry in inside_of(case.session, case.permit.space_id))
    return person_id in inside or bool(parts_of(case.permit, person_id))


def _end_suspension(case: Case) -> None:
    standing = select(Suspension).where(Suspension.permit_id == case.permit.id, Suspension.ended_at.is_(None))
    for suspension in case.session.scalars(standing):
        suspension.ended_at = case.now
