"""The gate of resuming after an interruption (R43)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses, result_of
from good import chemical, facts, inside_facts
from pieces import NOW, SECOND, at, run, series, values

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import VentilationKind
from workflows.site_facts import Presence
from workflows.vocabulary import Action

CONFIRM, ENTER = Action.permit_confirm, Action.enter
NATURAL = run("natural-1", VentilationKind.natural, at("08:40"))
FAN = run("fan-1", VentilationKind.mechanical, at("09:00"))
INITIAL, RETEST = series("series-1", at("08:55")), series("series-2", at("09:40"))


def emptied(moment: datetime, base: Facts, **overrides: Any) -> Facts:
    """Everybody came out at that moment."""
    return facts(base, presence=Presence(rose_at=at("09:20"), emptied_at=moment), **overrides)


def _resumed(action: Action) -> list[Case]:
    gate, base = "resumed", passing(action)
    untested = Code.resume_untested
    return [
        not_applicable(gate, action, base),
        passes(gate, action, emptied(at("09:40") - SECOND, base), note="begun-a-second-after"),
        refuses(gate, action, emptied(at("09:40"), base), untested, note="begun-with-the-last-exit"),
        refuses(gate, action, emptied(at("09:40") + SECOND, base), untested, note="begun-before-the-last-exit"),
        refuses(gate, action, emptied(at("09:30"), base, series=(INITIAL,)), untested, note="no-new-series"),
        refuses(gate, action, emptied(at("09:30"), base, series=()), untested, note="no-series"),
        refuses(
            gate,
            action,
            emptied(at("09:30"), base, series=(INITIAL, series("s", at("09:40"), readings=values(h2s="8")))),
            untested,
            note="new-series-failed",
        ),
        refuses(gate, action, facts(base, post__confirmed_absent_at=at("09:45")), untested, note="guarding-stopped"),
        refuses(
            gate,
            action,
            passing(action, runs=(NATURAL, replace(FAN, stopped_at=at("09:45")))),
            untested,
            note="ventilation-stopped",
        ),
        refuses(
            gate,
            action,
            emptied(at("09:30"), base, runs=(replace(NATURAL, stopped_at=at("09:35")),)),
            Code.ventilation_missing,
            note="tested-in-still-air",
        ),
        refuses(
            gate,
            action,
            emptied(at("09:30"), base, runs=(replace(NATURAL, started_at=at("09:45")),)),
            Code.ventilation_missing,
            note="ventilated-after-the-test",
        ),
        passes(
            gate, action, emptied(at("09:30"), base, runs=(replace(NATURAL, started_at=at("09:40")),)), note="with-it"
        ),
    ]


def _resumed_after_an_hour() -> list[Case]:
    """Profile 30: up to 60 minutes ask for nothing (G30 6.3 f)."""
    thirty = emptied(at("09:45"), replace(chemical(passing(CONFIRM)), confirmation=None))
    again = series("series-3", at("10:46"))
    return [
        passes("resumed", CONFIRM, thirty, now=at("10:45") - SECOND, note="59:59"),
        passes("resumed", CONFIRM, thirty, now=at("10:45"), note="60:00"),
        refuses("resumed", CONFIRM, thirty, Code.resume_untested, now=at("10:45") + SECOND, note="60:01"),
        passes(
            "resumed",
            CONFIRM,
            facts(thirty, series=(INITIAL, RETEST, again)),
            now=at("10:50"),
            note="60:01-tested",
        ),
        passes(
            "resumed",
            ENTER,
            facts(
                chemical(inside_facts()),
                presence__emptied_at=at("09:51"),
            ),
            now=at("11:00"),
            note="back-at-work-in-time",
        ),
    ]


CASES: list[Case] = [
    *(case for action in (CONFIRM, ENTER) for case in _resumed(action)),
    *_resumed_after_an_hour(),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case)


def test_a_short_interruption_is_good_until_it_is_too_long() -> None:
    thirty = emptied(at("09:45"), replace(chemical(passing(CONFIRM)), confirmation=None))
    assert result_of(passes("resumed", CONFIRM, thirty)).good_until == at("10:45")
    tested_since = facts(thirty, series=(INITIAL, RETEST, series("series-3", at("09:50"))))
    assert result_of(passes("resumed", CONFIRM, tested_since, now=NOW + timedelta(minutes=5))).good_until is None
