"""Uploaded pictures, drawn anew: the same picture the right way up, and nothing else that stood in the file.

A phone writes place, time and its own name into every photo. What is kept is the pixels alone; a file that hides a
second one, or would unpack to gigabytes, does not survive.
"""

import warnings
from io import BytesIO

from PIL import ExifTags, Image
from PIL.Image import Transpose

MAX_PIXELS = 50_000_000
_JPEG_QUALITY = 90
#: How the pixels of each format are kept; any other mode becomes the last one.
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA")}
#: How a picture is turned upright by the orientation that EXIF tells (Exif 2.3, 4.6.4 A).
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def redrawn(data: bytes, kind: str) -> bytes | None:
    """The picture of ``data`` as a new file of the same ``kind`` (JPEG or PNG); None if it is no whole picture.

    Orientation told by EXIF is turned into pixels. Of an animation the first picture is kept.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd words beside the picture, which phones write and nobody keeps
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=(kind,)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                image.load()
                return _saved(_upright(image), kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        return None


def _upright(image: Image.Image) -> Image.Image:
    """The pixels as they were seen. ``ImageOps.exif_transpose`` writes all of EXIF anew, and fails where it is odd."""
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    return image if turn is None else image.transpose(turn)


def _saved(image: Image.Image, kind: str) -> bytes:
    modes = _MODES[kind]
    plain = image.convert(modes[-1]) if image.mode not in modes or "transparency" in image.info else image.copy()
    plain.info = {}
    file = BytesIO()
    plain.save(file, kind, **({"quality": _JPEG_QUALITY} if kind == "JPEG" else {}))
    return file.getvalue()
