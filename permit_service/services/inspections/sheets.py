"""What every use case of a check sheet stands on: the sheet, locked, in the hands of one of its inspectors."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from permit_service.errors import Forbidden, Invalid
from permit_service.journal import Stream
from permit_service.models.choices import SignatureAct
from permit_service.models.inspections import Inspection
from permit_service.models.journal import StreamKind
from permit_service.models.signatures import Signature
from permit_service.queries.scope import find
from permit_service.services.registers.desk import Desk


def locked(desk: Desk, inspection_id: uuid.UUID) -> Inspection:
    """A check that the account may know of, locked. Raises NotFound; Invalid (``inspection_id``: ``ended``)."""
    inspection = find(desk.session, Inspection, inspection_id, desk.scope.inspections())
    # Read before with its job and firm, it is read so again; PostgreSQL locks no outer side of a join.
    desk.session.refresh(inspection, with_for_update={"of": Inspection})
    if inspection.concluded_at is not None or inspection.dropped_at is not None:
        raise Invalid({"inspection_id": "ended"})
    return inspection


def in_hand(desk: Desk, inspection_id: uuid.UUID) -> Inspection:
    """The same, in the hands of one of its inspectors. Raises Forbidden for everyone else."""
    inspection = locked(desk, inspection_id)
    if desk.actor.person_id not in {one.person_id for one in inspection.inspectors}:
        raise Forbidden
    return inspection


def open_sheet(desk: Desk, inspection_id: uuid.UUID) -> Inspection:
    """A sheet to be filled in: begun, and signed by nobody. Raises Invalid (``inspection_id``: ``not_begun``,
    ``signed``)."""
    inspection = in_hand(desk, inspection_id)
    if inspection.begun_at is None:
        raise Invalid({"inspection_id": "not_begun"})
    if standing_signatures(desk, inspection.id):
        raise Invalid({"inspection_id": "signed"})
    return inspection


def inspector_id(desk: Desk) -> uuid.UUID:
    """Whose hand it is. Raises Forbidden for an account that belongs to nobody of the register."""
    if desk.actor.person_id is None:
        raise Forbidden
    return desk.actor.person_id


def standing_signatures(desk: Desk, inspection_id: uuid.UUID) -> list[Signature]:
    """Signatures on the sheet that have not fallen, in their order."""
    rows = select(Signature).where(
        Signature.subject_id == inspection_id,
        Signature.act.in_((SignatureAct.inspect, SignatureAct.inspected)),
        Signature.fallen_at.is_(None),
    )
    return list(desk.session.scalars(rows.order_by(Signature.at, Signature.id)))


def record(desk: Desk, inspection: Inspection, tag: str, payload: Mapping[str, object]) -> None:
    """Count the change and write it into the journal of the area, and of the job once the firm may know of it."""
    inspection.revision += 1
    streams = [Stream(StreamKind.register, area_of(inspection.area_path))]
    if inspection.begun_at is not None and inspection.job_id is not None:
        streams.append(Stream(StreamKind.job, inspection.job_id))
    desk.record(tag, {"inspection_id": inspection.id, **payload}, *streams)


def area_of(path: str) -> uuid.UUID:
    """The id of the area that a path leads to."""
    return uuid.UUID(path.rstrip("/").rpartition("/")[2])
