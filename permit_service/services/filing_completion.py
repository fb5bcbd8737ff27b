"""A returned filing completed and handed in again: each field that the street marked is changed or answered for."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from permit_service.actor import Actor
from permit_service.models.filings import Filing, FilingReturn, KeptField
from permit_service.services.filing_case import FilingCase, on_filing
from permit_service.services.filing_forms import LONG, changed_since, checked_reason, renewed_since
from permit_service.services.inputs import Faults
from workflows.site_facts import Attempt, Completion
from workflows.vocabulary import Action, FilingTrigger

_NOTHING_KEPT: Mapping[str, str] = MappingProxyType({})


def resubmit_filing(
    actor: Actor, filing_id: uuid.UUID, *, late_reason: str = "", kept: Mapping[str, str] = _NOTHING_KEPT
) -> Filing:
    """Hand in a returned filing. The first receipt counts on, unless its change starts the three days anew.

    ``kept``: why a marked field stays as it stood, by field; the street sees it. Raises RefusedError (also for a
    marked field that neither changed nor is told of), Invalid (``late_reason``, ``kept.<field>``), NotFound.
    """

    def act(case: FilingCase) -> Filing:
        filing, reason = case.filing, checked_reason("late_reason", late_reason, needed=False)
        returned = filing.open_return
        answer, told = (None, {}) if returned is None else _answered(returned, filing, kept)
        renewed = () if returned is None else renewed_since(filing, returned.at)
        if renewed:
            filing.first_submitted_at = case.now
            filing.late_allowed = filing.decided_at = filing.decided_by_id = None
        filing.late_reason = reason or filing.late_reason
        clearance = case.of_job.ask(Action.filing_resubmit, Attempt(late_reason=reason, completion=answer))
        filing.submitted_at = case.now
        if returned is not None:
            returned.completed_at = case.now
            returned.kept = [KeptField(field=field, reason=why) for field, why in told.items()]
        case.fire(FilingTrigger.resubmit, clearance, {"renewed": sorted(renewed), "kept": sorted(told)})
        return filing

    return on_filing(actor, filing_id, act)


def _answered(returned: FilingReturn, filing: Filing, kept: Mapping[str, str]) -> tuple[Completion, Mapping[str, str]]:
    """How the street is answered, and why what did not change stays. Raises Invalid for a field it did not mark."""
    faults, changed = Faults(), changed_since(filing, returned.at)
    told = {field: faults.remark(f"kept.{field}", why, longest=LONG) for field, why in kept.items()}
    for field in kept.keys() - set(returned.fields):
        faults.add(f"kept.{field}", "unknown")
    faults.raise_any()
    stays = {field: why for field, why in told.items() if why and field not in changed}
    return Completion(frozenset(returned.fields), changed, frozenset(stays)), stays
