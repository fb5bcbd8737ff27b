"""Ending 撤离 of a space in which no work is under way: somebody had gone in unasked, or a detector had alarmed there.

Such an evacuation belongs to no permit, so there are no facts that ``workflows.gates.clear`` could look at: its rules
stand here. Calling it is open to whoever may know of the space (G46 6.2.5). Ending it is for those who keep the
enterprise's ledger (HouseRule), with a reason, when the register is empty and no count by eye differs (R45; G30 6.8).
Where work is under way it stays with that permit's leader or guardian. What an officer called is ended by the
enterprise too: an officer who wants the space shut for longer imposes a stop, which is lifted in its own way (R64).
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from workflows.vocabulary import Role, Status

#: Who ends it for the enterprise whose space it is.
LIFTERS = frozenset({Role.safety_manager, Role.principal})

_AT_THE_MOUTH = frozenset({Status.active, Status.suspended, Status.finished})


@unique
class LiftFault(StrEnum):
    """Why an evacuation of a space is not ended."""

    ended = "ended"
    work_under_way = "work_under_way"
    people_inside = "people_inside"
    headcount_differs = "headcount_differs"


@dataclass(frozen=True, slots=True)
class Found:
    """The evacuation and its space as they stand now."""

    lifted: bool
    work_under_way: bool
    inside: int
    """how many people are registered inside"""
    headcount_differs: bool
    """a count by eye differed from the register and is not settled"""


def under_way(status: Status, *, guarded: bool) -> bool:
    """Whether somebody is at the mouth under a permit; those of a later permit do not end what others called."""
    return guarded or status in _AT_THE_MOUTH


def fault(found: Found) -> LiftFault | None:
    """What stands against ending the evacuation; None = nothing."""
    if found.lifted:
        return LiftFault.ended
    if found.work_under_way:
        return LiftFault.work_under_way
    if found.inside:
        return LiftFault.people_inside
    return LiftFault.headcount_differs if found.headcount_differs else None
