"""Facts that pass every gate of an action, and the moment it is asked for in the sample job."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from good import (
    accepted_facts,
    active_facts,
    approved_facts,
    contracted,
    done_facts,
    draft_facts,
    facts,
    inside_facts,
    on_site_facts,
    opened_facts,
    submitted_facts,
    tested_facts,
)
from pieces import (
    GUARDIAN,
    LEADER,
    MANAGER,
    NOW,
    OFFICER,
    OWNER,
    PLANNED,
    PRINCIPAL,
    TRAINED_UNTIL,
    WINDOW_END,
    approval,
    at,
    consent,
    series,
)

from workflows.facts import Facts
from workflows.kinds import (
    VentilationKind,
)
from workflows.plan_facts import (
    Actor,
)
from workflows.site_facts import Attempt, Completion
from workflows.vocabulary import (
    Action,
    FilingStatus,
    Part,
    Role,
    Status,
)

CLOCK = Actor(None, frozenset({Role.clock}))
STREET = Actor(OFFICER, frozenset({Role.street_officer}))
_LEADER = Actor(LEADER, frozenset({Role.work_leader}))


def _consent_facts() -> Facts:
    return facts(submitted_facts(), approvals=(), actor=_LEADER, attempt=Attempt())


def _owner_approve_facts() -> Facts:
    base = replace(contracted(submitted_facts()), approvals=(consent(), approval()))
    return facts(base, actor=Actor(OWNER, frozenset({Role.principal})))


_CONTACT = frozenset({"contact"})


def _filing_facts(status: FilingStatus, actor: Actor, **overrides: Any) -> Facts:
    return facts(approved_facts(), filing__status=status, actor=actor, attempt=Attempt(), **overrides)


_BUILDERS: dict[Action, Callable[[], Facts]] = {
    Action.permit_submit: draft_facts,
    Action.permit_consent: _consent_facts,
    Action.permit_approve: submitted_facts,
    Action.permit_owner_approve: _owner_approve_facts,
    Action.permit_extra_approve: lambda: facts(
        submitted_facts(),
        permit__night_or_holiday=True,
        actor=Actor(MANAGER, frozenset({Role.safety_manager})),
        attempt=Attempt(),
    ),
    Action.permit_send_back: submitted_facts,
    Action.permit_reject: submitted_facts,
    Action.permit_withdraw: _consent_facts,
    Action.permit_confirm: tested_facts,
    Action.permit_suspend: inside_facts,
    Action.permit_finish: done_facts,
    Action.permit_close: lambda: facts(done_facts(), permit__status=Status.finished),
    Action.permit_cancel: lambda: facts(submitted_facts(), actor=_LEADER, attempt=Attempt()),
    Action.permit_expire: lambda: facts(approved_facts(), actor=CLOCK, attempt=Attempt()),
    Action.permit_revoke: lambda: facts(approved_facts(), actor=Actor(PRINCIPAL), attempt=Attempt()),
    Action.job_accept: accepted_facts,
    Action.job_abandon: lambda: facts(draft_facts(), permit__status=Status.cancelled, job__permits_ended=True),
    Action.filing_submit: lambda: _filing_facts(FilingStatus.draft, _LEADER, filing__first_submitted_at=None),
    Action.filing_return: lambda: _filing_facts(FilingStatus.submitted, STREET),
    Action.filing_resubmit: lambda: facts(
        _filing_facts(FilingStatus.returned, _LEADER),
        attempt=Attempt(completion=Completion(frozenset({"phone", "contact"}), frozenset({"phone"}), _CONTACT)),
    ),
    Action.filing_decide_late: lambda: facts(
        _filing_facts(FilingStatus.submitted, STREET, filing__first_submitted_at=at("09:00") - timedelta(days=2)),
        filing__late_reason="The pump stood still unforeseen",
        attempt=Attempt(allow=True),
    ),
    Action.filing_withdraw: lambda: _filing_facts(FilingStatus.submitted, _LEADER),
    Action.filing_lapse: lambda: _filing_facts(FilingStatus.returned, CLOCK),
    Action.assign: lambda: facts(
        draft_facts(),
        attempt=Attempt(person_id="entrant-3", parts=frozenset({Part.entrant}), trained_until=TRAINED_UNTIL),
    ),
    Action.check_in: approved_facts,
    Action.prepare: on_site_facts,
    Action.prepare: on_site_facts,
    Action.open_space: on_site_facts,
    Action.ventilate: lambda: facts(
        opened_facts(),
        series=(series("series-1", at("08:55")),),
        attempt=Attempt(person_id=GUARDIAN, ventilation=VentilationKind.mechanical),
    ),
    Action.gas_test: opened_facts,
    Action.enter: active_facts,
    Action.leave: inside_facts,
    Action.rescue_in: lambda: facts(
        inside_facts(), attempt=Attempt(person_id=None, apparatus=True, lifeline=True, attendant=True)
    ),
    Action.evacuate: inside_facts,
    Action.muster: inside_facts,
    Action.lift: active_facts,
    Action.settle_time: lambda: facts(inside_facts(), disputed_at=at("09:53"), actor=Actor(MANAGER)),
}
_PLANNING = (
    Action.permit_submit,
    Action.permit_consent,
    Action.permit_approve,
    Action.permit_owner_approve,
    Action.permit_extra_approve,
    Action.permit_send_back,
    Action.permit_reject,
    Action.permit_withdraw,
    Action.permit_cancel,
    Action.permit_revoke,
    Action.job_abandon,
    Action.assign,
)
#: Acts of the planning are asked for at PLANNED, what the clock ends at its time, the rest at NOW.
_MOMENTS: dict[Action, datetime] = {
    Action.permit_expire: WINDOW_END,
    Action.filing_lapse: WINDOW_END,
    Action.filing_submit: at("16:00") - timedelta(days=4),
    Action.filing_return: at("17:00") - timedelta(days=4),
    Action.filing_resubmit: at("17:00") - timedelta(days=2),
    Action.filing_decide_late: at("10:00") - timedelta(days=2),
} | dict.fromkeys(_PLANNING, PLANNED)


def passing(action: Action, **overrides: Any) -> Facts:
    """Facts over which every gate of ``action`` passes at ``moment(action)``, then the overrides."""
    return facts(_BUILDERS[action](), **overrides)


def moment(action: Action) -> datetime:
    """When ``action`` is asked for in the sample job."""
    return _MOMENTS.get(action, NOW)
