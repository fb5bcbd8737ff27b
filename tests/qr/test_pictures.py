"""What a picture is made of: quiet zone, size, caption, sheet, and what cannot be drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from qr import image, sheet
from qr.caption import FULL_MM, MIN_MM, estimated_width_em, fit
from qr.claims import Kind
from qr.symbol import QUIET_ZONE, PictureError, symbol

Samples = Any
SVG = "{http://www.w3.org/2000/svg}"


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(content)).convert("L"))


@pytest.mark.parametrize(("length", "modules"), [(1, 21), (20, 21), (21, 25), (178, 45), (179, 49), (3391, 177)])
def test_smallest_symbol_of_correction_m_is_chosen(length: int, modules: int) -> None:
    """Capacities of ISO/IEC 18004 table 7: alphanumeric, M; 178 is the last length of version 7."""
    assert symbol("A" * length).side == modules + 2 * QUIET_ZONE


def test_permit_url_is_a_version_7_symbol(samples: Samples) -> None:
    assert symbol(samples.url()).side == 45 + 2 * QUIET_ZONE


@pytest.mark.parametrize("length", [3392, 20_000])
def test_text_that_no_symbol_holds_is_refused(length: int) -> None:
    with pytest.raises(PictureError, match="do not fit"):
        symbol("A" * length)


def test_empty_text_is_refused() -> None:
    with pytest.raises(PictureError, match="nothing to encode"):
        image.svg("", "No. 1")


def test_runs_are_the_black_modules(samples: Samples) -> None:
    code = symbol(samples.url())
    black = {(run.x + step, run.y) for run in code.runs() for step in range(run.length)}
    expected = {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(code.rows) for x, dark in enumerate(row) if dark
    }
    assert black == expected


@pytest.mark.parametrize(("dpi", "width"), [(300, 472), (150, 236), (600, 945)])
def test_png_has_its_printed_size_and_a_quiet_zone(samples: Samples, dpi: int, width: int) -> None:
    content = image.png(samples.url(), "No. 2611-2200-17", dpi=dpi)
    picture = Image.open(BytesIO(content))
    assert picture.width == width
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
    module = width // 53
    square = pixels(content)[:width]
    dark = np.argwhere(square < 128)
    first, last = dark.min(axis=0), dark.max(axis=0)
    assert (first >= QUIET_ZONE * module).all()
    assert (last < width - QUIET_ZONE * module).all()
    assert (last - first + 1 == 45 * module).all()


def test_picture_is_the_same_every_time(samples: Samples, font: Path) -> None:
    assert image.png(samples.url(), "标牌", font=font) == image.png(samples.url(), "标牌", font=font)
    assert image.svg(samples.url(), "标牌") == image.svg(samples.url(), "标牌")


def test_png_without_caption_is_square_and_with_one_has_ink_below(samples: Samples, font: Path) -> None:
    bare, captioned = pixels(image.png("A", "")), pixels(image.png("A", "标牌\n12", font=font))
    assert bare.shape == (472, 472)
    assert (captioned[:472] == bare).all()
    below = captioned[472:]
    assert below.min() < 64
    assert below[-3:].min() == 255


def test_caption_in_png_is_the_font_s(samples: Samples, font: Path) -> None:
    assert image.png("A", "No. 1", font=font) != image.png("A", "No. 1")


@pytest.mark.parametrize("caption", ["标牌", "No. 1 №", "café"])
def test_caption_that_the_font_lacks_is_refused_and_named(caption: str) -> None:
    with pytest.raises(PictureError, match="pass a font that has it"):
        image.png("A", caption)


def test_rare_character_of_a_name_is_drawn_and_a_missing_one_refused(font: Path) -> None:
    image.png("A", "张䶮 李𬱖", font=font)
    with pytest.raises(PictureError, match="☑"):
        image.png("A", "☑", font=font)


def test_missing_font_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot open resource"):
        image.png("A", "No. 1", font=tmp_path / "none.ttf")


def test_module_of_too_few_pixels_is_refused(samples: Samples) -> None:
    image.png(samples.url(), "", dpi=300, width_mm=53 * 3 * 25.4 / 300)
    with pytest.raises(PictureError, match="too small"):
        image.png(samples.url(), "", dpi=300, width_mm=53 * 3 * 25.4 / 300 - 0.1)


def test_svg_is_xml_with_size_title_and_lines(samples: Samples) -> None:
    root = ElementTree.fromstring(image.svg(samples.url(), " 标牌 <一号> & 二号 \nS-12 "))
    assert (root.tag, root.get("width")) == (f"{SVG}svg", "40mm")
    assert root.get("viewBox") == f"0 0 40 {float(root.get('height').removesuffix('mm')):g}"
    assert [line.text for line in root.iter(f"{SVG}text")] == ["标牌 <一号> & 二号", "S-12"]
    assert root.findtext(f"{SVG}title") == "标牌 <一号> & 二号 S-12"
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == "#fff"


def test_svg_without_caption_is_square_and_has_no_text() -> None:
    root = ElementTree.fromstring(image.svg("A", ""))
    assert (root.get("width"), root.get("height")) == ("40mm", "40mm")
    assert not list(root.iter(f"{SVG}text"))


@pytest.mark.parametrize("caption", ["a\tb", "a\x00b", "a\x1bb", "a\ud800b"])
def test_caption_with_control_characters_is_refused(caption: str) -> None:
    with pytest.raises(PictureError, match="a caption cannot hold"):
        image.svg("A", caption)


def test_long_caption_shrinks_until_it_could_not_be_read() -> None:
    def one_em_each(line: str) -> float:
        return float(len(line))

    room = 40 * 0.92
    assert fit("一" * int(room / FULL_MM), 40, one_em_each).letter_mm == FULL_MM
    most = int(room / MIN_MM)
    assert MIN_MM <= fit("一" * most, 40, one_em_each).letter_mm < FULL_MM
    with pytest.raises(PictureError, match="too long for 40 mm"):
        fit("一" * (most + 1), 40, one_em_each)


def test_chinese_is_taken_as_wider_than_latin() -> None:
    assert estimated_width_em("标牌") == 2
    assert estimated_width_em("AB") < 2


def labels(samples: Samples, count: int, caption: str = "标牌") -> list[sheet.Label]:
    return [sheet.Label(samples.url(Kind.plate), f"{caption} {number}") for number in range(count)]


@pytest.mark.parametrize(("count", "on_pages"), [(0, []), (1, [1]), (20, [20]), (21, [20, 1]), (40, [20, 20])])
def test_sheet_holds_twenty_labels_a_page(samples: Samples, count: int, on_pages: list[int]) -> None:
    pages = sheet.pages(labels(samples, count))
    assert [len(captions(page)) for page in pages] == on_pages
    assert [caption for page in pages for caption in captions(page)] == [f"标牌 {n}" for n in range(count)]


def captions(page: str) -> list[str | None]:
    return [line.text for line in ElementTree.fromstring(page).iter(f"{SVG}text")]


def test_sheet_is_a4_and_no_label_leaves_it(samples: Samples) -> None:
    mixed = [*labels(samples, 30), sheet.Label("A", "一\n二\n三")]
    for page in sheet.pages(mixed):
        root = ElementTree.fromstring(page)
        assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
        corners = []
        for group in root.iter(f"{SVG}g"):
            x, y = map(float, group.get("transform").removeprefix("translate(").removesuffix(")").split())
            cut_line = group.findall(f"{SVG}rect")[-1]
            right, bottom = x + float(cut_line.get("width")), y + float(cut_line.get("height"))
            assert x >= sheet.MARGIN_MM
            assert y >= sheet.MARGIN_MM
            assert right <= sheet.PAGE_WIDTH_MM - sheet.MARGIN_MM
            assert bottom <= sheet.PAGE_HEIGHT_MM - sheet.MARGIN_MM
            corners.append((x, y))
        assert len(set(corners)) == len(corners)


def test_one_label_as_wide_as_the_page_fits_and_a_wider_one_does_not(samples: Samples) -> None:
    assert len(sheet.pages(labels(samples, 2), width_mm=190)) == 2
    with pytest.raises(PictureError, match="do not fit an A4 page"):
        sheet.pages(labels(samples, 1), width_mm=190.1)
