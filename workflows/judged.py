"""Judged gas values with the rule each was judged by: told at once, before any gate is asked about the whole series."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workflows.codes import Code
from workflows.gas import LegFault, Reading
from workflows.gas_values import Judgement
from workflows.gates.gas_clocks import work_value_good
from workflows.gates.gas_series import flammable, horizontal_points, oxygen, readings_usable, toxic, vertical_points
from workflows.gates.gate import Gate
from workflows.kinds import Gas, Orientation
from workflows.sources import Source, cite
from workflows.verdict import NO_FACTS, Refusal
from workflows.vocabulary import Sector

_LEGS: Mapping[Orientation, tuple[Gate, Code]] = {
    Orientation.vertical: (vertical_points, Code.vertical_points_missing),
    Orientation.horizontal: (horizontal_points, Code.horizontal_points_missing),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One value, the source of the limit it was held against, and what it refuses; None = it is within its limit."""

    judgement: Judgement
    source: Source
    refusal: Refusal | None


def at_a_point(judgement: Judgement, sector: Sector, place: Mapping[str, str] = NO_FACTS) -> Judged:
    """A value of a series; ``place`` names leg, distance and moment as a refusal tells them."""
    rule = _rule_of(judgement)
    refusal = None if judgement.code is None else _refusal(rule, judgement.code, {**judgement.told, **place}, sector)
    return Judged(judgement, cite(rule.sources, sector), refusal)


def of_reading(reading: Reading, sector: Sector) -> Judged:
    """A value of a series with its place."""
    return at_a_point(reading.judgement, sector, reading.told)


def during_work(judgement: Judgement, sector: Sector, at: datetime) -> Judged:
    """A value during work: a bad one does not wait for another test, it brings everybody out (G46 6.2.5)."""
    if not judgement.bad:
        return at_a_point(judgement, sector)
    refusal = _refusal(work_value_good, Code.bad_gas_value, {**judgement.told, "at": at.isoformat()}, sector)
    return Judged(judgement, cite(work_value_good.sources, sector), refusal)


def of_leg(fault: LegFault, sector: Sector) -> Refusal:
    """What the points of one leg lack."""
    rule, code = _LEGS[fault.orientation]
    told = {"leg": str(fault.leg + 1), "needed": str(fault.needed), "lacks": fault.fault.value}
    return _refusal(rule, code, told, sector)


def _rule_of(judgement: Judgement) -> Gate:
    if judgement.code is Code.reading_unusable:
        return readings_usable
    if judgement.gas is Gas.o2:
        return oxygen
    return flammable if judgement.gas in (Gas.ex, Gas.ch4) else toxic


def _refusal(rule: Gate, code: Code, told: Mapping[str, str], sector: Sector) -> Refusal:
    return Refusal(code, rule.banned, cite(rule.sources, sector), told)
