"""What others forbid or do beside us: stops in force (R64), another permit in the same space (R69), work that must
not meet (R47), special-work tickets (R47)."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, UNKNOWN, Gate, Outcome, fault, gate, unless
from workflows.kinds import HOT_WORK, PAINTING_WORK, WorkKind
from workflows.sources import Clause, Document, HouseRule, LocalRule
from workflows.vocabulary import Action, Status, StopKind

_LINK = (HouseRule("one_active_permit_a_space"),)
_CONFLICT = (Clause(Document.G30, "6.7"), HouseRule("conflicting_work"))
_TICKET = (Clause(Document.G30, "4.6"), HouseRule("linked_permit"))

_UNDER_WAY = frozenset({Status.active, Status.suspended})
_APPLIED_FOR = _UNDER_WAY | {Status.submitted, Status.approved}


@gate(
    "R64",
    banned=6,
    sources=(Clause(Document.O13, "18"), HouseRule("stop_in_force")),
    actions={Action.check_in, Action.open_space, Action.permit_confirm, Action.enter},
    codes={Code.stop_in_force},
)
def no_stop(facts: Facts, now: datetime) -> Outcome:
    """No 暂停要求 of a street and no 责令停止作业 of a department is in force (O13 18; site-rules 31)."""
    street = LocalRule(facts.area.document, facts.area.name)
    return unless(
        *(
            fault(
                Code.stop_in_force,
                street if stop.kind is StopKind.pause else None,
                kind=stop.kind,
                since=stop.since.isoformat(),
            )
            for stop in facts.stops
        )
    )


@gate(
    "R69",
    banned=6,
    sources=_LINK,
    actions={Action.permit_confirm, Action.enter},
    codes={Code.link_unsigned},
)
def neighbours_linked(facts: Facts, now: datetime) -> Outcome:
    """No other permit is under way in this space unless both approvers signed the link (site-rules 22)."""
    if not facts.neighbours:
        return NOT_APPLICABLE
    unlinked = [n.permit_id for n in facts.neighbours if n.status in _UNDER_WAY and not n.link_signed]
    return unless(*(fault(Code.link_unsigned, permit_id=permit_id) for permit_id in unlinked))


def _conflict(one: WorkKind | None, other: WorkKind | None) -> bool:
    return any(a in HOT_WORK and b in PAINTING_WORK for a, b in ((one, other), (other, one)))


@gate(
    "R47",
    banned=1,
    sources=_CONFLICT,
    actions={Action.permit_submit, Action.permit_confirm},
    codes={Code.conflicting_work},
)
def no_conflicting_work(facts: Facts, now: datetime) -> Outcome:
    """Hot work and painting never share a space, linked or not (G30 6.7)."""
    if not facts.neighbours:
        return NOT_APPLICABLE
    kind = facts.permit.work_kind
    beside = [n for n in facts.neighbours if n.status in _APPLIED_FOR]
    met = [n for n in beside if _conflict(kind, n.work_kind)]
    if not met and any(None in (kind, n.work_kind) for n in beside):
        return UNKNOWN
    return unless(*(fault(Code.conflicting_work, permit_id=n.permit_id) for n in met))


@gate(
    "R47",
    banned=6,
    sources=_TICKET,
    actions={Action.permit_submit, Action.permit_confirm, Action.enter},
    codes={Code.linked_permit_missing, Code.linked_permit_lapsed},
)
def tickets_valid(facts: Facts, now: datetime) -> Outcome:
    """Each special-work ticket that the job needs is there and still valid (G30 4.6)."""
    if not facts.linked:
        return NOT_APPLICABLE
    faults = []
    for ticket in facts.linked:
        if ticket.valid_until is None:
            faults.append(fault(Code.linked_permit_missing, kind=ticket.kind))
        elif now >= ticket.valid_until:
            until = ticket.valid_until.isoformat()
            faults.append(fault(Code.linked_permit_lapsed, kind=ticket.kind, valid_until=until))
    return unless(*faults, good_until=min((t.valid_until for t in facts.linked if t.valid_until), default=None))


GATES: tuple[Gate, ...] = (no_stop, neighbours_linked, no_conflicting_work, tickets_valid)
