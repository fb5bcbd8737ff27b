"""安全风险告知牌: the plate at the mouth of a space on A4 or A6, and labels for many spaces at once (O13 11).

It tells hazards, limits, procedure, the 七不准, whom to call, and carries the code that anyone can scan.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum, unique

from permit_service import labels
from permit_service.documents import pdf
from permit_service.facts_of.rules import rules_of
from permit_service.labels.plate_words import COMMON_PROCEDURE
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.plates import HungPlate
from permit_service.services import codes
from qr import image
from workflows.gas_facts import Value
from workflows.gas_values import judge_value
from workflows.kinds import Gas, Unit
from workflows.limits import Rules
from workflows.units import mg_m3_to_ppm

_ALWAYS_TESTED = (Gas.o2, Gas.ex, Gas.h2s, Gas.co)
_BANS = range(1, 8)


#: So many plates or labels make one PDF; more are printed in parts, by narrowing the list.
MOST_PLATES = 200


@unique
class PlatePaper(StrEnum):
    """What a plate is printed as."""

    a4 = "a4"
    a6 = "a6"
    label = "label"


def plate_sheet(printed: Sequence[HungPlate], paper: PlatePaper, at: datetime) -> bytes:
    """A PDF: one plate a page, or ten labels a page. Raises OSError or KeyRingError without the plates' key."""
    told = [_told(one, str(index)) for index, one in enumerate(printed)]
    pictures = {str(index): image.svg(codes.plate_code(one.plate), "").encode() for index, one in enumerate(printed)}
    template = "labels.typ" if paper is PlatePaper.label else "plate.typ"
    return pdf(template, {"paper": paper, "plates": told}, pictures, at=at)


def _told(one: HungPlate, picture: str) -> dict[str, object]:
    space, plate = one.space, one.plate
    opening = next((o.name for o in space.openings if o.id == plate.opening_id), "")
    procedure = [line.strip() for line in space.procedure.splitlines() if line.strip()]
    return {
        "picture": picture,
        "code": plate.code,
        "name": space.name,
        "number": space.number,
        "opening": opening,
        "kind": labels.of(space.kind),
        "location": space.location,
        "enterprise": one.enterprise.name,
        "hazards": [labels.of(hazard) for hazard in sorted(space.hazards)],
        "accident": space.possible_accident,
        "precautions": space.precautions,
        "limits": _limits(space, rules_of(one.enterprise)),
        "procedure": procedure or list(COMMON_PROCEDURE),
        "bans": [labels.banned_title(number) for number in _BANS],
        "gear": [f"{gear.name} {gear.count}（{gear.place}）" for gear in space.rescue_gear],
        "manager": _person(space),
        "phone": space.rescue_phone or one.enterprise.phone,
    }


def _limits(space: ConfinedSpace, rules: Rules) -> list[list[str]]:
    """Each gas tested here beside the values at which somebody may enter, as the rules judge them."""
    extra = sorted(space.extra_gases - set(_ALWAYS_TESTED))
    return [[labels.of(gas), _limit(gas, space, rules)] for gas in (*_ALWAYS_TESTED, *extra)]


def _limit(gas: Gas, space: ConfinedSpace, rules: Rules) -> str:
    unit = Unit.mg_m3 if gas in rules.toxic else Unit.vol
    told = judge_value(Value(gas, Decimal(0), unit), rules, space.lel_vol, space.enriched_environment).told
    limit = labels.limit_text(told)
    if gas not in rules.toxic:
        return limit
    ppm = mg_m3_to_ppm(gas, rules.toxic[gas].mg_m3).quantize(Decimal("0.1"), ROUND_DOWN)
    return f"{limit}（{ppm} ppm）"


def _person(space: ConfinedSpace) -> str:
    return "" if space.manager is None else f"{space.manager.name} {space.manager.phone}".strip()
