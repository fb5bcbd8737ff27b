"""The closed lists every room speaks: statuses, triggers, actions, roles, kinds.

Member name and value are the same lower-case word, so that ``transitions``, the database, JSON and Python agree
(the one exception, ``FilingTrigger.return_``, is a Python keyword). Codes of refusals stand in ``workflows.codes``.
"""

from enum import StrEnum, unique


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
class ProfileName(StrEnum):
    """Rule profile of an enterprise: members are upper-case because they are the standards' own names."""

    GB46768 = "GB46768"
    GB30871 = "GB30871"


@unique
class Sector(StrEnum):
    """Trade of an enterprise; decides which text is cited (site-rules 6). The first eight are 工贸 (O13 2)."""

    metallurgy = "metallurgy"
    nonferrous = "nonferrous"
    building_materials = "building_materials"
    machinery = "machinery"
    light_industry = "light_industry"
    textile = "textile"
    tobacco = "tobacco"
    commerce = "commerce"
    chemical = "chemical"
    pharmaceutical = "pharmaceutical"
    hazardous_chemicals = "hazardous_chemicals"
    shipping = "shipping"
    municipal = "municipal"
    other = "other"


INDUSTRY_AND_TRADE = frozenset(
    {
        Sector.metallurgy,
        Sector.nonferrous,
        Sector.building_materials,
        Sector.machinery,
        Sector.light_industry,
        Sector.textile,
        Sector.tobacco,
        Sector.commerce,
    }
)


CHEMICAL_SECTORS = frozenset({Sector.chemical, Sector.pharmaceutical, Sector.hazardous_chemicals})


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


@unique
class FilingMode(StrEnum):
    """How an area takes filings (site-rules 32)."""

    system = "system"
    external = "external"
    none = "none"


@unique
class DayCounting(StrEnum):
    """How a street counts the three days (site-rules 28)."""

    civil_days = "civil_days"
    working_days = "working_days"
    hours_72 = "hours_72"


@unique
class StopKind(StrEnum):
    """暂停要求 of a street, 责令停止作业 of a supervising department (site-rules 31)."""

    pause = "pause"
    order = "order"


@unique
class AreaLevel(StrEnum):
    """Level in the free tree of areas; the order is the order of authority."""

    city = "city"
    district = "district"
    zone = "zone"
    street = "street"
    village = "village"
    park = "park"


@unique
class SuspendReason(StrEnum):
    """Why work was suspended."""

    person = "person"
    guardian_left = "guardian_left"
    bad_gas = "bad_gas"
    gas_value_late = "gas_value_late"
    fan_stopped = "fan_stopped"
    evacuation = "evacuation"
    stop = "stop"
    expired = "expired"
    revoked = "revoked"
    cancelled = "cancelled"


@unique
class EvacuationCause(StrEnum):
    """撤离原因: the five of G46 6.2.5 and those the service sees itself (site-rules 23)."""

    unwell = "unwell"
    detector_alarm = "detector_alarm"
    gear_failure = "gear_failure"
    ordered = "ordered"
    other_danger = "other_danger"
    bad_gas = "bad_gas"
    gas_value_late = "gas_value_late"
    fan_stopped = "fan_stopped"
    guardian_left = "guardian_left"
    stop = "stop"
    expired = "expired"
    intruder = "intruder"
    connected_space = "connected_space"


@unique
class AlarmKind(StrEnum):
    """An alarm row's kind: the fault as people see it."""

    permit_expired = "permit_expired"
    window_ends_soon = "window_ends_soon"
    gas_value_late = "gas_value_late"
    gas_bad = "gas_bad"
    guardian_quiet = "guardian_quiet"
    guardian_left = "guardian_left"
    evacuation = "evacuation"
    people_inside = "people_inside"
    headcount_differs = "headcount_differs"
    interruption_unmarked = "interruption_unmarked"
    filing_lapsed = "filing_lapsed"
    contact_check_late = "contact_check_late"
    fan_stopped = "fan_stopped"
    rescue_unprotected = "rescue_unprotected"
    closure_left = "closure_left"
    training_overdue = "training_overdue"
    emergency_filed = "emergency_filed"
    time_disputed = "time_disputed"
    barrier_ineffective = "barrier_ineffective"
    document_altered = "document_altered"
