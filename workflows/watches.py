"""The watches: each says what its rule asks for by time or by what was recorded, and since when.

"Since" is the computed moment of failure, not of its detection, so that asking twice gives the same answer; it may
lie ahead. :mod:`workflows.deadlines` asks them all. A missed heartbeat alone evacuates nobody (site-rules 23).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from workflows.facts import Facts
from workflows.gates.gas_clocks import work_value_due
from workflows.gates.ventilation import mechanical_required
from workflows.site_facts import Inside
from workflows.vocabulary import (
    LIVE_STATUSES,
    AlarmKind,
    Ending,
    EvacuationCause,
    JobStatus,
    Status,
    SuspendReason,
)
from workflows.watching import (
    Told,
    active,
    bad_air,
    caught_up_at,
    contact_due,
    evacuating,
    online,
    ours,
    unguarded_since,
    workers,
)


@unique
class DueKind(StrEnum):
    """What is to be done, most urgent first. ``suspend`` with an ending on a suspended permit records the ending."""

    evacuate = "evacuate"
    suspend = "suspend"
    expire = "expire"
    alarm = "alarm"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be done, because of ``rule``, since the moment of failure.

    ``cause`` is set for an evacuation, ``reason`` (perhaps ``ending``) for a suspension, ``alarm`` for an alarm;
    ``person_ids`` names whom it is about, a counted unknown not among them; ``failed`` tells what failed: a value
    of gas with its limit and place, a fan, a value not recorded.
    """

    kind: DueKind
    rule: str
    since: datetime
    alarm: AlarmKind | None = None
    cause: EvacuationCause | None = None
    reason: SuspendReason | None = None
    ending: Ending | None = None
    person_ids: tuple[str, ...] = ()
    failed: tuple[Told, ...] = ()


Watch = Callable[[Facts, datetime], Iterator[Due]]


#: Evacuations of a connected space that mean bad air, not bad paper: they reach through the pipe (G46 5.8.1).
_AIRBORNE = frozenset(
    {
        EvacuationCause.bad_gas,
        EvacuationCause.detector_alarm,
        EvacuationCause.unwell,
        EvacuationCause.other_danger,
        EvacuationCause.connected_space,
    }
)


def _alarm(
    rule: str, since: datetime, kind: AlarmKind, people: Iterable[Inside] = (), failed: tuple[Told, ...] = ()
) -> Due:
    return Due(DueKind.alarm, rule, since, alarm=kind, person_ids=_ids(people), failed=failed)


def _ids(people: Iterable[Inside]) -> tuple[str, ...]:
    return tuple(person.person_id for person in people if person.person_id is not None)


def _halt(
    facts: Facts,
    rule: str,
    since: datetime,
    cause: EvacuationCause,
    reason: SuspendReason,
    *,
    closes: bool = False,
    failed: tuple[Told, ...] = (),
) -> Iterator[Due]:
    """Bring out whoever is inside and suspend the work, each only where it is not done yet.

    ``closes``: active work is evacuated even with nobody inside, so that this space and those connected are shut.
    """
    inside = facts.presence.inside
    if (inside or (closes and active(facts))) and not evacuating(facts):
        yield Due(DueKind.evacuate, rule, since, cause=cause, person_ids=_ids(inside), failed=failed)
    if active(facts):
        yield Due(DueKind.suspend, rule, since, reason=reason)


# -- the watches ----------------------------------------------------------------------------------------


def _window(facts: Facts, now: datetime) -> Iterator[Due]:
    """R13: a permit ends with its window; what was opened is suspended first, its people brought out (site-rules 5)."""
    end, permit = facts.permit.window_end, facts.permit
    if end is None or permit.status not in (Status.submitted, Status.approved, Status.active, Status.suspended):
        return
    yield _alarm("R13", end, AlarmKind.permit_expired)
    if not facts.opened and permit.status in (Status.submitted, Status.approved):
        yield Due(DueKind.expire, "R13", end)
        return
    if end > now and permit.ending is None:
        near = end - timedelta(minutes=facts.rules.window_end_near_minutes)
        yield _alarm("R13", near, AlarmKind.window_ends_soon)
    if ours(facts) and not evacuating(facts):
        yield Due(DueKind.evacuate, "R13", end, cause=EvacuationCause.expired, person_ids=_ids(ours(facts)))
    if permit.ending is None:
        yield Due(DueKind.suspend, "R13", end, reason=SuspendReason.expired, ending=Ending.expired)


def _bad_air(facts: Facts, now: datetime) -> Iterator[Due]:
    """R23-R25: bad air read during work, in a 15-minute value or at a point of a series (G46 6.2.5).

    With the permit its alarm ends: whoever goes in next tests the air under another one.
    """
    bad = bad_air(facts)
    if bad is not None and facts.permit.status in LIVE_STATUSES:
        since, failed = bad
        yield _alarm("R25", since, AlarmKind.gas_bad, facts.presence.inside, failed)
        halt = EvacuationCause.bad_gas, SuspendReason.bad_gas
        yield from _halt(facts, "R25", since, *halt, closes=True, failed=failed)


def _late_value(facts: Facts, now: datetime) -> Iterator[Due]:
    """R39: a late value alarms; a second interval late while the post is online, it evacuates (site-rules 23).

    A phone back from a silence first hands in the values it took meanwhile: they close the gap (离线补传).
    """
    first = work_value_due(facts)
    if first is None or not workers(facts):
        return
    yield _alarm("R39", first, AlarmKind.gas_value_late, workers(facts))
    second = first + timedelta(minutes=facts.rules.work_value_minutes)
    if second > now or online(facts, now):
        since = max(second, caught_up_at(facts) or second)
        halt = EvacuationCause.gas_value_late, SuspendReason.gas_value_late
        yield from _halt(facts, "R39", since, *halt, failed=({"due_at": first.isoformat()},))


def _fan(facts: Facts, now: datetime) -> Iterator[Due]:
    """R31: a fan that stops during work evacuates, unless work was confirmed anew without it (site-rules 10)."""
    stopped_at = facts.fan.stopped_at if facts.fan is not None else None
    if facts.fan is None or stopped_at is None or not facts.presence.inside:
        return
    confirmed_at = facts.confirmation.signed_at if facts.confirmation is not None else None
    if confirmed_at is None or stopped_at > confirmed_at or mechanical_required(facts):
        failed = ({"fan": facts.fan.fan, "stop_reason": facts.fan.stop_reason},)
        yield _alarm("R31", stopped_at, AlarmKind.fan_stopped, facts.presence.inside, failed)
        halt = EvacuationCause.fan_stopped, SuspendReason.fan_stopped
        yield from _halt(facts, "R31", stopped_at, *halt, failed=failed)


def _quiet_guardian(facts: Facts, now: datetime) -> Iterator[Due]:
    """R37: a quiet phone alarms and never evacuates; so does a contact check not made (site-rules 23, 37)."""
    if facts.post is not None and (active(facts) or ours(facts)):
        quiet_at = facts.post.last_beat_at + timedelta(seconds=facts.rules.quiet_seconds)
        yield _alarm("R37", quiet_at, AlarmKind.guardian_quiet, ours(facts))
    late_at = contact_due(facts)
    if late_at is not None:
        yield _alarm("R37", late_at, AlarmKind.contact_check_late, workers(facts))


def _guardian_gone(facts: Facts, now: datetime) -> Iterator[Due]:
    """R38: the guardian has left, has gone in, or nobody holds the post over people inside (O13 15; G30 4.10)."""
    since = unguarded_since(facts)
    if since is not None:
        yield _alarm("R38", since, AlarmKind.guardian_left, ours(facts))
        yield from _halt(facts, "R38", since, EvacuationCause.guardian_left, SuspendReason.guardian_left)


def _evacuation(facts: Facts, now: datetime) -> Iterator[Due]:
    """R41, R42: an evacuation suspends the work and alarms until nobody is inside; bad air next door evacuates here.

    Permits of the space under which nothing was opened and nobody is inside alarm nobody: one emergency, one alarm.
    """
    own = [one.since for one in facts.evacuations if one.space_id == facts.space.id]
    inside = facts.presence.inside
    if own and not (active(facts) or facts.opened or ours(facts)):
        return
    if own:
        yield _alarm("R41", min(own), AlarmKind.evacuation)
        if active(facts):
            yield Due(DueKind.suspend, "R41", min(own), reason=SuspendReason.evacuation)
        if ours(facts):
            yield _alarm("R42", min(own), AlarmKind.people_inside, ours(facts))
        return
    airborne = [one.since for one in facts.evacuations if one.cause in _AIRBORNE]
    if airborne and (inside or active(facts)):
        since = min(airborne)
        yield _alarm("R41", since, AlarmKind.evacuation, inside)
        yield from _halt(facts, "R41", since, EvacuationCause.connected_space, SuspendReason.evacuation)


def _stop(facts: Facts, now: datetime) -> Iterator[Due]:
    """R64: a stop brings out those inside and suspends (site-rules 31; O13 18)."""
    since = min((stop.since for stop in facts.stops), default=None)
    if since is not None and (ours(facts) or active(facts)):
        yield from _halt(facts, "R64", since, EvacuationCause.stop, SuspendReason.stop)


def _unmarked(facts: Facts, now: datetime) -> Iterator[Due]:
    """R44: with people out, an interruption gets its sign and temporary closure (G46 6.2.6)."""
    pause = facts.suspension
    if facts.permit.status is Status.suspended and pause is not None and not pause.marked and not ours(facts):
        since = max(pause.at, facts.presence.emptied_at or pause.at)
        yield _alarm("R44", since, AlarmKind.interruption_unmarked)


def _count(facts: Facts, now: datetime) -> Iterator[Due]:
    """R45: the count by eye differs, or somebody is inside who is not named (G30 6.8; G46 6.3.4)."""
    presence = facts.presence
    if presence.headcount_differs:
        since = presence.counted_at or presence.rose_at or now
        yield _alarm("R45", since, AlarmKind.headcount_differs, presence.inside)
    strangers = [person for person in workers(facts) if person.person_id not in facts.members]
    if strangers:
        yield _alarm("R45", min(person.since for person in strangers), AlarmKind.headcount_differs, strangers)


def _records(facts: Facts, now: datetime) -> Iterator[Due]:
    """R51-R53: an altered document, a disputed time, a rescuer who went in unprotected."""
    if not facts.permit.document_intact:
        signed_at = max((approval.at for approval in facts.approvals), default=facts.permit.window_start)
        yield _alarm("R51", signed_at or now, AlarmKind.document_altered)
    if facts.disputed_at is not None:
        yield _alarm("R52", facts.disputed_at, AlarmKind.time_disputed)
    if bare := [person for person in facts.presence.inside if person.unprotected]:
        yield _alarm("R53", min(person.since for person in bare), AlarmKind.rescue_unprotected, bare)


def _closure(facts: Facts, now: datetime) -> Iterator[Due]:
    """Site-rules 7: on an accepted job the area closure is taken down."""
    accepted_at, closure = facts.job.accepted_at, facts.area_closure
    if facts.job.status is not JobStatus.accepted or accepted_at is None or closure is None:
        return
    if closure.removed_at is None:
        left_at = accepted_at + timedelta(hours=facts.rules.closure_left_hours)
        yield _alarm("R46", left_at, AlarmKind.closure_left)


WATCHES: tuple[Watch, ...] = (
    _window,
    _bad_air,
    _late_value,
    _fan,
    _quiet_guardian,
    _guardian_gone,
    _evacuation,
    _stop,
    _unmarked,
    _count,
    _records,
    _closure,
)
