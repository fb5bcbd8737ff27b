"""What the ledger of spaces (有限空间台账) warns of by itself, with no permit in sight."""

from workflows.codes import Code
from workflows.sources import Clause, Document, cite
from workflows.verdict import Refusal
from workflows.vocabulary import Sector

_BARRIER = (Clause(Document.O13, "12"),)
_APPROVAL_BAN = 6


def ledger_warnings(sector: Sector, *, toxic_possible: bool, barrier_effective: bool | None) -> tuple[Refusal, ...]:
    """R04 in the ledger: a space that may turn toxic must keep people out physically (O13 12).

    ``barrier_effective`` None = nobody has looked, which is no better than ineffective. Warns and raises an alarm; the
    gate of the same rule blocks opening.
    """
    if not toxic_possible or barrier_effective:
        return ()
    return (Refusal(Code.barrier_ineffective, _APPROVAL_BAN, cite(_BARRIER, sector)),)
