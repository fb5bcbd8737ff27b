"""报备: filed and not blocked, the street's training (R15), coverage (R65).

A filing is a notice, not a licence: on time and unanswered passes (site-rules 27). These are the street's rules and
cite its notice; where the area takes no filings they do not apply. The filing's own moves: ``filing_moves``.
"""

from collections.abc import Iterable
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, UNKNOWN, Fault, Gate, Outcome, fault, gate, refused, unless
from workflows.plan_facts import Filing, Member
from workflows.sources import EVERY_AREA, LocalRule
from workflows.street_training import WORKERS, untrained
from workflows.vocabulary import Action, FilingMode, FilingStatus, Part

LOCAL = (LocalRule("filing_notice", EVERY_AREA),)

_NOT_FILED = frozenset({FilingStatus.draft, FilingStatus.withdrawn, FilingStatus.lapsed})


def emergency_faults(facts: Facts, filing: Filing) -> tuple[Fault, ...]:
    """What the emergency path of this filing lacks; nothing if it is in force or not taken (site-rules 30)."""
    if filing.emergency is None:
        return ()
    if not facts.area.emergency_allowed:
        return (fault(Code.emergency_path_off),)
    if filing.emergency.signed_by_principal_at is None or not filing.emergency.reason.strip():
        return (fault(Code.emergency_unsigned),)
    return ()


def emergency_in_force(facts: Facts, filing: Filing) -> bool:
    """Whether the filing's lead time and the street's training are deferred."""
    return filing.emergency is not None and not emergency_faults(facts, filing)


def calendar_warning(complete: bool) -> tuple[Fault, ...]:
    return () if complete else (fault(Code.calendar_incomplete),)


def _standing(facts: Facts) -> Filing | None:
    """The filing, if the area takes filings and this one was handed in and not taken back."""
    if facts.area.filing_mode is FilingMode.none or facts.filing is None or facts.filing.status in _NOT_FILED:
        return None
    return facts.filing


@gate(
    "R15",
    banned=6,
    sources=LOCAL,
    actions={Action.permit_confirm, Action.enter},
    codes={
        Code.filing_missing,
        Code.filing_returned,
        Code.filing_late_refused,
        Code.filing_late_undecided,
        Code.emergency_path_off,
        Code.emergency_unsigned,
        Code.calendar_incomplete,
    },
)
def filed(facts: Facts, now: datetime) -> Outcome:
    """The job is filed, on time or allowed late or as a signed emergency, and not returned (site-rules 27-30)."""
    if facts.area.filing_mode is FilingMode.none:
        return NOT_APPLICABLE
    filing = _standing(facts)
    if filing is None:
        return refused(Code.filing_missing)
    if filing.status is FilingStatus.returned:
        return refused(Code.filing_returned)
    if filing.late_allowed is False:
        return refused(Code.filing_late_refused)
    due = facts.filing_deadline
    if due is None or filing.first_submitted_at is None:
        return UNKNOWN
    warnings = calendar_warning(due.calendar_complete)
    if due.met_by(filing.first_submitted_at) or filing.late_allowed:
        return unless(warnings=warnings)
    if filing.emergency is not None:
        return unless(*emergency_faults(facts, filing), warnings=warnings)
    told = fault(Code.filing_late_undecided, on_time_before=due.on_time_before.isoformat())
    return unless(told, warnings=warnings)


# -- those who work: trained by the street and named in the filing ---------------------------------------------


def _all_workers(facts: Facts) -> tuple[Member, ...]:
    return tuple(member for member in facts.crew if member.parts & WORKERS)


def _at_the_mouth(facts: Facts) -> tuple[Member, ...]:
    """Who goes in and who stands guard: a late addition not yet trained or named holds up nobody else."""
    ids = (facts.attempt.person_id, facts.post.guardian_id if facts.post is not None else None)
    return tuple(facts.members[i] for i in dict.fromkeys(ids) if i is not None and i in facts.members)


def _training_deferred(facts: Facts) -> bool:
    """No training is demanded, an officer waived it, or an emergency defers it (site-rules 27, 30)."""
    filing = facts.filing
    waived = filing is not None and (filing.training_waived or emergency_in_force(facts, filing))
    return not facts.area.training_minutes or waived


def _untrained(facts: Facts, people: Iterable[str]) -> list[Fault]:
    minutes = str(facts.area.training_minutes)
    return [fault(Code.street_training_missing, person_id=person_id, minutes=minutes) for person_id in people]


@gate("R15", banned=7, sources=LOCAL, actions={Action.permit_confirm}, codes={Code.street_training_missing})
def crew_street_trained(facts: Facts, now: datetime) -> Outcome:
    """The street trained leader, guardians, entrants and one manager, where it demands it (site-rules 33)."""
    if _training_deferred(facts):
        return NOT_APPLICABLE
    parts = {member.person_id: member.parts for member in facts.crew}
    lacking = untrained(parts, frozenset(member.person_id for member in facts.crew if member.street_trained))
    faults = _untrained(facts, lacking.workers)
    if lacking.manager_missing:
        faults.append(fault(Code.street_training_missing, part=Part.manager))
    return unless(*faults)


@gate("R15", banned=7, sources=LOCAL, actions={Action.enter}, codes={Code.street_training_missing})
def person_street_trained(facts: Facts, now: datetime) -> Outcome:
    """Late additions are trained separately, before they go in or stand guard (site-rules 33)."""
    if _training_deferred(facts):
        return NOT_APPLICABLE
    return unless(*_untrained(facts, (m.person_id for m in _at_the_mouth(facts) if not m.street_trained)))


@gate("R65", banned=6, sources=LOCAL, actions={Action.permit_confirm}, codes={Code.outside_filing_crew})
def crew_covered(facts: Facts, now: datetime) -> Outcome:
    """The filing, or an amendment of it, names all who work (site-rules 4)."""
    return _named(facts, _all_workers(facts))


@gate("R65", banned=6, sources=LOCAL, actions={Action.enter}, codes={Code.outside_filing_crew})
def person_covered(facts: Facts, now: datetime) -> Outcome:
    """The filing, or an amendment of it, names who goes in and who stands guard."""
    return _named(facts, _at_the_mouth(facts))


def _named(facts: Facts, members: Iterable[Member]) -> Outcome:
    if _standing(facts) is None:
        return NOT_APPLICABLE
    unnamed = [m.person_id for m in members if not m.in_filing]
    return unless(*(fault(Code.outside_filing_crew, person_id=i) for i in unnamed))


# -- the work lies inside the filing -------------------------------------------------------------------------


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _window_faults(facts: Facts, filing: Filing, now: datetime) -> tuple[Fault, ...]:
    """Outside the filing's window nobody works; before its start they wait for it."""
    start, end = facts.permit.window_start, facts.permit.window_end
    if start is None or end is None or filing.start is None or filing.end is None:
        return (fault(Code.outside_filing_window),)
    if not filing.start <= start <= end <= filing.end:
        return (fault(Code.outside_filing_window),)
    if now < filing.start:
        return (fault(Code.filing_not_begun, filed_start=filing.start.isoformat()),)
    return ()


@gate(
    "R65",
    banned=6,
    sources=LOCAL,
    actions={Action.permit_confirm, Action.enter},
    codes={
        Code.outside_filing_space,
        Code.outside_filing_content,
        Code.outside_filing_unit,
        Code.outside_filing_window,
        Code.filing_not_begun,
    },
)
def work_covered(facts: Facts, now: datetime) -> Outcome:
    """Space, content, unit and window lie inside the filing, and its start has come (site-rules 1, 28)."""
    filing = _standing(facts)
    if filing is None:
        return NOT_APPLICABLE
    faults = []
    if facts.space.id not in filing.space_ids:
        faults.append(fault(Code.outside_filing_space))
    if not _same(facts.permit.content, filing.content):
        faults.append(fault(Code.outside_filing_content))
    if filing.unit_id is None or facts.permit.unit_id != filing.unit_id:
        faults.append(fault(Code.outside_filing_unit))
    return unless(*faults, *_window_faults(facts, filing, now))


GATES: tuple[Gate, ...] = (
    filed,
    crew_street_trained,
    person_street_trained,
    crew_covered,
    person_covered,
    work_covered,
)
