"""How a permit looks from outside: in a list, whole, beside the last such permit; its assignments and its journal."""

import json
import uuid
from typing import Any

from permit_service.api.serialize import ClearanceView, Moment, Ref, Sorted, View
from permit_service.models.choices import SignatureAct, SignatureKind, SignatureMethod
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from workflows.kinds import Hazard, WorkKind
from workflows.vocabulary import Ending, Part, Status


class PermitView(View):
    """A permit 作业审批单. ``status`` and every time in it are derived by the server; no body sets them."""

    id: uuid.UUID
    revision: int
    number: str
    job_id: uuid.UUID
    space: Ref
    enterprise: Ref
    unit: Ref
    contract_id: uuid.UUID | None
    rescue_agreement_id: uuid.UUID | None
    applicant: Ref
    status: Status
    ending: Ending | None
    window_start: Moment | None
    window_end: Moment | None
    content: str
    work_kind: WorkKind | None
    hazards: Sorted[Hazard]
    risk_grade: str
    night_or_holiday: bool
    linked: bool
    document_version: int
    created_at: Moment
    submitted_at: Moment | None
    approved_at: Moment | None
    confirmed_at: Moment | None
    first_entry_at: Moment | None
    finished_at: Moment | None
    closed_at: Moment | None
    ended_at: Moment | None
    end_reason: str


class MemberView(View):
    """Somebody named on the permit, by a person of the register or a laboratory's tester."""

    person: Ref | None
    lab_tester: Ref | None
    parts: Sorted[Part]
    added_at: Moment
    removed_at: Moment | None


class MeasureView(View):
    """One line of 主要安全防护措施."""

    position: int
    content: str
    involved: bool
    confirmed_by_id: uuid.UUID | None


class TicketView(View):
    """关联特殊作业票."""

    number: str
    kind: WorkKind
    valid_until: Moment | None


class SignatureView(View):
    """A signature; ``sha256`` is of the canonical bytes signed. ``fallen_at``: it ceased to stand."""

    id: uuid.UUID
    act: SignatureAct
    subject_id: uuid.UUID
    kind: SignatureKind
    method: SignatureMethod
    part: Part | None
    signer: Ref | None
    lab_tester: Ref | None
    witness: Ref | None
    opinion: str
    on_site: bool | None
    image_id: uuid.UUID | None
    sha256: str
    at: Moment
    fallen_at: Moment | None


class PermitDetailView(PermitView):
    """A permit whole. ``document`` is what was signed, None for a draft; ``document_sha256`` is of its bytes."""

    emergency_plan: str
    plan_file_id: uuid.UUID | None
    document: dict[str, Any] | None
    document_sha256: str | None
    members: list[MemberView]
    measures: list[MeasureView]
    tickets: list[TicketView]
    signatures: list[SignatureView]


class DifferenceView(View):
    """One field that says something else than in the last such permit."""

    field: str
    old: Any
    new: Any


class ComparisonView(View):
    """How the document differs from the last permit of the same space and kind of work that everyone signed."""

    previous_id: uuid.UUID | None
    differences: list[DifferenceView]


class AssignmentView(View):
    """What is to be said of one person named."""

    person_id: uuid.UUID
    clearance: ClearanceView


class AssignmentsView(View):
    """Everyone named, and what is to be said of them."""

    items: list[AssignmentView]


class EventView(View):
    """One event of the journal. ``actor`` None: the clock; ``payload`` None: erased after its time to be kept."""

    seq: int
    at: Moment
    tag: str
    actor_id: uuid.UUID | None
    actor: str | None
    payload: dict[str, Any] | None


class EventsView(View):
    """Events in their order."""

    items: list[EventView]


def whole(permit: Permit, signatures: tuple[Signature, ...]) -> PermitDetailView:
    """The permit with everything on it."""
    return PermitDetailView(
        **dict(PermitView.model_validate(permit)),
        emergency_plan=permit.emergency_plan,
        plan_file_id=permit.plan_file_id,
        document=None if permit.document is None else json.loads(permit.document),
        document_sha256=permit.document_sha256,
        members=[MemberView.model_validate(row) for row in permit.members],
        measures=[MeasureView.model_validate(row) for row in permit.measures],
        tickets=[TicketView.model_validate(row) for row in permit.tickets],
        signatures=[SignatureView.model_validate(row) for row in signatures],
    )
