"""Photos taken on site under a permit, in the order of the work."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.checks import SiteCheck
from permit_service.models.openings import Closing, Opening
from permit_service.models.preparation import AreaClosure, Isolation, TemporaryBarrier

#: What a photo may show: the evidence that it was taken with.
_SHOWN: Mapping[str, Any] = MappingProxyType(
    {
        "site_check": SiteCheck,
        "area_closure": AreaClosure,
        "barrier": TemporaryBarrier,
        "isolation": Isolation,
        "opening": Opening,
        "closing": Closing,
    }
)


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: what it shows, when it was taken, the stored file."""

    shows: str
    at: datetime
    file_id: uuid.UUID


def photos(session: Session, permit_id: uuid.UUID) -> tuple[Photo, ...]:
    """The photos of a permit that the reader may see, the earliest first."""
    found = [
        Photo(shows, row.at, row.photo_id)
        for shows, kind in _SHOWN.items()
        for row in session.execute(
            select(kind.at, kind.photo_id).where(kind.permit_id == permit_id, kind.photo_id.is_not(None))
        )
    ]
    return tuple(sorted(found, key=lambda photo: photo.at))
