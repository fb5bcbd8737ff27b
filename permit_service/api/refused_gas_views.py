"""How gas that was measured without network and not accepted is told: what was shown, and why it counts for nothing."""

import uuid
from typing import Literal

from permit_service import labels
from permit_service.api.serialize import Moment, Number, RefusalView, View, refusals
from permit_service.api.site_bodies import EvidenceView, ShownView
from permit_service.queries.refused_gas import Faults, Refused, RefusedPoint


class PointFaultView(View):
    """What is wrong with a field of what was not recorded."""

    field: str
    code: str
    message: str


class RefusedPointView(View):
    """What was read at one place and not accepted; ``position`` counts what was told from 0.

    ``leg`` and ``distance``, or ``zone`` of a value during work; ``at`` null: nobody can tell when. ``errors`` are its
    own; empty where the rules stand against all that was told with it.
    """

    position: int
    leg: int | None
    distance: Number | None
    zone: str
    at: Moment | None
    values: list[ShownView]
    errors: list[PointFaultView]


class RefusedGasView(EvidenceView):
    """未被接受: kept as it was told, no test and no value, and no rule looks at it.

    Why: ``refusals`` by the rules, ``errors`` of its fields, or those of every point in ``refused``; none of them: the
    rules could not judge it. ``series_id``: the series that stands without these points.
    """

    accepted: Literal[False] = False
    series_id: uuid.UUID | None
    detector_id: uuid.UUID | None
    tester_id: uuid.UUID | None
    lab_tester_id: uuid.UUID | None
    disputed: bool
    refusals: list[RefusalView]
    errors: list[PointFaultView]
    refused: list[RefusedPointView]


class RefusedGasesView(View):
    """Those of one permit."""

    items: list[RefusedGasView]


def told(one: Refused) -> RefusedGasView:
    """A record with its reasons."""
    row = one.row
    return RefusedGasView(
        **dict(EvidenceView.model_validate(row)),
        series_id=row.series_id,
        detector_id=row.detector_id,
        tester_id=row.person_id,
        lab_tester_id=row.lab_tester_id,
        disputed=row.disputed,
        refusals=refusals(one.refusals),
        errors=_faults(one.faults),
        refused=points(one),
    )


def points(one: Refused | None) -> list[RefusedPointView]:
    """What was read, place by place."""
    return [] if one is None else [_point(point) for point in one.points]


def _point(point: RefusedPoint) -> RefusedPointView:
    return RefusedPointView(
        position=point.position,
        leg=point.leg,
        distance=point.distance,
        zone=point.zone,
        at=point.at,
        values=[ShownView.model_validate(value) for value in point.values],
        errors=_faults(point.faults),
    )


def _faults(faults: Faults) -> list[PointFaultView]:
    return [
        PointFaultView(field=field, code=why.code, message=labels.field_fault(why.code, why.context))
        for field, why in faults.items()
    ]
