"""Who they are: trained (R06), guardian apart from entrants (R07), on the permit and counted (R45), not inside
elsewhere (R70), named by a signed crew change (R14)."""

from collections.abc import Iterable
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import PASSED, Fault, Gate, Outcome, fault, gate, refused, unless
from workflows.plan_facts import Member
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import TRAINED_PARTS, Action, Part, Status

_TRAINING = (Clause(Document.O13, "9"), Clause(Document.G46, "4.4.3"), HouseRule("yearly_training"))
_TRAINING_CODES = {Code.training_missing, Code.training_lapsed}
_GUARDING = (Clause(Document.O13, "15"), Clause(Document.G46, "6.3.1"), Clause(Document.G30, "6.8"))
_ON_PERMIT = (Clause(Document.G46, "6.3.4"), Clause(Document.G30, "6.8"))
_CREW_CHANGE = (Clause(Document.AQ, "5.6.4"), Clause(Document.G46, "5.3"))
_ONE_SPACE = (HouseRule("inside_one_space"),)


def _attempted(facts: Facts) -> Member | None:
    return facts.members.get(facts.attempt.person_id or "")


def _reported_in_draft(facts: Facts, faults: Iterable[Fault]) -> Outcome:
    """In a draft, naming somebody only reports beside the field; it refuses from submit on (site-rules 36)."""
    if facts.permit.status is Status.draft:
        return unless(warnings=tuple(faults))
    return unless(*faults)


# -- training ---------------------------------------------------------------------------------------------


def _needs_training(parts: frozenset[Part], exempt: bool) -> bool:
    """A commissioned laboratory's tester is exempt as tester only (site-rules 15)."""
    return bool(parts & TRAINED_PARTS - ({Part.tester} if exempt else set()))


def _untrained(person_id: str, until: datetime | None, at: datetime) -> tuple[Fault, ...]:
    if until is None:
        return (fault(Code.training_missing, person_id=person_id),)
    if at >= until:
        return (fault(Code.training_lapsed, person_id=person_id, trained_until=until.isoformat()),)
    return ()


def _crew_training(facts: Facts, at: datetime) -> Outcome:
    taught = [m for m in facts.crew if _needs_training(m.parts, m.training_exempt)]
    faults = [f for m in taught for f in _untrained(m.person_id, m.trained_until, at)]
    return unless(*faults, good_until=min((m.trained_until for m in taught if m.trained_until), default=None))


@gate("R06", banned=7, sources=_TRAINING, actions={Action.permit_submit}, codes=_TRAINING_CODES)
def crew_trained_for_window(facts: Facts, now: datetime) -> Outcome:
    """Everyone named will still be trained when the window begins (O13 9; G46 4.4.3)."""
    start = facts.permit.window_start
    return _crew_training(facts, now if start is None else max(now, start))


@gate("R06", banned=7, sources=_TRAINING, actions={Action.permit_confirm}, codes=_TRAINING_CODES)
def crew_trained(facts: Facts, now: datetime) -> Outcome:
    """Everyone named is trained (O13 9; G46 4.4.3)."""
    return _crew_training(facts, now)


@gate("R06", banned=7, sources=_TRAINING, actions={Action.check_in, Action.enter}, codes=_TRAINING_CODES)
def person_trained(facts: Facts, now: datetime) -> Outcome:
    """Who takes the post or goes in is trained, by the crew's entry or, for a stranger, by the register's."""
    person = _attempted(facts)
    until = person.trained_until if person is not None else facts.attempt.trained_until
    return unless(*_untrained(facts.attempt.person_id or "", until, now), good_until=until)


@gate("R06", banned=7, sources=_TRAINING, actions={Action.assign}, codes=_TRAINING_CODES)
def assigned_trained(facts: Facts, now: datetime) -> Outcome:
    """Who is named is trained; in a draft this is only reported (site-rules 36)."""
    attempt = facts.attempt
    if not _needs_training(attempt.parts, attempt.training_exempt):
        return PASSED
    return _reported_in_draft(facts, _untrained(attempt.person_id or "", attempt.trained_until, now))


# -- guardian and entrants ----------------------------------------------------------------------------------


def _both(parts: frozenset[Part]) -> bool:
    return {Part.guardian, Part.entrant} <= parts


@gate(
    "R07",
    banned=4,
    sources=_GUARDING,
    actions={Action.permit_submit, Action.permit_confirm},
    codes={Code.guardian_is_entrant},
)
def guardian_apart(facts: Facts, now: datetime) -> Outcome:
    """No guardian is named to enter (O13 15; G46 6.3.1)."""
    return unless(*(fault(Code.guardian_is_entrant, person_id=m.person_id) for m in facts.crew if _both(m.parts)))


@gate("R07", banned=4, sources=_GUARDING, actions={Action.assign}, codes={Code.guardian_is_entrant})
def assigned_apart(facts: Facts, now: datetime) -> Outcome:
    """Who is named becomes not both guardian and entrant; in a draft this is only reported."""
    named = _attempted(facts)
    parts = facts.attempt.parts | (named.parts if named is not None else frozenset())
    faults = [fault(Code.guardian_is_entrant, person_id=facts.attempt.person_id or "")] if _both(parts) else []
    return _reported_in_draft(facts, faults)


@gate(
    "R07",
    banned=4,
    sources=_GUARDING,
    actions={Action.check_in},
    codes={Code.guardian_is_entrant, Code.guardian_posted_elsewhere},
)
def guardian_free(facts: Facts, now: datetime) -> Outcome:
    """Who takes the post does not enter, is not inside anything and holds no post at another space (site-rules 21)."""
    person = _attempted(facts)
    parts = person.parts if person is not None else frozenset()
    inside = facts.attempt.inside_space_id or (person.inside_space_id if person is not None else None)
    posted = facts.attempt.posted_space_id or (person.posted_space_id if person is not None else None)
    faults = []
    if Part.entrant in parts or inside is not None:
        faults.append(fault(Code.guardian_is_entrant))
    if posted not in (None, facts.space.id):
        faults.append(fault(Code.guardian_posted_elsewhere))
    return unless(*faults)


@gate("R07", banned=4, sources=_GUARDING, actions={Action.enter}, codes={Code.guardian_is_entrant})
def entrant_guards_nothing(facts: Facts, now: datetime) -> Outcome:
    """Nobody who guards here, or holds an open post anywhere, goes in (G46 6.3.1)."""
    person = _attempted(facts)
    posts = {facts.attempt.posted_space_id, person.posted_space_id if person is not None else None}
    guards = person is not None and Part.guardian in person.parts
    on_post = facts.post is not None and facts.post.guardian_id == facts.attempt.person_id
    return refused(Code.guardian_is_entrant) if guards or on_post or posts != {None} else PASSED


# -- on the permit, counted, inside one space only ------------------------------------------------------------


@gate("R45", banned=6, sources=_ON_PERMIT, actions={Action.enter}, codes={Code.not_on_permit})
def entrant_on_permit(facts: Facts, now: datetime) -> Outcome:
    """Only who is named as entrant goes in (G46 6.3.4; G30 6.8)."""
    person = _attempted(facts)
    return PASSED if person is not None and Part.entrant in person.parts else refused(Code.not_on_permit)


@gate(
    "R45",
    banned=4,
    sources=_ON_PERMIT,
    actions={Action.permit_confirm, Action.enter},
    codes={Code.headcount_differs},
)
def headcount_agrees(facts: Facts, now: datetime) -> Outcome:
    """While a count by eye differs from the register, nobody goes in (G30 6.8)."""
    return refused(Code.headcount_differs) if facts.presence.headcount_differs else PASSED


@gate(
    "R70",
    banned=4,
    sources=_ONE_SPACE,
    actions={Action.enter},
    codes={Code.inside_elsewhere, Code.already_inside},
)
def inside_nothing(facts: Facts, now: datetime) -> Outcome:
    """The register knows this person inside no space (site-rules 21); who this space counts is ``entry``'s."""
    person = _attempted(facts)
    spaces = {facts.attempt.inside_space_id, person.inside_space_id if person is not None else None} - {None}
    if facts.space.id in spaces:
        return refused(Code.already_inside)
    return refused(Code.inside_elsewhere) if spaces else PASSED


# -- crew changes -----------------------------------------------------------------------------------------


@gate(
    "R14",
    banned=6,
    sources=_CREW_CHANGE,
    actions={Action.permit_confirm},
    codes={Code.crew_change_unsigned},
)
def crew_changes_signed(facts: Facts, now: datetime) -> Outcome:
    """Every crew change bears its signatures (AQ 5.6.4; site-rules 4)."""
    return unless(*(fault(Code.crew_change_unsigned, person_id=m.person_id) for m in facts.crew if m.added_unsigned))


@gate(
    "R14",
    banned=6,
    sources=_CREW_CHANGE,
    actions={Action.check_in, Action.enter},
    codes={Code.crew_change_unsigned},
)
def person_change_signed(facts: Facts, now: datetime) -> Outcome:
    """Who was added takes the post or goes in only when the change is signed; others are not held by it."""
    person = _attempted(facts)
    return refused(Code.crew_change_unsigned) if person is not None and person.added_unsigned else PASSED


GATES: tuple[Gate, ...] = (
    crew_trained_for_window,
    crew_trained,
    person_trained,
    assigned_trained,
    guardian_apart,
    assigned_apart,
    guardian_free,
    entrant_guards_nothing,
    entrant_on_permit,
    headcount_agrees,
    inside_nothing,
    crew_changes_signed,
    person_change_signed,
)
