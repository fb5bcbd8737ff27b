"""Gas series and in-work values as they were shown; judging them is the rules' work."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from permit_service.models.changes import PermitLink
from permit_service.models.equipment import Equipment
from permit_service.models.gas import GasPoint, GasSeries, ShownValue
from permit_service.models.permits import Permit
from permit_service.models.readings import WorkReading, WorkReadingValue
from workflows.detector import MeasuringRange, covers
from workflows.gas_facts import DetectorFact, Leg, Point, Series, Value, WorkValue
from workflows.limits import Rules


def series(session: Session, permit: Permit, rules: Rules, lel_vol: Decimal | None) -> tuple[Series, ...]:
    """Every series of the permit in order."""
    rows = session.scalars(
        select(GasSeries)
        .where(GasSeries.permit_id == permit.id)
        .order_by(GasSeries.number)
        .options(
            selectinload(GasSeries.points).selectinload(GasPoint.values),
            selectinload(GasSeries.legs),
            selectinload(GasSeries.detector).selectinload(Equipment.ranges),
        )
        .execution_options(populate_existing=True)  # points are added under the eyes of this very session
    )
    return tuple(_series(row, rules, lel_vol) for row in rows)


def _series(row: GasSeries, rules: Rules, lel_vol: Decimal | None) -> Series:
    tester = row.person_id or row.lab_tester_id
    return Series(
        id=str(row.id),
        begun_at=row.at,
        points=tuple(Point(p.leg, p.distance, p.at, _values(p.values)) for p in row.points),
        tester_id=None if tester is None else str(tester),
        signed_at=row.signed_at,
        survey_done=row.survey_done,
        stirred=row.stirred,
        detector=None if row.detector is None else detector(row.detector, rules, lel_vol),
        legs=tuple(Leg(leg.orientation, leg.length) for leg in row.legs) or None,
        finished_at=row.finished_at,
    )


def detector(row: Equipment, rules: Rules, lel_vol: Decimal | None) -> DetectorFact:
    """The instrument as the gates see it; one out of service is in nobody's calibration."""
    ranges = [MeasuringRange(r.gas, r.low, r.high, r.unit) for r in row.ranges]
    return DetectorFact(
        id=str(row.id),
        pump=bool(row.pump),
        covers=covers(ranges, rules, lel_vol),
        calibrated_until=None if row.out_of_service_at is not None else row.calibrated_until,
        explosion_proof=row.explosion_proof,
    )


def work_values(session: Session, permit: Permit) -> tuple[WorkValue, ...]:
    """Every judged record during work, in order; linked permits share the space's air, so theirs count too."""
    rows = session.execute(
        select(
            WorkReading.id,
            WorkReading.at,
            WorkReadingValue.gas,
            WorkReadingValue.amount,
            WorkReadingValue.unit,
            WorkReadingValue.saturated,
        )
        .outerjoin(WorkReadingValue, WorkReadingValue.reading_id == WorkReading.id)
        .where(WorkReading.permit_id.in_(_sharing_air(session, permit)))
        .order_by(WorkReading.at, WorkReading.id)
    )
    return tuple(
        WorkValue(str(reading_id), at, tuple(Value(*shown) for _, _, *shown in record if shown[0] is not None))
        for (reading_id, at), record in groupby(rows, key=itemgetter(0, 1))
    )


def _sharing_air(session: Session, permit: Permit) -> set[uuid.UUID]:
    if not permit.linked:
        return {permit.id}
    links = select(PermitLink).where(
        or_(PermitLink.permit_id == permit.id, PermitLink.other_id == permit.id), PermitLink.completed_at.is_not(None)
    )
    return {permit.id, *(one for link in session.scalars(links) for one in (link.permit_id, link.other_id))}


def _values(rows: Sequence[ShownValue]) -> tuple[Value, ...]:
    return tuple(Value(row.gas, row.amount, row.unit, row.saturated) for row in rows)
