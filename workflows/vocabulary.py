"""The closed lists every room speaks: statuses, triggers, actions, roles, kinds.

Member name and value are the same lower-case word, so that ``transitions``, the database, JSON and Python agree
(the one exception, ``FilingTrigger.return_``, is a Python keyword). Codes of refusals stand in ``workflows.codes``.
Lists that belong together stand in files of their own and are imported from here all the same.
"""

from enum import StrEnum, unique

from workflows.danger_kinds import AlarmKind, EvacuationCause, SuspendReason
from workflows.oversight_kinds import (
    CHEMICAL_SECTORS,
    INDUSTRY_AND_TRADE,
    AreaLevel,
    DayCounting,
    FilingMode,
    ProfileName,
    Sector,
    StopKind,
)

__all__ = [
    "CHEMICAL_SECTORS",
    "INDUSTRY_AND_TRADE",
    "LIVE_STATUSES",
    "TRAINED_PARTS",
    "Action",
    "AlarmKind",
    "AreaLevel",
    "DayCounting",
    "Direction",
    "Ending",
    "EvacuationCause",
    "FilingMode",
    "FilingStatus",
    "FilingTrigger",
    "JobStatus",
    "JobTrigger",
    "Part",
    "PermitTrigger",
    "ProfileName",
    "Role",
    "ScanMethod",
    "ScanVerdict",
    "Sector",
    "Status",
    "StopKind",
    "SuspendReason",
]


@unique
class Status(StrEnum):
    """Status of a permit (作业审批单)."""

    draft = "draft"
    submitted = "submitted"
    approved = "approved"
    active = "active"
    suspended = "suspended"
    finished = "finished"
    closed = "closed"
    rejected = "rejected"
    cancelled = "cancelled"
    expired = "expired"
    revoked = "revoked"


#: A permit in one of these can still be acted on.
LIVE_STATUSES = frozenset(
    {Status.draft, Status.submitted, Status.approved, Status.active, Status.suspended, Status.finished}
)


@unique
class JobStatus(StrEnum):
    """Status of a job (作业)."""

    open = "open"
    accepted = "accepted"
    abandoned = "abandoned"


@unique
class FilingStatus(StrEnum):
    """Status of a filing (报备)."""

    draft = "draft"
    submitted = "submitted"
    returned = "returned"
    decided = "decided"
    withdrawn = "withdrawn"
    lapsed = "lapsed"


@unique
class Ending(StrEnum):
    """Why an opened permit is being wound up (site-rules 5): it can never be confirmed again."""

    expired = "expired"
    revoked = "revoked"
    cancelled = "cancelled"


@unique
class PermitTrigger(StrEnum):
    submit = "submit"
    consent = "consent"
    approve = "approve"
    owner_approve = "owner_approve"
    extra_approve = "extra_approve"
    send_back = "send_back"
    reject = "reject"
    withdraw = "withdraw"
    confirm = "confirm"
    suspend = "suspend"
    finish = "finish"
    close = "close"
    cancel = "cancel"
    expire = "expire"
    revoke = "revoke"


@unique
class JobTrigger(StrEnum):
    accept = "accept"
    abandon = "abandon"


@unique
class FilingTrigger(StrEnum):
    submit = "submit"
    return_ = "return"
    resubmit = "resubmit"
    decide_late = "decide_late"
    withdraw = "withdraw"
    lapse = "lapse"


@unique
class Action(StrEnum):
    """Everything that ``clear`` can be asked for: each trigger, named after its thing, and the acts on site."""

    permit_submit = "permit_submit"
    permit_consent = "permit_consent"
    permit_approve = "permit_approve"
    permit_owner_approve = "permit_owner_approve"
    permit_extra_approve = "permit_extra_approve"
    permit_send_back = "permit_send_back"
    permit_reject = "permit_reject"
    permit_withdraw = "permit_withdraw"
    permit_confirm = "permit_confirm"
    permit_suspend = "permit_suspend"
    permit_finish = "permit_finish"
    permit_close = "permit_close"
    permit_cancel = "permit_cancel"
    permit_expire = "permit_expire"
    permit_revoke = "permit_revoke"
    job_accept = "job_accept"
    job_abandon = "job_abandon"
    filing_submit = "filing_submit"
    filing_return = "filing_return"
    filing_resubmit = "filing_resubmit"
    filing_decide_late = "filing_decide_late"
    filing_withdraw = "filing_withdraw"
    filing_lapse = "filing_lapse"
    assign = "assign"
    check_in = "check_in"
    prepare = "prepare"
    open_space = "open_space"
    ventilate = "ventilate"
    gas_test = "gas_test"
    enter = "enter"
    leave = "leave"
    rescue_in = "rescue_in"
    evacuate = "evacuate"
    muster = "muster"
    lift = "lift"
    settle_time = "settle_time"


@unique
class Role(StrEnum):
    """Role of an account inside its organisation (design §1). Who may do what stands in the policy table."""

    work_leader = "work_leader"
    approver = "approver"
    principal = "principal"
    guardian = "guardian"
    tester = "tester"
    safety_manager = "safety_manager"
    site_inspector = "site_inspector"
    street_officer = "street_officer"
    grid_officer = "grid_officer"
    district_officer = "district_officer"
    expert = "expert"
    third_party_inspector = "third_party_inspector"
    administrator = "administrator"
    clock = "clock"


@unique
class Part(StrEnum):
    """Part that a named person plays on one permit."""

    applicant = "applicant"
    leader = "leader"
    approver = "approver"
    owner_approver = "owner_approver"
    guardian = "guardian"
    entrant = "entrant"
    tester = "tester"
    rescuer = "rescuer"
    inspector = "inspector"
    manager = "manager"


#: Parts whose holders need passed yearly training (O13 9; G46 4.4.3). The tester's is ours (site-rules 15).
TRAINED_PARTS = frozenset(
    {
        Part.leader,
        Part.approver,
        Part.owner_approver,
        Part.guardian,
        Part.entrant,
        Part.tester,
        Part.rescuer,
        Part.inspector,
    }
)


@unique
class Direction(StrEnum):
    in_ = "in"
    out = "out"
    rescue_in = "rescue_in"


@unique
class ScanVerdict(StrEnum):
    admit = "admit"
    refuse = "refuse"
    unknown = "unknown"
    recorded = "recorded"


@unique
class ScanMethod(StrEnum):
    scan = "scan"
    list = "list"
    typed = "typed"
    muster = "muster"
