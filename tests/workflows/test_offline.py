"""What a phone answers without network; its page's own code meets the same vectors."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workflows.kinds import Gas, Unit
from workflows.offline import OWN_REFUSALS, Doubt, beyond, decide
from workflows.offline_claims import moment, snapshot_of
from workflows.offline_facts import BadgeState, PhoneAttempt, ReadBadge, Revocations
from workflows.vocabulary import Direction, ScanVerdict

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "offline_decisions.json").read_text())
DECISIONS, VALUES = VECTORS["cases"], VECTORS["values"]


def attempt_of(told: dict[str, Any]) -> PhoneAttempt:
    called_back, badge = told["revocations"], told["badge"]
    return PhoneAttempt(
        direction=Direction(told["direction"]),
        device=told["device"],
        user_id=told["user"],
        now=moment(told["now"]),
        clock_disputed=told["clock"] == "disputed",
        revocations=called_back
        and Revocations(
            moment(called_back["as_of"]), frozenset(called_back["badges"]), frozenset(called_back["permits"])
        ),
        badge=badge and ReadBadge(BadgeState(badge["state"]), badge["id"]),
        person_id=told["person"],
        inside=tuple(told["inside"]),
        emptied_at=told["emptied_at"] and moment(told["emptied_at"]),
        work_clock_from=told["work_clock_from"] and moment(told["work_clock_from"]),
        evacuating=told["evacuating"],
        apparatus=told["apparatus"],
        lifeline=told["lifeline"],
        attendant=told["attendant"],
    )


def test_a_case_changes_only_members_that_there_are() -> None:
    for case in DECISIONS:
        assert set(case["attempt"]) <= set(VECTORS["attempt"]), case["name"]
        assert set(case.get("claims") or {}) <= set(VECTORS["claims"]), case["name"]
    assert len({case["name"] for case in DECISIONS}) == len(DECISIONS)


@pytest.mark.parametrize("case", DECISIONS, ids=lambda case: case["name"])
def test_phone_decides_as_the_vectors_say(case: dict[str, Any]) -> None:
    changes = case.get("claims", {})
    snapshot = None if changes is None else snapshot_of(VECTORS["claims"] | changes)
    decision = decide(snapshot, attempt_of(VECTORS["attempt"] | case["attempt"]))
    assert decision.verdict is ScanVerdict(case["verdict"])
    assert [str(reason) for reason in decision.reasons] == case["codes"]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value["name"])
def test_values_are_held_against_the_signed_limits(value: dict[str, Any]) -> None:
    snapshot = snapshot_of(VECTORS["claims"])
    found = beyond(snapshot, Gas(value["gas"]), Decimal(value["amount"]), Unit(value["unit"]))
    assert found is value["beyond"]


def test_what_the_phone_refuses_by_itself_is_listed() -> None:
    repeated = {code for one in VECTORS["claims"]["refused"] for code in one["codes"]}
    refused = {code for case in DECISIONS if case["verdict"] == "refuse" for code in case["codes"]}
    assert set(OWN_REFUSALS) == refused - repeated


def test_every_doubt_and_every_kind_of_badge_has_a_case() -> None:
    told = {code for case in DECISIONS for code in case["codes"]}
    assert set(Doubt) <= told
    assert {case["attempt"]["badge"]["state"] for case in DECISIONS if case["attempt"].get("badge")} >= set(BadgeState)


@pytest.mark.parametrize("spoiled", [{"issued_at": "2026-12-01T01:00:00"}, {"limits": [{"gas": "x", "unit": "ppm"}]}])
def test_a_text_that_is_no_snapshot_is_not_read(spoiled: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"naive time|not a valid Gas"):
        snapshot_of(VECTORS["claims"] | spoiled)
