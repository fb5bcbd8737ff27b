"""One row of everything an address can name, in the sample firm and its street: enough to be found, no more."""

import uuid

from flask import Flask
from plan_cast import FOUNDED, Cast
from rows import Rows
from sqlalchemy.orm import Session

from permit_service import passwords, unit_of_work
from permit_service.models.accounts import RoleGrant, User
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import Base
from permit_service.models.changes import CrewChange, PermitLink
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.filings import Filing
from permit_service.models.gas import GasSeries
from permit_service.models.interruptions import Evacuation
from permit_service.models.jobs import Job
from permit_service.models.openings import VentilationRun
from permit_service.models.oversight import Stop, StreetTraining
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.preparation import Briefing, Isolation
from permit_service.models.presence import GuardianPost, Muster
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.system import StoredFile
from workflows.vocabulary import Role

_KINDS: dict[str, type[Base]] = {
    "alarm_id": Alarm,
    "briefing_id": Briefing,
    "contract_id": Contract,
    "crew_change_id": CrewChange,
    "delegation_id": Delegation,
    "equipment_id": Equipment,
    "evacuation_id": Evacuation,
    "filing_id": Filing,
    "isolation_id": Isolation,
    "job_id": Job,
    "link_id": PermitLink,
    "muster_id": Muster,
    "permit_id": Permit,
    "post_id": GuardianPost,
    "series_id": GasSeries,
    "stop_id": Stop,
    "street_training_id": StreetTraining,
    "ventilation_id": VentilationRun,
}


class _Known(Rows):
    """Rows that hang on rows that are there already."""

    def share(self, row: Base) -> None:
        self._shared[type(row)] = row


def things(app: Flask, cast: Cast) -> dict[str, uuid.UUID]:
    """Ids by the name that addresses give them."""

    def work(session: Session) -> dict[str, uuid.UUID]:
        rows = _Known(session)
        rows.share(session.get_one(Area, cast.street))
        rows.share(session.get_one(Enterprise, cast.enterprise))
        rows.share(session.get_one(Person, cast.people["manager"]))
        rows.share(session.get_one(User, cast.users["manager"]))
        rows.share(session.get_one(ConfinedSpace, cast.space))
        path = session.get_one(Area, cast.street).path
        rows.share(rows.make(Job, area_path=path))
        rows.share(rows.make(Permit, area_path=path))
        rows.share(rows.make(Filing, area_path=path))
        known = {kind: rows.make(model).id for kind, model in _KINDS.items() if model not in (Job, Permit, Filing)}
        file_id = rows.make(StoredFile).id
        session.get_one(ConfinedSpace, cast.space).sign_photo_id = file_id
        return known | {
            "area_id": cast.street,
            "badge_id": cast.badges["manager"],
            "enterprise_id": cast.enterprise,
            "file_id": file_id,
            "filing_id": rows.shared(Filing).id,
            "job_id": rows.shared(Job).id,
            "permit_id": rows.shared(Permit).id,
            "person_id": cast.people["manager"],
            "plate_id": cast.plate,
            "space_id": cast.space,
        }

    with app.app_context():
        return unit_of_work.run(work)


def account(app: Flask, login: str, cast: Cast, *roles: Role) -> uuid.UUID:
    """An account of the sample firm or its street with these roles, each where it belongs."""
    enterprise_roles = set(Role) - {
        Role.street_officer,
        Role.grid_officer,
        Role.district_officer,
        Role.expert,
        Role.administrator,
    }

    def work(session: Session) -> uuid.UUID:
        user = User(login=login, password_hash=passwords.NOBODY, created_at=FOUNDED)
        for role in roles:
            where = {} if role is Role.administrator else {"area_id": cast.street}
            if role in enterprise_roles:
                where = {"enterprise_id": cast.enterprise}
            user.grants.append(RoleGrant(role=role, granted_at=FOUNDED, **where))
        session.add(user)
        session.flush()
        return user.id

    with app.app_context():
        return unit_of_work.run(work)
