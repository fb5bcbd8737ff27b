"""One code as a picture for paper or screen: SVG or PNG, quiet zone around it, caption below.

Black on white whatever the page's theme: scanners expect dark modules on a light ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from qr.caption import Caption, CaptionFont, estimated_width_em, fit
from qr.symbol import PictureError, Symbol, symbol

WIDTH_MM = 40.0
"""Printed width, quiet zone included: modules of 0.7 mm for a permit URL, read from an arm's length."""
MIN_MODULE_PX = 3
_MM_PER_INCH = 25.4
_ASCENT = 0.88
_FONT_FAMILY = "Noto Sans SC, PingFang SC, HarmonyOS Sans SC, MiSans, Microsoft YaHei, sans-serif"


@dataclass(frozen=True)
class Drawing:
    """A piece of SVG, its upper left corner at 0 0, all lengths in millimetres."""

    width_mm: float
    height_mm: float
    body: str


def svg(text: str, caption: str, *, width_mm: float = WIDTH_MM) -> str:
    """The code of `text` as an SVG document of that printed width. Raises PictureError."""
    return svg_document(drawing(text, caption, width_mm=width_mm))


def png(
    text: str,
    caption: str,
    *,
    dpi: int = 300,
    width_mm: float = WIDTH_MM,
    font: Path | None = None,
) -> bytes:
    """The code of `text` as a PNG of that printed width and resolution, each module a whole number of pixels.

    `font` is a TTF or OTF file for the caption; without one only ASCII can be drawn. Raises OSError if the
    font cannot be read, PictureError for a caption that cannot be drawn or modules under three pixels.
    """
    code = symbol(text)
    caption_font = CaptionFont(font)
    words = fit(caption, width_mm, caption_font.width_em)
    px_per_mm = dpi / _MM_PER_INCH
    width = round(width_mm * px_per_mm)
    module = width // code.side
    if module < MIN_MODULE_PX:
        raise PictureError(f"{width_mm:g} mm at {dpi} dpi is too small for {code.side} modules")
    picture = Image.new("L", (width, width + round(_caption_space(words) * px_per_mm)), "white")
    picture.paste(_modules(code, module), ((width - module * code.side) // 2,) * 2)
    _write_caption(picture, words, caption_font, px_per_mm)
    file = BytesIO()
    picture.save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


def drawing(text: str, caption: str, *, width_mm: float) -> Drawing:
    """The code of `text` with its caption, to be placed on a page. Raises PictureError."""
    code = symbol(text)
    words = fit(caption, width_mm, estimated_width_em)
    height_mm = width_mm + _caption_space(words)
    path = "".join(f"M{run.x} {run.y}h{run.length}v1h-{run.length}z" for run in code.runs())
    body = (
        f"<title>{escape(' '.join(words.lines))}</title>"
        f'<rect width="{width_mm:g}" height="{height_mm:g}" fill="#fff"/>'
        f'<path transform="scale({width_mm / code.side:.6g})" fill="#000" shape-rendering="crispEdges" d="{path}"/>'
        + "".join(_svg_line(words, index, width_mm) for index in range(len(words.lines)))
    )
    return Drawing(width_mm, height_mm, body)


def svg_document(content: Drawing) -> str:
    """An SVG document that is printed at the drawing's own size."""
    width, height = f"{content.width_mm:g}", f"{content.height_mm:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{content.body}</svg>'
    )


def _svg_line(words: Caption, index: int, width_mm: float) -> str:
    baseline = width_mm + index * words.line_mm + words.letter_mm * _ASCENT
    return (
        f'<text x="{width_mm / 2:g}" y="{baseline:.4g}" font-size="{words.letter_mm:.4g}" '
        f'font-family="{_FONT_FAMILY}" text-anchor="middle" fill="#000">{escape(words.lines[index])}</text>'
    )


def _caption_space(words: Caption) -> float:
    """Height below the symbol: the lines and half a line of white, or nothing."""
    return words.height_mm + words.line_mm / 2 if words.lines else 0.0


def _modules(code: Symbol, module_px: int) -> Image.Image:
    picture = Image.new("L", (code.side, code.side), "white")
    draw = ImageDraw.Draw(picture)
    for run in code.runs():
        draw.line((run.x, run.y, run.x + run.length - 1, run.y), fill="black")
    return picture.resize((code.side * module_px,) * 2, Image.Resampling.NEAREST)


def _write_caption(picture: Image.Image, words: Caption, font: CaptionFont, px_per_mm: float) -> None:
    if not words.lines:
        return
    draw = ImageDraw.Draw(picture)
    letters = font.at(words.letter_mm * px_per_mm)
    for index, line in enumerate(words.lines):
        baseline = picture.width + (index * words.line_mm + words.letter_mm * _ASCENT) * px_per_mm
        draw.text((picture.width / 2, baseline), line, fill="black", font=letters, anchor="ms")
