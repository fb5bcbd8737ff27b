"""Taking the time of operations in turn, so that whatever slows the machine slows all of them alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median, quantiles

from permit_service import wallclock


@dataclass(frozen=True)
class Timing:
    """The times of one operation, in milliseconds. Not slotted: its figures are made once."""

    times: tuple[float, ...]

    @cached_property
    def median(self) -> float:
        return median(self.times)

    @cached_property
    def p95(self) -> float:
        """95 of 100 were no slower."""
        return quantiles(self.times, n=20, method="inclusive")[-1] if len(self.times) > 1 else self.times[0]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something to be done ``repeat`` times in every round."""

    name: str
    act: Callable[[], object]
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often: so many rounds after a warm-up, fewer if they last longer than ``longest_s`` seconds."""

    count: int
    longest_s: float
    warm_up: int = 2


def take(operations: Iterable[Operation], rounds: Rounds) -> dict[str, Timing]:
    """The times of every operation, all of them run once through in every round."""
    operations = tuple(operations)
    for _ in range(rounds.warm_up):
        for operation in operations:
            operation.act()
    times: dict[str, list[float]] = {operation.name: [] for operation in operations}
    spent = wallclock.stopwatch()
    for number in range(rounds.count):
        if number and spent() > rounds.longest_s * 1000:
            break
        for operation in operations:
            times[operation.name] += [time_of(operation.act) for _ in range(operation.repeat)]
    return {name: Timing(tuple(taken)) for name, taken in times.items()}


def time_of(act: Callable[[], object]) -> float:
    """How long one call takes, in milliseconds."""
    watch = wallclock.stopwatch()
    act()
    return watch()
