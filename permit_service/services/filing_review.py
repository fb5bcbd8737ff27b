"""What the street does with a filing: read marks, returns, late decisions; and the clock's lapse."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.errors import Conflict, ProblemCode
from permit_service.models.choices import SignatureAct
from permit_service.models.filings import Filing, FilingReturn
from permit_service.services import signing
from permit_service.services.filing_case import FilingCase, on_filing
from permit_service.services.filing_forms import FIELDS, checked_reason
from permit_service.services.inputs import Faults
from permit_service.services.signing import SignIn, Signing
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, AlarmKind, FilingStatus, FilingTrigger

_LAPSING = (FilingStatus.draft, FilingStatus.returned)
_OF_RETURN = Action.filing_return


def mark_received(actor: Actor, filing_id: uuid.UUID) -> Filing:
    """受理: an officer has read the filing and its amendments; a mark only, it decides nothing.

    Raises Conflict ``stale`` for one that was not handed in, Forbidden, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        filing = case.filing
        case.of_job.require_role(_OF_RETURN)
        if filing.receipt_number is None:
            raise Conflict(ProblemCode.stale)
        unseen = [amendment for amendment in filing.amendments if amendment.seen_at is None]
        if filing.received_at is None:
            filing.received_at, filing.received_by_id = case.now, case.of_job.user_id
        elif not unseen:
            return filing
        for amendment in unseen:
            amendment.seen_at, amendment.seen_by_id = case.now, case.of_job.user_id
        case.record("filing:receive", {"amendment_ids": [amendment.id for amendment in unseen]})
        return filing

    return on_filing(actor, filing_id, act)


def return_filing(actor: Actor, filing_id: uuid.UUID, reason: str, fields: Collection[str]) -> Filing:
    """退回, with the fields to complete (names of ``FilingForm``, or ``papers``); entry is shut meanwhile.

    Raises RefusedError (also after the first entry), Invalid (``reason``; ``fields``: ``required``, ``unknown``),
    NotFound.
    """

    def act(case: FilingCase) -> Filing:
        faults = Faults()
        told = faults.words("reason", reason)
        faults.some("fields", fields)
        faults.check(set(fields) <= FIELDS, "fields", "unknown")
        faults.raise_any()
        clearance = case.of_job.ask(Action.filing_return)
        row = case.of_job.write(
            FilingReturn(
                filing_id=case.filing.id,
                at=case.now,
                officer_id=case.of_job.user_id,
                reason=told,
                fields=tuple(sorted(fields)),
            )
        )
        case.fire(FilingTrigger.return_, clearance, {"return_id": row.id, "fields": row.fields})
        return case.filing

    return on_filing(actor, filing_id, act)


def decide_late(
    actor: Actor, filing_id: uuid.UUID, sign_in: SignIn, *, allow: bool, reason: str, image: bytes | None = None
) -> Filing:
    """批复迟报: let a late filing through or not, signed by the officer; a refusal shuts entry and says why.

    Whoever signs has read it: it counts as 受理.

    Raises RefusedError (also for a filing that is not late), Invalid (``reason``: ``required`` unless ``allow``, PIN),
    NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: FilingCase) -> Filing:
        filing, told = case.filing, checked_reason("reason", reason, needed=not allow)
        own = case.signed_by(signer)
        clearance = own.of_job.ask(Action.filing_decide_late, Attempt(allow=allow))
        statement = {
            "number": filing.number,
            "receipt_number": filing.receipt_number,
            "first_submitted_at": filing.first_submitted_at,
            "start_at": filing.start_at,
            "allow": allow,
        }
        how = Signing(opinion=told, image=image)
        row = signing.accountable(
            case.of_job.session, signer, SignatureAct.decide_late, filing.id, statement, now=case.now, how=how
        )
        filing.late_allowed, filing.decision_reason = allow, told
        filing.decided_at, filing.decided_by_id = case.now, signer.user_id
        if filing.received_at is None:  # whoever signs has read it
            filing.received_at, filing.received_by_id = case.now, signer.user_id
        own.fire(FilingTrigger.decide_late, clearance, {"allow": allow, "signature_id": row.id})
        return filing

    return on_filing(actor, filing_id, act)


def verify_receipt(actor: Actor, filing_id: uuid.UUID) -> Filing:
    """An officer has compared the uploaded receipt with the counter's book.

    Raises Conflict ``stale`` where no receipt was uploaded, Forbidden, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        filing = case.filing
        case.of_job.require_role(_OF_RETURN)
        if filing.receipt_file_id is None:
            raise Conflict(ProblemCode.stale)
        if not filing.receipt_verified:
            filing.receipt_verified = True
            case.record("filing:verify_receipt", {"file_id": filing.receipt_file_id})
        return filing

    return on_filing(actor, filing_id, act)


def lapse_filing(actor: Actor, filing_id: uuid.UUID) -> Filing:
    """The clock lets a draft or returned filing lapse once its end has passed, and tells both sides.

    Raises RefusedError before that, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        clearance = case.of_job.ask(Action.filing_lapse)
        filing = case.filing
        filing.ended_at = case.now
        case.fire(FilingTrigger.lapse, clearance)
        case.raise_alarm(AlarmKind.filing_lapsed, filing.end_at or case.now)
        return filing

    return on_filing(actor, filing_id, act)


def filings_to_lapse(session: Session, now: datetime) -> list[uuid.UUID]:
    """Drafts and returned filings whose end has passed: what the clock calls ``lapse_filing`` for."""
    rows = select(Filing.id).where(Filing.status.in_(_LAPSING), Filing.end_at <= now).order_by(Filing.end_at)
    return list(session.scalars(rows))
