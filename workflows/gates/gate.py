"""What a gate is: one rule as one function over facts, with its number, its source and the codes it may give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from workflows.codes import Code
from workflows.facts import Facts
from workflows.sources import Source
from workflows.verdict import NO_FACTS, GateResult, GateState
from workflows.vocabulary import Action

#: A code with the plain facts its label needs, and a source where it is not the gate's own (a street's notice).
Fault = tuple[Code, Mapping[str, str], Source | None]


class Outcome(NamedTuple):
    """A gate's bare answer; ``clear`` adds the gate's name, number and source."""

    state: GateState
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    good_until: datetime | None = None


PASSED = Outcome(GateState.passed)
NOT_APPLICABLE = Outcome(GateState.not_applicable)
UNKNOWN = Outcome(GateState.unknown)


def fault(code: Code, source: Source | None = None, **facts: str) -> Fault:
    return code, facts or NO_FACTS, source


def refused(code: Code, source: Source | None = None, **facts: str) -> Outcome:
    """Refuse for one reason."""
    return Outcome(GateState.refused, (fault(code, source, **facts),))


def unless(*faults: Fault, good_until: datetime | None = None, warnings: tuple[Fault, ...] = ()) -> Outcome:
    """Pass unless there are faults."""
    if faults:
        return Outcome(GateState.refused, faults, warnings)
    if not warnings and good_until is None:
        return PASSED
    return Outcome(GateState.passed, (), warnings, good_until)


Check = Callable[[Facts, datetime], Outcome]
ActionCheck = Callable[[Action, Facts, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule. ``rule`` is its id (R01 …, or ``legality``); ``banned`` its number among the 七不准;
    ``sources`` in order of precedence; ``actions`` what it guards; ``codes`` everything it may say;
    ``parameters`` names of the numbers in ``limits.Rules`` it reads. ``passed`` and ``not_applicable`` are its results
    with nothing to tell, made once: most gates of most clearances say just this."""

    name: str
    rule: str
    banned: int | None
    sources: tuple[Source, ...]
    actions: frozenset[Action]
    codes: frozenset[Code]
    parameters: tuple[str, ...]
    check: Check
    passed: GateResult = field(init=False, repr=False, compare=False)
    not_applicable: GateResult = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for state in (GateState.passed, GateState.not_applicable):
            object.__setattr__(self, state.value, GateResult(self.name, self.rule, self.banned, state))


def gate(
    rule: str,
    *,
    banned: int | None,
    sources: tuple[Source, ...],
    actions: frozenset[Action] | set[Action],
    codes: set[Code],
    parameters: tuple[str, ...] = (),
) -> Callable[[Check], Gate]:
    """Make a :class:`Gate` of a check function; its name is the function's."""

    def make(check: Check) -> Gate:
        name: str = getattr(check, "__name__")  # noqa: B009  a Callable has no declared __name__
        return Gate(name, rule, banned, sources, frozenset(actions), frozenset(codes), parameters, check)

    return make


def gate_per_action(
    rule: str,
    *,
    banned: int | None,
    sources: tuple[Source, ...],
    actions: frozenset[Action] | set[Action],
    codes: set[Code],
    parameters: tuple[str, ...] = (),
) -> Callable[[ActionCheck], tuple[Gate, ...]]:
    """Like :func:`gate`, for a rule that turns on what is asked: one :class:`Gate` an action, all of one name."""

    def make(check: ActionCheck) -> tuple[Gate, ...]:
        name: str = getattr(check, "__name__")  # noqa: B009  a Callable has no declared __name__
        return tuple(
            Gate(name, rule, banned, sources, frozenset({a}), frozenset(codes), parameters, partial(check, a))
            for a in sorted(actions)
        )

    return make
