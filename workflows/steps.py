"""The steps of work on site (site-rules 8), who does each, and which step answers which gate.

The order is that of profile 46: check-in, briefing, closed area, equipment, isolation, opening, initial test,
ventilation, re-test, protection, guardian-check, entry confirmation, entry; then values during work, and the way out.
"""

from collections.abc import Mapping
from enum import StrEnum, unique

from workflows.facts import Facts
from workflows.verdict import GateResult
from workflows.vocabulary import Part, ProfileName


@unique
class Step(StrEnum):
    """One thing to do on site, in the order of the site; ``approval`` is what still happens at desks."""

    approval = "approval"
    evacuate = "evacuate"
    lift = "lift"
    check_in = "check_in"
    briefing = "briefing"
    area = "area"
    equipment = "equipment"
    isolation = "isolation"
    opening = "opening"
    initial_test = "initial_test"
    ventilation = "ventilation"
    retest = "retest"
    protection = "protection"
    guardian_check = "guardian_check"
    site_check = "site_check"
    confirm = "confirm"
    admit = "admit"
    reading = "reading"
    watch = "watch"
    bring_out = "bring_out"
    close_openings = "close_openings"
    finish = "finish"
    close = "close"


#: Who does each step (site-rules 16); the page says whom to call.
DONE_BY: Mapping[Step, tuple[Part, ...]] = {
    Step.approval: (),
    Step.site_check: (Part.inspector,),
    Step.briefing: (Part.leader,),
    Step.confirm: (Part.leader,),
    Step.close: (Part.leader,),
    Step.finish: (Part.leader, Part.guardian),
    Step.initial_test: (Part.tester,),
    Step.retest: (Part.tester,),
    **dict.fromkeys((Step.area, Step.equipment, Step.isolation, Step.ventilation), (Part.guardian, Part.leader)),
    **dict.fromkeys(
        (
            Step.evacuate,
            Step.lift,
            Step.check_in,
            Step.opening,
            Step.protection,
            Step.guardian_check,
            Step.admit,
            Step.reading,
            Step.watch,
            Step.bring_out,
            Step.close_openings,
        ),
        (Part.guardian,),
    ),
}

#: The step that answers each gate. Gas series are told apart in :func:`answered_by`; what is missing here no step on
#: site can mend: filing, training, stops.
_ANSWERS: Mapping[str, Step] = {
    "opened_after_approval": Step.approval,
    "signatures_present": Step.approval,
    "guardian_posted": Step.check_in,
    "guardian_admits": Step.check_in,
    "opener": Step.check_in,
    "guardian_may_admit": Step.check_in,
    "guardian_there": Step.check_in,
    "device_explosion_proof": Step.check_in,
    "briefing_held": Step.briefing,
    "people_briefed": Step.briefing,
    "barrier": Step.area,
    "area_closed": Step.area,
    "equipment_checked": Step.equipment,
    "calibration": Step.equipment,
    "assigned_equipment": Step.equipment,
    "lighting": Step.equipment,
    "rescue_kit": Step.equipment,
    "isolation": Step.isolation,
    "space_opened": Step.opening,
    "opened_upwind": Step.opening,
    "ventilation_running": Step.ventilation,
    "clean_air": Step.ventilation,
    "protection": Step.protection,
    "guardian_checked": Step.guardian_check,
    "confirmation_stands": Step.confirm,
    "confirmation_used_in_time": Step.confirm,
    "work_value_in_time": Step.reading,
    "owner_checked_site": Step.site_check,
    "headcount_agrees": Step.watch,
    "not_inside_yet": Step.watch,
}
_OF_A_SERIES = frozenset(
    {
        "initial_test_without_fan",
        "ventilated_before_test",
        "retested",
        "resumed",
        "series_passed",
        "series_signed",
        "series_age",
        "series_age_at_entry",
        "gas_channels",
        "vertical_points",
        "horizontal_points",
        "oxygen",
        "flammable",
        "toxic",
        "readings_usable",
        "work_value_good",
        "pipes_surveyed",
        "sludge_stirred",
        "detector_suitable",
    }
)
_ORDER: Mapping[Step, float] = {step: place for place, step in enumerate(Step)}
#: Profile 30 prepares and tests the space before the approver signs on the spot (site-rules 9).
_ORDER_30: Mapping[Step, float] = {**_ORDER, Step.approval: _ORDER[Step.retest] + 0.5}


def order_of(profile: ProfileName) -> Mapping[Step, float]:
    """The place of each step in the order of the site."""
    return _ORDER_30 if profile is ProfileName.GB30871 else _ORDER


def answered_by(result: GateResult, facts: Facts) -> Step | None:
    """The step that mends what a gate found wanting; None where no step on site can."""
    if result.gate in _OF_A_SERIES:
        first = facts.gas.initial
        initial = first is None or (first is facts.gas.latest and first.series.signed_at is None)
        return Step.initial_test if initial else Step.retest
    if result.gate == "ventilation_running" and not any(run.stopped_at is None for run in facts.runs):
        return Step.opening if facts.gas.initial is None else Step.ventilation
    return _ANSWERS.get(result.gate)
