"""The limits of ``gas_values`` as plain bounds, one for each gas and unit, for a phone that compares and no more.

Bounds that had to be rounded are rounded to the stricter side, so a phone may call everybody out a ten-thousandth of
a ppm early, never late.
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from workflows import units
from workflows.facts import Facts
from workflows.gas_values import METHANE_LEL
from workflows.kinds import Gas, Unit
from workflows.limits import Rules
from workflows.offline_facts import SignedLimit
from workflows.units import Unconvertible

_STEP = Decimal("0.0001")
_HUNDRED = Decimal(100)


def signed_limits(facts: Facts) -> tuple[SignedLimit, ...]:
    """Bounds during work for every gas that has a limit, in every unit it can be told in (G46 5.9.1; G30 6.4)."""
    space = facts.space
    found = [*_oxygen(facts.rules, space.enriched_environment)]
    found += _flammable(Gas.ex, facts.rules, space.lel_vol)
    found += _flammable(Gas.ch4, facts.rules, METHANE_LEL)
    for gas in facts.rules.toxic:
        found += _toxic(gas, facts.rules)
    return tuple(found)


def _oxygen(rules: Rules, enriched: bool) -> Iterator[SignedLimit]:
    low, high = rules.oxygen_min, rules.oxygen_max_enriched if enriched else rules.oxygen_max
    yield SignedLimit(Gas.o2, Unit.vol, low, high)
    yield SignedLimit(Gas.o2, Unit.ppm, _up(units.vol_to_ppm(low)), _down(units.vol_to_ppm(high)))


def _flammable(gas: Gas, rules: Rules, lel_vol: Decimal | None) -> Iterator[SignedLimit]:
    """The lower of what %LEL and %VOL allow; %LEL and %VOL are told of each other only by a known explosive limit."""
    known = lel_vol if lel_vol is not None and lel_vol.is_finite() and lel_vol > 0 else None
    high_lel = known is not None and known >= rules.flammable_split_lel
    vol = rules.flammable_vol if high_lel else rules.flammable_vol_low
    lel = rules.flammable_lel
    in_vol = [vol, None if lel is None or known is None else lel * known / _HUNDRED]
    in_lel = [lel, None if vol is None or known is None else vol * _HUNDRED / known]
    lowest_vol, lowest_lel = _lowest(in_vol), _lowest(in_lel)
    if lowest_lel is not None:
        yield SignedLimit(gas, Unit.lel, None, _down(lowest_lel))
    if lowest_vol is not None:
        yield SignedLimit(gas, Unit.vol, None, _down(lowest_vol))
        yield SignedLimit(gas, Unit.ppm, None, _down(units.vol_to_ppm(lowest_vol)))


def _toxic(gas: Gas, rules: Rules) -> Iterator[SignedLimit]:
    limit = rules.toxic[gas].mg_m3
    yield SignedLimit(gas, Unit.mg_m3, None, limit)
    try:
        ppm = units.mg_m3_to_ppm(gas, limit)
    except Unconvertible:
        return
    yield SignedLimit(gas, Unit.ppm, None, _down(ppm))
    yield SignedLimit(gas, Unit.vol, None, units.ppm_to_vol(_down(ppm)))


def _lowest(bounds: Iterable[Decimal | None]) -> Decimal | None:
    return min((bound for bound in bounds if bound is not None), default=None)


def _down(bound: Decimal) -> Decimal:
    return bound.quantize(_STEP, ROUND_FLOOR)


def _up(bound: Decimal) -> Decimal:
    return bound.quantize(_STEP, ROUND_CEILING)
