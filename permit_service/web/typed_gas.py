"""Gas values being typed: their channels with unit and limit, what the form holds, and what the server says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from permit_service import labels
from permit_service.labels.pages import common
from permit_service.labels.pages import gas as words
from permit_service.models.equipment import Equipment
from permit_service.queries import gas_tests
from permit_service.queries.onsite import OnSite
from permit_service.services.shown_values import ShownForm
from permit_service.web.forms import Form
from workflows.codes import Code
from workflows.judged import Judged
from workflows.kinds import Gas, Unit
from workflows.suspicion import Suspicion

#: What instruments show when a value is beyond what they can tell.
_OVER_RANGE = frozenset({"OL", "OVER", "+OL"})


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel to be typed. ``whole``: figures before the point where that never changes, as of oxygen; ``fine``:
    figures behind it.
    """

    gas: Gas
    name: str
    unit: Unit
    unit_told: str
    limit: str
    whole: int
    fine: int


def channels(site: OnSite, detector: Equipment | None) -> list[Channel]:
    """What must be read here with this detector."""
    return [_channel(site, gas, unit) for gas, unit in gas_tests.channels(site.facts, detector)]


def names(found: Iterable[Channel]) -> dict[str, str]:
    """What the page calls the field of each channel."""
    return {f"values.{index}.amount": one.name for index, one in enumerate(found)}


def typed_values(form: Form) -> tuple[ShownForm, ...]:
    """The channels as typed; over range is told as the instrument shows it. Faults collect on the form."""
    found = []
    for index, _ in enumerate(Gas):
        gas, unit = form.choice(f"values.{index}.gas", Gas), form.choice(f"values.{index}.unit", Unit)
        if gas is not None:
            found.append(_value(form, f"values.{index}.amount", gas, unit))
    return tuple(found)


def says(site: OnSite, channel: Channel, value: ShownForm | None, wrong: bool) -> dict[str, str]:
    """What stands beside a channel while it is typed: the limit, and from the first figure on the server's verdict."""
    if wrong:
        return {"state": "warn", "word": words.TYPED_WRONG, "limit": channel.limit}
    if value is None or (value.amount is None and not value.saturated):
        return {"state": "none", "word": "", "limit": channel.limit}
    return value_told(gas_tests.judged_as_typed(site, value))


def value_told(judged: Judged) -> dict[str, str]:
    """A judged value as the macros ``gas_value`` and ``judged`` show it: sentences only where something is wrong."""
    judgement, told = judged.judgement, labels.judged(judged)
    state, verdict = ("safe", common.GOOD) if judgement.code is None else ("forbid", words.BEYOND)
    if judgement.code is Code.reading_unusable:
        state, verdict = ("forbid", words.OFF_SCALE) if judgement.saturated else ("warn", words.UNUSABLE)
    unit = judgement.told["unit"]
    return {
        "channel": labels.short(judgement.gas),
        "value": "OL" if judgement.saturated else judgement.told["amount"],
        "unit": labels.of(Unit(unit)) if unit else "",
        "state": state,
        "word": verdict,
        "limit": labels.limit_text(judgement.told),
        "converted": labels.converted_text(judgement.told),
        "wrong": told.text if told.remedy else "",
        "clause": told.clause,
        "remedy": told.remedy,
    }


def odd(suspicions: Sequence[Suspicion]) -> str:
    """One sentence on what deserves a second look; empty if nothing does."""
    found = "；".join(labels.of(one) for one in suspicions)
    return words.LOOK_AGAIN.format(found=found) if found else ""


def _channel(site: OnSite, gas: Gas, unit: Unit) -> Channel:
    told = gas_tests.judged_as_typed(site, ShownForm(gas, Decimal(0), unit)).judgement.told
    whole, fine = gas_tests.figures(gas, unit, site.facts.rules)
    return Channel(
        gas=gas,
        name=labels.short(gas),
        unit=unit,
        unit_told=labels.of(unit),
        limit=labels.limit_text(told),
        whole=whole,
        fine=fine,
    )


def _value(form: Form, name: str, gas: Gas, unit: Unit | None) -> ShownForm:
    typed = form.text(name).upper()
    if typed in _OVER_RANGE:
        return ShownForm(gas, None, unit, saturated=True)
    form.faults.check(bool(typed), name, "required")
    try:
        return ShownForm(gas, Decimal(typed), unit) if typed else ShownForm(gas)
    except InvalidOperation:
        form.faults.add(name, "decimal_parsing")
        return ShownForm(gas)
