"""SAMPLE ONLY: the permit that is ready for scanning, the links in its codes, and all codes on a page to print."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from permit_service.models.base import db
from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.models.spaces import Plate
from permit_service.services import codes
from qr import sheet
from qr.sheet import Label
from workflows.vocabulary import Part

_WIDTH_MM = 60.0
"""Room for the longest name."""


@dataclass(frozen=True, slots=True)
class Prints:
    """One permit's codes: what each is for, what a camera reads, what can be typed instead."""

    number: str
    space: str
    permit_id: uuid.UUID
    rows: tuple[tuple[str, str, str], ...]

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Draw all codes for printing, an A4 page a file."""
        labels = [Label(url, f"{what} {typed}") for what, url, typed in self.rows]
        files = []
        for number, page in enumerate(sheet.pages(labels, width_mm=_WIDTH_MM), start=1):
            files.append(folder / f"codes-{number}.svg")
            files[-1].write_text(page, "utf-8")
        return tuple(files)


def prints_of(permit_id: uuid.UUID) -> Prints:
    """Codes of a submitted permit, of its space's plates and of the badges of those who go in."""
    permit = db.session.get_one(Permit, permit_id)
    rows = [("审批单", codes.permit_code(permit) or "", permit.number)]
    plates = select(Plate).where(Plate.space_id == permit.space_id, Plate.revoked_at.is_(None))
    rows += [("空间标牌", codes.plate_code(plate), plate.code) for plate in db.session.scalars(plates)]
    for member in permit.members:
        if Part.entrant in member.parts:
            badge = db.session.scalars(
                select(Badge).where(Badge.person_id == member.person_id, Badge.revoked_at.is_(None))
            ).one()
            rows.append((f"工牌 {badge.person.name}", codes.badge_code(badge), badge.number))
    return Prints(permit.number, permit.space.name, permit.id, tuple(rows))
