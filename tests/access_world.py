"""Firms that must not know of each other, one account a role in the first, and who is a stranger to whom.

The roles and the things come from the closed list of roles and from the scopes, so a new one is here by itself.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum, auto

from api_client import API
from api_things import Ledger, where
from flask import Flask
from rows import NOON, Rows
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from permit_service import accounts, heartbeats, passwords, wallclock
from permit_service.actor import Actor
from permit_service.errors import ServiceError
from permit_service.models.accounts import RoleGrant, User
from permit_service.models.areas import Area
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.queries.scope_of_parts import PERSONAL, Personal
from permit_service.services.accounts import AREA_ROLES
from workflows.vocabulary import AreaLevel, Role

#: The clock is a process without an account: nobody can ask as it.
ROLES = tuple(role for role in Role if role is not Role.clock)
#: What is an authority's own affair.
OFFICIAL = frozenset({"area_id", "draw_id", "relation_id"})
#: Over the whole district; other officers are of the street.
_OF_DISTRICT = frozenset({Role.district_officer, Role.expert, Role.third_party_inspector})


class Standing(StrEnum):
    """Where an account's role holds: what it sees turns on this alone, what it may do on the role too."""

    firm = auto()
    street = auto()
    district = auto()
    everywhere = auto()
    nowhere = auto()


@dataclass(frozen=True)
class Firm:
    """One firm with one of everything, by the name that addresses give its id. ``mark`` begins all its texts."""

    mark: str
    things: dict[str, uuid.UUID]


@dataclass(frozen=True)
class Asker:
    """One account, or nobody. ``foreign`` is the firm whose things are not there for it; None if there is none."""

    name: str
    standing: Standing
    own: Firm
    foreign: Firm | None
    actor: Actor | None
    personal: dict[str, uuid.UUID]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset() if self.actor is None else self.actor.roles

    def has(self, thing: str) -> bool:
        """Whether a thing of the own firm is there for it. An area and its draws are there for whoever has charge of
        it; what is personal is its own, whatever its roles."""
        if thing in PERSONAL:
            return True
        return self.standing is not Standing.nowhere and not (thing in OFFICIAL and self.standing is Standing.firm)


def standing_of(role: Role) -> Standing:
    if role is Role.administrator:
        return Standing.everywhere
    if role not in AREA_ROLES:
        return Standing.firm
    return Standing.district if role in _OF_DISTRICT else Standing.street


def raise_world(session: Session) -> list[Asker]:
    """Own firm; a neighbour in another village of its street; another street's; another district's.

    One asker a role, and two without.
    """
    heartbeats.beat(session, heartbeats.CLOCK, wallclock.now())
    district, other_district = (_area(session, None, AreaLevel.district) for _ in range(2))
    street = _area(session, district, AreaLevel.street)
    own = _firm(session, "firm-of-ours", _area(session, street, AreaLevel.village))
    neighbour = _firm(session, "firm-next-door", _area(session, street, AreaLevel.village))
    strangers = {
        Standing.firm: neighbour,
        Standing.street: _firm(session, "firm-elsewhere", _area(session, district, AreaLevel.street)),
        Standing.district: _firm(session, "firm-abroad", _area(session, other_district, AreaLevel.street)),
        Standing.everywhere: None,
    }

    def asker(role: Role) -> Asker:
        standing = standing_of(role)
        area = district if standing is Standing.district else street
        account = _account(session, role, where(role, own.things["enterprise_id"], area.id), role)
        return Asker(role, standing, own, strangers[standing], *account)

    return [
        *map(asker, ROLES),
        Asker("no role", Standing.nowhere, own, neighbour, *_account(session, "no-role", {})),
        Asker("anonymous", Standing.nowhere, own, neighbour, None, {}),
    ]


@dataclass(frozen=True)
class Desk:
    """An asker's requests: pages by cookie, the API by token; either is proved by the asker's name."""

    app: Flask
    asker: Asker

    def gate(self, method: str, path: str) -> int | None:
        """With which status access control refuses, None if it lets the request through to its view."""
        with self.app.test_request_context(path, method=method, headers=self._proof(path)):
            try:
                self.app.preprocess_request()
            except ServiceError as error:
                return error.status
            except HTTPException as error:
                return error.code
        return None

    def whole(self, method: str, path: str) -> tuple[int, str]:
        """Status and text of the answer to the whole request."""
        with self.app.test_client(use_cookies=False).open(path, method=method, headers=self._proof(path)) as answer:
            return answer.status_code, answer.get_data().decode("utf-8", "replace")

    def _proof(self, path: str) -> dict[str, str]:
        if self.asker.actor is None:
            return {}
        if path.startswith(API):
            return {"Authorization": f"Bearer {self.asker.name}"}
        signing = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return {"Cookie": f"session={signing.dumps({'_user_id': self.asker.name, '_fresh': True})}"}


def _area(session: Session, parent: Area | None, level: AreaLevel) -> Area:
    area_id = uuid.uuid4()
    above = "" if parent is None else parent.path
    row = Area(id=area_id, name="样例辖区", level=level, parent_id=parent and parent.id, path=f"{above}{area_id.hex}/")
    session.add(row)
    session.flush()
    return row


def _firm(session: Session, mark: str, area: Area) -> Firm:
    ledger = Ledger(session, area, mark=mark)
    user, enterprise = ledger.shared(User), ledger.shared(Enterprise)
    user.login, user.enterprise_id, user.person_id = f"{mark}-keeper", enterprise.id, ledger.shared(Person).id
    return Firm(mark, ledger.things())


def _account(
    session: Session, login: str, held: dict[str, uuid.UUID], *roles: Role
) -> tuple[Actor, dict[str, uuid.UUID]]:
    """An account, and ids of what is its own alone."""
    user = User(login=login, password_hash=passwords.NOBODY, created_at=NOON, **held)
    user.grants = [RoleGrant(role=role, granted_at=NOON, **held) for role in roles]
    session.add(user)
    session.flush()
    rows = Rows(session)
    personal = {
        name: rows.make(kind, **{"user_id": user.id, **_proof_of(kind, f"{login} {name}")}).id
        for name, kind in PERSONAL.items()
    }
    return accounts.actor_for(user), personal


def _proof_of(kind: type[Personal], proof: str) -> dict[str, str]:
    """What the row of a sign-in keeps of its secret; a message has none."""
    return {"token_hash": proof} if hasattr(kind, "token_hash") else {}
