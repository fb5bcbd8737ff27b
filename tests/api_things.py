"""One row of everything an address can name, in one firm and its street: enough to be found, no more."""

import uuid
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from plan_cast import FOUNDED, Cast
from rows import NOON, Rows
from sqlalchemy import Column, inspect
from sqlalchemy.orm import Session

from permit_service import passwords, storage, unit_of_work
from permit_service.models.accounts import RoleGrant, User
from permit_service.models.areas import Area
from permit_service.models.base import Base
from permit_service.models.enterprises import Enterprise
from permit_service.models.jobs import JobSpace
from permit_service.models.people import Badge, Person
from permit_service.models.readings import WorkReading
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.models.system import StoredFile
from permit_service.queries.scope import NOUNS
from permit_service.queries.scope_of_parts import PARTS, PERSONAL
from permit_service.services.accounts import AREA_ROLES
from workflows.vocabulary import Role

#: The table of everything that an address can name, by the name of its id.
TABLES: dict[str, Any] = {
    **{name: model for name, (model, _) in (NOUNS | PARTS).items()},
    **PERSONAL,
    "file_id": StoredFile,
    "record_id": WorkReading,
}


class Ledger(Rows):
    """Rows of one firm in one street, hanging on those that are there already; ``mark`` begins every text."""

    def __init__(self, session: Session, *known: Base, mark: str = "") -> None:
        super().__init__(session)
        self._shared |= {type(row): row for row in known}
        self._mark = mark

    def values(self, model: type[Base], **values: Any) -> dict[str, Any]:
        """Also what may belong to nobody belongs to the firm, unless it belongs to its street."""
        wanted = super().values(model, **values)
        if "enterprise_id" in inspect(model).local_table.columns and wanted.get("area_id") is None:
            wanted.setdefault("enterprise_id", self.shared(Enterprise).id)
        return wanted

    def _filler(self, column: Column[Any]) -> Any:
        if column.name == "area_path":
            return self.shared(Area).path
        filled = super()._filler(column)
        if type(filled) is not str:
            return filled
        room = (getattr(column.type, "length", None) or 99) - len(self._mark)
        return f"{self._mark}{filled[-room:]}" if room > 2 else filled

    def things(self) -> dict[str, uuid.UUID]:
        """Ids by the name that addresses give them. The file is the photo of the space's sign."""
        user_id = self.shared(User).id
        self._shared[StoredFile] = storage.save(self._session, picture(), uploaded_by_id=user_id, at=NOON)
        made = {name: self.shared(model).id for name, model in TABLES.items()}
        self.shared(ConfinedSpace).sign_photo_id = made["file_id"]
        self.shared(JobSpace)
        return made


def picture() -> bytes:
    """A small picture, no two of them alike."""
    buffer = BytesIO()
    Image.frombytes("L", (4, 4), uuid.uuid4().bytes).save(buffer, "PNG")
    return buffer.getvalue()


def things(app: Flask, cast: Cast) -> dict[str, uuid.UUID]:
    """One of everything in the sample firm and its street."""

    def work(session: Session) -> dict[str, uuid.UUID]:
        known = (
            session.get_one(Area, cast.street),
            session.get_one(Enterprise, cast.enterprise),
            session.get_one(Person, cast.people["manager"]),
            session.get_one(User, cast.users["manager"]),
            session.get_one(Badge, cast.badges["manager"]),
            session.get_one(ConfinedSpace, cast.space),
            session.get_one(Plate, cast.plate),
        )
        return Ledger(session, *known).things()

    with app.app_context():
        return unit_of_work.run(work)


def account(app: Flask, login: str, cast: Cast, *roles: Role) -> uuid.UUID:
    """An account of the sample firm or its street with these roles, each where it belongs."""

    def work(session: Session) -> uuid.UUID:
        user = User(login=login, password_hash=passwords.NOBODY, created_at=FOUNDED)
        user.grants = [
            RoleGrant(role=role, granted_at=FOUNDED, **where(role, cast.enterprise, cast.street)) for role in roles
        ]
        session.add(user)
        session.flush()
        return user.id

    with app.app_context():
        return unit_of_work.run(work)


def where(role: Role, enterprise_id: uuid.UUID, area_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """The organisation in which a role holds; an administrator's holds everywhere."""
    if role is Role.administrator:
        return {}
    return {"area_id": area_id} if role in AREA_ROLES else {"enterprise_id": enterprise_id}
