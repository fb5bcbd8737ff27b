"""What is odd about a record of gas, held against the permit's earlier records and against where its detector was."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.gas import GasPoint, GasSeries
from permit_service.models.permits import Permit
from permit_service.models.readings import WorkReading
from workflows.facts import Facts
from workflows.suspicion import Shown, Suspicion, records, suspicions


def of_record(session: Session, facts: Facts, detector_id: uuid.UUID | None, record: Shown) -> tuple[Suspicion, ...]:
    """Why the record deserves a second look; empty = it does not (site-rules 14)."""
    before = [one for one in records(facts.series, facts.work_values) if one.at <= record.at and one != record]
    near = timedelta(minutes=facts.rules.detector_moves_minutes)
    space_id = uuid.UUID(facts.space.id)
    elsewhere = [] if detector_id is None else _elsewhere(session, detector_id, space_id, record.at - near, near * 2)
    return suspicions(record, before, elsewhere, facts.rules)


def _elsewhere(
    session: Session, detector_id: uuid.UUID, space_id: uuid.UUID, since: datetime, span: timedelta
) -> list[datetime]:
    """When the detector was read in other spaces within ``span`` from ``since``."""
    points = (
        select(GasPoint.at)
        .join(GasSeries, GasSeries.id == GasPoint.series_id)
        .join(Permit, Permit.id == GasSeries.permit_id)
        .where(GasSeries.detector_id == detector_id, Permit.space_id != space_id)
        .where(GasPoint.at.between(since, since + span))
    )
    values = (
        select(WorkReading.at)
        .join(Permit, Permit.id == WorkReading.permit_id)
        .where(WorkReading.detector_id == detector_id, Permit.space_id != space_id)
        .where(WorkReading.at.between(since, since + span))
    )
    return [*session.scalars(points), *session.scalars(values)]
