"""Plans and drills, at the last day, the day before and the day after; the outside rescue team's agreement."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import chemical
from pieces import at, rescue_team

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import PlanKind
from workflows.plan_facts import ResponsePlan
from workflows.vocabulary import Action

MOVES = (Action.permit_submit, Action.permit_confirm)
SUBMIT = Action.permit_submit
#: The day of the work; a drill on it at the latest, and the days within which each plan is drilled.
DAY = date(2026, 12, 1)
INTERVALS = {PlanKind.special: timedelta(days=365), PlanKind.on_site: timedelta(days=183)}
ONE_DAY = timedelta(days=1)
#: Ends on 2026-12-02 of Shanghai, still 2026-12-01 in UTC.
OVERNIGHT = {"permit__window_start": at("20:00"), "permit__window_end": at("07:00", 2)}


def blocking(action: Action, *plans: ResponsePlan, **overrides: Any) -> Facts:
    return passing(action, response_plans=plans, drills_block=True, **overrides)


def drilled(kind: PlanKind, on: date | None, since: date = date(2020, 1, 1)) -> ResponsePlan:
    return ResponsePlan(kind, since, on)


def drills(action: Action) -> list[Case]:
    overdue = drilled(PlanKind.special, DAY - INTERVALS[PlanKind.special] - ONE_DAY)
    return [
        passes("drills_held", action, passing(action)),
        refuses("drills_held", action, blocking(action), Code.response_plan_missing),
        refuses("drills_held", action, blocking(action, overdue), Code.drill_overdue),
        passes(
            "drills_held",
            action,
            passing(action, response_plans=()),
            warnings=(Code.response_plan_missing,),
            note="only told",
        ),
        passes(
            "drills_held",
            action,
            passing(action, response_plans=(overdue,)),
            warnings=(Code.drill_overdue,),
            note="only told",
        ),
    ]


def interval(kind: PlanKind) -> list[Case]:
    last = DAY - INTERVALS[kind]
    return [
        passes("drills_held", SUBMIT, blocking(SUBMIT, drilled(kind, last + ONE_DAY)), note=f"{kind} a day left"),
        passes("drills_held", SUBMIT, blocking(SUBMIT, drilled(kind, last)), note=f"{kind} last day"),
        refuses(
            "drills_held",
            SUBMIT,
            blocking(SUBMIT, drilled(kind, last - ONE_DAY)),
            Code.drill_overdue,
            note=f"{kind} a day late",
        ),
        refuses(
            "drills_held",
            SUBMIT,
            blocking(SUBMIT, drilled(kind, last), **OVERNIGHT),
            Code.drill_overdue,
            note=f"{kind} falls due overnight",
        ),
        passes("drills_held", SUBMIT, blocking(SUBMIT, drilled(kind, None, last)), note=f"{kind} new"),
        refuses(
            "drills_held",
            SUBMIT,
            blocking(SUBMIT, drilled(kind, None, last - ONE_DAY)),
            Code.drill_overdue,
            note=f"{kind} never drilled",
        ),
    ]


def bound(action: Action) -> list[Case]:
    named = passing(action, rescue_team=rescue_team())
    return [
        not_applicable("rescue_team_bound", action, passing(action)),
        passes("rescue_team_bound", action, named),
        *(
            refuses(
                "rescue_team_bound",
                action,
                passing(action, rescue_team=replace(rescue_team(), **{end: day})),
                Code.rescue_agreement_lapsed,
                note=note,
            )
            for end, day, note in (
                ("agreement_from", DAY + ONE_DAY, "from the day after"),
                ("agreement_until", DAY - ONE_DAY, "until the day before"),
                ("agreement_from", None, "no start"),
                ("agreement_until", None, "no end"),
            )
        ),
    ]


CASES: list[Case] = [
    *(row for action in MOVES for row in (*drills(action), *bound(action))),
    *(row for kind in PlanKind for row in interval(kind)),
    refuses(
        "drills_held",
        SUBMIT,
        blocking(
            SUBMIT, drilled(PlanKind.special, DAY), drilled(PlanKind.on_site, None), drilled(PlanKind.on_site, None)
        ),
        Code.drill_overdue,
        Code.drill_overdue,
        note="each plan by itself",
    ),
    refuses(
        "drills_held",
        Action.permit_confirm,
        chemical(blocking(Action.permit_confirm)),
        Code.response_plan_missing,
        note="chemical",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_response(case: Case) -> None:
    check(case)
