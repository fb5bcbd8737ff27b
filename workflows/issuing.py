"""Whom a snapshot lets a phone admit by itself: those for whom ``clear`` passes now (site-rules 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear
from workflows.gates.entry import not_inside_yet
from workflows.site_facts import Attempt
from workflows.verdict import Clearance, GateResult, GateState, Refusal
from workflows.vocabulary import Action, ScanVerdict


@dataclass(frozen=True, slots=True)
class Judged:
    """One of the crew at the moment of issue. ``verdict`` is admit, refuse or unknown; ``good_until`` of an admit."""

    person_id: str
    verdict: ScanVerdict
    refusals: tuple[Refusal, ...]
    good_until: datetime | None


@dataclass(frozen=True, slots=True)
class Pass:
    """What a snapshot says of each of the crew, and until when it may be used at all."""

    crew: tuple[Judged, ...]
    good_until: datetime


def judge_crew(facts: Facts, attempts: Iterable[Attempt], now: datetime) -> Pass:
    """Ask ``clear`` for everyone that ``attempts`` name.

    The pass holds for ``snapshot_minutes`` at most, and no longer than the last of them may go in. Who is inside the
    phone counts by itself, so that alone keeps nobody off its list: they may come back while others work on.
    """
    crew = tuple(_judged(clear(Action.enter, facts.trying(attempt), now), attempt) for attempt in attempts)
    longest = now + timedelta(minutes=facts.rules.snapshot_minutes)
    lapses = [one.good_until for one in crew if one.verdict is ScanVerdict.admit and one.good_until is not None]
    return Pass(crew, min(longest, max(lapses, default=longest)))


def _judged(clearance: Clearance, attempt: Attempt) -> Judged:
    assert attempt.person_id is not None
    against = [result for result in clearance.results if _stands_against(result)]
    if not against:
        return Judged(attempt.person_id, ScanVerdict.admit, (), clearance.good_until)
    refused = any(result.state is GateState.refused for result in against)
    refusals = tuple(refusal for result in against for refusal in result.refusals)
    return Judged(attempt.person_id, ScanVerdict.refuse if refused else ScanVerdict.unknown, refusals, None)


def _stands_against(result: GateResult) -> bool:
    if result.state is GateState.unknown:
        return result.gate != not_inside_yet.name
    return result.state is GateState.refused and {refusal.code for refusal in result.refusals} != {Code.already_inside}
