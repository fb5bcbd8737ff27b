"""街道培训: whom the street trains before the work, and who of them was there long enough (site-rules 33)."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from workflows.vocabulary import Part

Who = TypeVar("Who", bound=Hashable)

#: Those whom the filing names and the street trains as 作业人员, beside one manager (site-rules 33).
WORKERS = frozenset({Part.leader, Part.guardian, Part.entrant})


@dataclass(frozen=True, slots=True)
class Attendance(Generic[Who]):
    """Somebody was at one training ``since`` ``until``; who came late, from then on."""

    person: Who
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Untrained(Generic[Who]):
    """Workers whom the street has yet to train, and whether no manager was trained."""

    workers: tuple[Who, ...]
    manager_missing: bool

    def __bool__(self) -> bool:
        return bool(self.workers) or self.manager_missing


def counts_again(ended_at: datetime, start: datetime, reuse_days: int) -> bool:
    """Whether a training that ended then counts for work of the same crew that starts at ``start``.

    ``reuse_days`` is the street's setting; 0, the default, is never (site-rules 33).
    """
    return reuse_days > 0 and start - ended_at <= timedelta(days=reuse_days)


def quiz_open(work_ends: datetime, now: datetime) -> bool:
    """Whether questions set at a training may be answered: until the work that it was held for ends (G)."""
    return now < work_ends


def trained(attendances: Iterable[Attendance[Who]], demanded: timedelta) -> frozenset[Who]:
    """Who sat through one training for as long as the street demands; two short ones do not add up."""
    return frozenset(one.person for one in attendances if one.until - one.since >= demanded)


def untrained(crew: Mapping[Who, frozenset[Part]], have: frozenset[Who]) -> Untrained[Who]:
    """Who of ``crew``, by their parts, is still to be trained when ``have`` are."""
    workers = tuple(person for person, parts in crew.items() if parts & WORKERS and person not in have)
    return Untrained(workers, not any(Part.manager in crew[person] for person in crew.keys() & have))
