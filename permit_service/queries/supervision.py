"""Reading who oversees what: of an enterprise its own entry, of a space its own or else its enterprise's."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.spaces import ConfinedSpace
from permit_service.models.supervision import Supervision


def of_enterprise(session: Session, enterprise_id: uuid.UUID) -> Supervision | None:
    """Who oversees the enterprise; None where nobody has told."""
    return session.scalar(select(Supervision).where(Supervision.enterprise_id == enterprise_id))


def of_space(session: Session, space: ConfinedSpace) -> Supervision | None:
    """Who oversees the space; None where nobody has told."""
    own = session.scalar(select(Supervision).where(Supervision.space_id == space.id))
    return own or of_enterprise(session, space.enterprise_id)


def of_enterprises(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Supervision]:
    """Who oversees which of these enterprises."""
    found = session.scalars(select(Supervision).where(Supervision.enterprise_id.in_(list(ids))))
    return {row.enterprise_id: row for row in found if row.enterprise_id is not None}
