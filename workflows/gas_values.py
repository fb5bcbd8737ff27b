"""Judging one gas value against the limits. The server judges; a client never does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflows import units
from workflows.codes import Code
from workflows.gas_facts import Value
from workflows.kinds import Gas, Unit
from workflows.limits import Rules

#: Lower explosive limit of methane, %VOL: a methane channel is judged as flammable gas.
METHANE_LEL = Decimal(5)

#: Codes of a value outside its limit. An unusable value says nothing about the air; a saturated one does.
OVER_LIMIT = frozenset({Code.oxygen_out_of_range, Code.flammable_too_high, Code.toxic_too_high})

_HUNDRED = Decimal(100)
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the limits say of one value: ``code`` None = within them. ``told`` names gas, amount, unit and limit."""

    gas: Gas
    code: Code | None
    told: Mapping[str, str]
    mg_m3: Decimal | None = None
    """a toxic gas converted, mg/m3"""
    saturated: bool = False

    @property
    def bad(self) -> bool:
        """The air is bad: over a limit, or beyond what the instrument can show."""
        return self.code in OVER_LIMIT or self.saturated


def judge_value(value: Value, rules: Rules, lel_vol: Decimal | None, enriched: bool) -> Judgement:
    """Judge one channel by the limits of G46 5.9.1 or G30 6.4.

    What is missing, negative, not a number, saturated, above 100 %VOL or in a unit that cannot be converted is
    ``reading_unusable``, never a pass.
    """
    amount, unit = value.amount, value.unit
    told = {
        "gas": value.gas.value,
        "amount": "" if amount is None else str(amount),
        "unit": "" if unit is None else unit.value,
    }
    if amount is None or unit is None or value.saturated or not _plausible(amount, unit):
        return Judgement(value.gas, Code.reading_unusable, told, saturated=value.saturated)
    try:
        if value.gas is Gas.o2:
            return _judge_oxygen(amount, unit, rules, enriched, told)
        if value.gas in (Gas.ex, Gas.ch4):
            lel = METHANE_LEL if value.gas is Gas.ch4 else lel_vol
            return _judge_flammable(value.gas, amount, unit, rules, lel, told)
        return _judge_toxic(value.gas, amount, unit, rules, told)
    except units.Unconvertible:
        return Judgement(value.gas, Code.reading_unusable, told)


def _plausible(amount: Decimal, unit: Unit) -> bool:
    if not amount.is_finite() or amount < 0:
        return False
    if unit is Unit.vol:
        return amount <= _HUNDRED
    return unit is not Unit.ppm or amount <= _MILLION


def _judge_oxygen(amount: Decimal, unit: Unit, rules: Rules, enriched: bool, told: dict[str, str]) -> Judgement:
    vol = units.to_vol(Gas.o2, amount, unit)
    highest = rules.oxygen_max_enriched if enriched else rules.oxygen_max
    told["limit_min_vol"], told["limit_max_vol"] = str(rules.oxygen_min), str(highest)
    good = rules.oxygen_min <= vol <= highest
    return Judgement(Gas.o2, None if good else Code.oxygen_out_of_range, told)


def _judge_flammable(
    gas: Gas, amount: Decimal, unit: Unit, rules: Rules, lel_vol: Decimal | None, told: dict[str, str]
) -> Judgement:
    good = True
    if rules.flammable_lel is not None:
        told["limit_lel"] = str(rules.flammable_lel)
        good = units.to_lel(gas, amount, unit, lel_vol) <= rules.flammable_lel
    # An unknown explosive limit gets the lower of the two allowances.
    high = lel_vol is not None and lel_vol.is_finite() and lel_vol >= rules.flammable_split_lel
    limit = rules.flammable_vol if high else rules.flammable_vol_low
    if limit is not None:
        told["limit_vol"] = str(limit)
        good = good and units.to_vol(gas, amount, unit, lel_vol) <= limit
    return Judgement(gas, None if good else Code.flammable_too_high, told)


def _judge_toxic(gas: Gas, amount: Decimal, unit: Unit, rules: Rules, told: dict[str, str]) -> Judgement:
    limit = rules.toxic.get(gas)
    if limit is None:
        return Judgement(gas, Code.reading_unusable, told)
    mg_m3 = units.to_mg_m3(gas, amount, unit)
    told["mg_m3"] = f"{mg_m3:.4f}"
    told["limit_mg_m3"], told["limit_kind"] = str(limit.mg_m3), limit.kind.value
    return Judgement(gas, None if mg_m3 <= limit.mg_m3 else Code.toxic_too_high, told, mg_m3)
