"""Facts: everything a decision may look at, frozen, presence included.

The service loads them under its locks (``permit_service.facts_of``); tests write them by hand. Cached facts hold
dates (``trained_until``), never booleans that time would change. ``None`` means *not known or not done*, and a gate
must never read it in the crew's favour. Times are aware datetimes in UTC.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from workflows.filing import Deadline, deadline_in
from workflows.gas import GasState, WorkState, judge_series, judge_work
from workflows.gas_facts import Series, WorkValue
from workflows.kinds import Gas, VentilationKind
from workflows.limits import Rules
from workflows.plan_facts import (
    Actor,
    Approval,
    AreaRules,
    Contract,
    Filing,
    Job,
    Member,
    Permit,
    Piece,
    RescueTeam,
    ResponsePlan,
    Space,
    Stop,
)
from workflows.site_facts import (
    AreaClosure,
    Attempt,
    Barrier,
    Briefing,
    Confirmation,
    EquipmentCheck,
    Evacuation,
    GuardianCheck,
    Isolation,
    LinkedPermit,
    Neighbour,
    Opening,
    Post,
    Presence,
    Protection,
    RiskAssessment,
    Suspension,
    VentilationRun,
)
from workflows.vocabulary import Sector


@dataclass(frozen=True)
class Facts:
    """All facts of one permit at one revision. Not slotted: judgements are cached on it, made once."""

    revision: int
    rules: Rules
    sector: Sector
    area: AreaRules
    actor: Actor
    space: Space
    job: Job
    permit: Permit
    crew: tuple[Member, ...] = ()
    approvals: tuple[Approval, ...] = ()
    contract: Contract | None = None
    response_plans: tuple[ResponsePlan, ...] = ()
    drills_block: bool = False
    """the enterprise has switched on that an overdue drill refuses; elsewhere it warns"""
    rescue_team: RescueTeam | None = None
    """an outside rescue team; None = the permit names none"""
    assigned: tuple[Piece, ...] = ()
    """equipment that the plan takes along"""
    filing: Filing | None = None
    stops: tuple[Stop, ...] = ()
    risk_assessment: RiskAssessment | None = None
    briefing: Briefing | None = None
    area_closure: AreaClosure | None = None
    equipment: EquipmentCheck | None = None
    isolations: tuple[Isolation, ...] = ()
    barrier: Barrier | None = None
    openings: tuple[Opening, ...] = ()
    runs: tuple[VentilationRun, ...] = ()
    series: tuple[Series, ...] = ()
    work_values: tuple[WorkValue, ...] = ()
    protections: tuple[Protection, ...] = ()
    guardian_check: GuardianCheck | None = None
    post: Post | None = None
    confirmation: Confirmation | None = None
    presence: Presence = field(default_factory=Presence)
    suspension: Suspension | None = None
    evacuations: tuple[Evacuation, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    linked: tuple[LinkedPermit, ...] = ()
    last_contact_at: datetime | None = None
    """the guardian's last contact check with those inside"""
    disputed_at: datetime | None = None
    """receipt of the earliest record whose device time is disputed and not yet settled (R52)"""
    attempt: Attempt = field(default_factory=Attempt)

    def trying(self, attempt: Attempt, *, by: Actor | None = None) -> "Facts":
        """The same facts, with something else being tried, ``by`` somebody else if told: the same judged air."""
        tried = replace(self, attempt=attempt, actor=by or self.actor)
        tried.__dict__["_air"] = self._air
        return tried

    # -- derived once, when facts are built -------------------------------------------------------------

    @cached_property
    def members(self) -> dict[str, Member]:
        return {member.person_id: member for member in self.crew}

    @cached_property
    def signer_id(self) -> str | None:
        """Who signs or checks in: who re-authenticated on this phone (在此签字), else the account that asks."""
        return self.attempt.person_id or self.actor.person_id

    @cached_property
    def _air(self) -> "_Air":
        return _Air(self)

    @property
    def gas(self) -> GasState:
        """The judged series: each reading judged once."""
        return self._air.gas

    @property
    def work(self) -> WorkState:
        """The judged in-work values."""
        return self._air.work

    @cached_property
    def required_gases(self) -> frozenset[Gas]:
        """O2, flammable, H2S, CO and what the ledger adds (G46 5.8.2)."""
        return frozenset({Gas.o2, Gas.ex, Gas.h2s, Gas.co}) | self.space.extra_gases

    @cached_property
    def fan(self) -> VentilationRun | None:
        """The latest mechanical run, running or stopped."""
        return max(
            (run for run in self.runs if run.kind is VentilationKind.mechanical),
            key=lambda run: run.started_at,
            default=None,
        )

    @cached_property
    def worn(self) -> dict[str, Protection]:
        """What each person wears, by the latest check of them."""
        return {check.person_id: check for check in sorted(self.protections, key=lambda check: check.at)}

    @cached_property
    def filing_deadline(self) -> Deadline | None:
        """When the filing had to be in; None without one, or while its start is not told."""
        if self.filing is None or self.filing.start is None:
            return None
        return deadline_in(self.area, self.filing.start)

    @cached_property
    def opened(self) -> bool:
        """Something was opened under this permit: it can only end by the way of site-rules 5."""
        return bool(self.openings)

    @cached_property
    def interruptions(self) -> tuple[datetime, ...]:
        """When work stopped: presence back to 0, SUSPENDED, ventilation or guarding stopped (site-rules 11)."""
        moments = (
            self.presence.emptied_at,
            self.suspension.at if self.suspension is not None else None,
            self.fan.stopped_at if self.fan is not None else None,
            self.post.confirmed_absent_at if self.post is not None else None,
        )
        return tuple(moment for moment in moments if moment is not None)

    @cached_property
    def interrupted_at(self) -> datetime | None:
        """The latest interruption, whatever its length; what it asks for, ``workflows.interruption`` tells."""
        return max(self.interruptions, default=None)

    @cached_property
    def binding(self) -> tuple[str, ...]:
        """Ids of the evidence an entry confirmation is bound to; readings, scans and crew changes are not among it."""
        ids = [f"series:{self.gas.latest.id}"] if self.gas.latest is not None else []
        ids += [f"isolation:{item.id}:{item.removed_at is None}" for item in self.isolations if item.involved]
        ids += [f"run:{self.fan.id}"] if self.fan is not None else []
        ids += [f"equipment:{self.equipment.id}"] if self.equipment is not None else []
        ids += [f"guardian_check:{self.guardian_check.id}"] if self.guardian_check is not None else []
        return tuple(sorted(ids))


class _Air:
    """What is judged of the air of one permit, when it is first asked for. It does not turn on who tries what."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def gas(self) -> GasState:
        facts, space = self._facts, self._facts.space
        return judge_series(
            facts.series, space.legs, facts.required_gases, facts.rules, space.lel_vol, space.enriched_environment
        )

    @cached_property
    def work(self) -> WorkState:
        facts, space = self._facts, self._facts.space
        return judge_work(
            facts.work_values, facts.required_gases, facts.rules, space.lel_vol, space.enriched_environment
        )
