"""Uploaded pictures, drawn anew: the same picture the right way up, and nothing else that stood in the file.

A phone writes place, time and its own name into every photo. What is kept is the pixels alone; a file that hides a
second one, or would unpack to gigabytes, does not survive.
"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
_JPEG_QUALITY = 90
#: How the pixels of each format are kept; any other mode becomes the last one.
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA")}


def redrawn(data: bytes, kind: str) -> bytes | None:
    """The picture of ``data`` as a new file of the same ``kind`` (JPEG or PNG); None if it is no whole picture.

    Orientation told by EXIF is turned into pixels. Of an animation the first picture is kept.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=(kind,)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                image.load()
                return _saved(ImageOps.exif_transpose(image), kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        return None


def _saved(image: Image.Image, kind: str) -> bytes:
    modes = _MODES[kind]
    plain = image.convert(modes[-1]) if image.mode not in modes or "transparency" in image.info else image.copy()
    plain.info = {}
    file = BytesIO()
    plain.save(file, kind, **({"quality": _JPEG_QUALITY} if kind == "JPEG" else {}))
    return file.getvalue()
