"""Decoders that we did not write read every code we draw, at print size and at half its resolution."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from qr import image, sheet, short_code
from qr.claims import Kind

Samples = Any
Reader = Callable[[Image.Image], list[str]]
Rasterise = Callable[[str, int], Image.Image]

CAPTION = "有限空间作业审批单\n2611-2200-17"
TEXTS: dict[str, Callable[[Samples], str]] = {
    "permit": lambda s: s.url(Kind.permit),
    "plate": lambda s: s.url(Kind.plate),
    "badge": lambda s: s.url(Kind.badge),
    "bare token": lambda s: s.token(),
    "long host": lambda s: "HTTPS://CONFINED-SPACES.EMERGENCY.NANSHAN-DISTRICT.EXAMPLE.CN:8443/Q/" + s.token(),
    "short code": lambda s: short_code.seal("P2611220017"),
    "lower-case URL": lambda s: "https://permits.example.cn/spaces?area=1",
    "Chinese": lambda s: "有限空间作业审批单",
}


def from_png(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("L")


@pytest.mark.parametrize("dpi", [300, 150])
@pytest.mark.parametrize("name", TEXTS)
def test_png_is_read(samples: Samples, font: Path, reader: Reader, name: str, dpi: int) -> None:
    text = TEXTS[name](samples)
    assert reader(from_png(image.png(text, CAPTION, dpi=dpi, font=font))) == [text]


@pytest.mark.parametrize("dpi", [300, 150])
@pytest.mark.parametrize("name", TEXTS)
def test_svg_is_read(samples: Samples, rasterise: Rasterise, reader: Reader, name: str, dpi: int) -> None:
    text = TEXTS[name](samples)
    assert reader(rasterise(image.svg(text, CAPTION), dpi)) == [text]


@pytest.mark.parametrize("width_mm", [25, 30, 60])
def test_other_print_sizes_are_read(samples: Samples, rasterise: Rasterise, reader: Reader, width_mm: float) -> None:
    text = samples.url()
    assert reader(rasterise(image.svg(text, "No. 1", width_mm=width_mm), 300)) == [text]
    assert reader(from_png(image.png(text, "No. 1", width_mm=width_mm))) == [text]


def test_many_ids_are_read(samples: Samples, reader: Reader) -> None:
    """The mask is fixed, so no symbol may depend on a lucky pattern."""
    texts = [samples.url(kind, UUID(int=number << 64)) for number in range(20) for kind in Kind]
    assert [reader(from_png(image.png(text, "", dpi=150))) for text in texts] == [[text] for text in texts]


@pytest.mark.parametrize("dpi", [300, 150])
def test_every_label_of_a_sheet_is_read(samples: Samples, rasterise: Rasterise, reader: Reader, dpi: int) -> None:
    """Each label cut out along its line, as it will hang; read alone, it must give its own code."""
    texts = [samples.url(Kind.plate, UUID(int=number)) for number in range(23)]
    pages = sheet.pages([sheet.Label(text, f"标牌 {number}") for number, text in enumerate(texts)])
    assert len(pages) == 2
    found = []
    for page in pages:
        picture = rasterise(page, dpi)
        for box in cells(picture, dpi):
            found += reader(picture.crop(box))
    assert found == texts


def cells(picture: Image.Image, dpi: int) -> list[tuple[int, int, int, int]]:
    """The labels of a page in reading order: four columns of 40 mm and 4 mm between, centred; five rows."""
    per_mm = dpi / 25.4
    row_mm = picture.height / per_mm
    height_mm = 40 + 3.5 * 1.35 * 1.5
    boxes = []
    for row in range(5):
        for column in range(4):
            left, top = 19 + column * 44, 10 + row * (height_mm + 4)
            assert top + height_mm < row_mm
            edges = (left, top, left + 40, top + height_mm)
            boxes.append(tuple(round(edge * per_mm) for edge in edges))
    return boxes


def test_whole_sheet_is_read_at_once(samples: Samples, rasterise: Rasterise, sheet_reader: Reader) -> None:
    texts = [samples.url(Kind.badge, UUID(int=number)) for number in range(20)]
    (page,) = sheet.pages([sheet.Label(text, f"胸牌 {number}") for number, text in enumerate(texts)])
    assert sorted(sheet_reader(rasterise(page, 300))) == sorted(texts)
