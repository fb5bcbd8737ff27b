"""Gas values as people type them from an instrument: what cannot be a display's is refused, by field.

A missing channel and a display over its range are findings: they are recorded, and judged unusable or bad.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from permit_service.models.equipment import Equipment
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from workflows.facts import Facts
from workflows.gas_facts import Value
from workflows.gas_values import Judgement, judge_value
from workflows.kinds import EquipmentItem, Gas, Unit

_HUNDRED = Decimal(100)
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class ShownForm:
    """One channel: ``amount`` None = the instrument showed none; ``saturated`` = it showed that it was over range."""

    gas: Gas
    amount: Decimal | None = None
    unit: Unit | None = None
    saturated: bool = False


def check(faults: Faults, values: Sequence[ShownForm], detector: Equipment | None) -> tuple[ShownForm, ...]:
    """The values to record. An amount above what the detector can show counts as saturated, never as a number.

    Faults, under ``values.N.amount`` and ``.unit``: ``finite_number``, ``greater_than_equal`` (negative),
    ``less_than_equal`` (over 100 %VOL or a million ppm), ``decimal_*``, ``required`` (no unit); ``values.N.gas``:
    ``taken`` (a channel twice); ``values``: ``required``.
    """
    faults.some("values", values)
    seen: set[Gas] = set()
    for index, value in enumerate(values):
        faults.check(value.gas not in seen, f"values.{index}.gas", "taken")
        seen.add(value.gas)
        _check_amount(faults, f"values.{index}", value)
    return tuple(_as_shown(value, detector) for value in values)


def detector_of(case: Case, faults: Faults, detector_id: uuid.UUID | None) -> Equipment | None:
    """The detector named, of owner or unit. Fault ``detector_id``: ``unknown``."""
    if detector_id is None:
        return None
    row = case.session.get(Equipment, detector_id)
    owners = (case.permit.enterprise_id, case.permit.unit_id)
    known = row is not None and row.enterprise_id in owners and row.kind is EquipmentItem.gas_detector
    faults.check(known, "detector_id", "unknown")
    return row if known else None


def judge(facts: Facts, values: Iterable[ShownForm]) -> tuple[tuple[Judgement, ...], frozenset[Gas]]:
    """Each channel judged by the limits that bind here, and the required channels that are missing."""
    shown, space = as_values(values), facts.space
    judgements = tuple(judge_value(value, facts.rules, space.lel_vol, space.enriched_environment) for value in shown)
    return judgements, facts.required_gases - {value.gas for value in shown}


def as_values(values: Iterable[ShownForm]) -> tuple[Value, ...]:
    """What was typed as the rules judge it."""
    return tuple(Value(value.gas, value.amount, value.unit, value.saturated) for value in values)


def told(values: Iterable[ShownForm]) -> list[list[object]]:
    """The values for the journal."""
    return [[value.gas, value.amount, value.unit, value.saturated] for value in values]


def _check_amount(faults: Faults, field: str, value: ShownForm) -> None:
    amount = value.amount
    if amount is None:
        return
    faults.check(value.unit is not None, f"{field}.unit", "required")
    faults.check(amount.is_finite(), f"{field}.amount", "finite_number")
    if not amount.is_finite():
        return
    faults.check(amount >= 0, f"{field}.amount", "greater_than_equal")
    highest = {Unit.vol: _HUNDRED, Unit.ppm: _MILLION}.get(value.unit) if value.unit is not None else None
    faults.check(highest is None or amount <= highest, f"{field}.amount", "less_than_equal")
    if amount > 0:
        faults.size(f"{field}.amount", amount)


def _as_shown(value: ShownForm, detector: Equipment | None) -> ShownForm:
    if value.amount is None or detector is None:
        return value
    highest = next((r.high for r in detector.ranges if r.gas is value.gas and r.unit is value.unit), None)
    over = highest is not None and value.amount.is_finite() and value.amount > highest
    return ShownForm(value.gas, value.amount, value.unit, value.saturated or over)
