"""``clear``: the one question every page, scan, API call and clock tick asks.

``GATES`` is an explicit tuple: a new rule is one function in one topic file and one line here.
"""

import logging
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import (
    approval,
    briefing,
    closing,
    confirmation,
    contract,
    documents,
    entry,
    equipment,
    filing,
    filing_moves,
    gas_clocks,
    gas_sampling,
    gas_series,
    guardian,
    isolation,
    legality,
    opening,
    people,
    protection,
    rescue,
    response,
    stops,
    times,
    ventilation,
    window,
)
from workflows.gates.approval import destination
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Fault, Gate, Outcome
from workflows.sources import LocalRule, Source, cite
from workflows.verdict import Clearance, GateResult, GateState, Refusal
from workflows.vocabulary import Action

log = logging.getLogger(__name__)

#: In the order people read them: may it be asked at all, papers, people, place, then the site in its own order.
GATES: tuple[Gate, ...] = (
    *legality.GATES,
    *documents.GATES,
    *approval.GATES,
    *contract.GATES,
    *response.GATES,
    *people.GATES,
    *window.GATES,
    *filing_moves.GATES,
    *filing.GATES,
    *stops.GATES,
    *guardian.GATES,
    *briefing.GATES,
    *opening.GATES,
    *equipment.GATES,
    *isolation.GATES,
    *gas_sampling.GATES,
    *gas_series.GATES,
    *gas_clocks.GATES,
    *ventilation.GATES,
    *protection.GATES,
    *confirmation.GATES,
    *entry.GATES,
    *rescue.GATES,
    *closing.GATES,
    *times.GATES,
)
_BY_ACTION: dict[Action, tuple[Gate, ...]] = {
    action: tuple(g for g in GATES if action in g.actions) for action in Action
}


def gates_of(action: Action) -> tuple[Gate, ...]:
    """The gates that guard ``action``, in the order of ``GATES``."""
    return _BY_ACTION[action]


def clear(action: Action, facts: Facts, now: datetime) -> Clearance:
    """Run all gates of ``action`` and return what each said (放行).

    An exception in a gate is ``unknown``, and unknown moves nothing: a broken gate never lets anyone in. This is
    the project's one broad ``except``.
    """
    results = tuple([_run(g, facts, now) for g in _BY_ACTION[action]])
    return Clearance(action, now, facts.revision, results, destination(action, facts))


def _run(gate: Gate, facts: Facts, now: datetime) -> GateResult:
    try:
        outcome = gate.check(facts, now)
        if outcome is PASSED:
            return gate.passed
        if outcome is NOT_APPLICABLE:
            return gate.not_applicable
        return _told(gate, facts, outcome)
    except Exception:
        log.exception("gate %s failed", gate.name)
        failed = Refusal(Code.gate_failed, gate.banned, cite(gate.sources, facts.sector), {"gate": gate.name})
        return GateResult(gate.name, gate.rule, gate.banned, GateState.unknown, (failed,))


def _told(gate: Gate, facts: Facts, outcome: Outcome) -> GateResult:
    return GateResult(
        gate.name,
        gate.rule,
        gate.banned,
        outcome.state,
        tuple([_refusal(gate, facts, f) for f in outcome.faults]),
        tuple([_refusal(gate, facts, f) for f in outcome.warnings]),
        outcome.good_until,
    )


def _refusal(gate: Gate, facts: Facts, fault: Fault) -> Refusal:
    code, told, source = fault
    return Refusal(code, gate.banned, source or _source(gate, facts), told)


def _source(gate: Gate, facts: Facts) -> Source:
    """What binds here; of what areas demand, the notice of the very area."""
    source = cite(gate.sources, facts.sector)
    if isinstance(source, LocalRule):
        return LocalRule(facts.area.document or source.document, facts.area.name)
    return source
