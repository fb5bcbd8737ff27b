"""Paper: PDF made by typst from a template in this folder, with the vendored font and nothing else of the machine.

Data goes in as JSON and pictures as SVG through ``sys.inputs``: what people typed never becomes source. Templates begin
with ``#import "paper.typ": *``, which reads both. One file a document, its template beside it.
"""

import base64
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import typst
from PIL import Image

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "fonts"
_NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})
_of_thread = threading.local()


def pdf(template: str, data: Mapping[str, Any], images: Mapping[str, bytes] = _NO_IMAGES, *, at: datetime) -> bytes:
    """The PDF of a template such as ``plate.typ``; the same data at the same moment gives the same bytes.

    ``data`` is what JSON can hold. ``images`` are SVG, PNG or JPEG, by the name under which the template draws them.
    ``at`` is when the PDF says it was made. Raises TypstError for a template that does not stand.
    """
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "images": json.dumps({name: _as_svg(picture) for name, picture in images.items()}),
    }
    second = at.replace(microsecond=0)  # PDF tells no finer time
    made = _compiler().compile(str(_HERE / template), format="pdf", sys_inputs=inputs, timestamp=second)
    assert isinstance(made, bytes)
    return made


def _compiler() -> typst.Compiler:
    """One compiler a thread: two threads in one compiler fail."""
    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = typst.Compiler(root=str(_HERE), font_paths=[str(_FONTS)], ignore_system_fonts=True)
    compiler: typst.Compiler = _of_thread.compiler
    return compiler


def _as_svg(picture: bytes) -> str:
    """A picture as the text that ``sys.inputs`` can carry: photos and drawn signatures inside an SVG of their size."""
    if picture.lstrip().startswith(b"<"):
        return picture.decode()
    with Image.open(BytesIO(picture)) as image:
        width, height, mime = image.width, image.height, Image.MIME[str(image.format)]
    address = f"data:{mime};base64,{base64.b64encode(picture).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{address}"/></svg>'
    )
