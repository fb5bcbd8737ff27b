"""What tests of the registers share: an administrator, a permit that lives, the faults of a form."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from pieces import PLANNED
from plan_cast import PASSWORD, Cast
from rows import Rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import accounts, unit_of_work, wallclock
from permit_service.actor import Actor, Grant
from permit_service.errors import Invalid
from permit_service.models import db
from permit_service.models.accounts import User
from permit_service.models.areas import Area
from permit_service.models.jobs import Job
from permit_service.models.journal import JournalRow
from permit_service.models.permits import Permit, PermitMember
from workflows.vocabulary import Part, Role


def administrator() -> Actor:
    """A new account that administers the installation."""
    user_id = unit_of_work.run(
        lambda session: (
            accounts.add_user(
                session,
                login="administrator",
                password=PASSWORD,
                grants=(Grant(Role.administrator),),
                by=None,
                at=PLANNED,
            ).id
        )
    )
    return accounts.actor_for(db.session.get_one(User, user_id))


def draft_permit(cast: Cast, *, naming: uuid.UUID | None = None, **values: Any) -> uuid.UUID:
    """A draft for the cast's well by its own people; with ``naming`` it names an entrant."""

    def work(session: Session) -> uuid.UUID:
        rows = Rows(session)
        firms = {"enterprise_id": cast.enterprise, "unit_id": cast.enterprise} | values
        shared = {
            "area_path": session.get_one(Area, cast.street).path,
            "created_by_id": cast.users["leader"],
            **{name: firms[name] for name in ("enterprise_id", "unit_id", "contract_id") if name in firms},
        }
        job = rows.make(Job, number=uuid.uuid4().hex[:20], **shared)
        facts = {"space_id": cast.space, "applicant_id": cast.people["leader"], **shared, **values}
        permit = rows.make(Permit, number=uuid.uuid4().hex[:20], job_id=job.id, **facts)
        if naming is not None:
            rows.make(PermitMember, permit_id=permit.id, person_id=naming, parts=frozenset({Part.entrant}))
        return permit.id

    return unit_of_work.run(work)


def revision_of(permit_id: uuid.UUID) -> int:
    """The permit's revision as the database has it."""
    db.session.rollback()
    return db.session.execute(select(Permit.revision).where(Permit.id == permit_id)).scalar_one()


def faults(call: Callable[[], object]) -> dict[str, str]:
    """The codes by field with which ``call`` is refused."""
    with pytest.raises(Invalid) as caught:
        call()
    return {path: fault.code for path, fault in caught.value.fields.items()}


def tags() -> list[str]:
    """Tags of all events, in no order."""
    db.session.rollback()
    return list(db.session.scalars(select(JournalRow.tag)))


def planning() -> Any:
    """The clock stands while the sample job is planned."""
    return wallclock.at(PLANNED)
