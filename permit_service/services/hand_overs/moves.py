"""The table of hand-overs: for every move of every lifecycle, who is told of it, or why nobody waits for it.

The locked case that fires a move calls ``moved``; no use case can forget to.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from permit_service.services.hand_overs import filings, permits
from permit_service.services.hand_overs.telling import UseCase
from workflows.lifecycle import Lifecycle
from workflows.vocabulary import Action

#: Given the use case and the thing that has just moved.
Tell = Callable[[UseCase, Any], None]

TOLD: Mapping[Action, Tell] = MappingProxyType(
    {
        Action.permit_submit: permits.goes_round,
        Action.permit_consent: permits.goes_round,
        Action.permit_approve: permits.goes_round,
        Action.permit_owner_approve: permits.goes_round,
        Action.permit_send_back: permits.sent_back,
        Action.permit_withdraw: permits.withdrawn,
        Action.permit_reject: permits.ended,
        Action.permit_cancel: permits.ended,
        Action.permit_revoke: permits.ended,
        Action.permit_expire: permits.ended,
        Action.permit_finish: permits.finished,
        Action.job_abandon: permits.abandoned,
        Action.filing_submit: filings.submitted,
        Action.filing_resubmit: filings.resubmitted,
        Action.filing_return: filings.returned,
        Action.filing_decide_late: filings.late_decided,
        Action.filing_withdraw: filings.withdrawn,
        Action.filing_lapse: filings.lapsed,
    }
)

#: Moves that hand nothing over, and why.
NOBODY_WAITS: Mapping[Action, str] = MappingProxyType(
    {
        Action.permit_extra_approve: "it changes nothing but who has signed; the gates of entry ask for it",
        Action.permit_confirm: "who enters stands at the mouth, beside the leader who signs",
        Action.permit_suspend: "an alarm stands for everyone concerned; an ending it carries is told by winds_up",
        Action.permit_close: "the leader who signs it is the one who accepts the job next",
        Action.job_accept: "the leader who signs it takes the closure down; its alarm stands after a day",
    }
)


def moved(case: UseCase, lifecycle: Lifecycle, trigger: StrEnum, thing: object) -> None:
    """Tell whoever waited for this move. Inside its transaction, after the thing has moved."""
    tell = TOLD.get(lifecycle.action_of(trigger))
    if tell is not None:
        tell(case, thing)
