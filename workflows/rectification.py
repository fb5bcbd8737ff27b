"""整改: how a finding is mended, from the day a check is concluded to its acceptance, and when it is overdue.

The enterprise reports what it did, an officer accepts it or sends it back with a reason, as often as it takes. A
finding belongs to no permit, so there are no facts that ``workflows.gates.clear`` could look at: its rules stand here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.inspection_kinds import FindingFault, FindingState, FindingStatus, FindingTrigger
from workflows.lifecycle import Edge

EDGES: tuple[Edge, ...] = (
    Edge(FindingTrigger.report, FindingStatus.open, FindingStatus.reported),
    Edge(FindingTrigger.accept, FindingStatus.reported, FindingStatus.accepted),
    Edge(FindingTrigger.send_back, FindingStatus.reported, FindingStatus.open),
)

_TO: Mapping[tuple[str, str], FindingStatus] = {(one.trigger, one.source): FindingStatus(one.dest) for one in EDGES}
#: Why a status takes no trigger that leads on from elsewhere.
_ILLEGAL: Mapping[FindingStatus, FindingFault] = {
    FindingStatus.open: FindingFault.not_reported,
    FindingStatus.reported: FindingFault.reported_already,
    FindingStatus.accepted: FindingFault.accepted_already,
}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who asks. ``of_firm``: answers for an enterprise that is to mend it; ``officer``: checked it, or serves the area.

    ``related``: declared a relation with the enterprise that stands. ``firm_known``: the enterprise is in the register.
    """

    of_firm: bool
    officer: bool
    related: bool = False
    firm_known: bool = True


def may(trigger: FindingTrigger, hand: Hand) -> bool:
    """Whether this is theirs to do. Of a firm that no register knows, and that has no account, an officer reports."""
    if trigger is FindingTrigger.report:
        return hand.of_firm or (hand.officer and not hand.firm_known)
    return hand.officer


def fault(trigger: FindingTrigger, status: FindingStatus, hand: Hand, *, concluded: bool) -> FindingFault | None:
    """What stands against the move; None = nothing. Who has a declared relation judges nothing of that enterprise."""
    if not concluded:
        return FindingFault.not_concluded
    if (trigger, status) not in _TO:
        return _ILLEGAL[status]
    return FindingFault.related if hand.related and trigger is not FindingTrigger.report else None


def moved(trigger: FindingTrigger, status: FindingStatus) -> FindingStatus:
    """The status that the trigger leads to. Raises KeyError where ``fault`` tells that it is not legal."""
    return _TO[trigger, status]


def state_of(status: FindingStatus, due_on: date, today: date) -> FindingState:
    """How a finding stands on a civil day of the site.

    The whole of the day it is due on still is in time, as with filings (site-rules 28). What was reported waits for
    the officer, not for the enterprise: it is not overdue unless it is sent back.
    """
    if status is FindingStatus.open and today > due_on:
        return FindingState.overdue
    return FindingState(status)


def days_late(due_on: date, day: date) -> int:
    """Whole days after the one it was due on; 0 = in time."""
    return max((day - due_on).days, 0)
