"""A measured value beside its limit, as refusals and alarms tell it."""

from collections.abc import Mapping
from decimal import Decimal

from workflows.kinds import Unit
from workflows.limits import TOXIC_LIMITS
from workflows.sources import Clause

OXYGEN = ("{gas:Gas} {amount} {unit:Unit}，不在 {limit_min_vol}–{limit_max_vol} %VOL 之内。",)
FLAMMABLE = (
    "{gas:Gas} {amount} {unit:Unit}，超过 {limit_lel} %LEL。",
    "{gas:Gas} {amount} {unit:Unit}，超过 {limit_vol} %VOL。",
)
TOXIC = (
    "{gas:Gas} {mg_m3} mg/m³，超过 {limit_mg_m3} mg/m³（GBZ 2.1 {national_kind:LimitKind}）。",
    "{gas:Gas} {mg_m3} mg/m³，超过 {limit_mg_m3} mg/m³。",
)

SATURATED = ("{gas:Gas} 读数“{amount} {unit:Unit}”超出量程。", "{gas:Gas} 超出量程。")
_PLACES = ("第 {leg} 段 {distance_m} m 处，", "{zone}，", "{wearer_id}佩戴的检测仪，", "")
#: What failed, of which an alarm or an evacuation tells: a value of gas and where it was read, a fan, a value missing.
WHAT_FAILED = (
    *(place + value for place in _PLACES for value in (*OXYGEN, *FLAMMABLE, *TOXIC, *SATURATED)),
    "风机 {fan} 停了，原因：{stop_reason}。",
    "风机停了，原因：{stop_reason}。",
    "风机 {fan} 停了。",
    "{due_at} 应记的读数没有记。",
)


def with_national_limit(facts: Mapping[str, str]) -> Mapping[str, str]:
    """Facts with ``national_kind`` added where the limit told is the one of GBZ 2.1.

    A stricter limit of the area, or one that no text gives, must not be quoted as the national one.
    """
    national = {gas.value: limit for gas, limit in TOXIC_LIMITS.items() if isinstance(limit.source, Clause)}
    limit = national.get(facts.get("gas", ""))
    told = facts.get("limit_mg_m3")
    if limit is None or not told or Decimal(told) != limit.mg_m3:
        return facts
    return {**facts, "national_kind": limit.kind.value}


def limit_text(told: Mapping[str, str]) -> str:
    """The limit beside a judged value: 19.5–23.5 %VOL, ≤ 10 %LEL, ≤ 10 mg/m³; blank where none was told."""
    if "limit_min_vol" in told:
        return f"{told['limit_min_vol']}–{told['limit_max_vol']} %VOL"
    bounds = (("limit_lel", "%LEL"), ("limit_vol", "%VOL"), ("limit_mg_m3", "mg/m³"))
    return "，".join(f"≤ {told[key]} {unit}" for key, unit in bounds if key in told)


def converted_text(told: Mapping[str, str]) -> str:
    """A value in the unit of its limit, where the instrument showed another: = 11.3 mg/m³."""
    if told.get("unit") == Unit.mg_m3 or "mg_m3" not in told:
        return ""
    number = Decimal(told["mg_m3"])
    shown = f"{round(number, 1 if number >= 1 else 3):f}"
    return f"= {shown.rstrip('0').rstrip('.') if '.' in shown else shown} mg/m³"
