"""A permit at work, as plain rows: for tests of what the plan side does to work that is going on."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from pieces import PLANNED, WINDOW_START
from plan_cast import Cast
from sqlalchemy import update
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.models.choices import ScanPurpose
from permit_service.models.openings import Opening
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, GuardianPost, Scan
from workflows.vocabulary import Direction, ScanMethod, ScanVerdict, Status

#: Somebody has just gone in.
AT_WORK = WINDOW_START + timedelta(minutes=30)


def open_space(cast: Cast, permit_id: uuid.UUID, *, inside: str | None = None, when: datetime = PLANNED) -> None:
    """The guardian opened the hatch; perhaps somebody is inside."""
    unit_of_work.run(lambda session: _open(session, cast, permit_id, inside, when))


def put_to_work(cast: Cast, permit_id: uuid.UUID, *, inside: str | None = "entrant") -> None:
    """Opened, confirmed, guarded; perhaps somebody went in at ``AT_WORK``."""

    def work(session: Session) -> None:
        _open(session, cast, permit_id, inside, AT_WORK)
        session.execute(update(Permit).where(Permit.id == permit_id).values(status=Status.active, confirmed_at=AT_WORK))
        session.add(
            GuardianPost(
                permit_id=permit_id,
                space_id=cast.space,
                guardian_id=cast.people["guardian"],
                user_id=cast.users["guardian"],
                device="phone-1",
                since=AT_WORK,
                renewed_at=AT_WORK,
                last_beat_at=AT_WORK,
            )
        )

    unit_of_work.run(work)


def _open(session: Session, cast: Cast, permit_id: uuid.UUID, inside: str | None, when: datetime) -> None:
    told: dict[str, Any] = {"created_at": when, "at": when, "recorded_by_id": cast.users["guardian"]}
    session.add(
        Opening(permit_id=permit_id, opening_id=cast.opening, opened_by_id=cast.people["guardian"], upwind=True, **told)
    )
    if inside is None:
        return
    scan = Scan(
        purpose=ScanPurpose.passage,
        method=ScanMethod.scan,
        direction=Direction.in_,
        verdict=ScanVerdict.admit,
        device="phone-1",
        nonce="1",
        **told,
    )
    session.add(scan)
    session.flush()
    session.add(
        Entry(person_id=cast.people[inside], space_id=cast.space, permit_id=permit_id, in_scan_id=scan.id, in_at=when)
    )
