"""Paper: what people typed is text and never source, pictures of any kind are drawn, threads do not meet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from permit_service.documents import pdf

AT = datetime(2026, 11, 24, tzinfo=UTC)
TYPED = '#panic("x") *a* $y$ \\ "q" 䶮'
PLATE = {
    "picture": "0",
    **dict.fromkeys(
        ("code", "number", "opening", "kind", "location", "enterprise", "accident", "precautions", "manager"), ""
    ),
    **{key: [] for key in ("hazards", "limits", "procedure", "bans", "gear")},
    "name": TYPED,
    "phone": "",
}


def labels(**changes: object) -> bytes:
    return pdf("labels.typ", {"paper": "label", "plates": [{**PLATE, **changes}]}, at=AT)


def test_what_people_typed_is_text() -> None:
    words = pypdfium2.PdfDocument(labels())[0].get_textpage().get_text_bounded()
    assert TYPED in words.replace("\r\n", "")


def test_the_same_paper_has_the_same_bytes_in_every_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _: labels(), range(8)))
    assert made == {labels()}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "SVG"])
def test_a_picture_is_drawn(kind: str) -> None:
    if kind == "SVG":
        picture = (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="red"/></svg>'
        )
    else:
        file = BytesIO()
        Image.new("RGB", (9, 9), "red").save(file, kind)
        picture = file.getvalue()
    made = pdf("labels.typ", {"paper": "label", "plates": [PLATE]}, {"0": picture}, at=AT)
    drawn = pypdfium2.PdfDocument(made)[0].render(scale=1).to_pil()
    red, green, blue = drawn.getpixel((round((9 + 3 + 17) * 72 / 25.4), round((14 + 3 + 17) * 72 / 25.4)))
    assert red > 240
    assert max(green, blue) < 16
