"""Facts from which faults are tried: for each the action that passes on them, and when it is asked for."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import good
from asked import moment, passing
from pieces import (
    ENTRANT,
    ENTRANT_2,
    GUARDIAN,
    LEADER,
    NOW,
    PRINCIPAL,
    TRAINED_UNTIL,
    approval,
    at,
    consent,
    person,
    rescue_team,
    run,
    series,
    values,
    work_value,
)

from workflows.facts import Facts
from workflows.kinds import (
    EmergencyCategory,
    EquipmentItem,
    Gear,
    GuardianCheckItem,
    IsolationKind,
    PlanKind,
    VentilationKind,
    WorkKind,
)
from workflows.limits import overlay
from workflows.plan_facts import Delegation, Emergency, ResponsePlan
from workflows.site_facts import Attempt, Barrier, Inside, Isolation, LinkedPermit, Neighbour, Suspension
from workflows.vocabulary import Action, DayCounting, FilingMode, Part, Status, SuspendReason

#: Worked, so that three working days lie between the filing and the start.
SATURDAY = frozenset({date(2026, 11, 28)})

Start = tuple[Action, Facts, datetime]

SUBMIT, CONFIRM, ENTER = Action.permit_submit, Action.permit_confirm, Action.enter
APPROVE = Action.permit_approve


def resumed_facts() -> Facts:
    """Suspended at 09:54, everything done again from 09:58 on; the leader is about to confirm at 10:12."""
    again = at("10:08")
    base = good.suspended_facts()
    assert base.guardian_check is not None
    confirmed = dict.fromkeys(base.guardian_check.confirmed, again)
    return good.facts(
        base,
        series=(*base.series, series("series-3", at("10:00"))),
        protections=tuple(replace(one, at=again) for one in base.protections),
        guardian_check=replace(base.guardian_check, confirmed=confirmed, signed_at=again),
        post__renewed_at=at("09:58"),
        actor=good.tested_facts().actor,
        attempt=Attempt(person_id=LEADER),
    )


def never_drilled() -> Facts:
    """A new 现场处置方案, its first drill not due yet, in an enterprise where drills block."""
    plan = ResponsePlan(PlanKind.on_site, date(2026, 11, 1), drilled_on=None)
    return passing(SUBMIT, response_plans=(plan,), drills_block=True)


def on_clock_b() -> Facts:
    """The second entrant at 10:20: the series is too old, the in-work value is not."""
    base = good.facts(good.inside_facts(), attempt__person_id=ENTRANT_2, post__last_beat_at=at("10:19"))
    return good.facts(base, work_values=(work_value("value-1", at("10:06")),))


def before_the_first_value() -> Facts:
    """The first one went in at 10:06; the first value is due at 10:21."""
    return good.facts(
        on_clock_b(),
        work_values=(),
        presence__inside=(Inside(ENTRANT, at("10:06"), "permit-1"),),
        presence__rose_at=at("10:06"),
    )


def after_a_pause() -> Facts:
    """Somebody went in and out before the confirmation that stands was signed."""
    return passing(ENTER, presence__rose_at=at("09:35"), presence__emptied_at=at("09:36"))


def delegated() -> Facts:
    delegation = Delegation(PRINCIPAL, NOW - timedelta(days=30), NOW + timedelta(days=30), has_document=True)
    return passing(APPROVE, attempt=Attempt(delegation=delegation, on_site=True))


def without_poison() -> Facts:
    """No poisoning threatens: anybody named approves."""
    return passing(APPROVE, space__poisoning_risk=False, attempt=Attempt(on_site=True))


def emergency() -> Facts:
    repair = Emergency(EmergencyCategory.leak, "A main has burst", at("02:00"))
    base = passing(ENTER, filing__first_submitted_at=at("02:30"), filing__emergency=repair)
    return replace(base, crew=tuple(replace(member, street_trained=False) for member in base.crew))


def plain() -> Facts:
    """A dry space without gas or sludge: natural air, escape sets, nothing to clear, a valve that is not involved."""
    base = passing(CONFIRM)
    assert base.equipment is not None
    assert base.guardian_check is not None
    fan, clearing = frozenset({EquipmentItem.fan}), frozenset({GuardianCheckItem.clearing})
    gear = frozenset({Gear.helmet, Gear.escape_set})
    round_ = series("series-1", at("09:40"), stirred=None)
    return good.facts(
        base,
        **{f"space__{name}": False for name in ("toxic_possible", "oxygen_may_drop", "gas_may_rise", "has_sludge")},
        space__barrier_effective=None,
        runs=(run("natural-1", VentilationKind.natural, at("08:40")),),
        series=(replace(round_, detector=replace(round_.detector, explosion_proof=False)),),  # type: ignore[type-var]
        protections=tuple(replace(one, gear=gear) for one in base.protections),
        equipment__in_order=base.equipment.in_order - fan,
        equipment__not_involved=fan,
        equipment__lighting_volts=Decimal(24),
        guardian_check__confirmed={
            item: when for item, when in base.guardian_check.confirmed.items() if item not in clearing
        },
        guardian_check__not_involved=clearing,
        isolations=(*base.isolations, Isolation("isolation-3", IsolationKind.plug, involved=False, confirmed_at=None)),
    )


def plain_entry() -> Facts:
    base = passing(ENTER)
    plan = good.confirmed(plain())
    return replace(plan, permit=base.permit, actor=base.actor, attempt=base.attempt)


def laboratory() -> Facts:
    """A commissioned laboratory's tester, neither trained nor briefed here."""
    base = passing(CONFIRM)
    tester = person("laboratory", Part.tester, trained_until=None, training_exempt=True, briefed_at=None)
    return replace(base, crew=(*base.crew, tester))


def at_night() -> Facts:
    base = passing(CONFIRM, permit__night_or_holiday=True, permit__extra_approval_at=at("08:00"))
    return replace(base, rules=overlay(base.rules, night_approvals=1))


def by_day_at_a_night_firm() -> Facts:
    return replace(passing(CONFIRM), rules=overlay(passing(CONFIRM).rules, night_approvals=1))


def enriched() -> Facts:
    """Profile 30 in an oxygen-rich environment: 22 % is within its limit."""
    base = passing(CONFIRM)
    shown = values(o2="22")
    rounds = tuple(series(one.id, one.begun_at, readings=shown) for one in base.series)
    return good.chemical(good.facts(base, space__enriched_environment=True, series=rounds))


def chemical_on_the_spot() -> Facts:
    return good.facts(good.chemical_submitted_facts(), approvals=(consent(),))


def late_filing(**given: str) -> Facts:
    received_at = at("09:00") - timedelta(days=2)
    base = passing(Action.filing_submit, filing__first_submitted_at=received_at)
    if "filing" in given:
        return good.facts(base, filing__late_reason=given["filing"])
    return good.facts(base, attempt=Attempt(late_reason=given["attempt"]))


def kept_offline() -> Facts:
    """Handed in on time by the phone's own account, received late."""
    on_time = at("16:00") - timedelta(days=4)
    return passing(Action.filing_submit, filing__first_submitted_at=None, attempt=Attempt(submitted_at=on_time))


def assigning(**attempt: object) -> Facts:
    """A crew change on a submitted permit: naming refuses, not only reports."""
    base = passing(Action.assign, permit__status=Status.submitted)
    return good.facts(base, **{f"attempt__{name}": value for name, value in attempt.items()})


def between_two_permits(*, ours: bool) -> Facts:
    """The leader winds up while the people of a linked permit are still inside."""
    action = Action.permit_finish if ours else Action.permit_close
    return passing(action, presence__inside=(Inside("theirs", at("09:52"), "permit-2"),))


def linked() -> Facts:
    beside = (Neighbour("permit-2", Status.active, WorkKind.inspection, link_signed=True),)
    return passing(CONFIRM, neighbours=beside, linked=(LinkedPermit(WorkKind.hot_work, at("18:00")),))


def untrained_but(**overrides: object) -> Facts:
    base = passing(ENTER, **overrides)
    return replace(base, crew=tuple(replace(one, street_trained=False) for one in base.crew))


#: One for each action, and those with more evidence: faults are tried on them two by two.
STARTS: dict[str, Start] = {
    **{action.value: (action, passing(action), moment(action)) for action in Action},
    "resumed": (CONFIRM, resumed_facts(), at("10:12")),
    "clock b": (ENTER, on_clock_b(), at("10:20")),
    "clock b, no value yet": (ENTER, before_the_first_value(), at("10:20")),
    "contracted": (ENTER, good.contracted_facts(), NOW),
    "contracted confirm": (CONFIRM, good.contracted(good.tested_facts()), NOW),
    "chemical": (ENTER, good.chemical(passing(ENTER)), NOW),
    "chemical confirm": (CONFIRM, good.chemical(passing(CONFIRM)), NOW),
    "chemical approval": (APPROVE, chemical_on_the_spot(), NOW),
    "plain": (CONFIRM, plain(), NOW),
    "emergency": (ENTER, emergency(), NOW),
}

#: Those that differ from one of the above in one thing: faults are tried on them one by one and in chains.
MORE_STARTS: dict[str, Start] = {
    "after a pause": (ENTER, after_a_pause(), NOW),
    "delegated": (APPROVE, delegated(), moment(APPROVE)),
    "without poison": (APPROVE, without_poison(), moment(APPROVE)),
    "two approvals": (APPROVE, replace(passing(APPROVE), approvals=(consent(),)), moment(APPROVE)),
    "approved": (ENTER, passing(ENTER, approvals=(consent(), approval())), NOW),
    "plain entry": (ENTER, plain_entry(), NOW),
    "laboratory": (CONFIRM, laboratory(), NOW),
    "drills block": (
        CONFIRM,
        passing(CONFIRM, drills_block=True, rescue_team=rescue_team()),
        NOW,
    ),
    "never drilled": (SUBMIT, never_drilled(), moment(SUBMIT)),
    "drill overdue": (SUBMIT, passing(SUBMIT, response_plans=()), moment(SUBMIT)),
    "night": (CONFIRM, at_night(), NOW),
    "day": (CONFIRM, by_day_at_a_night_firm(), NOW),
    "enriched": (CONFIRM, enriched(), NOW),
    "linked": (CONFIRM, linked(), NOW),
    "planned beside": (
        CONFIRM,
        passing(CONFIRM, neighbours=(Neighbour("permit-2", Status.approved, WorkKind.inspection),)),
        NOW,
    ),
    "barred for now": (
        Action.open_space,
        passing(Action.open_space, space__barrier_effective=None, barrier=Barrier(at("08:20"), effective=True)),
        NOW,
    ),
    "explosive": (CONFIRM, passing(CONFIRM, space__explosion_risk=True), NOW),
    "explosive post": (Action.check_in, passing(Action.check_in, space__explosion_risk=True), NOW),
    "natural air": (
        Action.ventilate,
        passing(Action.ventilate, series=(), attempt__ventilation=VentilationKind.natural),
        NOW,
    ),
    "no filing here": (ENTER, passing(ENTER, filing=None, area__filing_mode=FilingMode.none), NOW),
    "no training here": (ENTER, untrained_but(area__training_minutes=0), NOW),
    "training waived": (ENTER, untrained_but(filing__training_waived=True), NOW),
    "working days": (ENTER, passing(ENTER, area__counting=DayCounting.working_days, area__swap_workdays=SATURDAY), NOW),
    "late filing": (Action.filing_submit, late_filing(filing="A pump stood still"), moment(Action.filing_submit)),
    "late, told now": (Action.filing_submit, late_filing(attempt="A pump stood still"), moment(Action.filing_submit)),
    "kept offline": (Action.filing_submit, kept_offline(), at("10:00") - timedelta(days=2)),
    "crew change": (Action.assign, assigning(), moment(Action.assign)),
    "laboratory named": (
        Action.assign,
        assigning(parts=frozenset({Part.tester}), trained_until=None, training_exempt=True),
        moment(Action.assign),
    ),
    "theirs inside, finish": (Action.permit_finish, between_two_permits(ours=True), NOW),
    "theirs inside, close": (Action.permit_close, between_two_permits(ours=False), NOW),
    "marked": (
        Action.permit_finish,
        passing(Action.permit_finish, suspension=Suspension(at("09:52"), SuspendReason.person, marked=True)),
        NOW,
    ),
    "trained to the day": (ENTER, good.member(passing(ENTER), ENTRANT, trained_until=TRAINED_UNTIL), NOW),
    "guardian tests": (Action.gas_test, passing(Action.gas_test, attempt__person_id=GUARDIAN), NOW),
}
