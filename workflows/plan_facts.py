"""Facts of the plan and of who stands behind it: space, people, permit, contract, filing, job, stops."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from workflows.gas_facts import Leg
from workflows.kinds import AcceptanceItem, EmergencyCategory, EquipmentItem, Gas, Hazard, PlanKind, WorkKind
from workflows.vocabulary import DayCounting, Ending, FilingMode, FilingStatus, JobStatus, Part, Role, Status, StopKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``None`` as user means the clock. ``in_scope`` is access control's answer, not a rule."""

    person_id: str | None
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Space:
    """The space as the gates use it: the stricter of the permit's signed copy and today's ledger (design §7)."""

    id: str
    in_ledger: bool
    name: str
    location: str
    hazards: frozenset[Hazard]
    legs: tuple[Leg, ...]
    opening_ids: tuple[str, ...]
    connected_ids: frozenset[str] = frozenset()
    toxic_possible: bool = False
    """可能产生有毒物质 (O13 12)"""
    oxygen_may_drop: bool = False
    gas_may_rise: bool = False
    poisoning_risk: bool = False
    """poisoning or asphyxiation threatens: the principal or a written delegate approves (O13 7)"""
    explosion_risk: bool = False
    has_sludge: bool = False
    wet_or_narrow: bool = False
    enriched_environment: bool = False
    """富氧环境, profile 30 only (G30 6.4)"""
    extra_gases: frozenset[Gas] = frozenset()
    """site-specific channels beside O2, flammable, H2S, CO (G46 5.8.2)"""
    lel_vol: Decimal | None = None
    """lower explosive limit of the flammable gas expected here, %VOL; None = not known"""
    barrier_effective: bool | None = None
    """出入口物理隔离 effective, from the ledger (O13 12)"""
    changed_since_signing: bool = False
    """the ledger got worse than the signed copy in a way that cannot be merged (geometry, openings)"""


@dataclass(frozen=True, slots=True)
class Member:
    """A named person on the permit, after all signed crew changes. Training is a date, never a boolean."""

    person_id: str
    parts: frozenset[Part]
    trained_until: datetime | None
    training_exempt: bool = False
    """a commissioned laboratory's tester (site-rules 15)"""
    briefed_at: datetime | None = None
    """when this person signed the briefing; the leader's own is the signature as the one who briefs"""
    street_trained: bool = False
    in_filing: bool = False
    """named in the filing or in an amendment of it"""
    added_unsigned: bool = False
    """named by a crew change that its signatures do not complete yet"""
    inside_space_id: str | None = None
    posted_space_id: str | None = None
    """space of the open guardian post this person holds"""


@dataclass(frozen=True, slots=True)
class Delegation:
    """书面委托 by the principal (O13 7)."""

    delegate_id: str
    valid_from: datetime
    valid_until: datetime
    has_document: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """An accountable signature on the frozen document that still stands."""

    part: Part
    """leader (consent), approver or owner_approver"""
    signer_id: str
    at: datetime
    is_principal: bool = False
    on_site: bool | None = None
    """position proof, profile 30 (G30 4.11)"""


@dataclass(frozen=True, slots=True)
class Permit:
    """The permit row and its frozen document."""

    id: str
    status: Status
    applicant_id: str | None
    window_start: datetime | None
    window_end: datetime | None
    content: str
    work_kind: WorkKind | None
    unit_id: str | None
    missing_fields: tuple[str, ...] = ()
    """★ fields of 10.1 still empty, by name (G46 5.2.2)"""
    hazards: frozenset[Hazard] = frozenset()
    document_intact: bool = True
    """the stored hash equals the hash of the frozen document (R51)"""
    ending: Ending | None = None
    first_entry_at: datetime | None = None
    night_or_holiday: bool = False
    extra_approval_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """发包: present only when the work is contracted (O13 8; G46 4.7)."""

    agreement_from: date | None
    agreement_until: date | None
    reviewed_at: datetime | None
    review_passed: bool
    inspector_id: str | None
    site_checked_at: datetime | None
    """last recorded site check by the named 现场安全检查人员 for this permit"""
    owner_information: bool
    """the owner took part in, or informed, the risk assessment (G46 5.1)"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of equipment of the register, taken along or used; a blank code = one that was not named."""

    id: str
    code: str
    kind: EquipmentItem
    checked_until: datetime | None
    """until when its calibration or inspection holds; None = not known"""
    out_of_service: bool = False


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """A 专项应急预案 or 现场处置方案 in force, and when it was last drilled (G46 4.6)."""

    kind: PlanKind
    since: date
    drilled_on: date | None
    """the last drill whose effect was evaluated; None = never"""


@dataclass(frozen=True, slots=True)
class RescueTeam:
    """The outside rescue team that the permit names: the days on which its agreement holds, both included."""

    agreement_from: date | None
    agreement_until: date | None


@dataclass(frozen=True, slots=True)
class AreaRules:
    """What the area of the space demands: the street's options, data not code (site-rules 27-32)."""

    name: str
    """of the area, cited beside its notice; never blank"""
    filing_mode: FilingMode
    counting: DayCounting = DayCounting.civil_days
    lead_days: int = 3
    training_minutes: int = 0
    """street training demanded before entry; 0 = none"""
    emergency_allowed: bool = True
    longest_filing_days: int = 7
    document: str = ""
    """the area's own notice, cited as LocalRule; blank where it demands without one"""
    holidays: frozenset[date] = frozenset()
    """weekdays that are days off"""
    swap_workdays: frozenset[date] = frozenset()
    """weekend days that are worked"""
    known_years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Emergency:
    """抢修 path of a filing (site-rules 30): the principal signs in person with category and reason."""

    category: EmergencyCategory
    reason: str
    signed_by_principal_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filing:
    """The job's filing as the entry gates see it."""

    status: FilingStatus
    start: datetime | None
    end: datetime | None
    first_submitted_at: datetime | None
    """server time of receipt; completing a return keeps it (site-rules 29)"""
    space_ids: frozenset[str] = frozenset()
    content: str = ""
    unit_id: str | None = None
    late_reason: str = ""
    late_allowed: bool | None = None
    """the street's decision on a late filing; None = undecided"""
    emergency: Emergency | None = None
    training_waived: bool = False
    entered: bool = False
    """somebody has entered under this filing: it can only be stopped, not returned"""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop in force on this space, job or enterprise (site-rules 31)."""

    id: str
    kind: StopKind
    since: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """The job above the permit."""

    id: str
    status: JobStatus
    permits_ended: bool = False
    """every permit of the job is closed or otherwise ended"""
    first_day_permits_approved: bool = False
    acceptance_items: frozenset[AcceptanceItem] = frozenset()
    accepted_at: datetime | None = None
