"""What is refused at the mouth of a space before any permit is asked: bad codes, no permit, a rescuer unprotected."""

from collections.abc import Mapping

from workflows.codes import Code
from workflows.gates.rescue import rescuer_protected, unticked
from workflows.site_facts import Attempt
from workflows.sources import Clause, Document, HouseRule, cite
from workflows.verdict import NO_FACTS, Refusal
from workflows.vocabulary import Sector

_APPROVAL_BAN = 6
_APPROVAL = (Clause(Document.O13, "7"), Clause(Document.G46, "5.2.1"), Clause(Document.G30, "4.11"))


def code_refused(code: Code, facts: Mapping[str, str] = NO_FACTS) -> Refusal:
    """A code on paper that proves nothing; it enforces none of the seven.

    ``facts`` of a code of the wrong kind: ``scanned`` and ``wanted``, kinds of codes by name.
    """
    return Refusal(code, None, HouseRule("codes_on_paper"), facts)


def no_permit_in_force(sector: Sector) -> Refusal:
    """Nobody goes in where nothing was approved (O13 7; G46 5.2.1)."""
    return Refusal(Code.no_permit_in_force, _APPROVAL_BAN, cite(_APPROVAL, sector))


def rescue_refused(attempt: Attempt, sector: Sector) -> tuple[Refusal, ...]:
    """R53 where there is no permit to ask: a rescuer's protection needs none (site-rules 24)."""
    source = cite(rescuer_protected.sources, sector)
    return tuple(Refusal(code, rescuer_protected.banned, source) for code in unticked(attempt))
