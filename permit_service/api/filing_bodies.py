"""What is sent about filings, and how they look from outside."""

import json
import uuid
from datetime import datetime
from typing import Any

from permit_service.actor import Actor
from permit_service.api.inspection_views import FindingView
from permit_service.api.permit_views import SignatureView
from permit_service.api.serialize import Moment, Ref, Sorted, View
from permit_service.api.types import Blob, Body, Choice, Count, Id, Line, Many, SetOf, SignedBody, Text, When
from permit_service.errors import Invalid
from permit_service.models.filings import Filing, FilingAmendment
from permit_service.queries import filing_plan, records, rectification
from permit_service.queries.filing_history import emergencies_of, review_due
from permit_service.queries.reading import session
from permit_service.services.filing_forms import FilingForm
from workflows.kinds import EmergencyCategory, Hazard
from workflows.vocabulary import FilingMode, FilingStatus, Part


class FilingMemberBody(Body):
    """Somebody the filing names, with their parts."""

    person_id: Id
    parts: SetOf[Choice[Part]]


class FilingFormBody(Body):
    """The whole form of a filing (regulations 10.8)."""

    start_at: When | None = None
    end_at: When | None = None
    content: Text = ""
    hazards: SetOf[Choice[Hazard]] = frozenset()
    contact: Line = ""
    phone: Line = ""
    space_ids: SetOf[Id] = frozenset()
    members: Many[FilingMemberBody] = ()

    @property
    def form(self) -> FilingForm:
        """Raises Invalid for somebody named twice."""
        members = {one.person_id: one.parts for one in self.members}
        if len(members) != len(self.members):
            raise Invalid({"members": "taken"})
        values = {name: value for name, value in self if name in FilingForm.__slots__}
        return FilingForm(**values | {"members": members})


class ChangedFilingBody(FilingFormBody):
    """``revision`` is the filing's when it was read; another one is 409 ``stale``."""

    revision: Count


class SubmitBody(Body):
    """``late_reason`` where it is late; ``receipt`` (stamped, PDF or picture) where the area files elsewhere."""

    late_reason: Text = ""
    receipt: Blob | None = None


class KeptFieldBody(Body):
    """Why a field that the street marked stays as it stood."""

    field: Line
    reason: Text


class ResubmitBody(Body):
    """``late_reason`` where the change starts the three days anew and is late; ``kept`` for each marked field that
    was not changed."""

    late_reason: Text = ""
    kept: Many[KeptFieldBody] = ()

    @property
    def kept_by_field(self) -> dict[str, str]:
        """Raises Invalid for a field named twice."""
        told = {one.field: one.reason for one in self.kept}
        if len(told) != len(self.kept):
            raise Invalid({"kept": "taken"})
        return told


class ReturnBody(Body):
    """退回: why, and which fields are to be completed: names of the form's fields, or ``papers``."""

    reason: Text
    fields: SetOf[Line]


class DecideLateBody(SignedBody):
    """批复迟报: the officer's decision, signed; who refuses says why."""

    allow: bool
    reason: Text = ""
    image: Blob | None = None


class EmergencyBody(SignedBody):
    """抢修: the principal's declaration, signed."""

    category: Choice[EmergencyCategory]
    reason: Text
    image: Blob | None = None


class PaperBody(Body):
    """One paper of the package (两表一方案), under the name that the area gives it."""

    name: Line
    file: Blob


class KeyInBody(Body):
    """代录: what was filed at the counter, and when. Without ``form``, as the job says."""

    submitted_at: When
    form: FilingFormBody | None = None
    late_reason: Text = ""


class FilingView(View):
    """A filing 报备. On time is what was first submitted before ``first_submitted_at``'s deadline, by server time."""

    id: uuid.UUID
    revision: int
    number: str
    job_id: uuid.UUID
    enterprise_id: uuid.UUID
    unit_id: uuid.UUID
    area: Ref
    status: FilingStatus
    mode: FilingMode
    start_at: Moment | None
    end_at: Moment | None
    content: str
    hazards: Sorted[Hazard]
    contact: str
    phone: str
    first_submitted_at: Moment | None
    submitted_at: Moment | None
    times_submitted: int
    receipt_number: str | None
    receipt_verified: bool
    keyed_in: bool
    received_at: Moment | None
    late_reason: str
    late_allowed: bool | None
    decided_at: Moment | None
    decision_reason: str
    emergency_category: EmergencyCategory | None
    emergency_reason: str
    emergency_signed_at: Moment | None
    emergency_reviewed_at: Moment | None
    first_entry_at: Moment | None
    created_at: Moment
    ended_at: Moment | None
    end_reason: str


class FilingMemberView(View):
    """Somebody the filing names."""

    person: Ref
    parts: Sorted[Part]


class PaperView(View):
    """One paper of the package."""

    name: str
    file_id: uuid.UUID


class AmendmentView(View):
    """A change after filing, field by field; ``seen_at``: the street has seen it."""

    id: uuid.UUID
    field: str
    old: Any
    new: Any
    created_at: Moment
    seen_at: Moment | None


class KeptFieldView(View):
    """A marked field that was handed in again as it stood, and why."""

    field: str
    reason: str


class ReturnView(View):
    """退回: the fields an officer marked, when they were completed, and why some of them stayed."""

    id: uuid.UUID
    at: Moment
    reason: str
    fields: tuple[str, ...]
    completed_at: Moment | None
    kept: list[KeptFieldView]


class TimelinessView(View):
    """How a filing stands to its deadline, by the counting of its area; asked for before it is handed in, too.

    ``latest`` is the last minute that is on time; ``late``: it came, or would come now, after it with no emergency to
    explain it; ``calendar_complete``: False where days off were not known and weekdays were counted.
    """

    latest: Moment | None
    late: bool
    calendar_complete: bool


class FilingDetailView(FilingView):
    """A filing whole.

    ``emergencies``: how many the enterprise declared this calendar year, this one included; ``review_until``: until
    when the area looks into an emergency that nobody has looked into yet; ``findings``: of its firms and in its
    spaces, as far as the account may know, not mended yet.
    """

    timeliness: TimelinessView
    emergencies: int
    review_until: Moment | None
    receipt_file_id: uuid.UUID | None
    spaces: list[Ref]
    members: list[FilingMemberView]
    papers: list[PaperView]
    amendments: list[AmendmentView]
    returns: list[ReturnView]
    findings: list[FindingView]
    signatures: list[SignatureView]


def whole(filing: Filing, actor: Actor, now: datetime) -> FilingDetailView:
    """The filing with everything on it that the account may know of."""
    filed = filing_plan.of_filing(session(), filing)
    late = filed.plan.late(now) if filing.first_submitted_at is None else filed.came_late
    return FilingDetailView(
        **dict(FilingView.model_validate(filing)),
        timeliness=TimelinessView(latest=filed.plan.latest, late=late, calendar_complete=filed.plan.calendar_complete),
        emergencies=emergencies_of(session(), filing, now),
        review_until=review_due(session(), filing),
        receipt_file_id=filing.receipt_file_id,
        spaces=[Ref.model_validate(row) for row in filing.spaces],
        members=[FilingMemberView.model_validate(row) for row in filing.members],
        papers=[PaperView.model_validate(row) for row in filing.papers],
        amendments=[_amendment(row) for row in filing.amendments],
        returns=[ReturnView.model_validate(row) for row in filing.returns],
        findings=[
            FindingView.model_validate(row)
            for row in rectification.open_findings(
                session(), actor, {filing.enterprise_id, filing.unit_id}, [space.id for space in filing.spaces]
            )
        ],
        signatures=[SignatureView.model_validate(row) for row in records.signatures(session(), filing.id)],
    )


def _amendment(row: FilingAmendment) -> AmendmentView:
    return AmendmentView(
        id=row.id,
        field=row.field,
        old=json.loads(row.old)["value"],
        new=json.loads(row.new)["value"],
        created_at=row.created_at,
        seen_at=row.seen_at,
    )
