"""The card of what was measured without network and not accepted, on the permit's page and on that of its gas tests."""

from decimal import Decimal

from permit_service import labels
from permit_service.canonical import decimal_text
from permit_service.labels.pages import gas as words
from permit_service.models.permits import Permit
from permit_service.queries import names, refused_gas
from permit_service.queries.reading import session
from permit_service.queries.refused_gas import Faults, Refused, RefusedPoint
from workflows.gas_facts import Value


def card(permit: Permit) -> list[dict[str, object]]:
    """Every such record of the permit, with who measured what, where and when, and why it counts for nothing."""
    found = refused_gas.of_permit(session(), permit)
    known = names.of_permit(permit)
    accounts = names.of_accounts(session(), {one.row.recorded_by_id for one in found}) if found else {}
    return [
        {
            "row": one.row,
            "begun": one.row.series_id is None and any(point.distance is not None for point in one.points),
            "tester": (one.row.lab_tester or one.row.person),
            "sent_by": accounts[one.row.recorded_by_id],
            "reasons": _reasons(one, known),
            "points": [_point(point, len(permit.space.legs)) for point in one.points],
        }
        for one in found
    ]


def _reasons(one: Refused, known: dict[str, str]) -> list[str]:
    told = [labels.message(refusal, known) for refusal in one.refusals] + _told(one.faults)
    judged = told or any(point.faults for point in one.points)
    return told if judged else [words.UNJUDGED]


def _told(faults: Faults) -> list[str]:
    return [f"{labels.field_name(field)}{labels.field_fault(why.code, why.context)}" for field, why in faults.items()]


def _point(point: RefusedPoint, legs: int) -> dict[str, object]:
    return {
        "place": point.zone if point.distance is None else _place(point.leg or 0, point.distance, legs),
        "at": point.at,
        "values": words.BETWEEN.join(_value(one) for one in point.values) or words.NOTHING_SHOWN,
        "reasons": _told(point.faults),
    }


def _place(leg: int, distance: Decimal, legs: int) -> str:
    told = words.FROM_MOUTH.format(metres=f"{decimal_text(distance)} m")
    return told if legs == 1 else words.ON_LEG.format(number=leg + 1, told=told)


def _value(value: Value) -> str:
    gas = labels.short(value.gas)
    if value.saturated:
        return f"{gas} OL"
    if value.amount is None or value.unit is None:
        return f"{gas} {words.NOTHING_SHOWN}"
    return f"{gas} {decimal_text(value.amount)} {labels.of(value.unit)}"
