"""代录: what was filed on paper at the counter, written down by an officer, checked, then handed in with its time."""

import uuid
from datetime import datetime

from permit_service.actor import Actor
from permit_service.errors import Conflict, ProblemCode
from permit_service.facts_of.plan import standing_filing
from permit_service.models.filings import Filing
from permit_service.services.filing_case import FilingCase, on_filing
from permit_service.services.filing_forms import FilingForm
from permit_service.services.filings import ENDED, draft_of, hand_in, rewrite
from permit_service.services.inputs import Faults
from permit_service.services.job_case import JobCase, on_job
from workflows.vocabulary import Action, FilingStatus

#: Who may return a filing may write one down.
_OF_OFFICERS = Action.filing_return


def draft(actor: Actor, job_id: uuid.UUID) -> Filing:
    """A draft for an officer to complete from the paper: the one that stands, else one made from the job.

    Raises Invalid (``job_id``: ``filing_not_taken``), Conflict ``stale`` for a filing handed in before, Forbidden,
    NotFound.
    """

    def act(of_job: JobCase) -> Filing:
        return _draft(of_job).filing

    return on_job(actor, job_id, act)


def edit(actor: Actor, filing_id: uuid.UUID, revision: int, form: FilingForm) -> Filing:
    """Write the form into a draft that an officer began, as often as it takes.

    Raises Invalid by field, Conflict ``stale`` for any other filing, Forbidden, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        case.expect(revision)
        case.of_job.require_role(_OF_OFFICERS)
        if not case.filing.keyed_in or case.filing.status is not FilingStatus.draft:
            raise Conflict(ProblemCode.stale)
        rewrite(case, form)
        return case.filing

    return on_filing(actor, filing_id, act)


def key_in(
    actor: Actor, job_id: uuid.UUID, submitted_at: datetime, *, form: FilingForm | None = None, late_reason: str = ""
) -> Filing:
    """An officer hands in what was filed at the counter at ``submitted_at``; marked as keyed in.

    A draft that stands is completed by it, else one is made from the job. Raises Invalid (``submitted_at``: ``future``;
    fields of ``form``), RefusedError, Conflict ``stale`` for a filing handed in before, Forbidden, NotFound.
    """

    def act(of_job: JobCase) -> Filing:
        of_job.require_role(_OF_OFFICERS)
        faults = Faults()
        faults.past("submitted_at", submitted_at, of_job.now)
        faults.raise_any()
        case = _draft(of_job)
        if form is not None:
            rewrite(case, form)
        hand_in(case, submitted_at=submitted_at, late_reason=late_reason)
        return case.filing

    return on_job(actor, job_id, act)


def _draft(of_job: JobCase) -> FilingCase:
    """The draft to be completed, marked as an officer's."""
    of_job.require_role(_OF_OFFICERS)
    filing = standing_filing(of_job.session, of_job.job.id)
    if filing is None or filing.status in ENDED:
        filing = draft_of(of_job)
    if filing.status is not FilingStatus.draft:
        raise Conflict(ProblemCode.stale)
    case = FilingCase(of_job, filing)
    if not filing.keyed_in:
        filing.keyed_in = True
        case.record("filing:key_in")
    return case
