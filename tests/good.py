"""Complete, passing facts of the sample job, stage by stage (its pieces stand in ``pieces``).

Change one thing and ask again: ``facts(active_facts(), permit__window_end=NOW)`` reaches inside,
``member(base, ENTRANT, briefed_at=None)`` changes one person. Facts that pass each action: ``asked.passing``.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from pieces import (
    ENTRANT,
    ENTRANT_2,
    GUARDIAN,
    INSPECTOR,
    LEADER,
    OWNER,
    PIECES,
    PLANNED,
    PRINCIPAL,
    SPACE,
    WINDOW_END,
    WINDOW_START,
    approval,
    at,
    changed,
    consent,
    contract,
    crew,
    detector,
    filing,
    person,
    protection,
    response_plans,
    run,
    series,
    space,
)

from workflows.facts import Facts
from workflows.kinds import (
    AcceptanceItem,
    BriefingItem,
    ClosingKind,
    EquipmentItem,
    GuardianCheckItem,
    Hazard,
    IsolationKind,
    VentilationKind,
    WorkKind,
)
from workflows.limits import PROFILES
from workflows.plan_facts import (
    Actor,
    Approval,
    AreaRules,
    Job,
    Permit,
)
from workflows.site_facts import (
    AreaClosure,
    Attempt,
    Briefing,
    Confirmation,
    EquipmentCheck,
    GuardianCheck,
    Inside,
    Isolation,
    Opening,
    Post,
    Presence,
    RiskAssessment,
    Suspension,
)
from workflows.vocabulary import (
    FilingMode,
    JobStatus,
    Part,
    ProfileName,
    Role,
    Sector,
    Status,
    SuspendReason,
)


def facts(base: Facts | None = None, **overrides: Any) -> Facts:
    """``base`` (the active permit at the moment of an entry) with overrides; ``a__b`` reaches inside."""
    result: Facts = changed(active_facts() if base is None else base, **overrides)
    return result


def member(base: Facts, person_id: str, **overrides: Any) -> Facts:
    """``base`` with one crew member changed."""
    return replace(base, crew=tuple(changed(m, **overrides) if m.person_id == person_id else m for m in base.crew))


def without(base: Facts, person_id: str) -> Facts:
    """``base`` with one crew member taken off."""
    return replace(base, crew=tuple(m for m in base.crew if m.person_id != person_id))


def draft_facts() -> Facts:
    """The form is filled, nothing is signed; the leader (applicant) asks, a week ahead."""
    return Facts(
        revision=1,
        rules=PROFILES[ProfileName.GB46768],
        sector=Sector.light_industry,
        area=AreaRules("Sample street", FilingMode.system, training_minutes=30, document="Sample street notice 1"),
        actor=Actor(LEADER, frozenset({Role.work_leader})),
        space=space(),
        job=Job("job-1", JobStatus.open),
        permit=Permit(
            "permit-1",
            Status.draft,
            applicant_id=LEADER,
            window_start=WINDOW_START,
            window_end=WINDOW_END,
            content="Replace the flow meter",
            work_kind=WorkKind.maintenance,
            unit_id="unit-1",
            hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.fall}),
        ),
        crew=tuple(replace(m, briefed_at=None, street_trained=False, in_filing=False) for m in crew()),
        response_plans=response_plans(),
        risk_assessment=RiskAssessment(PLANNED - timedelta(hours=2), complete=True),
    )


def submitted_facts() -> Facts:
    """The leader has consented; the principal is about to approve."""
    return facts(
        draft_facts(),
        permit__status=Status.submitted,
        approvals=(consent(),),
        actor=Actor(PRINCIPAL, frozenset({Role.principal})),
        attempt=Attempt(is_principal=True, on_site=True),
    )


def approved_facts() -> Facts:
    """Approved, filed on time, trained by the street; the guardian is about to check in."""
    return facts(
        submitted_facts(),
        permit__status=Status.approved,
        job__first_day_permits_approved=True,
        approvals=(consent(), approval()),
        filing=filing(),
        crew=tuple(replace(m, briefed_at=None) for m in crew()),
        actor=Actor(GUARDIAN, frozenset({Role.guardian})),
        attempt=Attempt(person_id=GUARDIAN, plate_space_id=SPACE, device_explosion_proof=True),
    )


def on_site_facts() -> Facts:
    """Guardian at the post, briefed, closed off, equipment and isolation in order; the hatch is about to open."""
    return facts(
        approved_facts(),
        crew=crew(),
        post=Post(GUARDIAN, at("08:00"), at("08:00"), last_beat_at=at("09:54"), device_explosion_proof=True),
        briefing=Briefing(at("08:10"), frozenset(BriefingItem), signed_by_leader=True),
        area_closure=AreaClosure(at("08:15"), closed=True, notice_board=True),
        equipment=EquipmentCheck(
            "equipment-1",
            at("08:20"),
            in_order=frozenset(EquipmentItem),
            faulty=frozenset(),
            not_involved=frozenset(),
            pieces=PIECES,
            lighting_volts=Decimal("12"),
            rescue_kit_metres=Decimal("5"),
        ),
        isolations=(
            Isolation("isolation-1", IsolationKind.blind_plate, involved=True, confirmed_at=at("08:25")),
            Isolation("isolation-2", IsolationKind.lock_tag, involved=True, confirmed_at=at("08:27")),
        ),
        attempt=Attempt(person_id=GUARDIAN, plate_space_id=SPACE, upwind=True, device_explosion_proof=True),
    )


def opened_facts() -> Facts:
    """Opened from upwind, naturally ventilated, sludge stirred; the initial gas test is about to begin."""
    return facts(
        on_site_facts(),
        openings=(Opening("hatch-1", at("08:40"), GUARDIAN, upwind=True),),
        runs=(run("natural-1", VentilationKind.natural, at("08:40")),),
        attempt=Attempt(person_id=GUARDIAN, survey_done=True, stirred=True, detector=detector()),
    )


def tested_facts() -> Facts:
    """Initial test, fan, re-test, protection, guardian-check; the leader is about to sign the entry confirmation."""
    return facts(
        opened_facts(),
        runs=(
            run("natural-1", VentilationKind.natural, at("08:40")),
            run("fan-1", VentilationKind.mechanical, at("09:00")),
        ),
        series=(series("series-1", at("08:55")), series("series-2", at("09:40"))),
        protections=(protection(ENTRANT, at("09:46")), protection(ENTRANT_2, at("09:46"))),
        guardian_check=GuardianCheck(
            "check-1", {item: at("09:48") for item in GuardianCheckItem}, signed_at=at("09:48")
        ),
        actor=Actor(LEADER, frozenset({Role.work_leader})),
        attempt=Attempt(person_id=LEADER),
    )


def confirmed(base: Facts) -> Facts:
    """``base`` with the entry confirmation signed by the leader at 09:50 on the evidence in it."""
    assert base.gas.latest is not None
    signed = Confirmation(at("09:50"), LEADER, base.gas.latest.id, base.binding)
    return replace(base, confirmation=signed)


def active_facts() -> Facts:
    """Confirmed and active; the guardian scans the first entrant in."""
    return facts(
        confirmed(tested_facts()),
        permit__status=Status.active,
        actor=Actor(GUARDIAN, frozenset({Role.guardian})),
        attempt=Attempt(person_id=ENTRANT),
    )


def inside_facts() -> Facts:
    """The first entrant went in at 09:52 and is still inside; the guardian asks."""
    return facts(
        active_facts(),
        permit__first_entry_at=at("09:52"),
        filing__entered=True,
        presence=Presence(inside=(Inside(ENTRANT, at("09:52"), "permit-1"),), rose_at=at("09:52")),
    )


def suspended_facts() -> Facts:
    """Suspended by the guardian with everyone out, the place marked; nothing else done yet."""
    return facts(
        active_facts(),
        permit__status=Status.suspended,
        suspension=Suspension(at("09:54"), SuspendReason.person, marked=True),
    )


def done_facts() -> Facts:
    """Everyone and all tools are out, the hatch is closed for good with its sign, the fan is off; the leader asks."""
    return facts(
        active_facts(),
        permit__first_entry_at=at("09:52"),
        filing__entered=True,
        presence=Presence(rose_at=at("09:52"), emptied_at=at("09:53")),
        openings=(Opening("hatch-1", at("08:40"), GUARDIAN, True, at("09:54"), ClosingKind.final, sign_set=True),),
        actor=Actor(LEADER, frozenset({Role.work_leader})),
        attempt=Attempt(person_id=LEADER),
    )


def accepted_facts() -> Facts:
    """The permit is closed, isolation is removed, the four items of the acceptance are told; the leader signs."""
    base = facts(
        done_facts(),
        permit__status=Status.closed,
        job__permits_ended=True,
        job__acceptance_items=frozenset(AcceptanceItem),
    )
    return replace(base, isolations=tuple(replace(i, removed_at=at("09:54")) for i in base.isolations))


def contracted(base: Facts) -> Facts:
    """``base`` done by a contractor: the owner's approver signs too and its inspector has looked."""
    owners = (
        person(OWNER, Part.owner_approver, briefed_at=None, street_trained=False, in_filing=False),
        person(INSPECTOR, Part.inspector, briefed_at=None, street_trained=False, in_filing=False),
    )
    signed = {a.part for a in base.approvals}
    owner_signature = (Approval(Part.owner_approver, OWNER, PLANNED, is_principal=True, on_site=True),)
    return replace(
        base,
        contract=contract(),
        crew=base.crew + owners,
        approvals=base.approvals + (owner_signature if Part.approver in signed else ()),
    )


def contracted_facts() -> Facts:
    """The active permit of contracted work at the moment of an entry."""
    return contracted(active_facts())


def chemical(base: Facts) -> Facts:
    """``base`` in a chemical firm under GB 30871."""
    return replace(base, rules=PROFILES[ProfileName.GB30871], sector=Sector.chemical)


def chemical_submitted_facts() -> Facts:
    """Profile 30: the evidence of the site is there, the approver is about to sign on the spot (site-rules 9)."""
    return facts(
        chemical(tested_facts()),
        permit__status=Status.submitted,
        approvals=(consent(),),
        actor=Actor(PRINCIPAL, frozenset({Role.principal})),
        attempt=Attempt(is_principal=True, on_site=True),
    )


def chemical_facts() -> Facts:
    """Profile 30: the active permit at the moment of an entry; the approver signed on site at 09:49."""
    base = chemical(active_facts())
    return replace(base, approvals=(consent(), approval(at=at("09:49"))))
