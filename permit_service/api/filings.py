"""Filings (报备): a notice to the street, never a licence; server time of receipt decides whether it is on time."""

import uuid

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.filing_bodies import (
    ChangedFilingBody,
    DecideLateBody,
    EmergencyBody,
    FilingDetailView,
    FilingView,
    KeyInBody,
    PaperBody,
    ResubmitBody,
    ReturnBody,
    SubmitBody,
    whole,
)
from permit_service.api.jobs import JobPath, ReasonBody
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, PageView, answer, page
from permit_service.api.types import Choice, Id, PageQuery, Params
from permit_service.models.filings import Filing
from permit_service.queries import scope, works
from permit_service.queries.reading import session
from permit_service.services import counter_filings, emergency_filings, filing_completion, filing_review, filings
from workflows.vocabulary import FilingStatus

blueprint = noun("filings")


class FilingPath(Params):
    filing_id: Id


class FilingsQuery(PageQuery):
    status: Choice[FilingStatus] | None = None
    job_id: Id | None = None


@blueprint.get("/filings", responses=reads(PageView[FilingView]))
def index(query: FilingsQuery) -> Answer:
    """Filings the account may know of, the newest first."""
    statuses = () if query.status is None else (query.status,)
    found = works.filings(session(), current_actor(), query.wanted, statuses=statuses, job_id=query.job_id)
    return answer(page(found, FilingView))


@blueprint.post("/jobs/<uuid:job_id>/filings", responses=makes(FilingDetailView))
def create(path: JobPath) -> Answer:
    """Draft a filing from the job; one that stands already is answered as it is."""
    return _whole(filings.make_from_job(current_actor(), path.job_id), 201)


@blueprint.post("/jobs/<uuid:job_id>/counter-drafts", responses=makes(FilingDetailView))
def begin_keying_in(path: JobPath) -> Answer:
    """代录: the draft that an officer completes from the paper; one that stands already is taken."""
    return _whole(counter_filings.draft(current_actor(), path.job_id), 201)


@blueprint.put("/filings/<uuid:filing_id>/counter-draft", responses=does(FilingDetailView))
def edit_keyed_in(path: FilingPath, body: ChangedFilingBody) -> Answer:
    """Write the whole form into a draft that an officer began."""
    return _whole(counter_filings.edit(current_actor(), path.filing_id, body.revision, body.form))


@blueprint.post("/jobs/<uuid:job_id>/counter-filings", responses=makes(FilingDetailView))
def key_in(path: JobPath, body: KeyInBody) -> Answer:
    """代录: an officer enters what was filed at the counter."""
    row = counter_filings.key_in(
        current_actor(),
        path.job_id,
        body.submitted_at,
        form=None if body.form is None else body.form.form,
        late_reason=body.late_reason,
    )
    return _whole(row, 201)


@blueprint.get("/filings/<uuid:filing_id>", responses=reads(FilingDetailView))
def show(path: FilingPath) -> Answer:
    """One filing whole."""
    return _whole(scope.filing(session(), current_actor(), path.filing_id))


@blueprint.put("/filings/<uuid:filing_id>", responses=does(FilingDetailView))
def edit(path: FilingPath, body: ChangedFilingBody) -> Answer:
    """Write the whole form into a draft or a returned filing."""
    return _whole(filings.edit_filing(current_actor(), path.filing_id, body.revision, body.form))


@blueprint.post("/filings/<uuid:filing_id>/amendments", responses=makes(FilingDetailView))
def amend(path: FilingPath, body: ChangedFilingBody) -> Answer:
    """Change a filing that was handed in; the street sees it field by field."""
    return _whole(filings.amend_filing(current_actor(), path.filing_id, body.revision, body.form), 201)


@blueprint.put("/filings/<uuid:filing_id>/papers", responses=does(FilingDetailView))
def attach_paper(path: FilingPath, body: PaperBody) -> Answer:
    """Put one paper into the package; a newer one of its name replaces it, after handing in as an amendment."""
    filings.attach_paper(current_actor(), path.filing_id, body.name, body.file)
    return _again(path.filing_id)


@blueprint.post("/filings/<uuid:filing_id>/submit", responses=does(FilingDetailView))
def submit(path: FilingPath, body: SubmitBody) -> Answer:
    """Hand it in: receipt number and server time. Again, the same receipt."""
    row = filings.submit_filing(current_actor(), path.filing_id, late_reason=body.late_reason, receipt=body.receipt)
    return _whole(row)


@blueprint.post("/filings/<uuid:filing_id>/return", responses=does(FilingDetailView))
def return_(path: FilingPath, body: ReturnBody) -> Answer:
    """退回 with the fields to complete; entry is shut meanwhile."""
    return _whole(filing_review.return_filing(current_actor(), path.filing_id, body.reason, body.fields))


@blueprint.post("/filings/<uuid:filing_id>/resubmit", responses=does(FilingDetailView))
def resubmit(path: FilingPath, body: ResubmitBody) -> Answer:
    """Hand in a returned filing; the first receipt counts on unless the change starts the days anew."""
    kept = body.kept_by_field
    row = filing_completion.resubmit_filing(current_actor(), path.filing_id, late_reason=body.late_reason, kept=kept)
    return _whole(row)


@blueprint.post("/filings/<uuid:filing_id>/withdraw", responses=does(FilingDetailView))
def withdraw(path: FilingPath, body: ReasonBody) -> Answer:
    """Take a filing back; nobody enters under it from now on."""
    return _whole(filings.withdraw_filing(current_actor(), path.filing_id, body.reason))


@blueprint.post("/filings/<uuid:filing_id>/receive", responses=does(FilingDetailView))
def receive(path: FilingPath) -> Answer:
    """受理: the officer has read it and its amendments; a mark only."""
    return _whole(filing_review.mark_received(current_actor(), path.filing_id))


@blueprint.post("/filings/<uuid:filing_id>/decide-late", responses=does(FilingDetailView))
def decide_late(path: FilingPath, body: DecideLateBody) -> Answer:
    """批复迟报: let a late filing through, or not."""
    row = filing_review.decide_late(
        current_actor(),
        path.filing_id,
        body.sign_in.told,
        allow=body.allow,
        reason=body.reason,
        image=body.image,
    )
    return _whole(row)


@blueprint.post("/filings/<uuid:filing_id>/verify-receipt", responses=does(FilingDetailView))
def verify_receipt(path: FilingPath) -> Answer:
    """An officer has compared the uploaded receipt with the counter's book."""
    return _whole(filing_review.verify_receipt(current_actor(), path.filing_id))


@blueprint.post("/filings/<uuid:filing_id>/emergency", responses=does(FilingDetailView))
def declare_emergency(path: FilingPath, body: EmergencyBody) -> Answer:
    """抢修: the principal defers lead time and street training, nothing else."""
    row = emergency_filings.declare_emergency(
        current_actor(), path.filing_id, body.sign_in.told, body.category, body.reason, body.image
    )
    return _whole(row)


@blueprint.post("/filings/<uuid:filing_id>/review-emergency", responses=does(FilingDetailView))
def review_emergency(path: FilingPath) -> Answer:
    """An officer has looked into an emergency filing."""
    return _whole(emergency_filings.review_emergency(current_actor(), path.filing_id))


def _again(filing_id: uuid.UUID) -> Answer:
    return _whole(scope.filing(session(), current_actor(), filing_id))


def _whole(filing: Filing, status: int = 200) -> Answer:
    return answer(whole(filing, current_actor(), wallclock.now()), status)
