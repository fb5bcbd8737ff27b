"""Committed rows that tests of the core need: an account, draft permits each in a space of its own."""

import uuid
from typing import Any

from rows import NOON, Rows
from sqlalchemy.orm import Session

from permit_service import passwords, unit_of_work
from permit_service.models.accounts import User
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace

PASSWORD = "correct horse battery"


def account(login: str = "zhang", **values: Any) -> uuid.UUID:
    """An account with ``PASSWORD``; its id."""
    password_hash = passwords.hash_password(PASSWORD)
    return unit_of_work.run(
        lambda session: Rows(session).make(User, login=login, password_hash=password_hash, created_at=NOON, **values).id
    )


def draft_permits(count: int) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Ids of each permit and its space."""

    def work(session: Session) -> list[tuple[uuid.UUID, uuid.UUID]]:
        rows = Rows(session)
        permits = [rows.make(Permit, space_id=rows.make(ConfinedSpace).id) for _ in range(count)]
        return [(permit.id, permit.space_id) for permit in permits]

    return unit_of_work.run(work)
