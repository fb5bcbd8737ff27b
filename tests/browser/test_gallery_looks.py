"""The look as far as it can be measured: widths, contrast, targets, and no word against the CSP."""

import re
from typing import Any

import pytest
from browser.conftest import Served
from browser.gallery_app import ERRORS, ROOT, VERDICTS
from playwright.sync_api import Page

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = ["/", *(f"/verdict/{kind}" for kind in VERDICTS), "/error/404", "/error/500"]

# Each text against the nearest solid ground below it, as (text, ratio); drawings are left out.
CONTRASTS = """selector => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll(selector)]
    .filter((e) => !e.closest('svg, .visually-hidden, .skip, option') && e.checkVisibility()
      && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => {
      const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
      return [e.textContent.trim().slice(0, 30), (a + 0.05) / (b + 0.05)];
    });
}"""


def weaker_than(page: Page, selector: str, ratio: float) -> list[Any]:
    measured: list[Any] = page.evaluate(CONTRASTS, selector)
    assert measured, f"no text under {selector}"
    return [pair for pair in measured if pair[1] < ratio]


def faults_of(source: str) -> list[str]:
    """What the policy refuses in a template, and red that is no safety sign."""
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)  # Jinja may compare: one == direction
    found = {
        "inline style": re.search(r"<[^>]*\sstyle\s*=", source),
        "inline script": re.search(r"<script(?![^>]*\ssrc=)", source),
        "inline handler": re.search(r"<[^>]*\son[a-z]+\s*=", markup),
        "red": re.search(r"(text|bg|btn|alert|border)-danger|is-invalid", source),
    }
    return [fault for fault, where in found.items() if where]


def test_a_template_holds_nothing_that_the_csp_refuses_or_that_is_red_without_need() -> None:
    faults = {str(path.relative_to(ROOT)): faults_of(path.read_text()) for path in TEMPLATES}
    assert {path: found for path, found in faults.items() if found} == {}
    bad = '<p style="x" onclick="y" class="text-danger"><script>z</script>'
    assert faults_of(bad) == ["inline style", "inline script", "inline handler", "red"]


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_says_what_happened_and_what_to_do(gallery: Served, code: int) -> None:
    page = gallery.app.test_client().get(f"/error/{code}").text

    heading = re.search(r"<h1>([^<]+)</h1>\s*<p>([^<]+)</p>\s*<p>([^<]+)</p>", page)
    assert heading is not None
    assert all(text.strip() for text in heading.groups())
    assert f"<title>{heading.group(1)} · 准入</title>" in page
    assert "7f3a91c2" in page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_every_width_and_nothing_is_complained_of(page: Page, gallery: Served, path: str) -> None:
    page.goto(gallery.url + path, wait_until="networkidle")

    for width in (320, 390, 768, 992, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_every_text_is_legible(page: Page, gallery: Served, path: str) -> None:
    page.goto(gallery.url + path, wait_until="networkidle")

    assert weaker_than(page, "body *", 4.5) == []


@pytest.mark.parametrize("kind", VERDICTS)
def test_a_verdict_is_legible_from_afar(page: Page, gallery: Served, kind: str) -> None:
    page.goto(f"{gallery.url}/verdict/{kind}")

    assert weaker_than(page, ".verdict-panel *", 7) == []
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.verdict-title')).fontSize)") >= (
        72 if kind != "unknown" else 40
    )


def test_gas_values_and_countdowns_are_legible_from_afar(page: Page, gallery: Served) -> None:
    page.goto(gallery.url)

    assert weaker_than(page, ".gas-safe b, .gas-forbid b, .countdown b, .countdown-over", 7) == []


def test_whatever_is_pressed_is_large_enough(page: Page, gallery: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(gallery.url, wait_until="networkidle")

    small = page.evaluate(
        """[...document.querySelectorAll('.btn, .place, .form-control, .form-select, .choice, .answer, .tick')]
           .filter((e) => e.checkVisibility()).map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])
           .filter(([, height]) => height < 48)"""
    )

    assert small == []


def test_a_phone_has_four_places_and_a_desktop_all(page: Page, gallery: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(gallery.url)
    assert page.locator(".places > ul > li:visible").count() == 4
    page.get_by_text("更多").click()
    assert page.locator(".place-menu .place:visible").count() == 3

    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(".places > ul > li:visible").count() == 6
