"""How often a finger presses for one gas reading, the figures themselves aside: counted in a browser, on the page."""

from collections.abc import Sequence
from typing import Any, Protocol

_OPEN = ".gas-number.typed-here"
_CLEAN = ("20.9", "0", "0", "0")
#: The most that a four-gas reading can ask for: every toxic figure has two digits and no point.
_WORST = ("20.4", "12", "11", "24")
READINGS = {"clean air": _CLEAN, "worst": _WORST}


class Touched(Protocol):
    """A page of a browser under control, as far as it is used here."""

    def locator(self, selector: str) -> Any:
        """What the selector finds."""


def taps_per_reading(page: Touched, figures: Sequence[str]) -> int:
    """Type the figures on the keypad of an open form of gas values and save; how many presses it took beside them.

    The page must show such a form, its first field open, as it does when it comes.
    """
    taps = 0
    for number, figure in enumerate(figures):
        field = f"values.{number}.amount"
        if page.locator(_OPEN).get_attribute("name") != field:
            page.locator(_key("next")).click()
            taps += 1
        for character in figure:
            if character != "." or "." not in page.locator(f"[name='{field}']").input_value():
                page.locator(_key(character)).click()
    page.locator("form:has([data-keypad]) button[type=submit]").click()
    return taps + 1


def _key(name: str) -> str:
    return f"[data-key='{name}']"
