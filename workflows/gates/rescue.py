"""Rescue (R53): breathing apparatus, lifeline, somebody outside, and nothing else (site-rules 24).

严禁盲目施救: no paper, gas value or guardian holds a protected rescuer back.
"""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import Gate, Outcome, fault, gate, unless
from workflows.site_facts import Attempt
from workflows.sources import Clause, Document
from workflows.vocabulary import Action


def unticked(attempt: Attempt) -> tuple[Code, ...]:
    """What a rescuer lacks of the three."""
    ticked = (
        (attempt.apparatus, Code.rescue_without_apparatus),
        (attempt.lifeline, Code.rescue_without_lifeline),
        (attempt.attendant, Code.rescue_without_attendant),
    )
    return tuple(code for there, code in ticked if not there)


@gate(
    "R53",
    banned=3,
    sources=(Clause(Document.O13, "15"), Clause(Document.G46, "6.2.8"), Clause(Document.G30, "6.9")),
    actions={Action.rescue_in},
    codes={Code.rescue_without_apparatus, Code.rescue_without_lifeline, Code.rescue_without_attendant},
)
def rescuer_protected(facts: Facts, now: datetime) -> Outcome:
    """A rescuer goes in with breathing apparatus and a lifeline, with an attendant outside (G46 6.2.8)."""
    return unless(*[fault(code) for code in unticked(facts.attempt)])


GATES: tuple[Gate, ...] = (rescuer_protected,)
