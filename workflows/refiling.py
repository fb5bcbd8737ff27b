"""When a changed filing counts as a new one: its three days run anew (site-rules 29)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FiledWork:
    """What a filing announces: when the work starts, where, what, and who does it."""

    start: datetime | None
    space_ids: frozenset[str]
    content: str
    unit_id: str


def renewed_fields(before: FiledWork, after: FiledWork) -> frozenset[str]:
    """The fields whose change starts the days anew: an earlier start, another space, other content, another unit.

    A later start, or a space less, asks nothing new of the street. A start that was not told counts as later.
    """
    earlier = after.start is not None and before.start is not None and after.start < before.start
    changes = {
        "start_at": earlier,
        "space_ids": not after.space_ids <= before.space_ids,
        "content": before.content.split() != after.content.split(),
        "unit_id": before.unit_id != after.unit_id,
    }
    return frozenset(field for field, changed in changes.items() if changed)
