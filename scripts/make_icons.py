"""Draw the icons of the installed page from ``brand.svg``: a sign for the home screen, and one for masks that cut.

Run it after a change of the drawing; the pictures are committed.
"""

import io
from pathlib import Path

import resvg_py
from PIL import Image

IMG = Path(__file__).resolve().parent.parent / "permit_service" / "static" / "img"
GROUND = "#1a2026"
#: Launchers cut a maskable icon to a circle of four fifths of its width.
SAFE = 0.62


def drawn(side: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=(IMG / "brand.svg").read_text(), width=side, height=side)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def masked(side: int) -> Image.Image:
    """The sign in the middle of a ground that may be cut."""
    ground, inner = Image.new("RGBA", (side, side), GROUND), drawn(round(side * SAFE))
    edge = (side - inner.width) // 2
    ground.alpha_composite(inner, (edge, edge))
    return ground


def main() -> None:
    for name, picture in {"icon-192": drawn(192), "icon-512": drawn(512), "icon-maskable": masked(512)}.items():
        picture.convert("RGB").quantize(16).save(IMG / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
