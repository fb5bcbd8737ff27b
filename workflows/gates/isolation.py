"""Energy isolation and clearing (R18): what is involved is confirmed, and still in place."""

from collections.abc import Collection
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, Gate, Outcome, fault, gate_per_action, unless
from workflows.kinds import IsolationKind
from workflows.site_facts import Isolation
from workflows.sources import Clause, Document
from workflows.vocabulary import Action, ProfileName

_APPROVALS = frozenset({Action.permit_consent, Action.permit_approve, Action.permit_owner_approve})
_CLEARING = frozenset({IsolationKind.emptying, IsolationKind.washing, IsolationKind.purging})
#: A closed valve or a water seal does not isolate (G30 6.1).
_UNSAFE = frozenset({IsolationKind.valve, IsolationKind.water_seal})


def _kinds(items: Collection[Isolation]) -> str:
    return ",".join(sorted({item.kind.value for item in items}))


@gate_per_action(
    "R18",
    banned=1,
    sources=(Clause(Document.G46, "5.6"), Clause(Document.O13, "14"), Clause(Document.G30, "6.1")),
    actions={Action.open_space, Action.gas_test, Action.permit_confirm, Action.enter} | _APPROVALS,
    codes={Code.isolation_unconfirmed, Code.isolation_unsafe_method},
)
def isolation(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Every involved item is confirmed and still there, by a method that isolates (G46 5.6; G30 6.1).

    An empty list means "not assessed", never "nothing there". Profile 30 wants it before approval (G30 4.11).
    """
    profile_30 = facts.rules.profile is ProfileName.GB30871
    if action in _APPROVALS and not profile_30:
        return NOT_APPLICABLE
    involved = [item for item in facts.isolations if item.involved]
    if action is Action.open_space:
        # What can only be cleared through the hatch is cleared from outside after opening (site-rules 8).
        involved = [item for item in involved if item.kind not in _CLEARING]
    faults = []
    loose = [item for item in involved if item.confirmed_at is None or item.removed_at is not None]
    if loose or not facts.isolations:
        faults.append(fault(Code.isolation_unconfirmed, items=_kinds(loose)))
    unsafe = [item for item in involved if item.kind in _UNSAFE]
    if unsafe and profile_30:
        faults.append(fault(Code.isolation_unsafe_method, items=_kinds(unsafe)))
    return unless(*faults)


GATES: tuple[Gate, ...] = isolation
