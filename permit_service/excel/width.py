"""Half and full width: an input method writes １２ and Ａ where 12 and A are meant."""

import unicodedata

_FULL, _HALF = 0xFF01, 0x21
_HALVES = {_FULL + offset: _HALF + offset for offset in range(0x5E)} | {0x3000: " "}


def half_width(text: str) -> str:
    """Digits, letters and signs of ASCII in half width; everything else as it is."""
    return text.translate(_HALVES)


def folded(text: str) -> str:
    """The text as compared: half width (m³ is m3), no white space, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
