"""What is odd about records of gas, held against a permit's earlier records and against where detectors were."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from permit_service.models.gas import GasPoint, GasSeries
from permit_service.models.permits import Permit
from permit_service.models.readings import WorkReading
from workflows.facts import Facts
from workflows.suspicion import Shown, Suspicion, of_point, records, suspicions

Detector = uuid.UUID | None


def of_record(session: Session, facts: Facts, detector_id: Detector, record: Shown) -> tuple[Suspicion, ...]:
    """Why the record deserves a second look; empty = it does not (site-rules 14)."""
    return _told(session, facts, [(record, detector_id)]).get(record, ())


def of_series(session: Session, facts: Facts, series_id: uuid.UUID) -> Mapping[Shown, tuple[Suspicion, ...]]:
    """The points of a series that deserve a second look, and why, in the order in which they were read."""
    return _told(session, facts, [one for one in _points(facts) if one[0].series_id == str(series_id)])


def of_permit(session: Session, facts: Facts, permit_id: uuid.UUID) -> Mapping[Shown, tuple[Suspicion, ...]]:
    """The records of a permit that deserve a second look, and why, the oldest first."""
    taken = [*_points(facts), *_values(session, facts, permit_id)]
    return _told(session, facts, sorted(taken, key=lambda one: one[0].at))


def _points(facts: Facts) -> list[tuple[Shown, Detector]]:
    return [
        (of_point(series, point), None if series.detector is None else uuid.UUID(series.detector.id))
        for series in facts.series
        for point in series.points
    ]


def _values(session: Session, facts: Facts, permit_id: uuid.UUID) -> list[tuple[Shown, Detector]]:
    """Values during work of this very permit: among the facts are those of others that share its air."""
    if not facts.work_values:
        return []
    rows = session.execute(select(WorkReading.id, WorkReading.detector_id).where(WorkReading.permit_id == permit_id))
    detectors = {str(reading_id): detector_id for reading_id, detector_id in rows}
    own = (one for one in facts.work_values if one.id in detectors)
    return [(Shown(one.at, frozenset(one.values)), detectors[one.id]) for one in own]


def _told(
    session: Session, facts: Facts, taken: Sequence[tuple[Shown, Detector]]
) -> dict[Shown, tuple[Suspicion, ...]]:
    known = records(facts.series, facts.work_values)
    elsewhere = _elsewhere(session, facts, taken)
    found = {}
    for record, detector_id in taken:
        before = [one for one in known if one.at <= record.at and one != record]
        told = suspicions(record, before, elsewhere.get(detector_id, ()), facts.rules)
        if told:
            found[record] = told
    return found


def _elsewhere(
    session: Session, facts: Facts, taken: Sequence[tuple[Shown, Detector]]
) -> Mapping[Detector, list[datetime]]:
    """When the detectors were read in other spaces near the times of these records."""
    used = {detector_id for _, detector_id in taken if detector_id is not None}
    if not used:
        return {}
    near = timedelta(minutes=facts.rules.detector_moves_minutes)
    moments = [record.at for record, _ in taken]
    around, other = (min(moments) - near, max(moments) + near), Permit.space_id != uuid.UUID(facts.space.id)
    points = (
        select(GasSeries.detector_id, GasPoint.at)
        .join(GasSeries, GasSeries.id == GasPoint.series_id)
        .join(Permit, Permit.id == GasSeries.permit_id)
        .where(GasSeries.detector_id.in_(used), other, GasPoint.at.between(*around))
    )
    values = (
        select(WorkReading.detector_id, WorkReading.at)
        .join(Permit, Permit.id == WorkReading.permit_id)
        .where(WorkReading.detector_id.in_(used), other, WorkReading.at.between(*around))
    )
    found: defaultdict[Detector, list[datetime]] = defaultdict(list)
    for detector_id, at in session.execute(union_all(points, values)):
        found[detector_id].append(at)
    return found
