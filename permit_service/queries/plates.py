"""Plates of spaces: those that hang on one, and those to print with what they hang on."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from permit_service.models.enterprises import Enterprise
from permit_service.models.spaces import ConfinedSpace, Plate


@dataclass(frozen=True, slots=True)
class HungPlate:
    """A plate with the space it hangs on, and whose that is."""

    plate: Plate
    space: ConfinedSpace
    enterprise: Enterprise


def plates(session: Session, space_id: uuid.UUID) -> tuple[Plate, ...]:
    """All plates of a space, those called back too, in their order."""
    rows = select(Plate).where(Plate.space_id == space_id).order_by(Plate.issued_at, Plate.id)
    return tuple(session.scalars(rows))


def hung_plate(session: Session, plate: Plate) -> HungPlate:
    """One plate with what it hangs on."""
    return HungPlate(plate, plate.space, session.get_one(Enterprise, plate.space.enterprise_id))


def to_print(session: Session, space_ids: Sequence[uuid.UUID]) -> tuple[HungPlate, ...]:
    """The plates in force of several spaces, in the order of the ids."""
    place = {space_id: index for index, space_id in enumerate(space_ids)}
    rows = select(Plate).where(Plate.space_id.in_(space_ids), Plate.revoked_at.is_(None))
    with_space = selectinload(Plate.space).selectinload
    loaded = rows.options(with_space(ConfinedSpace.openings), with_space(ConfinedSpace.rescue_gear))
    found = sorted(session.scalars(loaded), key=lambda plate: (place[plate.space_id], plate.issued_at))
    return tuple(hung_plate(session, plate) for plate in found)
