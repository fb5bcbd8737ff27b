"""When a space was last entered from empty, and when it last became empty (site-rules 11)."""

from collections.abc import Iterable
from datetime import datetime


def moments(stays: Iterable[tuple[datetime, datetime | None]]) -> tuple[datetime | None, datetime | None]:
    """The latest rise of presence from 0 and the latest fall back to 0, from each stay's entry and exit.

    One going out at the moment another comes in is no interruption.
    """
    changes: list[tuple[datetime, int]] = []
    for came, left in stays:
        changes.append((came, -1))
        if left is not None:
            changes.append((left, 1))
    inside, rose_at, emptied_at = 0, None, None
    for at, change in sorted(changes):  # entries sort before exits of the same moment
        if change < 0:
            rose_at = at if inside == 0 else rose_at
            inside += 1
        else:
            inside -= 1
            emptied_at = at if inside == 0 else emptied_at
    return rose_at, emptied_at
