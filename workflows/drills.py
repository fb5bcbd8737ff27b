"""When the next drill of a plan is due (G46 4.6.2): yearly for a 专项应急预案, half-yearly for a 现场处置方案."""

from datetime import date, timedelta

from workflows.kinds import PlanKind
from workflows.limits import Rules
from workflows.plan_facts import ResponsePlan


def days_between(kind: PlanKind, rules: Rules) -> int:
    """So many days may pass between two drills of a plan of this kind."""
    return rules.drill_days_special if kind is PlanKind.special else rules.drill_days_on_site


def due_on(plan: ResponsePlan, rules: Rules) -> date:
    """The last civil day on which the plan may still be drilled in time.

    Counted from the last drill whose effect was evaluated, or from the day the plan came into force.
    """
    return (plan.drilled_on or plan.since) + timedelta(days=days_between(plan.kind, rules))
