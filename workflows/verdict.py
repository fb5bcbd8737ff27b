"""What a decision looks like: gate results, refusals, the clearance they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from types import MappingProxyType
from typing import NamedTuple

from workflows.codes import Code
from workflows.sources import Source
from workflows.vocabulary import Action

NO_FACTS: Mapping[str, str] = MappingProxyType({})


@unique
class GateState(StrEnum):
    """``unknown`` is the third answer, cannot tell: it moves nothing and is never shown green."""

    passed = "passed"
    refused = "refused"
    unknown = "unknown"
    not_applicable = "not_applicable"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not: the code, the 七不准 number it enforces (None for e.g. a broken code), its source, and
    the plain facts a label needs (numbers as strings with their unit named by the key, times as ISO 8601)."""

    code: Code
    banned: int | None
    source: Source
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)


class GateResult(NamedTuple):
    """What one gate said. ``good_until`` is when a pass lapses by time alone. A tuple: it is made for every gate."""

    gate: str
    rule: str
    banned: int | None
    state: GateState
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    good_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clearance:
    """放行: every gate's result for one action at one moment on one revision of the facts.

    Built by ``workflows.gates.clear`` and nowhere else. ``dest`` names the status to move to where an edge has two.
    """

    action: Action
    now: datetime
    revision: int
    results: tuple[GateResult, ...]
    dest: str | None = None

    @property
    def passed(self) -> bool:
        """True only if no gate refused and none was unknown."""
        return not any(r.state in (GateState.refused, GateState.unknown) for r in self.results)

    @property
    def unknown(self) -> bool:
        """True if nothing refused but some gate could not tell."""
        states = {r.state for r in self.results}
        return GateState.unknown in states and GateState.refused not in states

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        return tuple(refusal for result in self.results for refusal in result.refusals)

    @property
    def warnings(self) -> tuple[Refusal, ...]:
        return tuple(warning for result in self.results for warning in result.warnings)

    @property
    def good_until(self) -> datetime | None:
        """The earliest moment at which a passing gate lapses by time alone, None if none does."""
        return min((r.good_until for r in self.results if r.good_until is not None), default=None)
