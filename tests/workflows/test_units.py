"""Units of gas concentration."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import units
from workflows.kinds import Gas, Unit
from workflows.units import Unconvertible

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "gas_limits.json").read_text())
amounts = st.decimals(min_value=0, max_value=1_000_000, places=3)


def test_molar_masses_are_those_of_the_vectors() -> None:
    assert Decimal(VECTORS["molar_volume"]) == units.MOLAR_VOLUME
    for name, mass in VECTORS["molar_mass"].items():
        assert units.MOLAR_MASS[Gas[name.lower()]] == Decimal(mass)


@pytest.mark.parametrize("case", VECTORS["toxic"], ids=lambda c: f"{c['gas']}-{c['ppm']}")
def test_ppm_become_mg_m3(case: dict[str, str]) -> None:
    gas = Gas[case["gas"].lower()]
    assert f"{units.to_mg_m3(gas, Decimal(case['ppm']), Unit.ppm):.4f}" == case["mg_m3"]


def test_every_toxic_gas_can_be_converted_from_each_of_its_units() -> None:
    for gas in units.MOLAR_MASS:
        assert units.to_mg_m3(gas, Decimal(1), Unit.mg_m3) == 1
        assert units.to_mg_m3(gas, Decimal("0.01"), Unit.vol) == units.to_mg_m3(gas, Decimal(100), Unit.ppm)


def test_toxic_gas_in_lel_has_no_mg_m3() -> None:
    with pytest.raises(Unconvertible):
        units.to_mg_m3(Gas.h2s, Decimal(1), Unit.lel)


@pytest.mark.parametrize("gas", [Gas.o2, Gas.ex])
def test_gas_without_molar_mass_is_not_converted(gas: Gas) -> None:
    with pytest.raises(Unconvertible):
        units.to_mg_m3(gas, Decimal(1), Unit.ppm)
    with pytest.raises(Unconvertible):
        units.to_vol(gas, Decimal(1), Unit.mg_m3)


def test_lel_and_vol_meet_at_a_known_explosive_limit() -> None:
    assert units.to_vol(Gas.ex, Decimal(10), Unit.lel, Decimal(5)) == Decimal("0.5")
    assert units.to_lel(Gas.ex, Decimal("0.5"), Unit.vol, Decimal(5)) == 10
    assert units.to_lel(Gas.ex, Decimal(5000), Unit.ppm, Decimal(5)) == 10
    assert units.to_lel(Gas.ex, Decimal(7), Unit.lel) == 7
    assert units.to_vol(Gas.ex, Decimal("0.3"), Unit.vol) == Decimal("0.3")


@pytest.mark.parametrize("lel_vol", [None, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("Infinity")])
def test_lel_needs_a_known_explosive_limit(lel_vol: Decimal | None) -> None:
    with pytest.raises(Unconvertible):
        units.to_vol(Gas.ex, Decimal(10), Unit.lel, lel_vol)
    with pytest.raises(Unconvertible):
        units.to_lel(Gas.ex, Decimal(1), Unit.vol, lel_vol)


@given(amounts)
def test_conversions_turn_back(amount: Decimal) -> None:
    assert units.ppm_to_vol(units.vol_to_ppm(amount)) == amount
    back = units.mg_m3_to_ppm(Gas.h2s, units.ppm_to_mg_m3(Gas.h2s, amount))
    assert abs(back - amount) < Decimal("1e-15")


@given(amounts, amounts)
def test_more_ppm_is_more_mg_m3(one: Decimal, other: Decimal) -> None:
    lower, higher = sorted((one, other))
    assert units.ppm_to_mg_m3(Gas.co, lower) <= units.ppm_to_mg_m3(Gas.co, higher)
