"""Which channels a detector is fit for: those on which it could show a value that refuses (G46 5.8.5, 4.5.2 b)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workflows.gas_facts import Value
from workflows.gas_values import judge_value
from workflows.kinds import Gas, Unit
from workflows.limits import Rules


@dataclass(frozen=True, slots=True)
class MeasuringRange:
    """What one channel can show, ends included."""

    gas: Gas
    low: Decimal
    high: Decimal
    unit: Unit


def covers(ranges: Iterable[MeasuringRange], rules: Rules, lel_vol: Decimal | None) -> frozenset[Gas]:
    """The channels whose range reaches beyond the limits of ``rules``; for oxygen on both sides.

    A range whose unit cannot be converted covers nothing.
    """
    return frozenset(r.gas for r in ranges if _reaches(r, rules, lel_vol))


def _reaches(r: MeasuringRange, rules: Rules, lel_vol: Decimal | None) -> bool:
    ends = (r.low, r.high) if r.gas is Gas.o2 else (r.high,)
    return all(judge_value(Value(r.gas, end, r.unit), rules, lel_vol, False).bad for end in ends)
