"""The figures of the guardian's phone are measured, and the page keeps its weight."""

import re

from playwright.sync_api import Browser

from permit_service.bench import on_site


def test_the_figures_come_and_the_scanning_page_is_light(browser: Browser) -> None:
    lines: list[str] = []
    on_site.measure(browser, 1, lines.append)
    told = "\n".join(lines)
    assert re.findall(r"answer shows, (none|3G|slow 3G) +\d+ ms", told) == ["none", "3G", "slow 3G"]
    assert re.search(r"a frame with a code, read +\d+ ms", told)
    first, again = (int(kb) for kb in re.findall(r"scanning page, .*?(\d+) KB", told))
    assert again < first <= on_site.MOST_KB
    assert [int(count) for count in re.findall(r"presses beside the figures, .*?(\d+)$", told, re.MULTILINE)] == [1, 3]
