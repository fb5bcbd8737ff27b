"""The two clocks of gas (R30, R39; site-rules 11)."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses, result_of
from good import chemical, chemical_submitted_facts, facts, inside_facts
from hypothesis import given
from hypothesis import strategies as st
from pieces import ENTRANT, NOW, SECOND, at, series, values, work_value

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gas_facts import Value, WorkValue
from workflows.gates.gas_clocks import work_value_due
from workflows.kinds import Gas, Unit
from workflows.site_facts import Inside, Presence
from workflows.vocabulary import Action

CONFIRM, ENTER = Action.permit_confirm, Action.enter
#: The oldest point of the good re-test was read at 09:40, so clock (a) runs out at 10:10.
A_ENDS = at("10:10")
#: The first entrant of ``inside_facts`` went in at 09:52: a value is due by 10:07, in profile 30 by 11:52.
B_ENDS = at("10:07")


def valued(*taken: WorkValue, **overrides: Any) -> Facts:
    """Somebody inside since 09:52, with these in-work values."""
    return facts(inside_facts(), work_values=taken, **overrides)


def only_inside(**overrides: Any) -> Facts:
    someone = replace(Inside(ENTRANT, at("09:52"), "permit-1"), **overrides)
    return facts(inside_facts(), presence=Presence(inside=(someone,), rose_at=at("09:52")))


FUTURE = tuple(
    replace(p, at=NOW + timedelta(seconds=61)) if i == 2 else p for i, p in enumerate(series("s", at("09:40")).points)
)
NEARLY = tuple(replace(p, at=NOW + timedelta(seconds=60)) if i == 2 else p for i, p in enumerate(FUTURE))
SATURATED = (*values()[:2], Value(Gas.h2s, Decimal(0), Unit.ppm, saturated=True), values()[3])

CASES: list[Case] = [
    # How old the series may be.
    *[
        case
        for gate, action, base in (
            ("series_age", CONFIRM, passing(CONFIRM)),
            ("series_age_at_entry", ENTER, passing(ENTER)),
            ("series_age_at_approval", Action.permit_approve, chemical_submitted_facts()),
        )
        for case in (
            passes(gate, action, base, now=A_ENDS - SECOND, note="29:59"),
            passes(gate, action, base, now=A_ENDS, note="30:00"),
            refuses(gate, action, base, Code.gas_series_stale, now=A_ENDS + SECOND, note="30:01"),
            refuses(gate, action, facts(base, series=()), Code.gas_series_missing, now=NOW),
            refuses(
                gate,
                action,
                facts(base, series=(series("s", at("09:40"), points=()),)),
                Code.gas_series_missing,
                now=NOW,
                note="no-point",
            ),
            passes(gate, action, facts(base, series=(series("s", at("09:40"), points=NEARLY),)), now=NOW, note="+60s"),
            refuses(
                gate,
                action,
                facts(base, series=(series("s", at("09:40"), points=FUTURE),)),
                Code.time_disputed,
                now=NOW,
                note="+61s",
            ),
        )
    ],
    *[
        not_applicable("series_age_at_approval", action, passing(action))
        for action in (Action.permit_consent, Action.permit_approve, Action.permit_owner_approve)
    ],
    refuses("series_age", CONFIRM, inside_facts(), Code.gas_series_stale, now=A_ENDS + SECOND, note="not-on-clock-b"),
    # clock (b) carries an entry past clock (a)
    passes("series_age_at_entry", ENTER, valued(work_value("w", at("10:05"))), now=at("10:20"), note="on-b"),
    refuses(
        "series_age_at_entry",
        ENTER,
        valued(work_value("w", at("10:05"))),
        Code.gas_series_stale,
        now=at("10:20") + SECOND,
        note="b-late",
    ),
    refuses(
        "series_age_at_entry",
        ENTER,
        valued(work_value("w", at("10:05"), values(h2s="8"))),
        Code.gas_series_stale,
        now=at("10:15"),
        note="b-bad",
    ),
    passes(
        "series_age_at_entry",
        ENTER,
        valued(work_value("w", at("09:39"), values(h2s="8")), work_value("w2", at("10:05"))),
        now=at("10:20"),
        note="b-bad-before-the-series",
    ),
    refuses(
        "series_age_at_entry",
        ENTER,
        facts(passing(ENTER), work_values=(work_value("w", at("10:05")),)),
        Code.gas_series_stale,
        now=A_ENDS + SECOND,
        note="nobody-inside",
    ),
    refuses(
        "series_age_at_entry",
        ENTER,
        facts(only_inside(rescue=True), work_values=(work_value("w", at("10:05")),)),
        Code.gas_series_stale,
        now=A_ENDS + SECOND,
        note="only-a-rescuer-inside",
    ),
    # How late a value may be.
    not_applicable("work_value_in_time", ENTER, passing(ENTER)),
    passes("work_value_in_time", ENTER, inside_facts(), now=B_ENDS - SECOND, note="14:59"),
    passes("work_value_in_time", ENTER, inside_facts(), now=B_ENDS, note="15:00"),
    refuses("work_value_in_time", ENTER, inside_facts(), Code.gas_value_late, now=B_ENDS + SECOND, note="15:01"),
    passes("work_value_in_time", ENTER, chemical(inside_facts()), now=at("11:52"), note="profile-30"),
    refuses(
        "work_value_in_time", ENTER, chemical(inside_facts()), Code.gas_value_late, now=at("11:52") + SECOND, note="30"
    ),
    passes("work_value_in_time", ENTER, valued(work_value("w", at("10:00"))), now=at("10:15"), note="from-the-value"),
    passes("work_value_in_time", ENTER, valued(work_value("w", at("09:45"))), now=B_ENDS, note="from-the-rise"),
    refuses(
        "work_value_in_time",
        ENTER,
        valued(WorkValue("w", at("10:00"), values()[:3])),
        Code.gas_value_late,
        now=B_ENDS + SECOND,
        note="incomplete-value",
    ),
    refuses(
        "work_value_in_time",
        ENTER,
        facts(inside_facts(), presence__rose_at=None),
        Code.gas_value_late,
        now=B_ENDS + SECOND,
        note="rise-unknown",
    ),
    passes("work_value_in_time", ENTER, valued(work_value("w", NOW + timedelta(seconds=60))), now=NOW, note="+60s"),
    refuses(
        "work_value_in_time",
        ENTER,
        valued(work_value("w", NOW + timedelta(seconds=61))),
        Code.time_disputed,
        now=NOW,
        note="+61s",
    ),
    # What a bad value does.
    *[
        case
        for action in (CONFIRM, ENTER)
        for case in (
            passes("work_value_good", action, passing(action)),
            passes("work_value_good", action, passing(action, work_values=(work_value("w", at("09:53")),))),
            refuses(
                "work_value_good",
                action,
                passing(action, work_values=(work_value("w", at("09:53"), values(h2s="8")),)),
                Code.bad_gas_value,
            ),
            refuses(
                "work_value_good",
                action,
                passing(action, work_values=(work_value("w", at("09:53"), SATURATED),)),
                Code.bad_gas_value,
                note="saturated",
            ),
            refuses(
                "work_value_good",
                action,
                passing(
                    action,
                    work_values=(work_value("w", at("09:53"), values(h2s="8")), work_value("w2", at("09:54"))),
                ),
                Code.bad_gas_value,
                note="a-better-one-does-not-lift-it",
            ),
            refuses(
                "work_value_good",
                action,
                passing(action, work_values=(work_value("w", at("09:40"), values(h2s="8")),)),
                Code.bad_gas_value,
                note="series-begun-with-it",
            ),
            passes(
                "work_value_good",
                action,
                passing(action, work_values=(work_value("w", at("09:40") - SECOND, values(h2s="8")),)),
                note="series-begun-after",
            ),
        )
    ],
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("gate", "action", "base", "good_until"),
    [
        ("series_age", CONFIRM, passing(CONFIRM), A_ENDS),
        ("series_age_at_entry", ENTER, passing(ENTER), A_ENDS),
        ("series_age_at_entry", ENTER, inside_facts(), B_ENDS),
        ("work_value_in_time", ENTER, inside_facts(), B_ENDS),
        ("work_value_in_time", ENTER, valued(work_value("w", at("09:54"))), at("10:09")),
    ],
)
def test_a_pass_tells_until_when_it_is_good(gate: str, action: Action, base: Facts, good_until: datetime) -> None:
    assert result_of(passes(gate, action, base)).good_until == good_until


def test_no_value_is_due_while_nobody_is_inside() -> None:
    assert work_value_due(passing(ENTER)) is None


@given(st.integers(0, 7200), st.integers(0, 7200))
def test_waiting_never_turns_a_refusal_into_a_pass(first: int, later: int) -> None:
    for gate, action, base in (
        ("series_age", CONFIRM, passing(CONFIRM)),
        ("series_age_at_entry", ENTER, inside_facts()),
        ("work_value_in_time", ENTER, inside_facts()),
    ):
        sooner = result_of(passes(gate, action, base, now=NOW + timedelta(seconds=first)))
        after = result_of(passes(gate, action, base, now=NOW + timedelta(seconds=first + later)))
        assert not (sooner.refusals and not after.refusals)
