"""Readiness for an accident: plans and drills (R50), the outside rescue team that the permit names (R49)."""

from datetime import date, datetime

from workflows.codes import Code
from workflows.days import days_of_work
from workflows.drills import due_on
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Fault, Gate, Outcome, fault, gate, refused, unless
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action

_MOVES = frozenset({Action.permit_submit, Action.permit_confirm})


@gate(
    "R50",
    banned=7,
    sources=(Clause(Document.G46, "4.6.2"), HouseRule("drills")),
    actions=_MOVES,
    codes={Code.response_plan_missing, Code.drill_overdue},
    parameters=("drill_days_special", "drill_days_on_site"),
)
def drills_held(facts: Facts, now: datetime) -> Outcome:
    """There is a plan, and no drill falls due before the work ends (G46 4.6.2).

    Refuses only where the enterprise has switched that on; elsewhere it warns.
    """
    faults = _faults(facts, max(days_of_work(facts.permit, now)))
    return unless(*faults) if facts.drills_block else unless(warnings=faults)


def _faults(facts: Facts, last_day: date) -> tuple[Fault, ...]:
    if not facts.response_plans:
        return (fault(Code.response_plan_missing),)
    dues = [(plan.kind, due_on(plan, facts.rules)) for plan in facts.response_plans]
    return tuple(fault(Code.drill_overdue, kind=kind, due_day=due.isoformat()) for kind, due in dues if due < last_day)


@gate(
    "R49",
    banned=7,
    sources=(HouseRule("rescue_agreement"),),
    actions=_MOVES,
    codes={Code.rescue_agreement_lapsed},
)
def rescue_team_bound(facts: Facts, now: datetime) -> Outcome:
    """The outside rescue team is bound by an agreement on every day of the work: without one nobody need come (G)."""
    team = facts.rescue_team
    if team is None:
        return NOT_APPLICABLE
    first, last = team.agreement_from, team.agreement_until
    if first is None or last is None:
        return refused(Code.rescue_agreement_lapsed)
    if all(first <= day <= last for day in days_of_work(facts.permit, now)):
        return PASSED
    return refused(Code.rescue_agreement_lapsed, first_day=first.isoformat(), last_day=last.isoformat())


GATES: tuple[Gate, ...] = (drills_held, rescue_team_bound)
