"""未被接受的读数: what a phone measured without network and the rules refuse, kept as told. It counts for nothing."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from permit_service.canonical import decimal_text, timestamp
from permit_service.errors import Invalid, RefusedError
from permit_service.models.gas import RefusedGas
from permit_service.queries.refused_gas import Faults, Refused, refused
from permit_service.services.case import Case
from permit_service.services.shown_values import ShownForm


@dataclass(frozen=True, slots=True)
class Measured:
    """Values as read at one place, and what is wrong with their fields.

    ``position`` is their place among those told. ``at`` None: nobody can tell when. ``leg`` and ``distance`` of a
    sampling point, ``zone`` of a value during work.
    """

    position: int
    values: tuple[ShownForm, ...]
    at: datetime | None
    faults: Faults
    leg: int | None = None
    distance: Decimal | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """By what and by whom it was measured, and the series that stands without it, if any of it does."""

    detector_id: uuid.UUID | None
    person_id: uuid.UUID | None = None
    lab_tester_id: uuid.UUID | None = None
    series_id: uuid.UUID | None = None


def keep(
    case: Case,
    columns: Mapping[str, Any],
    source: Source,
    measured: Iterable[Measured],
    against: RefusedError | Invalid | None = None,
) -> Refused:
    """The record of what was refused: when (evidence ``columns``), by what and whom, what was shown, and why: what
    stands ``against`` all of it, or against each of what was measured.
    """
    row = case.write(
        RefusedGas(
            **columns,
            series_id=source.series_id,
            detector_id=source.detector_id,
            person_id=source.person_id,
            lab_tester_id=source.lab_tester_id,
            refusals=_refusals(against),
            faults=_faults(against.fields if isinstance(against, Invalid) else {}),
            points=[_point(one) for one in measured],
        )
    )
    why = {"codes": [one["code"] for one in row.refusals], "faults": row.faults, "points": row.points}
    case.record("gas:refuse", {"refused_id": row.id, "series_id": row.series_id, "detector_id": row.detector_id, **why})
    return refused(row, case.permit.enterprise.sector)


def _refusals(against: RefusedError | Invalid | None) -> list[dict[str, object]]:
    refusals = against.clearance.refusals if isinstance(against, RefusedError) else ()
    return [{"code": one.code.value, "facts": dict(one.facts)} for one in refusals]


def _point(one: Measured) -> dict[str, object]:
    return {
        "position": one.position,
        "leg": one.leg,
        "distance": None if one.distance is None else decimal_text(one.distance),
        "zone": one.zone,
        "at": None if one.at is None else timestamp(one.at),
        "values": [_value(value) for value in one.values],
        "faults": _faults(one.faults),
    }


def _value(value: ShownForm) -> dict[str, object]:
    return {
        "gas": value.gas.value,
        "amount": None if value.amount is None else decimal_text(value.amount),
        "unit": None if value.unit is None else value.unit.value,
        "saturated": value.saturated,
    }


def _faults(faults: Faults) -> list[dict[str, object]]:
    return [
        {"field": field, "code": fault.code, "context": {name: str(told) for name, told in fault.context.items()}}
        for field, fault in faults.items()
    ]
