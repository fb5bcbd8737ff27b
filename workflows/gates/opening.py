"""Opening the space: barrier, opener, closed area, notice, upwind (R04, R05, R56, R57), nothing judged through a shut
hatch (R29)."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gas_series import at_approval
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, gate_per_action, refused, unless
from workflows.sources import Clause, Document
from workflows.vocabulary import Action, Part, ProfileName, Status

_O13_12 = Clause(Document.O13, "12")
_O13_14 = Clause(Document.O13, "14")
_G46_5_4 = Clause(Document.G46, "5.4")
_G46_5_7 = Clause(Document.G46, "5.7")
_G30_6_9 = Clause(Document.G30, "6.9")

#: The permit is approved, or was when work began.
_APPROVED = frozenset({Status.approved, Status.active, Status.suspended})


@gate(
    "R04",
    banned=6,
    sources=(_O13_12,),
    actions={Action.open_space, Action.permit_confirm, Action.enter},
    codes={Code.barrier_ineffective},
)
def barrier(facts: Facts, now: datetime) -> Outcome:
    """A space that may turn toxic keeps people out physically, or has an effective temporary barrier (O13 12)."""
    if not facts.space.toxic_possible:
        return NOT_APPLICABLE
    if facts.space.barrier_effective or (facts.barrier is not None and facts.barrier.effective):
        return PASSED
    return refused(Code.barrier_ineffective)


@gate(
    "R05",
    banned=6,
    sources=(_O13_12,),
    actions={Action.open_space},
    codes={Code.opened_before_approval},
)
def opened_after_approval(facts: Facts, now: datetime) -> Outcome:
    """Profile 46 opens nothing before approval; profile 30 tests before the approver signs (site-rules 9)."""
    if facts.rules.profile is ProfileName.GB30871:
        return NOT_APPLICABLE
    return PASSED if facts.permit.status in _APPROVED else refused(Code.opened_before_approval)


@gate(
    "R05",
    banned=4,
    sources=(_O13_12,),
    actions={Action.open_space},
    codes={Code.opener_not_guardian},
)
def opener(facts: Facts, now: datetime) -> Outcome:
    """The guardian who holds the open post removes the barrier, nobody else (O13 12)."""
    person = facts.members.get(facts.attempt.person_id or "")
    on_post = facts.post is not None and person is not None and facts.post.guardian_id == person.person_id
    if person is None or not on_post or Part.guardian not in person.parts:
        return refused(Code.opener_not_guardian)
    return PASSED


@gate(
    "R56",
    banned=1,
    sources=(_G46_5_4, _G30_6_9),
    actions={Action.open_space, Action.permit_confirm, Action.enter},
    codes={Code.area_not_closed, Code.notice_missing},
)
def area_closed(facts: Facts, now: datetime) -> Outcome:
    """The work area is closed and its notice board stands, and both still do (G46 5.4)."""
    closure = facts.area_closure
    standing = closure is not None and closure.removed_at is None
    faults = []
    if closure is None or not standing or not closure.closed:
        faults.append(fault(Code.area_not_closed))
    if closure is None or not standing or not closure.notice_board:
        faults.append(fault(Code.notice_missing))
    return unless(*faults)


@gate_per_action(
    "R57",
    banned=2,
    sources=(_G46_5_7,),
    actions={Action.open_space, Action.permit_confirm},
    codes={Code.upwind_unconfirmed},
)
def opened_upwind(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Whoever opens stands upwind; whatever stands open was opened so (G46 5.7)."""
    if action is Action.open_space:
        upwind = facts.attempt.upwind
    else:
        upwind = all(opening.upwind for opening in facts.openings if opening.closed_at is None)
    return PASSED if upwind else refused(Code.upwind_unconfirmed)


@gate(
    "R29",
    banned=2,
    sources=(_O13_14, _G46_5_7),
    actions={Action.gas_test, Action.permit_confirm, Action.enter},
    codes={Code.space_not_opened},
)
def space_opened(facts: Facts, now: datetime) -> Outcome:
    """Opening and natural ventilation come before testing and entry, and the opening stands open (G46 5.7).

    In profile 30 they come before approval too, like the test itself (G30 4.11).
    """
    return PASSED if any(o.closed_at is None for o in facts.openings) else refused(Code.space_not_opened)


GATES: tuple[Gate, ...] = (
    barrier,
    opened_after_approval,
    opener,
    area_closed,
    *opened_upwind,
    space_opened,
    at_approval(space_opened),
)
