"""A phone that compares with the signed bounds says of every value what the server would say."""

from dataclasses import replace
from decimal import Decimal

import pytest
from good import active_facts
from hypothesis import given
from hypothesis import strategies as st

from workflows.gas_facts import Value
from workflows.gas_values import judge_value
from workflows.kinds import Gas, Unit
from workflows.limits import GB30871, GB46768, Rules, overlay
from workflows.signed_limits import signed_limits

ACTIVE = active_facts()
STRICT = overlay(GB46768, flammable_lel=Decimal(5))
EDGE = Decimal("0.0002")


def bad(gas: Gas, unit: Unit, amount: Decimal, rules: Rules, lel_vol: Decimal | None, enriched: bool) -> bool:
    return judge_value(Value(gas, amount, unit), rules, lel_vol, enriched).bad


@pytest.mark.parametrize("rules", [GB46768, GB30871, STRICT], ids=["46", "30", "overlay"])
@pytest.mark.parametrize("lel_vol", [None, Decimal("1.2"), Decimal(5)])
@pytest.mark.parametrize("enriched", [False, True])
def test_a_bound_is_the_edge_of_what_the_server_calls_good(
    rules: Rules, lel_vol: Decimal | None, enriched: bool
) -> None:
    space = replace(ACTIVE.space, lel_vol=lel_vol, enriched_environment=enriched)
    limits = signed_limits(replace(ACTIVE, rules=rules, space=space))
    assert {(one.gas, one.unit) for one in limits} >= {(Gas.o2, Unit.vol), (Gas.h2s, Unit.ppm), (Gas.co, Unit.mg_m3)}
    assert len({(one.gas, one.unit) for one in limits}) == len(limits)
    for one in limits:
        for bound, beyond in ((one.low, -EDGE), (one.high, EDGE)):
            if bound is not None:
                assert not bad(one.gas, one.unit, bound, rules, lel_vol, enriched), one
                assert bad(one.gas, one.unit, bound + beyond, rules, lel_vol, enriched), one


@given(
    st.sampled_from([(Gas.h2s, Unit.ppm), (Gas.o2, Unit.vol), (Gas.ex, Unit.lel), (Gas.co, Unit.ppm)]),
    st.decimals(0, 100, places=1),
)
def test_what_a_display_shows_is_judged_alike(channel: tuple[Gas, Unit], amount: Decimal) -> None:
    gas, unit = channel
    limit = next(one for one in signed_limits(ACTIVE) if (one.gas, one.unit) == channel)
    beyond = (limit.low is not None and amount < limit.low) or (limit.high is not None and amount > limit.high)
    assert beyond is bad(gas, unit, amount, ACTIVE.rules, ACTIVE.space.lel_vol, ACTIVE.space.enriched_environment)
