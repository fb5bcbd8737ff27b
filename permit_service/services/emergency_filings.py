"""抢修 (site-rules 30): the principal signs for it at any hour, the street looks into it the next working day."""

import uuid

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, ProblemCode
from permit_service.models.choices import SignatureAct
from permit_service.models.filings import Filing
from permit_service.models.people import Person
from permit_service.services import signing
from permit_service.services.filing_case import FilingCase, on_filing
from permit_service.services.filing_forms import checked_reason
from permit_service.services.filings import ENDED
from permit_service.services.hand_overs import filings as hand_overs
from permit_service.services.signing import SignIn, Signing
from workflows.kinds import EmergencyCategory
from workflows.vocabulary import Action, AlarmKind


def declare_emergency(
    actor: Actor,
    filing_id: uuid.UUID,
    sign_in: SignIn,
    category: EmergencyCategory,
    reason: str,
    image: bytes | None = None,
) -> Filing:
    """抢修: the principal signs in person; lead time and street training are deferred, the duty phones alarmed.

    Raises RefusedError where the street switched the path off, Invalid (``reason``, PIN), Forbidden for all but the
    principal, Conflict ``stale`` for a filing that ended, NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: FilingCase) -> Filing:
        filing, told = case.filing, checked_reason("reason", reason)
        person = case.of_job.session.get_one(Person, signer.person_id)
        if not person.is_principal or person.enterprise_id != filing.enterprise_id:
            raise Forbidden
        if filing.status in ENDED:
            raise Conflict(ProblemCode.stale)
        own = case.signed_by(signer)
        statement = {"number": filing.number, "category": category, "start_at": filing.start_at}
        how = Signing(opinion=told, image=image)
        signing.accountable(
            case.of_job.session, signer, SignatureAct.emergency, filing.id, statement, now=case.now, how=how
        )
        filing.emergency_category, filing.emergency_reason = category, told
        filing.emergency_signed_at, filing.emergency_signer_id = case.now, signer.person_id
        own.of_job.require(Action.filing_submit, {"lateness_explained"})
        own.record("filing:emergency", {"category": category, "signer_id": signer.person_id})
        own.raise_alarm(AlarmKind.emergency_filed, case.now)
        hand_overs.emergency_declared(own.of_job, filing)
        return filing

    return on_filing(actor, filing_id, act)


def review_emergency(actor: Actor, filing_id: uuid.UUID) -> Filing:
    """An officer has looked into an emergency filing; its alarm ends.

    Raises Conflict ``stale`` for a filing that is none, Forbidden, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        filing = case.filing
        case.of_job.require_role(Action.filing_return)
        if filing.emergency_signed_at is None:
            raise Conflict(ProblemCode.stale)
        if filing.emergency_reviewed_at is None:
            filing.emergency_reviewed_at, filing.emergency_reviewed_by_id = case.now, case.of_job.user_id
            case.clear_alarms(AlarmKind.emergency_filed)
            case.record("filing:review_emergency")
        return filing

    return on_filing(actor, filing_id, act)
