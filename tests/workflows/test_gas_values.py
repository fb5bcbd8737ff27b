"""Judging one value."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import values

from workflows.codes import Code
from workflows.gas_facts import Value
from workflows.gas_values import judge_value
from workflows.kinds import Gas, Unit
from workflows.limits import GB30871, GB46768, PROFILES, Rules, overlay
from workflows.vocabulary import ProfileName

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "gas_limits.json").read_text())
LEL = Decimal(5)


def code_of(
    gas: Gas,
    amount: str | None,
    unit: Unit | None,
    rules: Rules = GB46768,
    *,
    lel_vol: Decimal | None = LEL,
    enriched: bool = False,
    saturated: bool = False,
) -> Code | None:
    value = Value(gas, None if amount is None else Decimal(amount), unit, saturated)
    return judge_value(value, rules, lel_vol, enriched).code


@pytest.mark.parametrize("case", VECTORS["toxic"], ids=lambda c: f"{c['gas']}-{c['ppm']}")
@pytest.mark.parametrize("rules", PROFILES.values(), ids=lambda r: r.profile)
def test_toxic_vectors(case: dict[str, Any], rules: Rules) -> None:
    gas = Gas[case["gas"].lower()]
    judged = judge_value(Value(gas, Decimal(case["ppm"]), Unit.ppm), rules, None, False)
    assert judged.code == (None if case["passes"] else Code.toxic_too_high)
    assert judged.told["mg_m3"] == case["mg_m3"]
    assert Decimal(judged.told["limit_mg_m3"]) == Decimal(case["limit_mg_m3"])


@pytest.mark.parametrize("profile", ["GB46768", "GB30871"])
def test_oxygen_vectors(profile: str) -> None:
    for case in VECTORS[f"o2_{profile}"]:
        expected = None if case["passes"] else Code.oxygen_out_of_range
        assert code_of(Gas.o2, case["vol"], Unit.vol, PROFILES[ProfileName(profile)]) == expected, case


@pytest.mark.parametrize("case", VECTORS["lel_GB46768"], ids=str)
def test_lel_vectors(case: dict[str, Any]) -> None:
    expected = None if case["passes"] else Code.flammable_too_high
    assert code_of(Gas.ex, case["lel"], Unit.lel, lel_vol=None) == expected


@pytest.mark.parametrize("case", VECTORS["flammable_GB30871"], ids=str)
def test_flammable_vectors(case: dict[str, Any]) -> None:
    expected = None if case["passes"] else Code.flammable_too_high
    assert code_of(Gas.ex, case["vol"], Unit.vol, GB30871, lel_vol=Decimal(case["lel_of_gas_vol"])) == expected


@pytest.mark.parametrize(
    ("vol", "enriched", "passes"),
    [("21", False, True), ("21.1", False, False), ("21.1", True, True), ("23.5", True, True), ("23.6", True, False)],
)
def test_enriched_environment_raises_the_oxygen_limit_of_profile_30(vol: str, enriched: bool, passes: bool) -> None:
    code = code_of(Gas.o2, vol, Unit.vol, GB30871, enriched=enriched)
    assert (code is None) is passes


@pytest.mark.parametrize(
    ("gas", "amount", "unit", "passes"),
    [
        (Gas.o2, "209000", Unit.ppm, True),
        (Gas.o2, "194000", Unit.ppm, False),
        (Gas.ex, "0.5", Unit.vol, True),
        (Gas.ex, "0.51", Unit.vol, False),
        (Gas.ex, "5000", Unit.ppm, True),
        (Gas.ex, "5001", Unit.ppm, False),
        (Gas.ex, "250", Unit.lel, False),
        (Gas.ch4, "0.5", Unit.vol, True),
        (Gas.ch4, "0.51", Unit.vol, False),
        (Gas.ch4, "10.1", Unit.lel, False),
        (Gas.h2s, "10", Unit.mg_m3, True),
        (Gas.h2s, "10.0001", Unit.mg_m3, False),
        (Gas.co2, "0.98", Unit.vol, True),
        (Gas.co2, "0.99", Unit.vol, False),
    ],
)
def test_units_are_converted_before_judging(gas: Gas, amount: str, unit: Unit, passes: bool) -> None:
    assert (code_of(gas, amount, unit) is None) is passes


@pytest.mark.parametrize(
    ("gas", "amount", "unit"),
    [
        (Gas.o2, None, Unit.vol),
        (Gas.o2, "20.9", None),
        (Gas.o2, "NaN", Unit.vol),
        (Gas.o2, "sNaN", Unit.vol),
        (Gas.o2, "Infinity", Unit.vol),
        (Gas.h2s, "-0.1", Unit.ppm),
        (Gas.h2s, "-Infinity", Unit.ppm),
        (Gas.o2, "100.1", Unit.vol),
        (Gas.co, "1000001", Unit.ppm),
        (Gas.o2, "280000", Unit.mg_m3),
        (Gas.o2, "20.9", Unit.lel),
        (Gas.ex, "5", Unit.mg_m3),
        (Gas.h2s, "1", Unit.lel),
    ],
)
@pytest.mark.parametrize("rules", PROFILES.values(), ids=lambda r: r.profile)
def test_unusable_values(gas: Gas, amount: str | None, unit: Unit | None, rules: Rules) -> None:
    assert code_of(gas, amount, unit, rules, lel_vol=None) is Code.reading_unusable


@pytest.mark.parametrize("lel_vol", [None, Decimal(0), Decimal("NaN")])
def test_without_the_explosive_limit_one_unit_is_not_turned_into_the_other(lel_vol: Decimal | None) -> None:
    assert code_of(Gas.ex, "0.1", Unit.vol, GB46768, lel_vol=lel_vol) is Code.reading_unusable
    assert code_of(Gas.ex, "1", Unit.lel, GB30871, lel_vol=lel_vol) is Code.reading_unusable
    assert code_of(Gas.ex, "0.2", Unit.vol, GB30871, lel_vol=lel_vol) is None
    assert code_of(Gas.ex, "0.21", Unit.vol, GB30871, lel_vol=lel_vol) is Code.flammable_too_high


def test_a_gas_without_a_limit_cannot_be_judged() -> None:
    rules = replace(GB46768, toxic={})
    assert code_of(Gas.h2s, "0", Unit.ppm, rules) is Code.reading_unusable


def test_a_saturated_value_is_unusable_and_bad() -> None:
    judged = judge_value(Value(Gas.h2s, Decimal(0), Unit.ppm, saturated=True), GB46768, None, False)
    assert judged.code is Code.reading_unusable
    assert judged.bad
    assert not judge_value(Value(Gas.h2s, None, Unit.ppm), GB46768, None, False).bad


def test_a_judgement_tells_what_was_shown_and_the_limit() -> None:
    judged = judge_value(Value(Gas.h2s, Decimal(8), Unit.ppm), GB46768, None, False)
    assert judged.told == {
        "gas": "h2s",
        "amount": "8",
        "unit": "ppm",
        "mg_m3": "11.3317",
        "limit_mg_m3": "10",
        "limit_kind": "mac",
    }
    assert judge_value(values()[0], GB46768, None, False).told["limit_max_vol"] == "23.5"
    assert judge_value(values()[1], GB46768, None, False).told["limit_lel"] == "10"


def test_an_overlay_is_judged_by() -> None:
    assert code_of(Gas.ex, "1", Unit.lel, overlay(GB46768, flammable_lel=Decimal("0.9"))) is Code.flammable_too_high
    both = overlay(GB30871, flammable_lel=Decimal(5))
    assert code_of(Gas.ex, "0.3", Unit.vol, both) is Code.flammable_too_high


@given(st.sampled_from([Gas.h2s, Gas.co, Gas.co2, Gas.ex]), st.decimals(0, 100_000, places=2), st.decimals(0, 1000))
def test_more_gas_never_turns_a_failing_value_good(gas: Gas, amount: Decimal, more: Decimal) -> None:
    lower = judge_value(Value(gas, amount, Unit.ppm), GB46768, LEL, False).code
    higher = judge_value(Value(gas, amount + more, Unit.ppm), GB46768, LEL, False).code
    assert not (lower is not None and higher is None)
