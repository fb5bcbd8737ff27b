"""SAMPLE ONLY: several stories told at once, in the order of their moments.

A story is a generator that yields the moment of what it does next. So each use case runs with the clock standing where
it belongs, the journal of the whole sample runs forward, and nothing is ever back-dated.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime

from permit_service import wallclock

Story = Iterator[datetime]


class BackInTime(Exception):
    """A story wants to go back to a moment before its last one."""


def play(stories: Iterable[Story]) -> None:
    """Run all stories to their ends, always the one whose next moment is earliest. Raises BackInTime."""
    waiting = [(moment, number, story) for number, story in enumerate(stories) for moment in _next(story)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, story = waiting[0]
        with wallclock.at(moment):
            following = next(story, None)
        if following is None:
            heapq.heappop(waiting)
        elif following < moment:
            raise BackInTime(f"{following} after {moment}")
        else:
            heapq.heapreplace(waiting, (following, number, story))


def _next(story: Story) -> Iterator[datetime]:
    """The story's first moment, if it has one."""
    first = next(story, None)
    if first is not None:
        yield first
