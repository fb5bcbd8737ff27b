"""What the ledger of spaces (有限空间台账) warns of by itself, with no permit in sight."""

from workflows.codes import Code
from workflows.plan_facts import Space
from workflows.sources import Clause, Document, cite
from workflows.verdict import Refusal
from workflows.vocabulary import Sector

_BARRIER = (Clause(Document.O13, "12"),)
_APPROVAL_BAN = 6


def ledger_warnings(space: Space, sector: Sector) -> tuple[Refusal, ...]:
    """R04 in the ledger: a space that may turn toxic must keep people out physically (O13 12).

    A barrier that nobody has looked at is no better than an ineffective one. This warns and raises an alarm; the gate
    of the same rule blocks opening.
    """
    if not space.in_ledger or not space.toxic_possible or space.barrier_effective:
        return ()
    return (Refusal(Code.barrier_ineffective, _APPROVAL_BAN, cite(_BARRIER, sector)),)
