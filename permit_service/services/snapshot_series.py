"""What a phone needs to read a gas series without network: where, with which detectors, by whom; and whether it may."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from permit_service import facts_of
from permit_service.models.equipment import Equipment
from permit_service.queries import gas_tests
from permit_service.services.case import Case
from workflows.facts import Facts
from workflows.gates import clear
from workflows.gates.gas_sampling import is_fit
from workflows.kinds import EquipmentItem
from workflows.points import level_of, suggest_points
from workflows.site_facts import Attempt
from workflows.verdict import Clearance, Refusal
from workflows.vocabulary import Action, Part

#: A refusal in words, ids in it told by these names.
Say = Callable[[Refusal, Mapping[str, str]], str]


def series_of(case: Case, facts: Facts, names: Mapping[str, str], say: Say) -> dict[str, object]:
    """``may_begin`` a series now, all that is asked being done; if not, what is ``against`` it."""
    detectors = _detectors(case, facts)
    clearance = _beginning(case, facts, detectors)
    return {
        "may_begin": clearance.passed,
        "against": list(dict.fromkeys(say(refusal, names) for refusal in clearance.refusals)),
        "legs": len(facts.space.legs),
        "points": [
            {"leg": number, "distance": distance, "level": level_of(leg, distance)}
            for number, leg in enumerate(facts.space.legs)
            for distance in suggest_points(leg, facts.rules)
        ],
        "sludge": facts.space.has_sludge,
        "testers": _testers(case, names),
        "detectors": [_detector(row, facts) for row in detectors],
    }


def _detectors(case: Case, facts: Facts) -> list[Equipment]:
    """Those of owner and unit that may be used here, the one used last in this space first."""
    rows = case.session.scalars(
        select(Equipment)
        .where(
            Equipment.enterprise_id.in_((case.permit.enterprise_id, case.permit.unit_id)),
            Equipment.kind == EquipmentItem.gas_detector,
            Equipment.out_of_service_at.is_(None),
        )
        .order_by(Equipment.code)
    )
    rules, lel_vol = facts.rules, facts.space.lel_vol
    fit = [row for row in rows if is_fit(facts, facts_of.gas.detector(row, rules, lel_vol), case.now)]
    last = gas_tests.last_detector(case.permit)
    return sorted(fit, key=lambda row: row.id != last)


def _detector(row: Equipment, facts: Facts) -> dict[str, object]:
    channels = []
    for gas, unit in gas_tests.channels(facts, row):
        whole, fine = gas_tests.figures(gas, unit, facts.rules)
        channels.append({"gas": gas, "unit": unit, "whole": whole, "fine": fine})
    return {"id": row.id, "name": f"{row.code} {row.name}", "channels": channels}


def _testers(case: Case, names: Mapping[str, str]) -> list[dict[str, object]]:
    """Whom the permit names for it, whoever holds the phone first."""
    testers = [m for m in case.permit.members if m.removed_at is None and Part.tester in m.parts]
    mine_first = sorted(testers, key=lambda member: member.person_id != case.actor.person_id)
    return [
        {
            "id": member.person_id or member.lab_tester_id,
            "lab": member.person_id is None,
            "name": names.get(str(member.person_id or member.lab_tester_id), ""),
        }
        for member in mine_first
    ]


def _beginning(case: Case, facts: Facts, detectors: Sequence[Equipment]) -> Clearance:
    """What the gates say to a test with the best that there is to do it with."""
    best = facts_of.gas.detector(detectors[0], facts.rules, facts.space.lel_vol) if detectors else None
    attempt = Attempt(
        person_id=str(case.actor.person_id),
        survey_done=True,
        stirred=True if facts.space.has_sludge else None,
        detector=best,
    )
    return clear(Action.gas_test, facts.trying(attempt), case.now)
