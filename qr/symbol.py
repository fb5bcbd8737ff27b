"""A text as a QR symbol: black and white modules, not yet a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

QUIET_ZONE = 4
"""Modules of white on each side (ISO/IEC 18004)."""

_MASK = 3
"""Any of the eight masks is read alike; trying them all to find the prettiest takes five times as long."""


class PictureError(ValueError):
    """A code that cannot be drawn as asked; the message says why."""


@dataclass(frozen=True)
class Run:
    """A horizontal row of black modules; x and y count modules from the outer edge of the quiet zone."""

    x: int
    y: int
    length: int


@dataclass(frozen=True)
class Symbol:
    """The modules of one QR symbol, True for black, without its quiet zone."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        """Modules along one side, quiet zone included."""
        return len(self.rows) + 2 * QUIET_ZONE

    def runs(self) -> Iterator[Run]:
        """Every black run, row by row."""
        for y, row in enumerate(self.rows, QUIET_ZONE):
            x = QUIET_ZONE
            for black, group in groupby(row):
                length = len(tuple(group))
                if black:
                    yield Run(x, y, length)
                x += length


def symbol(text: str) -> Symbol:
    """The smallest symbol that holds `text` at error correction M (15 %).

    Raises PictureError if there is no text or too much of it.
    """
    if not text:
        raise PictureError("there is nothing to encode")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text, optimize=0)  # one segment: a token has no digit runs worth a mode switch
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:  # documented; what 8.2 really raises
        raise PictureError(f"{len(text)} characters do not fit a QR symbol") from error
    return Symbol(tuple(tuple(map(bool, row)) for row in code.get_matrix()))
