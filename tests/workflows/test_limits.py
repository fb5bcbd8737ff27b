"""The numbers of the profiles, their sources, and overlays that only make stricter."""

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.kinds import Gas
from workflows.limits import (
    GB30871,
    GB46768,
    PARAMETERS,
    PROFILES,
    TOXIC_LIMITS,
    LimitKind,
    Parameter,
    Rules,
    Stricter,
    ToxicLimit,
    overlay,
)
from workflows.sources import Clause, Document, HouseRule
from workflows.units import MOLAR_MASS
from workflows.vocabulary import ProfileName

#: What the texts say, apart from the table in ``limits``: GB 46768, GB 30871.
FROM_THE_TEXTS = {
    "window_hours": (24, 24),
    "oxygen_min": (Decimal("19.5"), Decimal("19.5")),
    "oxygen_max": (Decimal("23.5"), Decimal("21")),
    "oxygen_max_enriched": (Decimal("23.5"), Decimal("23.5")),
    "flammable_lel": (Decimal(10), None),
    "flammable_vol": (None, Decimal("0.5")),
    "flammable_vol_low": (None, Decimal("0.2")),
    "gas_age_minutes": (30, 30),
    "work_value_minutes": (15, 120),
    "interruption_minutes": (0, 60),
    "lighting_volts_dry": (24, 36),
    "lighting_volts_wet": (12, 12),
    "rescue_kit_metres": (400, 400),
    "post_hours": (4, 4),
    "longest_filing_days": (7, 7),
    "night_begins_hour": (22, 22),
    "night_ends_hour": (6, 6),
}
#: Numbers that no law gives: they must never be quoted as one.
NOT_LAW = {
    "early_on_site_hours",
    "retest_ventilation_minutes",
    "spacing_tolerance_metres",
    "post_hours",
    "beat_seconds",
    "beat_misses",
    "contact_check_minutes",
    "stay_minutes",
    "window_end_near_minutes",
    "rescue_kit_metres",
    "future_seconds",
    "back_dated_seconds",
    "repeated_records",
    "point_seconds",
    "detector_moves_minutes",
    "longest_filing_days",
    "closure_left_hours",
    "night_begins_hour",
    "night_ends_hour",
    "exam_questions_per_topic",
    "exam_pass_mark",
    "exam_minutes",
    "exam_tries",
    "exam_open_days",
}


def test_the_table_and_the_rules_name_the_same_numbers() -> None:
    assert {p.name for p in PARAMETERS} == {f.name for f in fields(Rules)} - {"profile", "toxic"}
    assert len({p.name for p in PARAMETERS}) == len(PARAMETERS)


@pytest.mark.parametrize("name", FROM_THE_TEXTS)
def test_numbers_of_both_profiles(name: str) -> None:
    assert (getattr(GB46768, name), getattr(GB30871, name)) == FROM_THE_TEXTS[name]


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_the_profiles_are_made_of_the_table(parameter: Parameter) -> None:
    for name in ProfileName:
        assert getattr(PROFILES[name], parameter.name) == parameter.limits[name].value
        assert PROFILES[name].profile is name


@pytest.mark.parametrize("name", sorted(NOT_LAW))
def test_a_number_without_a_law_is_a_house_rule(name: str) -> None:
    parameter = next(p for p in PARAMETERS if p.name == name)
    assert all(isinstance(limit.source, HouseRule) for limit in parameter.limits.values())


@pytest.mark.parametrize("name", ["window_hours", "gas_age_minutes", "lighting_volts_dry", "lighting_volts_wet"])
def test_a_number_that_only_gb_30871_gives_is_a_house_rule_elsewhere(name: str) -> None:
    limits = next(p for p in PARAMETERS if p.name == name).limits
    assert isinstance(limits[ProfileName.GB46768].source, HouseRule)
    source = limits[ProfileName.GB30871].source
    assert isinstance(source, Clause)
    assert source.document is Document.G30


@pytest.mark.parametrize(
    ("gas", "mg_m3", "kind"),
    [
        (Gas.h2s, "10", LimitKind.mac),
        (Gas.co, "30", LimitKind.stel),
        (Gas.co2, "18000", LimitKind.stel),
        (Gas.nh3, "30", LimitKind.stel),
        (Gas.cl2, "1", LimitKind.mac),
        (Gas.c6h6, "6", LimitKind.stel),
        (Gas.c7h8, "100", LimitKind.stel),
        (Gas.c8h10, "100", LimitKind.stel),
        (Gas.so2, "10", LimitKind.stel),
        (Gas.no2, "10", LimitKind.stel),
        (Gas.hcn, "1", LimitKind.mac),
        (Gas.hcl, "7.5", LimitKind.mac),
        (Gas.hf, "2", LimitKind.mac),
        (Gas.cocl2, "0.5", LimitKind.mac),
        (Gas.o3, "0.3", LimitKind.mac),
        (Gas.ch3oh, "50", LimitKind.stel),
        (Gas.ph3, "0.3", LimitKind.mac),
    ],
)
def test_toxic_limits(gas: Gas, mg_m3: str, kind: LimitKind) -> None:
    limit = GB46768.toxic[gas]
    assert (limit.mg_m3, limit.kind) == (Decimal(mg_m3), kind)
    assert GB30871.toxic[gas] == limit


def test_every_channel_but_oxygen_and_flammable_has_a_limit_and_a_molar_mass() -> None:
    assert set(TOXIC_LIMITS) == set(Gas) - {Gas.o2, Gas.ex, Gas.ch4}
    assert set(MOLAR_MASS) == set(TOXIC_LIMITS) | {Gas.ch4}


def test_silence_of_three_beats_is_quiet() -> None:
    assert GB46768.quiet_seconds == 180


def test_overlay_makes_stricter() -> None:
    stricter = overlay(GB46768, gas_age_minutes=15, oxygen_min=Decimal(20))
    assert (stricter.gas_age_minutes, stricter.oxygen_min) == (15, 20)
    assert stricter.profile is ProfileName.GB46768
    assert GB46768.gas_age_minutes == 30


def test_overlay_may_add_a_number_the_profile_lacks() -> None:
    assert overlay(GB30871, flammable_lel=Decimal(10)).flammable_lel == 10


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
@pytest.mark.parametrize("rules", PROFILES.values(), ids=lambda r: r.profile)
def test_overlay_refuses_a_laxer_number(parameter: Parameter, rules: Rules) -> None:
    today = getattr(rules, parameter.name)
    if today is None:
        assert getattr(overlay(rules, **{parameter.name: 1}), parameter.name) == 1
        return
    laxer = today + 1 if parameter.stricter is Stricter.downwards else today - Decimal("0.1")
    with pytest.raises(ValueError, match=parameter.name):
        overlay(rules, **{parameter.name: laxer})
    assert overlay(rules, **{parameter.name: today}) == rules


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), -1])
def test_overlay_refuses_what_is_no_measure(value: Decimal) -> None:
    with pytest.raises(ValueError, match="no measure"):
        overlay(GB46768, gas_age_minutes=value)


def test_overlay_refuses_a_parameter_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no parameter"):
        overlay(GB46768, gas_age=1)


def test_overlay_lowers_a_toxic_limit_and_adds_a_gas() -> None:
    # CO above 3000 m: 15 mg/m3 as a ceiling (GBZ 2.1).
    high = ToxicLimit(Decimal(15), LimitKind.mac, Clause(Document.GBZ, "table 1"))
    rules = overlay(GB46768, toxic={Gas.co: high, Gas.ch4: high})
    assert rules.toxic[Gas.co] is high
    assert rules.toxic[Gas.ch4] is high
    assert rules.toxic[Gas.h2s] == GB46768.toxic[Gas.h2s]
    assert GB46768.toxic[Gas.co].mg_m3 == 30


@pytest.mark.parametrize("mg_m3", ["30.1", "NaN", "-1"])
def test_overlay_refuses_a_laxer_toxic_limit(mg_m3: str) -> None:
    with pytest.raises(ValueError, match="co: "):
        overlay(GB46768, toxic={Gas.co: ToxicLimit(Decimal(mg_m3), LimitKind.mac, HouseRule("co"))})


@given(st.sampled_from(PARAMETERS), st.decimals(min_value=0, max_value=1000, places=1))
def test_an_overlay_never_loosens(parameter: Parameter, value: Decimal) -> None:
    today = getattr(GB46768, parameter.name)
    try:
        now = getattr(overlay(GB46768, **{parameter.name: value}), parameter.name)
    except ValueError:
        now = today
    if today is not None:
        assert now <= today if parameter.stricter is Stricter.downwards else now >= today
