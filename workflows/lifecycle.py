"""Lifecycles of permit, job and filing: one table of edges each, one machine each, one way to move.

``fire`` is the only place that changes a status, and it moves only with a :class:`~workflows.verdict.Clearance`
without refusals. Machines are shared and know no models: attaching models overwrites loaded statuses and leaks.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from transitions import EventData, Machine, MachineError

from workflows.verdict import Clearance
from workflows.vocabulary import (
    Action,
    FilingStatus,
    FilingTrigger,
    JobStatus,
    JobTrigger,
    PermitTrigger,
    Status,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """One legal move: ``trigger`` takes a thing from ``source`` to ``dest``."""

    trigger: StrEnum
    source: StrEnum
    dest: StrEnum


def _edges(trigger: StrEnum, sources: tuple[StrEnum, ...], *dests: StrEnum) -> tuple[Edge, ...]:
    return tuple(Edge(trigger, source, dest) for source in sources for dest in dests)


_S, _T = Status, PermitTrigger
PERMIT_EDGES: tuple[Edge, ...] = (
    *_edges(_T.submit, (_S.draft,), _S.submitted),
    # Three signatures in order; each stays or moves on, as the clearance says from the signatures still missing.
    *_edges(_T.consent, (_S.submitted,), _S.submitted, _S.approved),
    *_edges(_T.approve, (_S.submitted,), _S.submitted, _S.approved),
    *_edges(_T.owner_approve, (_S.submitted,), _S.submitted, _S.approved),
    # The one more hand that night and holiday work may need changes nothing but who has signed.
    *_edges(_T.extra_approve, (_S.submitted,), _S.submitted),
    *_edges(_T.extra_approve, (_S.approved,), _S.approved),
    *_edges(_T.send_back, (_S.submitted,), _S.draft),
    *_edges(_T.reject, (_S.submitted,), _S.rejected),
    *_edges(_T.withdraw, (_S.submitted,), _S.draft),
    *_edges(_T.confirm, (_S.approved, _S.suspended, _S.active), _S.active),
    # From suspended only to name an ending (site-rules 5): the gates of legality see to it.
    *_edges(_T.suspend, (_S.active, _S.approved, _S.submitted, _S.suspended), _S.suspended),
    *_edges(_T.finish, (_S.active, _S.suspended), _S.finished),
    *_edges(_T.close, (_S.finished,), _S.closed),
    *_edges(_T.cancel, (_S.draft, _S.submitted, _S.approved), _S.cancelled),
    *_edges(_T.expire, (_S.submitted, _S.approved), _S.expired),
    *_edges(_T.revoke, (_S.approved,), _S.revoked),
)

JOB_EDGES: tuple[Edge, ...] = (
    *_edges(JobTrigger.accept, (JobStatus.open,), JobStatus.accepted),
    *_edges(JobTrigger.abandon, (JobStatus.open,), JobStatus.abandoned),
)

_F, _G = FilingStatus, FilingTrigger
FILING_EDGES: tuple[Edge, ...] = (
    *_edges(_G.submit, (_F.draft,), _F.submitted),
    *_edges(_G.return_, (_F.submitted, _F.decided), _F.returned),
    *_edges(_G.resubmit, (_F.returned,), _F.submitted),
    *_edges(_G.decide_late, (_F.submitted,), _F.decided),
    *_edges(_G.withdraw, (_F.draft, _F.submitted, _F.returned, _F.decided), _F.withdrawn),
    *_edges(_G.lapse, (_F.draft, _F.returned), _F.lapsed),
)


class Subject(Protocol):
    """Anything with a ``status``: an ORM row or a plain stand-in."""

    status: Any


class IllegalMove(Exception):
    """The trigger is not legal from this status. Carries both."""

    def __init__(self, action: Action, status: StrEnum) -> None:
        super().__init__(f"{action} is not legal from {status}")
        self.action, self.status = action, status


class Refused(Exception):
    """The clearance holds refusals or unknowns, or was not made for this move. Carries the clearance."""

    def __init__(self, clearance: Clearance) -> None:
        super().__init__(f"{clearance.action} refused: {', '.join(r.code for r in clearance.refusals)}")
        self.clearance = clearance


def _cleared(event: EventData) -> bool:
    """The machines' single condition: a passing clearance for this very action, and its destination if it names one."""
    clearance: Clearance = event.kwargs["clearance"]
    return (
        event.transition is not None
        and clearance.action == event.kwargs["action"]
        and clearance.passed
        and clearance.dest in (None, event.transition.dest)
    )


def machine_of(edges: tuple[Edge, ...]) -> Machine:
    """Build the shared machine of a lifecycle: no models, no automatic transitions, no queue, no callbacks."""
    states = sorted({edge.source for edge in edges} | {edge.dest for edge in edges})
    return Machine(
        model=None,
        initial=None,
        states=[str(s) for s in states],
        auto_transitions=False,
        send_event=True,
        queued=False,
        model_attribute="status",
        transitions=[
            {
                "trigger": str(e.trigger),
                "source": str(e.source),
                "dest": str(e.dest),
                "conditions": [_cleared],
            }
            for e in edges
        ],
    )


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A thing's name, status type, edges and machine."""

    thing: str
    statuses: type[StrEnum]
    edges: tuple[Edge, ...]
    machine: Machine

    def action_of(self, trigger: StrEnum) -> Action:
        """The action that ``clear`` is asked for before ``trigger`` fires."""
        return Action(f"{self.thing}_{trigger}")

    def legal(self, trigger: StrEnum, status: StrEnum) -> bool:
        return any(e.trigger == trigger and e.source == status for e in self.edges)


PERMIT = Lifecycle("permit", Status, PERMIT_EDGES, machine_of(PERMIT_EDGES))
JOB = Lifecycle("job", JobStatus, JOB_EDGES, machine_of(JOB_EDGES))
FILING = Lifecycle("filing", FilingStatus, FILING_EDGES, machine_of(FILING_EDGES))
LIFECYCLES: tuple[Lifecycle, ...] = (PERMIT, JOB, FILING)


class _Carrier:
    """What the machine moves; the real subject gets its status only when the move has succeeded."""

    __slots__ = ("status",)

    def __init__(self, status: str) -> None:
        self.status = status


def fire(lifecycle: Lifecycle, trigger: StrEnum, subject: Subject, clearance: Clearance) -> None:
    """Move ``subject`` by ``trigger``.

    Raises :class:`IllegalMove` where the table has no such edge, :class:`Refused` where the clearance does not
    allow it. The only place where a status is assigned.
    """
    action = lifecycle.action_of(trigger)
    carrier = _Carrier(str(subject.status))
    try:
        moved = lifecycle.machine.events[str(trigger)].trigger(carrier, clearance=clearance, action=action)
    except MachineError:
        raise IllegalMove(action, subject.status) from None
    if not moved:
        raise Refused(clearance)
    subject.status = lifecycle.statuses(carrier.status)
