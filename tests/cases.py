"""One table row of a gate's test: facts in, codes out.

Every module ``tests/workflows/test_*.py`` that tests gates exposes ``CASES: list[Case]`` and runs them with
:func:`check`; ``tests/structure/test_gates.py`` collects all of them and holds every gate and every code to a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asked import moment

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear
from workflows.verdict import GateResult, GateState
from workflows.vocabulary import Action


@dataclass(frozen=True, eq=False)
class Case:
    """Asked for ``action`` over ``facts`` at ``now``, the gate named ``gate`` answers ``state`` with exactly
    ``codes`` (one entry a refusal) and ``warnings``."""

    gate: str
    action: Action
    facts: Facts
    state: GateState
    codes: tuple[Code, ...]
    warnings: tuple[Code, ...]
    now: datetime
    note: str

    def __str__(self) -> str:
        return "-".join(filter(None, (self.gate, self.action, *self.codes, *self.warnings, self.note)))


def refuses(gate: str, action: Action, facts: Facts, *codes: Code, now: datetime | None = None, note: str = "") -> Case:
    """The gate refuses with exactly these codes."""
    return Case(gate, action, facts, GateState.refused, codes, (), now or moment(action), note)


def passes(
    gate: str,
    action: Action,
    facts: Facts,
    *,
    now: datetime | None = None,
    note: str = "",
    warnings: Iterable[Code] = (),
) -> Case:
    """The gate passes, with exactly these warnings."""
    return Case(gate, action, facts, GateState.passed, (), tuple(warnings), now or moment(action), note)


def not_applicable(gate: str, action: Action, facts: Facts, *, now: datetime | None = None, note: str = "") -> Case:
    """The gate says that it does not apply."""
    return Case(gate, action, facts, GateState.not_applicable, (), (), now or moment(action), note)


def unsure(gate: str, action: Action, facts: Facts, *codes: Code, now: datetime | None = None, note: str = "") -> Case:
    """The gate cannot tell."""
    return Case(gate, action, facts, GateState.unknown, codes, (), now or moment(action), note)


def result_of(case: Case) -> GateResult:
    """What the case's gate says through ``clear``. Fails if the gate does not guard the action."""
    found = [r for r in clear(case.action, case.facts, case.now).results if r.gate == case.gate]
    assert len(found) == 1, f"{case.gate} does not guard {case.action}"
    return found[0]


def check(case: Case) -> None:
    """Assert that the gate answers as the case says."""
    result = result_of(case)
    assert (result.state, sorted(r.code for r in result.refusals), sorted(w.code for w in result.warnings)) == (
        case.state,
        sorted(case.codes),
        sorted(case.warnings),
    )
