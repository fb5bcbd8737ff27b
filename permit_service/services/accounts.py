"""Accounts: who may sign in, in which roles and where, with which password and PIN.

Signing in and out itself stands in ``permit_service.accounts``, which access control uses before any use case runs;
one-time links stand in ``account_links``, one's own sign-ins in ``sign_ins``.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from permit_service import accounts, journal, passwords
from permit_service.actor import Actor, Grant
from permit_service.errors import Forbidden, Invalid
from permit_service.models.accounts import AccountLink, ApiToken, RoleGrant, SessionRow, User
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.queries.scope import find
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk, expect, touch
from workflows.vocabulary import Role

#: Whoever may run the command line administers the installation; the journal shows no account.
COMMAND_LINE = Actor(user_id=None, grants=(Grant(Role.administrator),))

ENTERPRISE_ROLES = frozenset(
    {
        Role.work_leader,
        Role.approver,
        Role.principal,
        Role.guardian,
        Role.tester,
        Role.safety_manager,
        Role.site_inspector,
    }
)
AREA_ROLES = frozenset(
    {Role.street_officer, Role.grid_officer, Role.district_officer, Role.expert, Role.third_party_inspector}
)


@dataclass(frozen=True, slots=True)
class AccountForm:
    """A new account for a person of the register, who brings the organisation in which the roles hold.

    Without a password the person sets one by a link (``account_links.invite``).
    """

    login: str
    password: str | None
    person_id: uuid.UUID
    roles: frozenset[Role]


def create_user(actor: Actor, form: AccountForm) -> User:
    """Give somebody of the register an account.

    Raises Invalid (``login``, ``password``; ``person_id``: ``taken``, ``left``; ``roles``: ``required``,
    ``role_not_granted`` for a role of another kind of organisation or a principal's who is none), Forbidden, NotFound.
    """
    return at_desk(actor, lambda desk: add_account(desk, form))


def add_account(desk: Desk, form: AccountForm) -> User:
    """The same, inside a use case."""
    person = desk.keep_person(form.person_id)
    _refuse_person(desk, person)
    if not form.roles:
        raise Invalid({"roles": "required"})
    grants = tuple(Grant(role, person.enterprise_id, person.area_id) for role in sorted(form.roles))
    for grant in grants:
        _refuse_role(grant, person)
        if not _oversees(desk, grant):
            raise Forbidden
    return accounts.add_user(
        desk.session,
        login=form.login.strip().lower(),
        password=form.password,
        grants=grants,
        by=desk.actor,
        at=desk.now,
        person_id=person.id,
        enterprise_id=person.enterprise_id,
        area_id=person.area_id,
    )


def grant_role(actor: Actor, user_id: uuid.UUID, grant: Grant) -> RoleGrant:
    """Give an account one more role, in its own organisation or another one that the giver oversees.

    Raises Invalid (``role``: ``role_not_granted``, ``taken``; ``enterprise_id``, ``area_id``: ``unknown``,
    ``one_place``), Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> RoleGrant:
        user = another(desk, user_id)
        accounts.refuse_unplaced(grant)
        accounts.refuse_unknown(desk.session, enterprise_id=grant.enterprise_id, area_id=grant.area_id)
        if not _oversees(desk, grant):
            raise Forbidden
        _refuse_role(grant, desk.session.get_one(Person, user.person_id), field="role")
        if grant in _standing(user):
            raise Invalid({"role": "taken"})
        given = RoleGrant(
            role=grant.role,
            enterprise_id=grant.enterprise_id,
            area_id=grant.area_id,
            granted_by_id=actor.user_id,
            granted_at=desk.now,
        )
        user.grants.append(given)
        touch(user)
        record(desk, "user:grant", user_id, {"role": grant.role, "where": grant.enterprise_id or grant.area_id})
        return given

    return at_desk(actor, work)


def end_grant(actor: Actor, user_id: uuid.UUID, grant_id: uuid.UUID) -> None:
    """End a role of an account now; a second time does nothing.

    Raises Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> None:
        user = another(desk, user_id)
        given = find(desk.session, RoleGrant, grant_id, RoleGrant.user_id == user_id)
        if not _oversees(desk, Grant(given.role, given.enterprise_id, given.area_id)):
            raise Forbidden
        if given.ended_at is None:
            given.ended_at = desk.now
            touch(user)
            where = given.enterprise_id or given.area_id
            record(desk, "user:end_grant", user_id, {"role": given.role, "where": where})

    at_desk(actor, work)


def lift_lock(actor: Actor, user_id: uuid.UUID) -> None:
    """Let an account sign in again at once that too many wrong passwords have locked.

    Raises Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> None:
        user = to_keep(desk, user_id)
        accounts.lift_lock(desk.session, user.login)
        record(desk, "user:lift_lock", user_id)

    at_desk(actor, work)


def set_password(actor: Actor, old: str, new: str) -> None:
    """Change one's own password; all other sign-ins end too.

    Raises Invalid (``password``: ``password_wrong`` for the old one, else for the new one), RateLimited, Conflict
    ``stale`` if the account was changed meanwhile, its password reset for instance.
    """
    user_id, revision = own_account(actor)
    password_hash = passwords.hash_password(new)
    passwords.prove(user_id, password=old)

    def work(desk: Desk) -> None:
        _unchanged(desk, user_id, revision).password_hash = password_hash
        end_sign_ins(desk, user_id, but_device=actor.device)
        record(desk, "user:set_password", user_id)

    at_desk(actor, work)


def set_pin(actor: Actor, password: str, pin: str) -> None:
    """Set one's own signing PIN: six digits that are no simple run. Tries start anew.

    Raises Invalid (``password``: ``password_wrong``; ``pin``: ``pin_format``, ``pin_simple``), RateLimited, Conflict
    ``stale`` if the account was changed meanwhile.
    """
    user_id, revision = own_account(actor)
    pin_hash = passwords.hash_pin(pin)
    passwords.prove(user_id, password=password)

    def work(desk: Desk) -> None:
        user = _unchanged(desk, user_id, revision)
        user.pin_hash, user.pin_failures = pin_hash, 0
        record(desk, "user:set_pin", user_id)

    at_desk(actor, work)


def close_account(actor: Actor, user_id: uuid.UUID) -> None:
    """Close an account: nobody signs in with it any more; a second time does nothing.

    Raises Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> None:
        user = to_keep(desk, user_id)
        if user.active:
            user.active = False
            end_sign_ins(desk, user_id)
            end_links(desk, user_id)
            record(desk, "user:close", user_id)

    at_desk(actor, work)


def own_account(actor: Actor) -> tuple[uuid.UUID, int]:
    """The account that asks, and its revision before it proves itself. Raises Forbidden for those without one."""
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id, db.session.get_one(User, actor.user_id).revision


def locked(desk: Desk, user_id: uuid.UUID) -> User:
    """The account as it stands once nobody else changes it, whatever was read of it before."""
    desk.session.expire_all()
    return desk.session.get_one(User, user_id, with_for_update=True)


def _unchanged(desk: Desk, user_id: uuid.UUID, revision: int) -> User:
    user = locked(desk, user_id)
    expect(user, revision)
    return user


def another(desk: Desk, user_id: uuid.UUID) -> User:
    """Another's account. Nobody changes their own; one without a person (an administrator's) nobody changes."""
    user = find(desk.session, User, user_id, desk.scope.users())
    if user.person_id is None or user.id == desk.actor.user_id:
        raise Forbidden
    return locked(desk, user_id)


def to_keep(desk: Desk, user_id: uuid.UUID) -> User:
    """Another's account that may be taken over or closed: by one who oversees every role that it holds.

    Otherwise the keeper of one firm could sign as the principal, or as somebody's of another firm.
    """
    user = another(desk, user_id)
    if user.person_id is not None:
        desk.keep_person(user.person_id)
    if not all(_oversees(desk, grant) for grant in _standing(user)):
        raise Forbidden
    return user


def end_sign_ins(desk: Desk, user_id: uuid.UUID, but_device: str | None = None) -> None:
    """End the sessions and tokens of an account, those of one device excepted."""
    for kind in (SessionRow, ApiToken):
        desk.session.execute(
            update(kind)
            .where(kind.user_id == user_id, kind.ended_at.is_(None), kind.device != (but_device or ""))
            .values(ended_at=desk.now)
        )


def end_links(desk: Desk, user_id: uuid.UUID) -> None:
    """End the one-time link of an account that nobody has used yet."""
    desk.session.execute(
        update(AccountLink)
        .where(AccountLink.user_id == user_id, AccountLink.used_at.is_(None), AccountLink.ended_at.is_(None))
        .values(ended_at=desk.now)
    )


def record(desk: Desk, tag: str, user_id: uuid.UUID, payload: dict[str, object] | None = None) -> None:
    """Write an event of an account into the journal."""
    desk.record(tag, {"user_id": user_id, **(payload or {})}, journal.SYSTEM)


def _oversees(desk: Desk, grant: Grant) -> bool:
    """Whether the account may give and end this role there. A principal's is for the firm's registrars."""
    if grant.enterprise_id is not None:
        registrar = desk.in_charge(desk.session.get_one(Enterprise, grant.enterprise_id).area, REGISTRARS)
        return registrar or (grant.role is not Role.principal and desk.keeps(grant.enterprise_id))
    if grant.area_id is not None:
        return desk.in_charge(desk.session.get_one(Area, grant.area_id), REGISTRARS)
    return desk.actor.everywhere


def _standing(user: User) -> list[Grant]:
    return [Grant(g.role, g.enterprise_id, g.area_id) for g in user.grants if g.ended_at is None]


def _refuse_person(desk: Desk, person: Person) -> None:
    if person.left_at is not None:
        raise Invalid({"person_id": "left"})
    if desk.session.scalar(select(User.id).where(User.person_id == person.id)) is not None:
        raise Invalid({"person_id": "taken"})


def _refuse_role(grant: Grant, person: Person, field: str = "roles") -> None:
    fitting = ENTERPRISE_ROLES if grant.enterprise_id is not None else AREA_ROLES
    own_principal = person.is_principal and person.enterprise_id == grant.enterprise_id
    if grant.role not in fitting or (grant.role is Role.principal and not own_principal):
        raise Invalid({field: "role_not_granted"})
