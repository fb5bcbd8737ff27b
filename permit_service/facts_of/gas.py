"""Gas series and in-work values as they were shown; judging them is the rules' work."""

import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select

from permit_service.facts_of.reader import AIR, PERMITS, Found, Reader
from permit_service.models.equipment import DetectorRange, Equipment
from permit_service.models.gas import GasPoint, GasSeries, GasSeriesLeg, GasValue
from permit_service.models.permits import Permit
from permit_service.models.readings import WorkReading, WorkReadingValue
from workflows.detector import MeasuringRange, covers
from workflows.gas_facts import DetectorFact, Leg, Point, Series, Value, WorkValue
from workflows.limits import Rules

_of_permits = GasSeries.permit_id.in_(PERMITS)
#: Each series with its detector, once for each leg measured anew.
_SERIES = (
    select(
        GasSeries.permit_id,
        GasSeries.id,
        GasSeries.at,
        GasSeries.person_id,
        GasSeries.lab_tester_id,
        GasSeries.signed_at,
        GasSeries.survey_done,
        GasSeries.stirred,
        GasSeries.finished_at,
        GasSeries.detector_id,
        Equipment.pump,
        Equipment.explosion_proof,
        Equipment.calibrated_until,
        Equipment.out_of_service_at,
        GasSeriesLeg.orientation,
        GasSeriesLeg.length,
    )
    .outerjoin(Equipment, Equipment.id == GasSeries.detector_id)
    .outerjoin(GasSeriesLeg, GasSeriesLeg.series_id == GasSeries.id)
    .where(_of_permits)
    .order_by(GasSeries.number, GasSeriesLeg.position)
)
_POINTS = (
    select(
        GasPoint.series_id,
        GasPoint.position,
        GasPoint.leg,
        GasPoint.distance,
        GasPoint.at,
        GasValue.gas,
        GasValue.amount,
        GasValue.unit,
        GasValue.saturated,
    )
    .join(GasSeries, GasSeries.id == GasPoint.series_id)
    .outerjoin(GasValue, GasValue.point_id == GasPoint.id)
    .where(_of_permits)
    .order_by(GasPoint.position, GasValue.gas)
)
_RANGES = select(
    DetectorRange.equipment_id, DetectorRange.gas, DetectorRange.low, DetectorRange.high, DetectorRange.unit
).where(DetectorRange.equipment_id.in_(select(GasSeries.detector_id).where(_of_permits)))
_WORK_VALUES = (
    select(
        WorkReading.permit_id,
        WorkReading.id,
        WorkReading.at,
        WorkReading.zone,
        WorkReading.wearer_id,
        WorkReadingValue.gas,
        WorkReadingValue.amount,
        WorkReadingValue.unit,
        WorkReadingValue.saturated,
    )
    .outerjoin(WorkReadingValue, WorkReadingValue.reading_id == WorkReading.id)
    .where(WorkReading.permit_id.in_(AIR))
    .order_by(WorkReading.at, WorkReading.id, WorkReadingValue.gas)
)


def series(reader: Reader, permit: Permit, rules: Rules, lel_vol: Decimal | None) -> tuple[Series, ...]:
    """Every series of the permit in order."""
    by_series = groupby(reader.rows(_SERIES, permit.id), key=attrgetter("id"))
    return tuple(_series(reader, list(rows), rules, lel_vol) for _, rows in by_series)


def detector(row: Equipment, rules: Rules, lel_vol: Decimal | None) -> DetectorFact:
    """The instrument as the gates see it; one out of service is in nobody's calibration."""
    return _detector(row.id, row, row.ranges, rules, lel_vol)


def work_values(reader: Reader, sharing_air: Iterable[uuid.UUID]) -> tuple[WorkValue, ...]:
    """Every judged record during work under the permits that share the air of the space, in order."""
    taken = [
        _work_value(list(rows))
        for permit_id in sharing_air
        for _, rows in groupby(reader.rows(_WORK_VALUES, permit_id), key=attrgetter("id"))
    ]
    return tuple(sorted(taken, key=attrgetter("at")))


def _work_value(rows: Sequence[Found]) -> WorkValue:
    row = rows[0]
    wearer = None if row.wearer_id is None else str(row.wearer_id)
    return WorkValue(str(row.id), row.at, _values(rows), row.zone, wearer)


def _series(reader: Reader, rows: Sequence[Found], rules: Rules, lel_vol: Decimal | None) -> Series:
    row = rows[0]
    tester = row.person_id or row.lab_tester_id
    ranges = reader.rows(_RANGES, row.detector_id)
    points = groupby(reader.rows(_POINTS, row.id), key=attrgetter("leg", "distance", "at", "position"))
    return Series(
        id=str(row.id),
        begun_at=row.at,
        points=tuple(Point(leg, distance, at, _values(rows)) for (leg, distance, at, _), rows in points),
        tester_id=None if tester is None else str(tester),
        signed_at=row.signed_at,
        survey_done=row.survey_done,
        stirred=row.stirred,
        detector=None if row.detector_id is None else _detector(row.detector_id, row, ranges, rules, lel_vol),
        legs=tuple(Leg(one.orientation, one.length) for one in rows if one.orientation is not None) or None,
        finished_at=row.finished_at,
    )


def _detector(
    detector_id: uuid.UUID, row: Any, ranges: Iterable[Any], rules: Rules, lel_vol: Decimal | None
) -> DetectorFact:
    return DetectorFact(
        id=str(detector_id),
        pump=bool(row.pump),
        covers=covers([MeasuringRange(r.gas, r.low, r.high, r.unit) for r in ranges], rules, lel_vol),
        calibrated_until=None if row.out_of_service_at is not None else row.calibrated_until,
        explosion_proof=row.explosion_proof,
    )


def _values(rows: Iterable[Found]) -> tuple[Value, ...]:
    """The last four columns of each row; empty ones where nothing was shown."""
    shown = [row[-4:] for row in rows]
    return tuple([Value(gas, amount, unit, saturated) for gas, amount, unit, saturated in shown if gas is not None])
