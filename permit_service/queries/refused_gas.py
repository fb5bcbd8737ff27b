"""未被接受的读数: what was measured without network under a permit and is no test and no value, with the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from permit_service.errors import Fault
from permit_service.models.gas import RefusedGas
from permit_service.models.permits import Permit
from workflows.afterwards import refusal_of
from workflows.codes import Code
from workflows.gas_facts import Value
from workflows.kinds import Gas, Unit
from workflows.verdict import Refusal
from workflows.vocabulary import Action, Sector

Faults = Mapping[str, Fault]


@dataclass(frozen=True, slots=True)
class RefusedPoint:
    """What was read at one place: ``leg`` (from 0) and ``distance`` (m), or ``zone``; ``at`` None: nobody can tell."""

    position: int
    leg: int | None
    distance: Decimal | None
    zone: str
    at: datetime | None
    values: tuple[Value, ...]
    faults: Faults


@dataclass(frozen=True, slots=True)
class Refused:
    """One record with its reasons: the rules against all of it, its own fields, those of single points.

    None of the three: the rules could not judge it.
    """

    row: RefusedGas
    refusals: tuple[Refusal, ...]
    faults: Faults
    points: tuple[RefusedPoint, ...]


def of_permit(session: Session, permit: Permit) -> tuple[Refused, ...]:
    """All of a permit, in the order of their receipt."""
    rows = session.scalars(
        select(RefusedGas)
        .where(RefusedGas.permit_id == permit.id)
        .order_by(RefusedGas.created_at, RefusedGas.id)
        .options(joinedload(RefusedGas.detector), joinedload(RefusedGas.person), joinedload(RefusedGas.lab_tester))
    )
    return tuple(refused(row, permit.enterprise.sector) for row in rows)


def refused(row: RefusedGas, sector: Sector) -> Refused:
    """The record as read back."""
    return Refused(
        row,
        tuple(refusal_of(Code(one["code"]), Action.gas_test, sector, one["facts"]) for one in row.refusals),
        _faults(row.faults),
        tuple(_point(one) for one in row.points),
    )


def _point(told: Mapping[str, Any]) -> RefusedPoint:
    return RefusedPoint(
        position=told["position"],
        leg=told["leg"],
        distance=None if told["distance"] is None else Decimal(told["distance"]),
        zone=told["zone"],
        at=None if told["at"] is None else datetime.fromisoformat(told["at"]),
        values=tuple(_value(one) for one in told["values"]),
        faults=_faults(told["faults"]),
    )


def _value(told: Mapping[str, Any]) -> Value:
    amount = None if told["amount"] is None else Decimal(told["amount"])
    return Value(Gas(told["gas"]), amount, None if told["unit"] is None else Unit(told["unit"]), told["saturated"])


def _faults(told: list[Mapping[str, Any]]) -> Faults:
    return {one["field"]: Fault(one["code"], one["context"]) for one in told}
