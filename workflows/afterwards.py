"""What a phone did without network, judged when it is uploaded: when it was, and whether it was right.

Judged against the snapshot that the phone had, and what the server had learned by then, each of which can only make it
stricter. Whoever went in is inside whatever comes out here; a judgement that differs is a dispute, never an undoing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gas import judge_work
from workflows.gates import gates_of
from workflows.mouth import code_refused
from workflows.offline import Decision, Doubt, decide
from workflows.offline_facts import PhoneAttempt, Snapshot
from workflows.presence import moments
from workflows.sources import cite
from workflows.verdict import NO_FACTS, Refusal
from workflows.vocabulary import Action, ScanVerdict, Sector

#: From the laxest to the strictest.
_STRICTNESS = (ScanVerdict.admit, ScanVerdict.unknown, ScanVerdict.refuse)


@dataclass(frozen=True, slots=True)
class EventTime:
    """When something was by the server's reckoning. ``disputed``: the phone could not tell, or told the impossible."""

    at: datetime
    disputed: bool


def event_time(
    issued_at: datetime, elapsed: timedelta, received_at: datetime, *, told: bool, slack: timedelta, latest: bool
) -> EventTime:
    """Server time in the snapshot and what elapsed since on the phone's own count, never after the receipt.

    ``told``: the phone itself, or its clock, disputes the time; more than ``slack`` after the receipt is impossible.
    Of a disputed time the stricter end counts: the earliest for what goes in or makes good, the ``latest`` for who
    comes out.
    """
    reckoned = issued_at + elapsed
    if told or reckoned > received_at + slack:
        return EventTime(received_at if latest else issued_at, disputed=True)
    return EventTime(min(reckoned, received_at), disputed=False)


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in the space, as the register has it."""

    person_id: str | None
    in_at: datetime
    out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the phone could know at a moment of who was inside: see :class:`workflows.offline_facts.PhoneAttempt`."""

    inside: tuple[str | None, ...]
    emptied_at: datetime | None
    work_clock_from: datetime | None


def known_at(facts: Facts, stays: Iterable[Stay], issued_at: datetime, at: datetime) -> Known:
    """Presence and the last complete value at ``at``, changes before ``issued_at`` being the snapshot's."""
    begun = [stay for stay in stays if stay.in_at <= at]
    over = [(stay.in_at, stay.out_at if stay.out_at is not None and stay.out_at <= at else None) for stay in begun]
    rose_at, emptied_at = moments(over)
    inside = tuple(stay.person_id for stay in begun if stay.out_at is None or stay.out_at > at)
    since = [moment for moment in (rose_at, _last_value(facts, at)) if moment is not None and moment > issued_at]
    emptied = emptied_at if emptied_at is not None and emptied_at > issued_at else None
    return Known(inside, emptied, max(since, default=None))


def _last_value(facts: Facts, at: datetime) -> datetime | None:
    taken = [value for value in facts.work_values if value.at <= at]
    space = facts.space
    return judge_work(taken, facts.required_gases, facts.rules, space.lel_vol, space.enriched_environment).last_at


@dataclass(frozen=True, slots=True)
class Learned:
    """Something against the entry that the server knew from ``at`` on, and the phone did not."""

    at: datetime
    reason: Code | Doubt


def judge_afterwards(snapshot: Snapshot, tried: PhoneAttempt, learned: Iterable[Learned]) -> Decision:
    """What the phone should have said, had it known what the server knew at ``tried.now``."""
    decision = decide(snapshot, tried)
    if decision.verdict is not ScanVerdict.admit:
        return decision
    reasons = tuple(dict.fromkeys(one.reason for one in learned if one.at <= tried.now))
    if not reasons:
        return decision
    refused = any(isinstance(reason, Code) for reason in reasons)
    return Decision(ScanVerdict.refuse if refused else ScanVerdict.unknown, reasons)


def stricter(one: ScanVerdict, other: ScanVerdict) -> ScanVerdict:
    """Of two answers to an entry the one that lets fewer in."""
    return max(one, other, key=_STRICTNESS.index)


def refusals_of(decision: Decision, sector: Sector) -> tuple[Refusal, ...]:
    """The codes of a decision with the rules they come from; doubts are none."""
    return tuple(refusal_of(reason, Action.enter, sector) for reason in decision.reasons if isinstance(reason, Code))


def refusal_of(code: Code, action: Action, sector: Sector, facts: Mapping[str, str] = NO_FACTS) -> Refusal:
    """A code that stood against an action once, with the ban and the rule that it comes from."""
    for gate in gates_of(action):
        if code in gate.codes:
            return Refusal(code, gate.banned, cite(gate.sources, sector), facts)
    return code_refused(code, facts)


@unique
class LatePoint(StrEnum):
    """Why a sampling point read without network is no reading of this permit's air."""

    before_opening = "before_opening"
    after_window = "after_window"


def late_point(facts: Facts, at: datetime) -> LatePoint | None:
    """What stands against a point read ``at``: the space was not open yet (G46 5.7), or the permit's window was over.

    How old a series may be is asked where it would let somebody in, late or not (R30).
    """
    if not any(opening.opened_at <= at for opening in facts.openings):
        return LatePoint.before_opening
    end = facts.permit.window_end
    return LatePoint.after_window if end is not None and at > end else None
