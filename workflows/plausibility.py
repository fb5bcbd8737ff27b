"""Records that together are hardly plausible: clues for an officer to look into, never a verdict on anybody.

Each pattern is one function over facts. What it is held against are house measures (G), never cited as law.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from itertools import pairwise
from math import ceil
from types import MappingProxyType
from typing import Protocol, TypeVar

from workflows.clue_facts import Evidence, GasRecord, Ref, Signed
from workflows.limits import Rules
from workflows.suspicion import Suspicion, suspicions


@unique
class Pattern(StrEnum):
    """What is hardly plausible."""

    signatures_at_once = "signatures_at_once"
    values_repeated = "values_repeated"
    points_too_fast = "points_too_fast"
    detector_in_two_places = "detector_in_two_places"
    guardian_in_two_places = "guardian_in_two_places"
    crowd_trained_at_once = "crowd_trained_at_once"
    spaces_never_worked_in = "spaces_never_worked_in"
    permit_never_closed = "permit_never_closed"


@dataclass(frozen=True, slots=True)
class Measures:
    """From where on something is hardly plausible (G)."""

    signatures: int = 7
    signature_span: timedelta = timedelta(seconds=20)
    guardian_moves: timedelta = timedelta(minutes=2)
    crowd: int = 40
    crowd_span: timedelta = timedelta(minutes=1)
    idle: timedelta = timedelta(days=183)
    unclosed: timedelta = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Clue:
    """One clue: from when to when, what to look at, and the plain facts its sentence tells."""

    pattern: Pattern
    since: datetime
    until: datetime
    things: tuple[Ref, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    evidence: Evidence
    rules: Rules
    measures: Measures
    now: datetime


class _Timed(Protocol):
    @property
    def at(self) -> datetime: ...


T = TypeVar("T", bound=_Timed)

DEFAULT = Measures()


def clues(evidence: Evidence, rules: Rules, now: datetime, measures: Measures = DEFAULT) -> tuple[Clue, ...]:
    """Every clue in the evidence, the newest first. ``rules`` holds the measures of gas records (site-rules 14)."""
    asked = _Asked(evidence, rules, measures, now)
    found = (clue for pattern in _PATTERNS for clue in pattern(asked))
    return tuple(sorted(found, key=lambda clue: (clue.until, clue.pattern, clue.things), reverse=True))


def _signatures(asked: _Asked) -> Iterator[Clue]:
    """Many signatures within seconds: on one permit, or by one hand on several."""
    measures = asked.measures
    by_permit = _grouped(asked.evidence.signed, lambda one: one.permit)
    by_signer = _grouped(asked.evidence.signed, lambda one: one.signer)
    told: set[frozenset[Signed]] = set()
    for about, rows in (*by_permit, *by_signer):
        for run in _bursts(rows, measures.signatures, measures.signature_span):
            if frozenset(run) in told:
                continue
            told.add(frozenset(run))
            others = {one.permit for one in run} | {one.signer for one in run if one.signer is not None}
            facts = {"count": str(len(run)), "seconds": _seconds(run[-1].at - run[0].at)}
            yield Clue(Pattern.signatures_at_once, run[0].at, run[-1].at, _first(about, others), facts)


_OF_SUSPICION: Mapping[Suspicion, Pattern] = MappingProxyType(
    {
        Suspicion.values_repeated: Pattern.values_repeated,
        Suspicion.points_too_fast: Pattern.points_too_fast,
        Suspicion.detector_elsewhere: Pattern.detector_in_two_places,
    }
)


def _gas(asked: _Asked) -> Iterator[Clue]:
    """What deserves a second look in the gas records of each permit, one clue a pattern."""
    by_detector = dict(_grouped(asked.evidence.gas, lambda one: one.detector))
    for permit, rows in _grouped(asked.evidence.gas, lambda one: one.permit):
        odd: dict[Pattern, list[GasRecord]] = {}
        for position, record in enumerate(rows):
            before = [one.shown for one in rows[:position]]
            elsewhere = _elsewhere(record, by_detector)
            for suspicion in suspicions(record.shown, before, elsewhere, asked.rules):
                odd.setdefault(_OF_SUSPICION[suspicion], []).append(record)
        for pattern, records in odd.items():
            about = {record.space for record in records} | {r.detector for r in records if r.detector is not None}
            facts = {"count": str(len(records))}
            yield Clue(pattern, records[0].at, records[-1].at, _first(permit, about), facts)


def _guardians(asked: _Asked) -> Iterator[Clue]:
    """A guardian at two spaces at once, or at the second sooner than anybody gets there."""
    for guardian, posts in _grouped(asked.evidence.posts, lambda one: one.guardian):
        for first, second in pairwise(posts):
            left = first.until or asked.now
            if first.space != second.space and second.since < left + asked.measures.guardian_moves:
                about = {first.permit, second.permit, first.space, second.space}
                until = min(left, second.until or asked.now)
                yield Clue(
                    Pattern.guardian_in_two_places,
                    second.since,
                    max(second.since, until),
                    _first(guardian, about),
                )


def _crowds(asked: _Asked) -> Iterator[Clue]:
    """A crowd that signed in, or handed in, within one minute."""
    measures = asked.measures
    for training, rows in _grouped(asked.evidence.attended, lambda one: one.training):
        for run in _bursts(rows, measures.crowd, measures.crowd_span):
            facts = {"count": str(len(run)), "seconds": _seconds(run[-1].at - run[0].at)}
            yield Clue(Pattern.crowd_trained_at_once, run[0].at, run[-1].at, (training,), facts)


def _idle(asked: _Asked) -> Iterator[Clue]:
    """Spaces that poison, and nobody who ever asked to go in: cleaned all the same, perhaps."""
    for one in asked.evidence.toxic_spaces:
        since = one.last_permit_at or one.known_since
        if asked.now - since >= asked.measures.idle:
            facts = {"spaces": str(one.count), "days": str((asked.now - since).days)}
            yield Clue(Pattern.spaces_never_worked_in, since, asked.now, (one.enterprise,), facts)


def _unclosed(asked: _Asked) -> Iterator[Clue]:
    """Work whose window is long over, on a permit that stands open."""
    for one in asked.evidence.unclosed:
        if asked.now - one.window_end >= asked.measures.unclosed:
            facts = {"window_end": one.window_end.isoformat()}
            yield Clue(Pattern.permit_never_closed, one.window_end, asked.now, (one.permit, one.space), facts)


_PATTERNS: tuple[Callable[[_Asked], Iterator[Clue]], ...] = (_signatures, _gas, _guardians, _crowds, _idle, _unclosed)


def _elsewhere(record: GasRecord, by_detector: Mapping[Ref, Sequence[GasRecord]]) -> list[datetime]:
    """When the record's detector was read in other spaces."""
    if record.detector is None:
        return []
    return [one.at for one in by_detector[record.detector] if one.space != record.space]


def _bursts(rows: Sequence[T], least: int, span: timedelta) -> Iterator[Sequence[T]]:
    """The longest runs of rows in the order of time, each within ``span``, of ``least`` or more; none overlap."""
    begin = 0
    while begin + least <= len(rows):
        end = begin
        while end < len(rows) and rows[end].at - rows[begin].at <= span:
            end += 1
        if end - begin >= least:
            yield rows[begin:end]
            begin = end
        else:
            begin += 1


def _grouped(rows: Iterable[T], by: Callable[[T], Ref | None]) -> list[tuple[Ref, list[T]]]:
    """Rows by what they are about, each group in the order of time; those about nothing are left out."""
    found: dict[Ref, list[T]] = {}
    for row in sorted(rows, key=lambda one: one.at):
        about = by(row)
        if about is not None:
            found.setdefault(about, []).append(row)
    return list(found.items())


def _first(about: Ref, others: Iterable[Ref]) -> tuple[Ref, ...]:
    """What a clue is about, and after it what else it points to."""
    return (about, *sorted(set(others) - {about}))


def _seconds(span: timedelta) -> str:
    """Within how many whole seconds."""
    return str(max(1, ceil(span.total_seconds())))
