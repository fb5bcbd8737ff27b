"""For every fact what it means that it gets worse; those that are no better or worse stand in ``neutral``.

A fact that cuts both ways says for which actions it is not worse.
"""

from datetime import date
from decimal import Decimal

from pieces import OTHER_SPACE, at
from worsening import (
    AGES,
    EMPTY,
    FALSE,
    GONE,
    NO_ITEMS,
    NO_TEXT,
    OTHER,
    TRUE,
    Worse,
    becomes,
    but_not,
    earlier,
    later,
    plus,
    worse_of,
)

from workflows.facts import Facts
from workflows.gas_facts import DetectorFact, Leg, Point, Series, Value, WorkValue
from workflows.kinds import (
    AirSource,
    EquipmentItem,
    Gas,
    Gear,
    GuardianCheckItem,
    IsolationKind,
    Orientation,
    PlanKind,
    Unit,
    VentilationKind,
    WorkKind,
)
from workflows.limits import Rules, overlay
from workflows.plan_facts import (
    Actor,
    AreaRules,
    Contract,
    Delegation,
    Emergency,
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
    Completion,
    Confirmation,
    EquipmentCheck,
    Evacuation,
    GuardianCheck,
    Inside,
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
from workflows.vocabulary import (
    Action,
    Ending,
    EvacuationCause,
    FilingMode,
    FilingStatus,
    JobStatus,
    Part,
    Status,
    StopKind,
    SuspendReason,
)

LATE = at("09:54")
HUGE = Decimal(1000000)
BAD = (Value(Gas.h2s, Decimal(1000), Unit.ppm), Value(Gas.o2, Decimal(5), Unit.vol))
DEEP = (Leg(Orientation.vertical, Decimal(500)),)
NOVEMBER = frozenset(date(2026, 11, day) for day in range(1, 31))

SIGNING = {
    Action.permit_consent,
    Action.permit_approve,
    Action.permit_owner_approve,
    Action.permit_extra_approve,
}
HANDING_IN = {Action.filing_submit, Action.filing_resubmit}
FILING_MOVES = HANDING_IN | {
    Action.filing_return,
    Action.filing_decide_late,
    Action.filing_withdraw,
    Action.filing_lapse,
}
DECIDING = {Action.filing_decide_late}
#: What is refused because something was, or stands, opened.
UNOPENED = {
    Action.permit_cancel,
    Action.permit_expire,
    Action.permit_revoke,
    Action.permit_reject,
    Action.permit_withdraw,
    Action.permit_send_back,
}


def _bad_value(old: tuple[WorkValue, ...]) -> tuple[WorkValue, ...]:
    """A record of bad air, taken after everything else."""
    return (*old, WorkValue("bad", at("12:00"), BAD))


def _bad_series(old: tuple[Series, ...]) -> tuple[Series, ...]:
    """A finished round of bad air."""
    point = Point(0, Decimal("1.5"), LATE, BAD)
    return (*old, Series("bad", LATE, (point,), "tester", LATE, True, True, None, finished_at=LATE))


def long_ago(old: date | None) -> date | None:
    return None if old is None else old - AGES


def _strict(rules: Rules) -> Rules:
    return overlay(
        rules,
        gas_age_minutes=0,
        work_value_minutes=0,
        interruption_minutes=0,
        post_hours=0,
        window_hours=0,
        early_on_site_hours=0,
        lighting_volts_dry=0,
        lighting_volts_wet=0,
        rescue_kit_metres=0,
        oxygen_min=Decimal(30),
        night_approvals=1,
        night_begins_hour=0,
        night_ends_hour=24,
    )


WORSE: tuple[Worse, ...] = (
    # -- what there is at all -----------------------------------------------------------------------------
    *worse_of(
        Facts,
        rules=_strict,
        crew=plus(Member("unready", frozenset({Part.entrant}), None)),
        contract=becomes(Contract(None, None, None, False, None, None, False)),
        response_plans=EMPTY,
        drills_block=TRUE,
        rescue_team=becomes(RescueTeam(None, None)),
        filing=GONE,
        stops=plus(Stop("stop", StopKind.order, LATE)),
        risk_assessment=GONE,
        briefing=GONE,
        area_closure=GONE,
        equipment=GONE,
        isolations=EMPTY,
        barrier=GONE,
        work_values=_bad_value,
        protections=EMPTY,
        guardian_check=GONE,
        post=GONE,
        confirmation=GONE,
        suspension=becomes(Suspension(at("23:00"), SuspendReason.person)),
        evacuations=plus(Evacuation("evacuation", OTHER_SPACE, LATE, EvacuationCause.unwell)),
        neighbours=plus(Neighbour("permit-2", Status.active, None)),
        linked=plus(LinkedPermit(WorkKind.hot_work, None)),
        assigned=plus(Piece("piece-9", "B9", EquipmentItem.breathing_set, None)),
        disputed_at=becomes(LATE),
    ),
    # Without it the signature is still to be given.
    but_not(Facts, "approvals", EMPTY, SIGNING),
    # Nothing opened: nothing to test, enter or close, but a permit ends directly.
    but_not(Facts, "openings", EMPTY, UNOPENED),
    # What blew oxygen is gone.
    but_not(Facts, "runs", EMPTY, {Action.ventilate}),
    # No finished round: a fan that spoilt it may be stopped and the initial test begun.
    but_not(Facts, "series", EMPTY, {Action.gas_test}),
    # Even bad, it is an initial test: a fan may follow.
    but_not(Facts, "series", _bad_series, {Action.ventilate}),
    # -- gas ----------------------------------------------------------------------------------------------
    *worse_of(Leg, length=lambda old: old + 500),
    *worse_of(Value, gas=becomes(Gas.ph3), amount=(GONE, becomes(HUGE)), unit=GONE, saturated=TRUE),
    *worse_of(Point, at=later, leg=becomes(99), distance=lambda old: old + 500, values=(EMPTY, becomes(BAD))),
    *worse_of(DetectorFact, pump=FALSE, covers=NO_ITEMS, calibrated_until=(GONE, earlier), explosion_proof=FALSE),
    *worse_of(
        Series,
        points=EMPTY,
        tester_id=GONE,
        signed_at=(GONE, earlier),
        survey_done=FALSE,
        stirred=FALSE,
        detector=GONE,
        legs=becomes(DEEP),
    ),
    # A round read before the fan is an initial test.
    but_not(Series, "begun_at", earlier, {Action.gas_test}),
    *worse_of(WorkValue, at=later, values=becomes(BAD)),
    # -- the plan -----------------------------------------------------------------------------------------
    *worse_of(Actor, person_id=GONE, roles=NO_ITEMS),
    *worse_of(
        Space,
        in_ledger=FALSE,
        name=NO_TEXT,
        location=NO_TEXT,
        hazards=NO_ITEMS,
        legs=(EMPTY, becomes(DEEP)),
        toxic_possible=TRUE,
        oxygen_may_drop=TRUE,
        gas_may_rise=TRUE,
        poisoning_risk=TRUE,
        explosion_risk=TRUE,
        has_sludge=TRUE,
        wet_or_narrow=TRUE,
        enriched_environment=FALSE,
        extra_gases=plus(Gas.ph3),
        lel_vol=(GONE, lambda old: old and min(old, Decimal(1))),
        barrier_effective=(GONE, FALSE),
        changed_since_signing=TRUE,
    ),
    *worse_of(
        Member,
        trained_until=(GONE, earlier),
        training_exempt=FALSE,
        briefed_at=GONE,
        street_trained=FALSE,
        in_filing=FALSE,
        added_unsigned=TRUE,
        inside_space_id=becomes(OTHER_SPACE),
        posted_space_id=becomes(OTHER_SPACE),
    ),
    *worse_of(Delegation, delegate_id=OTHER, valid_from=later, valid_until=earlier, has_document=FALSE),
    *worse_of(
        Permit,
        applicant_id=GONE,
        window_start=(GONE, later),
        content=becomes("Something else"),
        work_kind=GONE,
        unit_id=GONE,
        missing_fields=plus("content"),
        document_intact=FALSE,
        ending=becomes(Ending.revoked),
    ),
    # Night work waits for the extra approval until it is given.
    but_not(Permit, "night_or_holiday", TRUE, {Action.permit_extra_approve}),
    but_not(Permit, "extra_approval_at", GONE, {Action.permit_extra_approve}),
    # A window that is over, or not told, is what expiry waits for.
    but_not(Permit, "window_end", GONE, set()),
    but_not(Permit, "window_end", earlier, {Action.permit_expire}),
    *worse_of(
        Contract,
        agreement_from=(GONE, becomes(date(2099, 1, 1))),
        agreement_until=(GONE, becomes(date(2000, 1, 1))),
        reviewed_at=GONE,
        review_passed=FALSE,
        inspector_id=GONE,
        site_checked_at=GONE,
        owner_information=FALSE,
    ),
    *worse_of(ResponsePlan, kind=becomes(PlanKind.on_site), since=long_ago, drilled_on=(GONE, long_ago)),
    *worse_of(
        RescueTeam,
        agreement_from=(GONE, becomes(date(2099, 1, 1))),
        agreement_until=(GONE, becomes(date(2000, 1, 1))),
    ),
    *worse_of(
        AreaRules,
        filing_mode=becomes(FilingMode.system),
        training_minutes=becomes(30),
        longest_filing_days=becomes(0),
    ),
    # What makes a filing late gives the street something to decide.
    but_not(AreaRules, "lead_days", lambda old: old + 30, DECIDING),
    but_not(AreaRules, "holidays", plus(*NOVEMBER), DECIDING),
    but_not(AreaRules, "swap_workdays", NO_ITEMS, DECIDING),
    but_not(AreaRules, "emergency_allowed", FALSE, DECIDING),
    but_not(Emergency, "reason", NO_TEXT, DECIDING),
    but_not(Emergency, "signed_by_principal_at", GONE, DECIDING),
    *worse_of(
        Filing,
        start=GONE,
        space_ids=NO_ITEMS,
        content=becomes("Something different"),
        unit_id=GONE,
        late_reason=NO_TEXT,
        late_allowed=FALSE,
        training_waived=FALSE,
        entered=TRUE,
    ),
    # A filing's own moves turn on its status, its end, its lateness.
    but_not(Filing, "status", becomes(FilingStatus.returned), FILING_MOVES),
    but_not(Filing, "status", becomes(FilingStatus.withdrawn), FILING_MOVES),
    but_not(Filing, "start", later, HANDING_IN),
    but_not(Filing, "end", GONE, set()),
    but_not(Filing, "end", earlier, {Action.filing_lapse}),
    but_not(Filing, "first_submitted_at", GONE, set()),
    but_not(Filing, "first_submitted_at", later, DECIDING),
    but_not(Filing, "emergency", GONE, HANDING_IN | DECIDING),
    *worse_of(
        Job,
        status=becomes(JobStatus.abandoned),
        permits_ended=FALSE,
        first_day_permits_approved=FALSE,
        acceptance_items=NO_ITEMS,
    ),
    # -- the site -----------------------------------------------------------------------------------------
    *worse_of(RiskAssessment, complete=FALSE),
    *worse_of(Briefing, items=NO_ITEMS, signed_by_leader=FALSE),
    *worse_of(AreaClosure, closed=FALSE, notice_board=FALSE, removed_at=becomes(LATE)),
    *worse_of(
        EquipmentCheck,
        id=OTHER,
        in_order=NO_ITEMS,
        faulty=becomes(frozenset(EquipmentItem)),
        not_involved=NO_ITEMS,
        pieces=EMPTY,
        lighting_volts=becomes(Decimal(220)),
        rescue_kit_metres=(GONE, becomes(HUGE)),
    ),
    *worse_of(
        Isolation,
        id=OTHER,
        kind=becomes(IsolationKind.valve),
        involved=TRUE,
        confirmed_at=GONE,
        removed_at=becomes(LATE),
    ),
    # Never told, the inspection of a tripod is not asked for: only what lapses is worse.
    *worse_of(Piece, checked_until=earlier, out_of_service=TRUE),
    *worse_of(Barrier, effective=FALSE),
    *worse_of(Opening, opened_at=later, upwind=FALSE, closing=GONE, sign_set=FALSE),
    # Shut it is not entered; open it is not wound up.
    but_not(Opening, "closed_at", becomes(LATE), UNOPENED | {Action.permit_close}),
    but_not(Opening, "closed_at", GONE, SIGNING | {Action.gas_test, Action.permit_confirm, Action.enter}),
    *worse_of(VentilationRun, id=OTHER, source=becomes(AirSource.oxygen), duct_confirmed=FALSE),
    # A fan that stops, or had not started, frees the way for the initial test.
    but_not(VentilationRun, "started_at", later, {Action.gas_test}),
    but_not(VentilationRun, "stopped_at", becomes(LATE), {Action.gas_test}),
    *worse_of(
        Protection,
        person_id=OTHER,
        at=earlier,
        gear=becomes(frozenset({Gear.filter_mask})),
        air_source=becomes(AirSource.oxygen),
    ),
    *worse_of(
        GuardianCheck,
        id=OTHER,
        confirmed=becomes({}),
        not_involved=NO_ITEMS,
        denied=becomes(frozenset(GuardianCheckItem)),
        signed_at=(GONE, earlier),
    ),
    *worse_of(
        Post,
        guardian_id=OTHER,
        renewed_at=earlier,
        confirmed_absent_at=becomes(at("23:00")),
        may_admit=FALSE,
        device_explosion_proof=FALSE,
    ),
    *worse_of(Confirmation, signed_at=earlier, series_id=OTHER, bound=EMPTY),
    # Somebody unnamed may be anybody: nobody enters. The open post, not a name, tells where the guardian is.
    but_not(Inside, "person_id", GONE, {Action.open_space, Action.permit_confirm}),
    *worse_of(Inside, permit_id=GONE, rescue=TRUE),
    # With people inside air comes before the window.
    but_not(Presence, "inside", plus(Inside(None, LATE, None)), {Action.gas_test, Action.ventilate}),
    *worse_of(
        Presence,
        rose_at=earlier,
        emptied_at=becomes(at("23:00")),
        tools_inside=lambda old: old + 1,
        headcount_differs=TRUE,
    ),
    *worse_of(Suspension, at=later),
    *worse_of(Neighbour, status=becomes(Status.active), work_kind=GONE, link_signed=FALSE),
    *worse_of(LinkedPermit, valid_until=(GONE, earlier)),
    *worse_of(Completion, marked=plus("content"), changed=NO_ITEMS, explained=NO_ITEMS),
    *worse_of(
        Attempt,
        trained_until=(GONE, earlier),
        training_exempt=FALSE,
        inside_space_id=becomes(OTHER_SPACE),
        posted_space_id=becomes(OTHER_SPACE),
        is_principal=FALSE,
        delegation=GONE,
        on_site=(GONE, FALSE),
        plate_space_id=(GONE, OTHER),
        device_explosion_proof=FALSE,
        upwind=FALSE,
        ventilation=(GONE, becomes(VentilationKind.mechanical)),
        air_source=becomes(AirSource.oxygen),
        survey_done=FALSE,
        stirred=FALSE,
        detector=GONE,
        apparatus=FALSE,
        lifeline=FALSE,
        attendant=FALSE,
        allow=GONE,
        late_reason=NO_TEXT,
        submitted_at=later,
        completion=GONE,
        time_disputed=TRUE,
    ),
    # Nobody named: then the account that asks is who signs or checks in.
    but_not(Attempt, "person_id", GONE, SIGNING | {Action.permit_confirm, Action.permit_close, Action.job_accept}),
)
