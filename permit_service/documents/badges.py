"""Badges to print and cut out, ten on an A4 page, each with its code and the number that can be typed."""

from collections.abc import Sequence
from datetime import datetime

from permit_service import labels
from permit_service.documents import pdf
from permit_service.models.people import Badge
from permit_service.services import codes
from qr import image, short_code

_WIDTH_MM = 34.0


def badge_sheet(badges: Sequence[Badge], organisation: str, now: datetime) -> bytes:
    """The sheet as PDF. A rare character of a name survives: the whole font is at hand."""
    rows = [
        {
            "number": short_code.grouped(badge.number),
            "name": badge.person.name,
            "position": badge.person.position,
            "employment": labels.of(badge.person.employment),
            "organisation": organisation,
        }
        for badge in badges
    ]
    pictures = {
        short_code.grouped(badge.number): image.svg(codes.badge_code(badge), "", width_mm=_WIDTH_MM).encode()
        for badge in badges
    }
    return pdf("badges.typ", {"badges": rows}, pictures, at=now)
