"""Which jobs are stopped now, by a stop on the job, on one of its spaces or on one of its firms (site-rules 31)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service.models.filings import Filing
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit
from workflows.vocabulary import StopKind

#: By the id of the permit or filing: the kind of stop that holds it.
Stopped = Mapping[uuid.UUID, StopKind]


@dataclass(frozen=True, slots=True)
class _Under:
    """What a stop on any of reaches the permit or filing ``id``."""

    id: uuid.UUID
    things: frozenset[uuid.UUID]


def of_permits(session: Session, permits: Iterable[Permit]) -> Stopped:
    """Those of the permits that a stop holds."""
    return _stopped(
        session, [_Under(p.id, frozenset({p.job_id, p.space_id, p.enterprise_id, p.unit_id})) for p in permits]
    )


def of_filings(session: Session, filings: Iterable[Filing]) -> Stopped:
    """Those of the filings that a stop holds."""
    return _stopped(
        session,
        [
            _Under(f.id, frozenset({f.job_id, f.enterprise_id, f.unit_id, *(space.id for space in f.spaces)}))
            for f in filings
        ],
    )


def _stopped(session: Session, under: list[_Under]) -> Stopped:
    things = frozenset().union(*(one.things for one in under))
    rows = session.execute(
        select(Stop.job_id, Stop.space_id, Stop.enterprise_id, Stop.kind).where(
            Stop.lifted_at.is_(None),
            or_(Stop.job_id.in_(things), Stop.space_id.in_(things), Stop.enterprise_id.in_(things)),
        )
    ).all()
    kinds = [(job or space or firm, kind) for job, space, firm, kind in rows]
    # The order of the supervising department outweighs a street's request.
    kinds.sort(key=lambda found: found[1] is StopKind.order)
    return {one.id: kind for one in under for thing, kind in kinds if thing in one.things}
