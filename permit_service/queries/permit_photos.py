"""Photos taken on site under a permit, in the order of the work."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from permit_service.models.checks import SiteCheck
from permit_service.models.openings import Closing, Opening
from permit_service.models.preparation import AreaClosure, Isolation, TemporaryBarrier

#: What a photo may show: the evidence that it was taken with.
_SHOWN: tuple[tuple[str, Any], ...] = (
    ("site_check", SiteCheck),
    ("area_closure", AreaClosure),
    ("barrier", TemporaryBarrier),
    ("isolation", Isolation),
    ("opening", Opening),
    ("closing", Closing),
)
_PHOTOS = union_all(
    *(
        select(literal(shows).label("shows"), kind.at.label("at"), kind.photo_id.label("file_id")).where(
            kind.permit_id == bindparam("permit_id"), kind.photo_id.is_not(None)
        )
        for shows, kind in _SHOWN
    )
).order_by("at")


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: what it shows, when it was taken, the stored file."""

    shows: str
    at: datetime
    file_id: uuid.UUID


def photos(session: Session, permit_id: uuid.UUID) -> tuple[Photo, ...]:
    """The photos of a permit that the reader may see, the earliest first."""
    rows = session.execute(_PHOTOS, {"permit_id": permit_id})
    return tuple(Photo(shows, at, file_id) for shows, at, file_id in rows)
