"""离线补传: what a phone recorded without network, as it is uploaded. When it was, by its snapshot (site-rules 23)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from permit_service.errors import Invalid
from permit_service.models.snapshots import PassSnapshot
from permit_service.services.case import Case
from permit_service.services.on_site import stamped
from permit_service.services.scan_rows import FUTURE, is_disputed
from workflows.afterwards import EventTime, event_time


@dataclass(frozen=True, slots=True)
class Offline:
    """What a phone tells of a record made without network.

    ``elapsed_ms`` is its own count, which no clock setting moves, since the answer with the snapshot arrived.
    ``disputed``: that count jumped. ``device_time`` is what its clock said.
    """

    snapshot_id: uuid.UUID
    elapsed_ms: int
    disputed: bool = False
    device_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A record's snapshot, and when it was made."""

    snapshot: PassSnapshot
    when: EventTime
    device_time: datetime | None

    @property
    def columns(self) -> dict[str, Any]:
        """What the record keeps of it beside its own time."""
        return {"late_upload": True, "disputed": self.when.disputed, "device_time": self.device_time}


def late_of(case: Case, offline: Offline, *, latest: bool = False) -> Late:
    """``latest``: of a disputed time the latest counts.

    Raises Invalid for ``snapshot.id`` (``unknown``: not one of this account and device for this permit).
    """
    snapshot = case.session.get(PassSnapshot, offline.snapshot_id)
    own = (case.permit.id, case.actor.user_id, case.actor.device)
    if snapshot is None or (snapshot.permit_id, snapshot.user_id, snapshot.device) != own:
        raise Invalid({"snapshot.id": "unknown"})
    elapsed = timedelta(milliseconds=offline.elapsed_ms)
    told = offline.disputed or is_disputed(offline.device_time, min(snapshot.issued_at + elapsed, case.now))
    when = event_time(snapshot.issued_at, elapsed, case.now, told=told, slack=FUTURE, latest=latest)
    return Late(snapshot, when, offline.device_time)


def stamped_late(case: Case, late: Late | None, at: datetime | None = None) -> dict[str, Any]:
    """The columns of evidence, of a record made without network too; ``at`` is of one made with it."""
    return stamped(case, at) if late is None else stamped(case, late.when.at) | late.columns
