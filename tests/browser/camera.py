"""A browser whose camera looks at codes on paper, one after the other, for ever."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import qrcode
from browser.complaints import without_complaints
from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType

_WIDTH, _HEIGHT = 480, 360
_CODE = 320
_FRAMES_A_SECOND = 5
_NO_COLOUR = b"\x80" * (_WIDTH * _HEIGHT // 2)


@contextmanager
def looking_at(
    texts: Iterable[str], kind: BrowserType, arguments: dict[str, Any], folder: Path, *, frames: int = 3
) -> Iterator[Callable[..., BrowserContext]]:
    """Pages of a browser with such a camera: each code ``frames`` long in sight, then as long nothing."""
    clip = folder / "clip.y4m"
    clip.write_bytes(_clip(texts, frames))
    flags = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={clip}",
    ]
    with (
        kind.launch(**{**arguments, "args": [*arguments["args"], *flags]}) as started,
        without_complaints(started.new_context) as new_context,
    ):
        yield new_context


def _clip(texts: Iterable[str], frames: int) -> bytes:
    """A raw grey film, YUV 4:2:0 without colour."""
    nothing = _frame(Image.new("L", (_WIDTH, _HEIGHT), 0xB0))
    shown = [frame for text in texts for frame in [_frame(_paper(text))] * frames + [nothing] * frames]
    return f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F{_FRAMES_A_SECOND}:1 Ip C420\n".encode() + b"".join(shown)


def _paper(text: str) -> Image.Image:
    view = Image.new("L", (_WIDTH, _HEIGHT), 0xB0)
    code = qrcode.make(text, border=4).get_image().convert("L").resize((_CODE, _CODE))
    view.paste(code, ((_WIDTH - _CODE) // 2, (_HEIGHT - _CODE) // 2))
    return view


def _frame(view: Image.Image) -> bytes:
    return b"FRAME\n" + view.tobytes() + _NO_COLOUR
