"""The moves of a filing (R15): handing it in, returning it, deciding a late one, letting it lapse."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.filing import SHANGHAI, Deadline
from workflows.gates.filing import LOCAL, calendar_warning, emergency_faults, emergency_in_force
from workflows.gates.gate import NOT_APPLICABLE, PASSED, UNKNOWN, Gate, Outcome, fault, gate, refused, unless
from workflows.plan_facts import Filing
from workflows.sources import HouseRule
from workflows.vocabulary import Action, ProfileName

_HANDING_IN = frozenset({Action.filing_submit, Action.filing_resubmit})


def _due(facts: Facts) -> tuple[Filing, Deadline] | None:
    """The filing and its deadline; None while it names no start."""
    filing, due = facts.filing, facts.filing_deadline
    return None if filing is None or due is None else (filing, due)


@gate("R15", banned=6, sources=LOCAL, actions=_HANDING_IN, codes={Code.field_missing})
def filing_filled(facts: Facts, now: datetime) -> Outcome:
    """Time, place, content and unit are told (the 等事项 of the filing notice)."""
    filing = facts.filing
    if filing is None:
        return NOT_APPLICABLE
    told = {
        "start": filing.start,
        "end": filing.end,
        "space_ids": filing.space_ids,
        "content": filing.content.strip(),
        "unit_id": filing.unit_id,
    }
    return unless(*(fault(Code.field_missing, field=name) for name, value in told.items() if not value))


@gate(
    "R15",
    banned=6,
    sources=LOCAL,
    actions=_HANDING_IN,
    codes={Code.window_too_long, Code.window_ended},
)
def filing_span(facts: Facts, now: datetime) -> Outcome:
    """The filing's time is not over and spans no more days than the street takes (site-rules 1)."""
    filing = facts.filing
    if filing is None or filing.start is None or filing.end is None:
        return NOT_APPLICABLE
    faults = []
    if now >= filing.end or filing.end <= filing.start:
        faults.append(fault(Code.window_ended, window_end=filing.end.isoformat()))
    days = (filing.end.astimezone(SHANGHAI).date() - filing.start.astimezone(SHANGHAI).date()).days + 1
    if days > facts.area.longest_filing_days:
        faults.append(fault(Code.window_too_long, limit_days=str(facts.area.longest_filing_days)))
    return unless(*faults)


@gate("R15", banned=6, sources=LOCAL, actions=_HANDING_IN, codes={Code.filing_permits_unapproved})
def first_day_approved(facts: Facts, now: datetime) -> Outcome:
    """Profile 46 files once the permits of the first day are approved; profile 30 with the form unsigned
    (site-rules 9, 29)."""
    if facts.rules.profile is ProfileName.GB30871:
        return NOT_APPLICABLE
    return PASSED if facts.job.first_day_permits_approved else refused(Code.filing_permits_unapproved)


@gate(
    "R15",
    banned=6,
    sources=LOCAL,
    actions=_HANDING_IN,
    codes={
        Code.filing_reason_missing,
        Code.emergency_path_off,
        Code.emergency_unsigned,
        Code.calendar_incomplete,
    },
)
def lateness_explained(facts: Facts, now: datetime) -> Outcome:
    """A late filing gives its reason, an emergency is allowed here and signed by the principal (site-rules 29-30)."""
    due = _due(facts)
    if due is None:
        return NOT_APPLICABLE
    filing, last = due
    warnings = calendar_warning(last.calendar_complete)
    if filing.emergency is not None:
        return unless(*emergency_faults(facts, filing), warnings=warnings)
    received_at = filing.first_submitted_at or facts.attempt.submitted_at or now
    reason = facts.attempt.late_reason.strip() or filing.late_reason.strip()
    if last.met_by(received_at) or reason:
        return unless(warnings=warnings)
    told = fault(Code.filing_reason_missing, on_time_before=last.on_time_before.isoformat())
    return unless(told, warnings=warnings)


@gate(
    "R15",
    banned=None,
    sources=(HouseRule("returned_fields_answered"),),
    actions={Action.filing_resubmit},
    codes={Code.filing_field_unanswered},
)
def return_answered(facts: Facts, now: datetime) -> Outcome:
    """Each field that the street marked was changed, or it is told why it stays (site-rules 29)."""
    answer = facts.attempt.completion
    if answer is None:
        return UNKNOWN
    unanswered = answer.marked - answer.changed - answer.explained
    return unless(*(fault(Code.filing_field_unanswered, field=name) for name in sorted(unanswered)))


@gate("R15", banned=6, sources=LOCAL, actions={Action.filing_return}, codes={Code.filing_after_entry})
def nobody_entered(facts: Facts, now: datetime) -> Outcome:
    """After the first entry a filing can only be stopped, not returned (site-rules 29)."""
    entered = facts.filing is None or facts.filing.entered
    return refused(Code.filing_after_entry) if entered else PASSED


@gate("R15", banned=6, sources=LOCAL, actions={Action.filing_decide_late}, codes={Code.move_illegal})
def late_to_decide(facts: Facts, now: datetime) -> Outcome:
    """Only a late filing is decided: one on time is a notice, an emergency can only be stopped (site-rules 27, 30)."""
    due = _due(facts)
    if due is None or due[0].first_submitted_at is None or facts.attempt.allow is None:
        return UNKNOWN
    filing, last = due
    decided = last.met_by(due[0].first_submitted_at) or emergency_in_force(facts, filing)
    return refused(Code.move_illegal, status=filing.status) if decided else PASSED


@gate(
    "R15",
    banned=None,
    sources=(HouseRule("filing_lapses_with_its_window"),),
    actions={Action.filing_lapse},
    codes={Code.window_not_ended},
)
def lapse_due(facts: Facts, now: datetime) -> Outcome:
    """A filing lapses only when its end has passed."""
    end = facts.filing.end if facts.filing is not None else None
    return PASSED if end is not None and now >= end else refused(Code.window_not_ended)


GATES: tuple[Gate, ...] = (
    filing_filled,
    filing_span,
    first_day_approved,
    lateness_explained,
    return_answered,
    nobody_entered,
    late_to_decide,
    lapse_due,
)
