"""What every use case of the registers stands on: the open transaction, who asks, what they may change, the moment."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from permit_service import journal, storage, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, NotFound, ProblemCode
from permit_service.journal import Stream
from permit_service.models.accounts import User
from permit_service.models.areas import Area
from permit_service.models.base import Base, Revised
from permit_service.models.enterprises import Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.journal import StreamKind
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.scope import find, scope_of
from permit_service.queries.sight import Scope
from permit_service.services.bumps import bump_live_permits
from permit_service.storage import ANY, MediaType
from workflows.vocabulary import Role

T = TypeVar("T")

#: Who keeps an enterprise's registers.
KEEPERS = frozenset({Role.safety_manager, Role.principal})
#: Who sets the options of an area, over that area and those below it.
AREA_KEEPERS = frozenset({Role.street_officer, Role.district_officer})
#: Who adds areas, enterprises and officers, over the area and those below it.
REGISTRARS = frozenset({Role.district_officer})


def keeps(actor: Actor, enterprise_id: uuid.UUID) -> bool:
    """Whether an account keeps the registers of this enterprise."""
    return actor.everywhere or any(g.enterprise_id == enterprise_id and g.role in KEEPERS for g in actor.grants)


def in_charge(actor: Actor, area: Area, roles: frozenset[Role]) -> bool:
    """Whether an account holds one of the roles in the area or above it."""
    held = {grant.area_id.hex for grant in actor.grants if grant.role in roles and grant.area_id is not None}
    return actor.everywhere or not held.isdisjoint(area.path.split("/"))


@dataclass(frozen=True, slots=True)
class Desk:
    """One use case at the registers. Only inside a unit of work."""

    session: Session
    actor: Actor
    scope: Scope
    now: datetime

    @property
    def user_id(self) -> uuid.UUID:
        """The account that asks. Raises Forbidden for the command line and the clock, which have none."""
        if self.actor.user_id is None:
            raise Forbidden
        return self.actor.user_id

    def administer(self) -> None:
        """Raises Forbidden for everyone but the administrator of the installation."""
        if not self.scope.everything:
            raise Forbidden

    def keep_enterprise(self, enterprise_id: uuid.UUID) -> Enterprise:
        """The enterprise whose registers are to be changed. Raises NotFound for strangers, Forbidden for onlookers."""
        enterprise = find(self.session, Enterprise, enterprise_id, self.scope.enterprise_rows())
        if not self.keeps(enterprise_id):
            raise Forbidden
        return enterprise

    def keeps(self, enterprise_id: uuid.UUID) -> bool:
        """Whether the account keeps the registers of this enterprise."""
        return keeps(self.actor, enterprise_id)

    def employs(self, enterprise_id: uuid.UUID, person_id: uuid.UUID) -> bool:
        """Whether this is somebody of the enterprise who has not left."""
        person = self.session.get(Person, person_id)
        return person is not None and person.enterprise_id == enterprise_id and person.left_at is None

    def keep_area(self, area_id: uuid.UUID, roles: frozenset[Role]) -> Area:
        """The area to be changed by one who holds a role there. Raises NotFound for strangers, else Forbidden."""
        area = find(self.session, Area, area_id, self.scope.areas())
        self.take_charge(area, roles)
        return area

    def take_charge(self, area: Area, roles: frozenset[Role]) -> None:
        """Raises Forbidden for one who holds none of the roles in the area or above it."""
        if not self.in_charge(area, roles):
            raise Forbidden

    def in_charge(self, area: Area, roles: frozenset[Role]) -> bool:
        """Whether the account holds one of the roles in the area or above it."""
        return in_charge(self.actor, area, roles)

    def keep_person(self, person_id: uuid.UUID) -> Person:
        """The person whose entry is to be changed; an authority's people are kept as its area is."""
        person = find(self.session, Person, person_id, self.scope.people())
        if person.enterprise_id is not None:
            self.keep_enterprise(person.enterprise_id)
        elif person.area_id is not None:
            self.keep_area(person.area_id, REGISTRARS)
        return person

    def keeps_person(self, person_id: uuid.UUID) -> bool:
        """Whether the account keeps the register this person stands in."""
        try:
            self.keep_person(person_id)
        except (NotFound, Forbidden):
            return False
        return True

    def keep_file(
        self, data: bytes | None, field: str = "file", accept: frozenset[MediaType] = ANY
    ) -> uuid.UUID | None:
        """Store an upload, if there is one. Raises Invalid for what is no picture or document."""
        if data is None:
            return None
        return storage.save(self.session, data, uploaded_by_id=self.user_id, at=self.now, accept=accept, field=field).id

    def add(self, row: Base) -> None:
        """Insert a row now, so that what follows may name its id."""
        self.session.add(row)
        self.session.flush()

    def bump(self, which: ColumnElement[bool]) -> None:
        """Tell the live permits among ``which`` that something changed. Before ``record``: permits lock first."""
        bump_live_permits(self.session, which, self.now)

    def record(self, tag: str, payload: Mapping[str, object], *streams: Stream) -> None:
        """Write the event into the journal; ids and codes only."""
        self.session.flush()
        journal.append(self.session, streams, tag, payload, actor_id=self.actor.user_id, at=self.now)


def at_desk(
    actor: Actor, work: Callable[[Desk], T], *, spaces: unit_of_work.Ids = (), permits: unit_of_work.Ids = ()
) -> T:
    """Run one use case as ``actor`` in one transaction, at the moment its locks are held."""

    def begin(session: Session) -> T:
        return work(Desk(session, actor, scope_of(session, actor), wallclock.now()))

    return unit_of_work.run(begin, spaces=spaces, permits=permits, retry_unique=True)


def register_of(organisation_id: uuid.UUID | None) -> Stream:
    """The journal of an enterprise's registers, or of an authority's people."""
    if organisation_id is None:
        raise ValueError("a register belongs to an enterprise or an area")
    return Stream(StreamKind.register, organisation_id)


def expect(row: Revised, revision: int) -> None:
    """Raises Conflict ``stale`` if the row was edited since the form was shown."""
    if row.revision != revision:
        raise Conflict(ProblemCode.stale)


def change(row: Base, values: Mapping[str, Any]) -> list[str]:
    """Set what differs; the names of what did, for the journal."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def touch(row: Equipment | ConfinedSpace | User) -> None:
    """Count an edit of what hangs on the row as an edit of the row itself: its revision rises though no column did."""
    flag_modified(row, "created_at")
