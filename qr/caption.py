"""The words under a code: its kind and human number, so that a code that cannot be read can be typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from qr.symbol import PictureError

FULL_MM = 3.5
"""Height of the letters where there is room, about 10 point."""
MIN_MM = 1.8
"""Smallest height that is read on paper at arm's length, about 5 point."""
LINE_SPACING = 1.35
MARGIN_SHARE = 0.04
"""Share of the width kept white on each side."""

_WIDE_EM, _NARROW_EM = 1.0, 0.62
_NO_CHARACTER = "\U0010ffff"  # in no font: draws whatever the font shows for a missing character


@dataclass(frozen=True)
class Caption:
    """Lines with the height of their letters in millimetres."""

    lines: tuple[str, ...]
    letter_mm: float

    @property
    def line_mm(self) -> float:
        """From one line to the next."""
        return self.letter_mm * LINE_SPACING

    @property
    def height_mm(self) -> float:
        """Of the whole caption; 0 if there is none."""
        return len(self.lines) * self.line_mm


class CaptionFont:
    """A font that measures and draws captions, and refuses what it cannot draw instead of showing boxes."""

    def __init__(self, path: Path | None) -> None:
        """Raises OSError if there is no font at `path`. None is Pillow's own font, which knows only ASCII."""
        self._path = path

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        """The font with letters of `size` pixels."""
        if self._path is not None:
            return ImageFont.truetype(self._path, size)
        font = ImageFont.load_default(size)
        if not isinstance(font, ImageFont.FreeTypeFont):
            raise PictureError("Pillow was built without FreeType")
        return font

    def width_em(self, line: str) -> float:
        """Width of a line in letter heights. Raises PictureError for a character the font lacks."""
        font = self.at(100)
        lacking = bytes(font.getmask(_NO_CHARACTER))
        for char in line:
            if not char.isspace() and bytes(font.getmask(char)) == lacking:
                raise PictureError(f"the caption font has no {char!r}: pass a font that has it")
        return font.getlength(line) / 100


def estimated_width_em(line: str) -> float:
    """Width of a line in letter heights where the font is not known yet: Chinese is square, Latin narrower."""
    return sum(_WIDE_EM if unicodedata.east_asian_width(char) in "WF" else _NARROW_EM for char in line)


def fit(text: str, width_mm: float, width_em: Callable[[str], float]) -> Caption:
    """The caption `text`, one line a line of it, with letters as large as `width_mm` allows.

    Raises PictureError for control characters, and for a line that would be too small to read.
    """
    lines = tuple(line.strip() for line in text.strip().split("\n")) if text.strip() else ()
    for char in "".join(lines):
        if unicodedata.category(char) in ("Cc", "Cs"):
            raise PictureError(f"a caption cannot hold {char!r}")
    widest = max((width_em(line) for line in lines), default=0.0)
    room = width_mm * (1 - 2 * MARGIN_SHARE)
    letter_mm = min(FULL_MM, room / widest) if widest else FULL_MM
    if letter_mm < MIN_MM:
        raise PictureError(f"the caption is too long for {width_mm:g} mm")
    return Caption(lines, letter_mm)
