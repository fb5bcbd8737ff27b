"""Facts of what was done on site: evidence, guardian, presence, interruptions, and what is being tried."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from workflows.gas_facts import DetectorFact
from workflows.kinds import (
    AirSource,
    BriefingItem,
    ClosingKind,
    EquipmentItem,
    Gear,
    GuardianCheckItem,
    IsolationKind,
    VentilationKind,
    WorkKind,
)
from workflows.plan_facts import Delegation, Piece
from workflows.vocabulary import Ending, EvacuationCause, Part, Status, SuspendReason


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    at: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class Briefing:
    """安全交底 by the leader; each listener's signature stands in ``Member.briefed_at``."""

    at: datetime
    items: frozenset[BriefingItem]
    signed_by_leader: bool


@dataclass(frozen=True, slots=True)
class AreaClosure:
    """作业区封闭+告知牌 as this permit verified it (G46 5.4)."""

    at: datetime
    closed: bool
    notice_board: bool
    removed_at: datetime | None = None
    """taken down after the job's acceptance (site-rules 7)"""


@dataclass(frozen=True, slots=True)
class EquipmentCheck:
    """设备检查 (G46 5.5): items found in order, and the pieces of them that are used."""

    id: str
    at: datetime
    in_order: frozenset[EquipmentItem]
    faulty: frozenset[EquipmentItem]
    not_involved: frozenset[EquipmentItem]
    pieces: tuple[Piece, ...] = ()
    """a blank one stands for an item in order of which no piece was named"""
    lighting_volts: Decimal | None = None
    """None = no lighting taken inside"""
    rescue_kit_metres: Decimal | None = None
    """distance of the rescue set from the mouth, m; None = not told"""


@dataclass(frozen=True, slots=True)
class Isolation:
    """One item of energy isolation or clearing."""

    id: str
    kind: IsolationKind
    involved: bool
    confirmed_at: datetime | None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Barrier:
    """A temporary barrier standing in for an ineffective 出入口隔离."""

    at: datetime
    effective: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as opened under this permit; the latest opening of each opening id."""

    opening_id: str
    opened_at: datetime
    opened_by: str | None
    upwind: bool
    closed_at: datetime | None = None
    closing: ClosingKind | None = None
    sign_set: bool = False


@dataclass(frozen=True, slots=True)
class VentilationRun:
    """通风: natural from the opening on, mechanical from fan start to fan stop."""

    id: str
    kind: VentilationKind
    source: AirSource
    started_at: datetime
    stopped_at: datetime | None = None
    duct_confirmed: bool = False
    fan: str = ""
    """the register's code of the fan, if one was named"""
    stop_reason: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """What one entrant wears, as the guardian found it (G46 5.12)."""

    person_id: str
    at: datetime
    gear: frozenset[Gear]
    air_source: AirSource = AirSource.clean_air


@dataclass(frozen=True, slots=True)
class GuardianCheck:
    """监护确认: items confirmed, with when; repeated items keep the latest time (O13 14)."""

    id: str
    confirmed: dict[GuardianCheckItem, datetime]
    not_involved: frozenset[GuardianCheckItem] = frozenset()
    denied: frozenset[GuardianCheckItem] = frozenset()
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """An open guardian post on this permit."""

    guardian_id: str
    since: datetime
    renewed_at: datetime
    """last scan of permit + plate; the power to admit falls some hours after it (site-rules 20)"""
    last_beat_at: datetime
    heard_again_at: datetime | None = None
    """when the phone came back after a silence: what it recorded meanwhile is still on its way"""
    confirmed_absent_at: datetime | None = None
    may_admit: bool = True
    """False after a suspension or handover until the next scan"""
    device_explosion_proof: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """进入确认 signed by the leader, bound to the evidence it was signed on."""

    signed_at: datetime
    signer_id: str
    series_id: str
    bound: tuple[str, ...]
    """ids of the evidence it was signed on: compare with :attr:`Facts.binding`"""


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody logged as inside this space, on any permit."""

    person_id: str | None
    """None = a counted unknown"""
    since: datetime
    permit_id: str | None
    rescue: bool = False
    unprotected: bool = False
    """a rescue entry recorded without apparatus, lifeline or attendant (R53)"""


@dataclass(frozen=True, slots=True)
class Presence:
    """在场 of the space, with the moments interruption is derived from."""

    inside: tuple[Inside, ...] = ()
    rose_at: datetime | None = None
    """when presence last rose from 0"""
    emptied_at: datetime | None = None
    """when presence last fell back to 0"""
    tools_inside: int = 0
    headcount_differs: bool = False
    """a count by eye differed from the register and is not settled (R45)"""
    counted_at: datetime | None = None
    """when that count was made"""


@dataclass(frozen=True, slots=True)
class Suspension:
    """The latest suspension of this permit."""

    at: datetime
    reason: SuspendReason
    marked: bool = False
    """sign and temporary closure confirmed (G46 6.2.6)"""


@dataclass(frozen=True, slots=True)
class Evacuation:
    """An evacuation not yet lifted, in this or a connected space (site-rules 22)."""

    id: str
    space_id: str
    since: datetime
    cause: EvacuationCause


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another permit whose window meets this one's in the same space."""

    permit_id: str
    status: Status
    work_kind: WorkKind | None
    link_signed: bool = False
    """both approvers signed the link (evidence of its own)"""


@dataclass(frozen=True, slots=True)
class LinkedPermit:
    """A special-work ticket this job needs (动火 etc.; G30 4.6)."""

    kind: WorkKind
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Completion:
    """How a returned filing answers the street: names of the filing's fields."""

    marked: frozenset[str]
    """what the street wants completed"""
    changed: frozenset[str]
    """what stands otherwise than when it was returned"""
    explained: frozenset[str]
    """of which was told why it stays"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is being tried, beyond the action's name. Only the fields the action looks at are set."""

    person_id: str | None = None
    """the entrant, the person assigned, the guardian checking in, the opener or the signer"""
    parts: frozenset[Part] = frozenset()
    """for ``assign``"""
    trained_until: datetime | None = None
    training_exempt: bool = False
    inside_space_id: str | None = None
    posted_space_id: str | None = None
    is_principal: bool = False
    delegation: Delegation | None = None
    on_site: bool | None = None
    plate_space_id: str | None = None
    device_explosion_proof: bool = False
    upwind: bool = False
    ventilation: VentilationKind | None = None
    air_source: AirSource = AirSource.clean_air
    survey_done: bool = False
    stirred: bool | None = None
    detector: DetectorFact | None = None
    apparatus: bool = False
    lifeline: bool = False
    attendant: bool = False
    allow: bool | None = None
    late_reason: str = ""
    submitted_at: datetime | None = None
    completion: Completion | None = None
    """for ``filing_resubmit``"""
    ending: Ending | None = None
    time_disputed: bool = False
    """the device's time contradicts the server's (R52)"""
