"""What must happen now, by time or by what was just recorded: expire, evacuate, suspend, alarm.

The clock asks :func:`due`, and so does every write of evidence inside its own transaction. What is watched, and since
when it fails, stands in :mod:`workflows.watches`; moments still ahead make :func:`next_due`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from workflows.facts import Facts
from workflows.watches import WATCHES, Due, DueKind
from workflows.watching import online, ours


def due(facts: Facts, now: datetime) -> tuple[Due, ...]:
    """What must happen now, most urgent first; at most one evacuation and one suspension.

    A suspension that names an ending comes before one that does not, else the one that failed first.
    """
    found = [one for one in _watched(facts, now) if one.since <= now]
    chosen = [one for one in found if one.kind in (DueKind.alarm, DueKind.expire)]
    for kind in (DueKind.evacuate, DueKind.suspend):
        ranked = sorted((one for one in found if one.kind is kind), key=lambda one: (one.ending is None, one.since))
        chosen += ranked[:1]
    order = list(DueKind)
    return tuple(sorted(chosen, key=lambda one: (order.index(one.kind), one.since)))


def next_due(facts: Facts, now: datetime) -> datetime | None:
    """The next moment at which :func:`due` may say something new if nothing is recorded until then; None = never.

    While a quiet post guards people it is one heartbeat away: the phone may come back at any time.
    """
    ahead = [one.since for one in _watched(facts, now) if one.since > now]
    if ours(facts) and facts.post is not None and not online(facts, now):
        ahead.append(now + timedelta(seconds=facts.rules.beat_seconds))
    return min(ahead, default=None)


def _watched(facts: Facts, now: datetime) -> Iterator[Due]:
    for watch in WATCHES:
        yield from watch(facts, now)
