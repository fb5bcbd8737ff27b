"""Reading accounts: their roles and where these hold, what keeps somebody from signing in, one's own sign-ins."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from permit_service import wallclock
from permit_service.accounts import locked_logins
from permit_service.actor import Actor
from permit_service.models.accounts import AccountLink, ApiToken, RoleGrant, SessionRow, User
from permit_service.models.areas import Area
from permit_service.models.choices import AccountState, LinkPurpose
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by

#: A form offers so many people at once.
MOST_OFFERED = 300


@dataclass(frozen=True, slots=True)
class Held:
    """A role that stands, and the name of the enterprise or area in which it holds; "" = everywhere."""

    grant: RoleGrant
    where: str


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account with what belongs beside it on a page."""

    user: User
    person: Person | None
    organisation: str
    held: tuple[Held, ...]
    link: AccountLink | None
    """the one-time link that nobody has used yet, expired or not"""
    locked_until: datetime | None

    @property
    def state(self) -> AccountState:
        if not self.user.active:
            return AccountState.closed
        return AccountState.usable if self.link is None else AccountState.waiting

    @property
    def invited(self) -> bool:
        """Whether the account still waits for its invitation to be accepted."""
        return self.link is not None and self.link.purpose is LinkPurpose.invitation


def accounts(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, state: AccountState | None = None, search: str = ""
) -> Page[User]:
    """Accounts the account may know of, by login; ``search`` looks in logins, names and pinyin."""
    named = select(Person.id).where(found_by(search, Person.name, Person.pinyin))
    statement = select(User).where(scope_of(session, actor).users(), _in_state(state))
    if search:
        statement = statement.where(found_by(search, User.login) | User.person_id.in_(named))
    return page(session, statement, (User.login, User.id), wanted)


def entries(session: Session, users: tuple[User, ...]) -> tuple[AccountEntry, ...]:
    """What there is to tell of these accounts, in their order."""
    ids = [user.id for user in users]
    persons = session.scalars(select(Person).where(Person.id.in_([user.person_id for user in users if user.person_id])))
    person_of = {person.id: person for person in persons}
    links = session.scalars(select(AccountLink).where(AccountLink.user_id.in_(ids), _unused()))
    link_of = {link.user_id: link for link in links}
    names = _organisations(session, users)
    locked = locked_logins(session, [user.login for user in users], wallclock.now())
    return tuple(
        AccountEntry(
            user=user,
            person=person_of.get(user.person_id) if user.person_id else None,
            organisation=_name(names, user.enterprise_id, user.area_id),
            held=tuple(
                Held(grant, _name(names, grant.enterprise_id, grant.area_id))
                for grant in user.grants
                if grant.ended_at is None
            ),
            link=link_of.get(user.id),
            locked_until=locked.get(user.login),
        )
        for user in users
    )


def sessions(session: Session, user_id: uuid.UUID) -> tuple[SessionRow, ...]:
    """The browsers in which an account is signed in now, the newest first."""
    now = wallclock.now()
    standing = select(SessionRow).where(SessionRow.ended_at.is_(None), SessionRow.expires_at > now)
    return tuple(
        session.scalars(standing.where(SessionRow.user_id == user_id).order_by(SessionRow.created_at.desc())).all()
    )


def tokens(session: Session, user_id: uuid.UUID) -> tuple[ApiToken, ...]:
    """The tokens of an account that work now, the newest first."""
    now = wallclock.now()
    standing = select(ApiToken).where(ApiToken.ended_at.is_(None), ApiToken.expires_at > now)
    return tuple(
        session.scalars(standing.where(ApiToken.user_id == user_id).order_by(ApiToken.created_at.desc())).all()
    )


def without_account(session: Session, actor: Actor, search: str = "") -> list[Person]:
    """People of own enterprises and authorities who have no account yet, by sort key; the first ``MOST_OFFERED``.

    ``search`` looks in names, pinyin and telephone numbers.
    """
    scope = scope_of(session, actor)
    taken = select(User.person_id).where(User.person_id.is_not(None))
    statement = select(Person).where(
        scope.people(),
        Person.left_at.is_(None),
        Person.id.not_in(taken),
        found_by(search, Person.name, Person.pinyin, Person.phone),
    )
    return list(session.scalars(statement.order_by(Person.pinyin, Person.id).limit(MOST_OFFERED)))


def _unused() -> ColumnElement[bool]:
    return AccountLink.used_at.is_(None) & AccountLink.ended_at.is_(None)


def _in_state(state: AccountState | None) -> ColumnElement[bool]:
    waiting = User.id.in_(select(AccountLink.user_id).where(_unused()))
    if state is None:
        return true()
    if state is AccountState.closed:
        return User.active.is_(False)
    return User.active.is_(True) & (waiting if state is AccountState.waiting else ~waiting)


def _organisations(session: Session, users: tuple[User, ...]) -> dict[uuid.UUID, str]:
    grants = [grant for user in users for grant in user.grants if grant.ended_at is None]
    firms = {row.enterprise_id for row in (*users, *grants) if row.enterprise_id is not None}
    areas = {row.area_id for row in (*users, *grants) if row.area_id is not None}
    named = (
        *session.execute(select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(firms))),
        *session.execute(select(Area.id, Area.name).where(Area.id.in_(areas))),
    )
    return dict(named)


def _name(names: dict[uuid.UUID, str], enterprise_id: uuid.UUID | None, area_id: uuid.UUID | None) -> str:
    organisation_id = enterprise_id or area_id
    return "" if organisation_id is None else names[organisation_id]
