"""Whether the move is legal from today's status, and whether this person may make it: before any rule of safety.

``permit_suspend``, ``leave``, ``evacuate`` and ``muster`` have no other gates than these: a broken rule never holds
them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import PASSED, Gate, Outcome, gate, gate_per_action, refused, unless
from workflows.lifecycle import LIFECYCLES, Lifecycle
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action, Ending, JobStatus, Part, ProfileName, Role, Status

_HOUSE = (HouseRule("lifecycle"),)

_MOVES: Mapping[Action, tuple[Lifecycle, StrEnum]] = {
    lifecycle.action_of(edge.trigger): (lifecycle, edge.trigger) for lifecycle in LIFECYCLES for edge in lifecycle.edges
}

_APPROVED = frozenset({Status.approved, Status.active, Status.suspended})
_ANY = frozenset(Status)

#: Statuses of the permit from which each act on site may be done. Exits and rescue ask for no status.
SITE_STATUSES: Mapping[Action, frozenset[Status]] = {
    Action.assign: _APPROVED | {Status.draft, Status.submitted},
    Action.check_in: _APPROVED,
    Action.prepare: _APPROVED,
    Action.open_space: _APPROVED,
    Action.ventilate: _APPROVED,
    Action.gas_test: _APPROVED,
    Action.enter: frozenset({Status.active}),
    Action.leave: _ANY,
    Action.rescue_in: _ANY,
    Action.evacuate: _ANY,
    Action.muster: _ANY,
    Action.lift: _ANY,
    Action.settle_time: _ANY,
}

#: Profile 30 prepares the space before the approver signs on site (site-rules 9).
_BEFORE_APPROVAL_30 = frozenset({Action.check_in, Action.prepare, Action.open_space, Action.ventilate, Action.gas_test})

_SIGNERS: frozenset[Part | Role] = frozenset({Part.leader, Part.approver, Part.owner_approver})
_PLANNERS: frozenset[Part | Role] = frozenset({Part.applicant, Part.leader, Part.manager, Role.safety_manager})
_ON_SITE: frozenset[Part | Role] = frozenset({Part.leader, Part.guardian})
#: A tuple, since a set would take a part and a role of the same word (guardian, approver, tester) for one.
_ANYBODY: tuple[Part | Role, ...] = (*Part, *Role)

#: Who may do each action: a part on this permit or a role of the account (design §1-2, site-rules 16-19).
WHO: Mapping[Action, Collection[Part | Role]] = {
    Action.permit_submit: frozenset({Part.applicant, Part.leader}),
    Action.permit_consent: frozenset({Part.leader}),
    Action.permit_approve: frozenset({Part.approver}),
    Action.permit_owner_approve: frozenset({Part.owner_approver}),
    Action.permit_extra_approve: frozenset({Role.approver, Role.principal, Role.safety_manager}),
    Action.permit_send_back: _SIGNERS,
    Action.permit_reject: _SIGNERS,
    Action.permit_withdraw: frozenset({Part.applicant}),
    Action.permit_confirm: frozenset({Part.leader}),
    Action.permit_suspend: _ANYBODY,
    Action.permit_finish: _ON_SITE,
    Action.permit_close: frozenset({Part.leader}),
    Action.permit_cancel: frozenset({Part.leader, Part.manager, Role.safety_manager}),
    Action.permit_expire: frozenset({Role.clock}),
    Action.permit_revoke: frozenset({Part.approver, Part.owner_approver, Role.principal}),
    Action.job_accept: frozenset({Part.leader}),
    Action.job_abandon: frozenset({Part.leader, Part.manager, Role.safety_manager, Role.principal}),
    Action.filing_submit: _PLANNERS | {Role.principal, Role.street_officer},
    Action.filing_return: frozenset({Role.street_officer}),
    Action.filing_resubmit: _PLANNERS | {Role.principal, Role.street_officer},
    Action.filing_decide_late: frozenset({Role.street_officer}),
    Action.filing_withdraw: _PLANNERS | {Role.principal},
    Action.filing_lapse: frozenset({Role.clock}),
    Action.assign: _PLANNERS,
    Action.check_in: frozenset({Part.guardian}),
    Action.prepare: _ON_SITE | {Part.tester},
    Action.open_space: _ON_SITE,
    Action.ventilate: _ON_SITE | {Part.tester},
    Action.gas_test: _ON_SITE | {Part.tester},
    Action.enter: frozenset({Part.guardian}),
    Action.leave: _ANYBODY,
    Action.rescue_in: _ANYBODY,
    Action.evacuate: _ANYBODY,
    Action.muster: _ANYBODY,
    Action.lift: _ON_SITE,
    Action.settle_time: frozenset({Part.manager, Role.safety_manager}),
}

#: Acts done by whoever re-authenticates, on whosever phone (site-rules 18).
_SIGNED_ACTS = frozenset(
    {
        Action.permit_consent,
        Action.permit_approve,
        Action.permit_owner_approve,
        Action.permit_extra_approve,
        Action.permit_confirm,
        Action.permit_close,
        Action.job_accept,
        Action.check_in,
    }
)

_ENDING_ACTS: Mapping[Ending, Action] = {
    Ending.expired: Action.permit_expire,
    Ending.revoked: Action.permit_revoke,
    Ending.cancelled: Action.permit_cancel,
}


def _status(lifecycle: Lifecycle, facts: Facts) -> StrEnum | None:
    """Today's status of the thing; None if there is none (no filing yet)."""
    thing = getattr(facts, lifecycle.thing)
    status: StrEnum | None = thing.status if thing is not None else None
    return status


def _parts(facts: Facts, person_id: str | None) -> frozenset[Part]:
    """The parts this person plays here; who made the application is the applicant, named in the crew or not."""
    member = facts.members.get(person_id or "")
    parts = member.parts if member is not None else frozenset()
    return parts | {Part.applicant} if person_id is not None and person_id == facts.permit.applicant_id else parts


@gate_per_action("legality", banned=None, sources=_HOUSE, actions=set(_MOVES), codes={Code.move_illegal})
def legal_move(action: Action, facts: Facts, now: datetime) -> Outcome:
    """The table of edges has this trigger from today's status."""
    lifecycle, trigger = _MOVES[action]
    status = _status(lifecycle, facts)
    legal = status is not None and lifecycle.legal(trigger, status)
    if action is Action.permit_submit:
        legal = legal and facts.job.status is JobStatus.open
    if action is Action.permit_suspend and status is Status.suspended:
        legal = facts.attempt.ending is not None and facts.permit.ending is None
    return PASSED if legal else refused(Code.move_illegal, status=str(status))


@gate_per_action("legality", banned=None, sources=_HOUSE, actions=set(SITE_STATUSES), codes={Code.move_illegal})
def legal_on_site(action: Action, facts: Facts, now: datetime) -> Outcome:
    """The permit has come so far that this is done on site."""
    statuses = SITE_STATUSES[action]
    if action in _BEFORE_APPROVAL_30 and facts.rules.profile is ProfileName.GB30871:
        statuses = statuses | {Status.submitted}
    return PASSED if facts.permit.status in statuses else refused(Code.move_illegal, status=facts.permit.status)


@gate_per_action("legality", banned=None, sources=_HOUSE, actions=set(WHO), codes={Code.role_missing})
def role(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Who asks, or signs, plays a part on this permit or holds a role that may do this."""
    may = WHO[action]
    if action is Action.permit_suspend and facts.attempt.ending is not None:
        may = WHO[_ENDING_ACTS[facts.attempt.ending]]
    person_id = facts.signer_id if action in _SIGNED_ACTS else facts.actor.person_id
    held = (*_parts(facts, person_id), *facts.actor.roles)
    # By identity: whose account is a guardian's somewhere is not yet the guardian of this permit.
    if any(one is other for one in held for other in may):
        return PASSED
    return unless((Code.role_missing, _who_may(may), None))


def _who_may(may: Collection[Part | Role]) -> dict[str, str]:
    """Whom to ask, by part on this permit and by role; nothing where anybody of the permit may, or only the clock."""
    if may is _ANYBODY:
        return {}
    parts = ",".join(one for one in Part if any(one is other for other in may))
    roles = ",".join(one for one in Role if one is not Role.clock and any(one is other for other in may))
    return {key: told for key, told in (("parts", parts), ("roles", roles)) if told}


@gate("legality", banned=6, sources=_HOUSE, actions={Action.permit_confirm}, codes={Code.permit_ending})
def not_ending(facts: Facts, now: datetime) -> Outcome:
    """A permit suspended by expiry, revocation or cancellation is never confirmed again (site-rules 5)."""
    ending = facts.permit.ending
    return PASSED if ending is None else refused(Code.permit_ending, ending=ending)


@gate(
    "legality",
    banned=None,
    sources=_HOUSE,
    actions={Action.permit_cancel, Action.permit_expire, Action.permit_revoke},
    codes={Code.something_opened},
)
def nothing_was_opened(facts: Facts, now: datetime) -> Outcome:
    """A permit under which something was opened ends by suspension, exits and closing (site-rules 5)."""
    return refused(Code.something_opened) if facts.opened else PASSED


@gate(
    "legality",
    banned=None,
    sources=_HOUSE,
    actions={Action.permit_reject, Action.permit_withdraw, Action.permit_send_back},
    codes={Code.something_opened},
)
def nothing_is_open(facts: Facts, now: datetime) -> Outcome:
    """No way back to the desk while the space stands open, as profile 30 allows before approval (site-rules 5)."""
    return refused(Code.something_opened) if any(o.closed_at is None for o in facts.openings) else PASSED


@gate("legality", banned=None, sources=_HOUSE, actions={Action.permit_suspend}, codes={Code.nothing_opened})
def something_to_suspend(facts: Facts, now: datetime) -> Outcome:
    """Before the entry confirmation only an opened space is suspended; else the permit ends directly (design §2)."""
    if facts.permit.status in (Status.approved, Status.submitted) and not facts.opened:
        return refused(Code.nothing_opened)
    return PASSED


@gate("legality", banned=None, sources=_HOUSE, actions={Action.job_abandon}, codes={Code.permit_not_ended})
def abandons_nothing_alive(facts: Facts, now: datetime) -> Outcome:
    """A job is given up only when each of its permits has ended in its own way."""
    return PASSED if facts.job.permits_ended else refused(Code.permit_not_ended)


@gate(
    "R13",
    banned=None,
    sources=(Clause(Document.G30, "6.10"), HouseRule("window_hours")),
    actions={Action.permit_expire},
    codes={Code.window_not_ended},
)
def expiry_due(facts: Facts, now: datetime) -> Outcome:
    """Nothing expires before its window has ended."""
    end = facts.permit.window_end
    return PASSED if end is not None and now >= end else refused(Code.window_not_ended)


GATES: tuple[Gate, ...] = (
    *legal_move,
    *legal_on_site,
    *role,
    not_ending,
    nothing_was_opened,
    nothing_is_open,
    something_to_suspend,
    abandons_nothing_alive,
    expiry_due,
)
