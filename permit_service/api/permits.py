"""Permits (作业审批单): drafted, signed, ended; what every gate says of them, and their journal.

The site's own evidence is posted under a permit too; it stands in the files that begin with ``site_``.
"""

from typing import Annotated, Any

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, noun, reads
from permit_service.api.permit_views import (
    AssignmentsView,
    AssignmentView,
    ComparisonView,
    DifferenceView,
    EventsView,
    EventView,
    PermitDetailView,
    PermitView,
    whole,
)
from permit_service.api.plan_bodies import JobBody
from permit_service.api.serialize import (
    Answer,
    ClearanceView,
    CodeView,
    PageView,
    answer,
    clearance,
    page,
)
from permit_service.api.types import (
    Blob,
    Body,
    Choice,
    Count,
    Id,
    PageQuery,
    Params,
    SetOf,
    SignedBody,
    SignInBody,
    Text,
)
from permit_service.errors import NotFound
from permit_service.journal import Stream
from permit_service.models.journal import StreamKind
from permit_service.models.permits import Permit
from permit_service.queries import clearances, records, scope, works
from permit_service.queries.reading import session
from permit_service.services import codes, documents, drafts, endings, jobs, permits
from workflows.vocabulary import Action, Part, Status

blueprint = noun("permits")


class PermitPath(Params):
    permit_id: Id


class PermitsQuery(PageQuery):
    status: Choice[Status] | None = None
    job_id: Id | None = None
    space_id: Id | None = None


class ClearanceQuery(Params):
    """``for`` is the action asked for; ``person_id`` whom it is about, for ``enter`` and ``assign``."""

    for_: Annotated[Choice[Action], Field(alias="for")]
    person_id: Id | None = None


class EventsQuery(Params):
    """Events after number ``after``."""

    after: Count = 0
    size: Annotated[int, Field(ge=1, le=200)] = 50


class DraftBody(JobBody):
    """The whole form again. ``revision`` is the permit's when it was read; another one is 409 ``stale``."""

    revision: Count


class AssignBody(Body):
    """One person and the parts they shall play; none takes them off."""

    revision: Count
    person_id: Id
    parts: SetOf[Choice[Part]]


class OpinionBody(SignedBody):
    """A signature on the frozen document. ``image`` is the drawn signature, PNG in base64."""

    opinion: Text = ""
    image: Blob | None = None


class ApprovalBody(OpinionBody):
    """``on_site`` is the signer's position proof, demanded by profile GB30871."""

    on_site: bool | None = None


class SignedReasonBody(SignedBody):
    """A signed refusal or ending, with its reason."""

    reason: Text


class CancelBody(Body):
    """Why. A draft, which nobody signed, needs no signature."""

    reason: Text
    sign_in: SignInBody | None = None


@blueprint.get("/permits", responses=reads(PageView[PermitView]))
def index(query: PermitsQuery) -> Answer:
    """Permits the account may know of, the newest first."""
    found = works.permits(
        session(),
        current_actor(),
        query.wanted,
        statuses=() if query.status is None else (query.status,),
        job_id=query.job_id,
        space_id=query.space_id,
    )
    return answer(page(found, PermitView))


@blueprint.get("/permits/<uuid:permit_id>", responses=reads(PermitDetailView))
def show(path: PermitPath) -> Answer:
    """One permit whole: form, document, crew, signatures."""
    return _whole(scope.permit(session(), current_actor(), path.permit_id, *works.OF_PERMITS))


@blueprint.put("/permits/<uuid:permit_id>", responses=does(PermitDetailView))
def edit(path: PermitPath, body: DraftBody) -> Answer:
    """Write the whole form into a draft."""
    return _whole(jobs.edit_draft(current_actor(), path.permit_id, body.revision, body.form))


@blueprint.post("/permits/<uuid:permit_id>/assign", responses=does(ClearanceView))
def assign(path: PermitPath, body: AssignBody) -> Answer:
    """Give one person their parts on a draft; the answer says what the registers say of them."""
    told = drafts.assign(current_actor(), path.permit_id, body.revision, body.person_id, body.parts)
    return answer(clearance(told))


@blueprint.get("/permits/<uuid:permit_id>/assignments", responses=reads(AssignmentsView))
def assignments(path: PermitPath) -> Answer:
    """What is to be said of everyone named: warnings in a draft, refusals at submission."""
    told = drafts.member_faults(current_actor(), path.permit_id)
    items = [AssignmentView(person_id=person_id, clearance=clearance(one)) for person_id, one in told.items()]
    return answer(AssignmentsView(items=items))


@blueprint.get("/permits/<uuid:permit_id>/clearance", responses=reads(ClearanceView))
def show_clearance(path: PermitPath, query: ClearanceQuery) -> Answer:
    """What every gate of an action says now. Changes nothing; the act itself is judged anew."""
    told = clearances.clearance(session(), current_actor(), path.permit_id, query.for_, query.person_id)
    return answer(clearance(told))


@blueprint.get("/permits/<uuid:permit_id>/code", responses=reads(CodeView))
def show_code(path: PermitPath) -> Answer:
    """What the permit's printed code holds; 404 while it is a draft."""
    permit = scope.permit(session(), current_actor(), path.permit_id)
    url = codes.permit_code(permit)
    if url is None:
        raise NotFound
    return answer(CodeView(url=url, typed=permit.number))


@blueprint.get("/permits/<uuid:permit_id>/differences", responses=reads(ComparisonView))
def show_differences(path: PermitPath) -> Answer:
    """What an approver should look at: where it differs from the last such permit."""
    told = documents.document_diff(current_actor(), path.permit_id)
    return answer(
        ComparisonView(
            previous_id=None if told.previous is None else told.previous.id,
            differences=[DifferenceView.model_validate(one) for one in told.differences],
        )
    )


@blueprint.get("/permits/<uuid:permit_id>/journal", responses=reads(EventsView))
def show_journal(path: PermitPath, query: EventsQuery) -> Answer:
    """What was done under the permit, in order."""
    stream = Stream(StreamKind.permit, path.permit_id)
    rows = records.events(session(), stream, after=query.after, size=query.size)
    return answer(EventsView(items=[EventView.model_validate(row) for row in rows]))


@blueprint.post("/permits/<uuid:permit_id>/submit", responses=does(PermitDetailView))
def submit(path: PermitPath) -> Answer:
    """Freeze the draft's document and send it round for signatures."""
    return _whole(permits.submit(current_actor(), path.permit_id))


@blueprint.post("/permits/<uuid:permit_id>/consent", responses=does(PermitDetailView))
def consent(path: PermitPath, body: OpinionBody) -> Answer:
    """The work leader's consent."""
    return _whole(
        permits.consent(current_actor(), path.permit_id, body.sign_in.told, opinion=body.opinion, image=body.image)
    )


@blueprint.post("/permits/<uuid:permit_id>/approve", responses=does(PermitDetailView))
def approve(path: PermitPath, body: ApprovalBody) -> Answer:
    """The approval of the unit that works."""
    return _whole(permits.approve(current_actor(), path.permit_id, body.sign_in.told, **_approval(body)))


@blueprint.post("/permits/<uuid:permit_id>/owner-approve", responses=does(PermitDetailView))
def owner_approve(path: PermitPath, body: ApprovalBody) -> Answer:
    """The owner's approval of contracted work."""
    return _whole(permits.owner_approve(current_actor(), path.permit_id, body.sign_in.told, **_approval(body)))


@blueprint.post("/permits/<uuid:permit_id>/extra-approve", responses=does(PermitDetailView))
def extra_approve(path: PermitPath, body: OpinionBody) -> Answer:
    """One more approval for work at night or on a day off."""
    return _whole(
        permits.extra_approve(
            current_actor(), path.permit_id, body.sign_in.told, opinion=body.opinion, image=body.image
        )
    )


@blueprint.post("/permits/<uuid:permit_id>/send-back", responses=does(PermitDetailView))
def send_back(path: PermitPath, body: SignedReasonBody) -> Answer:
    """退回修改: to draft again; document and signatures fall."""
    return _whole(permits.send_back(current_actor(), path.permit_id, body.sign_in.told, body.reason))


@blueprint.post("/permits/<uuid:permit_id>/reject", responses=does(PermitDetailView))
def reject(path: PermitPath, body: SignedReasonBody) -> Answer:
    """不同意: final."""
    return _whole(endings.reject(current_actor(), path.permit_id, body.sign_in.told, body.reason))


@blueprint.post("/permits/<uuid:permit_id>/withdraw", responses=does(PermitDetailView))
def withdraw(path: PermitPath) -> Answer:
    """The applicant takes the application back to draft."""
    return _whole(permits.withdraw(current_actor(), path.permit_id))


@blueprint.post("/permits/<uuid:permit_id>/cancel", responses=does(PermitDetailView))
def cancel(path: PermitPath, body: CancelBody) -> Answer:
    """取消 by leader or manager; once opened, it is wound up: suspended, evacuated, finished, closed."""
    sign_in = None if body.sign_in is None else body.sign_in.told
    return _whole(endings.cancel(current_actor(), path.permit_id, body.reason, sign_in))


@blueprint.post("/permits/<uuid:permit_id>/revoke", responses=does(PermitDetailView))
def revoke(path: PermitPath, body: SignedReasonBody) -> Answer:
    """作废 by an approver or the principal."""
    return _whole(endings.revoke(current_actor(), path.permit_id, body.sign_in.told, body.reason))


def _approval(body: ApprovalBody) -> dict[str, Any]:
    return {"on_site": body.on_site, "opinion": body.opinion, "image": body.image}


def _whole(permit: Permit) -> Answer:
    return answer(whole(permit, records.signatures(session(), permit.id)))
