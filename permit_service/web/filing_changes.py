"""What was changed in a filing after it was handed in, field by field: what stood there, what stands there now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from permit_service import labels
from permit_service.downloads import SHOWN
from permit_service.queries.filing_review import Change, Reviewed
from permit_service.told import NOT_TOLD, at
from workflows.kinds import Hazard
from workflows.vocabulary import Part


def change_rows(found: Reviewed) -> list[dict[str, object]]:
    """The changes, the earliest first; of a list only what left it and what came."""
    return [_row(change, found.names) for change in found.changes]


def _row(change: Change, names: Mapping[str, str]) -> dict[str, object]:
    field, old, new = change.row.field, change.old, change.new
    if isinstance(old, list) and isinstance(new, list):
        old, new = [one for one in old if one not in new], [one for one in new if one not in old]
    return {
        "field": labels.field_name(field),
        "at": at(change.row.created_at),
        "seen": change.row.seen_at is not None,
        "old": _told(field, old, names),
        "new": _told(field, new, names),
    }


def _told(field: str, value: Any, names: Mapping[str, str]) -> str:
    """A kept value as people read it: times in site time, people and spaces by name, hazards by their words."""
    if value in (None, "", []):
        return NOT_TOLD
    if field in ("start_at", "end_at"):
        return at(datetime.fromisoformat(value))
    if field == "members":
        return "、".join(f"{names[one['person_id']]}（{_parts(one['parts'])}）" for one in value)
    if field == "papers":
        return "、".join(f"{one['name']}（{one['sha256'][:SHOWN]}）" for one in value)
    if field == "space_ids":
        return "、".join(names[one] for one in value)
    return "、".join(labels.of(Hazard(one)) for one in value) if field == "hazards" else str(value)


def _parts(parts: list[str]) -> str:
    return "、".join(labels.of(Part(part)) for part in parts)
