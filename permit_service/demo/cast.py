"""Who acts in the demonstration, at which spaces, and what their phones send that is the same each time."""

import base64
from decimal import Decimal
from functools import cache

from permit_service.demo.client import Json
from permit_service.sample import accounts
from permit_service.sample.papers import picture
from workflows.gas_facts import Leg
from workflows.kinds import Hazard, Orientation
from workflows.points import suggest_points

WELL, TANK = "JS-01", "JS-02"
LEADER, GUARDIAN, APPROVER = "water-leader", "water-guardian", "water-principal"
MANAGER, OFFICER, STRANGER = "water-safety", "street-east", "street-west"
ENTRANT, SECOND_ENTRANT = "赵样例", "阿卜杜热合曼·买买提江（样例）"
GUARDIAN_NAME, LAPSED, UNTRAINED = "王样例", "钱样例", "田样例"
PIN = {"pin": accounts.PIN}
#: Where the 3 m well is tested: near its top, in the middle, near its bottom.
POINTS = suggest_points(Leg(Orientation.vertical, Decimal(3)))

_CLEAN = {"o2": ("20.9", "vol"), "ex": ("0", "lel"), "h2s": ("0", "ppm"), "co": ("1", "ppm")}
HAZARDS = (Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.explosion, Hazard.fall)


def values(**shown: str) -> list[Json]:
    """The four channels, clean but for what is shown: ``values(h2s="8")`` is 8 ppm."""
    return [{"gas": gas, "amount": shown.get(gas, amount), "unit": unit} for gas, (amount, unit) in _CLEAN.items()]


@cache
def drawn() -> str:
    """A drawn signature."""
    return base64.b64encode(picture("signature")).decode()
