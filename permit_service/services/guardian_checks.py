"""监护确认: the guardian answers item by item, then signs; after an interruption some items anew (R61; O13 14)."""

import uuid
from collections.abc import Mapping

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.checks import GuardianCheck, GuardianCheckAnswer
from permit_service.models.choices import Answer, SignatureAct
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.on_site import on_site, person_of, require_part, sign, stamped
from permit_service.services.signing import Signer, as_signer
from workflows.kinds import GuardianCheckItem
from workflows.vocabulary import Action, Part


def answer(
    actor: Actor,
    permit_id: uuid.UUID,
    answers: Mapping[GuardianCheckItem, Answer],
    remarks: Mapping[GuardianCheckItem, str] | None = None,
) -> GuardianCheck:
    """Answer items; of repeated answers the latest counts, and the check waits to be signed (again).

    Raises Invalid (``answers``, ``remarks.ITEM``), Forbidden unless a named guardian asks, RefusedError, NotFound.
    """

    def act(case: Case) -> GuardianCheck:
        faults = Faults()
        faults.some("answers", answers)
        told = {item: faults.remark(f"remarks.{item}", remark) for item, remark in (remarks or {}).items()}
        faults.raise_any()
        guardian_id = person_of(case)
        require_part(case, guardian_id, Part.guardian)
        case.ask(Action.prepare)
        check = _latest(case) or case.write(GuardianCheck(**stamped(case), guardian_id=guardian_id))
        for item, given in answers.items():
            row = GuardianCheckAnswer(
                check_id=check.id, item=item, answer=given, at=case.now, remark=told.get(item, "")
            )
            case.session.add(row)
        case.session.flush()
        case.session.expire(check, ["answers"])
        case.record("guardian_check:answer", {"check_id": check.id, "answers": dict(answers)})
        return check

    return on_site(actor, permit_id, act)


def sign_check(actor: Actor, permit_id: uuid.UUID, signer: Signer, image: bytes | None = None) -> GuardianCheck:
    """A guardian signs the answers as they stand. What is unanswered or denied stays so to the gates.

    Raises Invalid for ``answers`` (``required``: nothing was answered), Forbidden unless the signer is a named
    guardian, RefusedError, NotFound.
    """

    def act(case: Case) -> GuardianCheck:
        require_part(case, signer.person_id, Part.guardian)
        signed = as_signer(case, signer)
        signed.ask(Action.prepare)
        check = _latest(case)
        if check is None:
            raise Invalid({"answers": "required"})
        check.signed_at = case.now
        statement = {
            "check_id": check.id,
            "answers": [[row.item, row.answer, row.at, row.remark] for row in check.answers],
        }
        sign(case, signer, SignatureAct.guardian_check, check.id, statement, Part.guardian, image)
        signed.record("guardian_check:sign", {"check_id": check.id, "guardian_id": signer.person_id})
        return check

    return on_site(actor, permit_id, act)


def _latest(case: Case) -> GuardianCheck | None:
    return facts_of.site.latest(case.session, GuardianCheck, case.permit)
