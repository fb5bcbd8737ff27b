"""What axe finds on a page that keeps somebody from reading or pressing it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
_GRAVE = ("serious", "critical")


def grave_faults(page: Page) -> list[tuple[str, str]]:
    """Findings that axe calls serious or critical: its rule, and the element."""
    page.evaluate(_AXE.read_text("utf-8"))
    found: dict[str, list[dict[str, Any]]] = page.evaluate("async () => axe.run({ resultTypes: ['violations'] })")
    assert found["passes"], "nothing was looked at"
    grave = [one for one in found["violations"] if one["impact"] in _GRAVE]
    return [(one["id"], node["html"][:120]) for one in grave for node in one["nodes"]]
