"""Many labelled codes on A4, to be printed and cut: plates for openings, badges for helmets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qr.image import WIDTH_MM, Drawing, drawing, svg_document
from qr.symbol import PictureError

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
MARGIN_MM = 10.0
"""Printers leave up to 6 mm at the edge blank."""
GAP_MM = 4.0


@dataclass(frozen=True)
class Label:
    """One code to be printed: what it encodes, and the words below it."""

    text: str
    caption: str


@dataclass(frozen=True)
class _Grid:
    """Where labels of one size stand on a page."""

    cell_width_mm: float
    cell_height_mm: float

    @property
    def columns(self) -> int:
        return _how_many(PAGE_WIDTH_MM, self.cell_width_mm)

    @property
    def rows(self) -> int:
        return _how_many(PAGE_HEIGHT_MM, self.cell_height_mm)

    @property
    def labels_per_page(self) -> int:
        return self.columns * self.rows

    def corner(self, index: int) -> tuple[float, float]:
        """The upper left corner of the label with this index on its page, columns centred."""
        row, column = divmod(index, self.columns)
        used = self.columns * (self.cell_width_mm + GAP_MM) - GAP_MM
        left = (PAGE_WIDTH_MM - used) / 2
        return left + column * (self.cell_width_mm + GAP_MM), MARGIN_MM + row * (self.cell_height_mm + GAP_MM)


def pages(labels: Sequence[Label], *, width_mm: float = WIDTH_MM) -> tuple[str, ...]:
    """The labels in reading order as SVG documents, one an A4 page, each with a thin line to cut along.

    No labels give no page. Raises PictureError if a label cannot be drawn or does not fit a page.
    """
    if not labels:
        return ()
    drawings = [drawing(label.text, label.caption, width_mm=width_mm) for label in labels]
    grid = _Grid(width_mm, max(one.height_mm for one in drawings))
    count = grid.labels_per_page
    if not count:
        raise PictureError(f"labels of {width_mm:g} mm do not fit an A4 page")
    return tuple(_page(drawings[start : start + count], grid) for start in range(0, len(drawings), count))


def _how_many(page_mm: float, cell_mm: float) -> int:
    return int((page_mm - 2 * MARGIN_MM + GAP_MM) // (cell_mm + GAP_MM))


def _page(drawings: Sequence[Drawing], grid: _Grid) -> str:
    cells = "".join(_cell(one, grid, index) for index, one in enumerate(drawings))
    ground = f'<rect width="{PAGE_WIDTH_MM:g}" height="{PAGE_HEIGHT_MM:g}" fill="#fff"/>'
    return svg_document(Drawing(PAGE_WIDTH_MM, PAGE_HEIGHT_MM, ground + cells))


def _cell(one: Drawing, grid: _Grid, index: int) -> str:
    x, y = grid.corner(index)
    cut_line = (
        f'<rect width="{grid.cell_width_mm:g}" height="{grid.cell_height_mm:g}" '
        'fill="none" stroke="#999" stroke-width="0.1" stroke-dasharray="1 1"/>'
    )
    return f'<g transform="translate({x:g} {y:g})">{one.body}{cut_line}</g>'
