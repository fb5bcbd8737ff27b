"""Accounts: who may sign in, in which roles, with which password and PIN.

Signing in and out itself stands in ``permit_service.accounts``, which access control uses before any use case runs.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from permit_service import accounts, journal, passwords
from permit_service.actor import Actor, Grant
from permit_service.errors import Forbidden, Invalid
from permit_service.models.accounts import ApiToken, RoleGrant, SessionRow, User
from permit_service.models.base import db
from permit_service.models.people import Person
from permit_service.queries.scope import find
from permit_service.services.registers.desk import Desk, at_desk, expect, touch
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
AREA_ROLES = frozenset({Role.street_officer, Role.grid_officer, Role.district_officer, Role.expert})


@dataclass(frozen=True, slots=True)
class AccountForm:
    """A new account for a person of the register, who brings the organisation in which the roles hold."""

    login: str
    password: str
    person_id: uuid.UUID
    roles: frozenset[Role]


def create_user(actor: Actor, form: AccountForm) -> User:
    """Give somebody of the register an account.

    Raises Invalid (``login``, ``password``; ``person_id``: ``taken``, ``left``; ``roles``: ``required``,
    ``role_not_granted`` for a role of another kind of organisation or a principal's who is none), Forbidden, NotFound.
    """

    def work(desk: Desk) -> User:
        person = desk.keep_person(form.person_id)
        _refuse_person(desk, person)
        if not form.roles:
            raise Invalid({"roles": "required"})
        _check_roles(person, form.roles)
        return accounts.add_user(
            desk.session,
            login=form.login.strip().lower(),
            password=form.password,
            grants=tuple(_grant(person, role) for role in sorted(form.roles)),
            by=actor,
            at=desk.now,
            person_id=person.id,
            enterprise_id=person.enterprise_id,
            area_id=person.area_id,
        )

    return at_desk(actor, work)


def set_roles(actor: Actor, user_id: uuid.UUID, roles: frozenset[Role]) -> User:
    """Give an account exactly these roles in its organisation; those it loses end now.

    Raises Invalid (``roles``: ``role_not_granted``), Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> User:
        user, person = _to_keep(desk, user_id)
        _check_roles(person, roles)
        standing = {grant.role: grant for grant in user.grants if grant.ended_at is None}
        for role in sorted(standing.keys() - roles):
            standing[role].ended_at = desk.now
        for role in sorted(roles - standing.keys()):
            user.grants.append(
                RoleGrant(
                    role=role,
                    enterprise_id=person.enterprise_id,
                    area_id=person.area_id,
                    granted_by_id=actor.user_id,
                    granted_at=desk.now,
                )
            )
        touch(user)
        _record(desk, "user:set_roles", user_id, {"roles": sorted(roles)})
        return user

    return at_desk(actor, work)


def reset_password(actor: Actor, user_id: uuid.UUID, password: str) -> None:
    """Give an account a new password, as its keeper; its sessions and tokens end and its PIN falls.

    Raises Invalid (``password``), Forbidden (also for one's own account), NotFound.
    """

    password_hash = passwords.hash_password(password)

    def work(desk: Desk) -> None:
        user, _ = _to_keep(desk, user_id)
        user.password_hash, user.pin_hash = password_hash, None
        _end_sign_ins(desk, user_id)
        _record(desk, "user:reset_password", user_id)

    at_desk(actor, work)


def set_password(actor: Actor, old: str, new: str) -> None:
    """Change one's own password; all other sign-ins end too.

    Raises Invalid (``password``: ``password_wrong`` for the old one, else for the new one), RateLimited, Conflict
    ``stale`` if the account was changed meanwhile, its password reset for instance.
    """
    user_id, revision = _own_account(actor)
    password_hash = passwords.hash_password(new)
    passwords.prove(user_id, password=old)

    def work(desk: Desk) -> None:
        _unchanged(desk, user_id, revision).password_hash = password_hash
        _end_sign_ins(desk, user_id, but_device=actor.device)
        _record(desk, "user:set_password", user_id)

    at_desk(actor, work)


def set_pin(actor: Actor, password: str, pin: str) -> None:
    """Set one's own signing PIN: six digits that are no simple run. Tries start anew.

    Raises Invalid (``password``: ``password_wrong``; ``pin``: ``pin_format``, ``pin_simple``), RateLimited, Conflict
    ``stale`` if the account was changed meanwhile.
    """
    user_id, revision = _own_account(actor)
    pin_hash = passwords.hash_pin(pin)
    passwords.prove(user_id, password=password)

    def work(desk: Desk) -> None:
        user = _unchanged(desk, user_id, revision)
        user.pin_hash, user.pin_failures = pin_hash, 0
        _record(desk, "user:set_pin", user_id)

    at_desk(actor, work)


def close_account(actor: Actor, user_id: uuid.UUID) -> None:
    """Close an account: nobody signs in with it any more; a second time does nothing.

    Raises Forbidden (also for one's own account), NotFound.
    """

    def work(desk: Desk) -> None:
        user, _ = _to_keep(desk, user_id)
        if user.active:
            user.active = False
            _end_sign_ins(desk, user_id)
            _record(desk, "user:close", user_id)

    at_desk(actor, work)


def _own_account(actor: Actor) -> tuple[uuid.UUID, int]:
    """The account that asks, and its revision before it proves itself."""
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id, db.session.get_one(User, actor.user_id).revision


def _locked(desk: Desk, user_id: uuid.UUID) -> User:
    """The account as it stands once nobody else changes it, whatever was read of it before."""
    desk.session.expire_all()
    return desk.session.get_one(User, user_id, with_for_update=True)


def _unchanged(desk: Desk, user_id: uuid.UUID, revision: int) -> User:
    user = _locked(desk, user_id)
    expect(user, revision)
    return user


def _to_keep(desk: Desk, user_id: uuid.UUID) -> tuple[User, Person]:
    """Another's account and its person. Nobody changes the roles of their own; an administrator's has no person."""
    user = find(desk.session, User, user_id, desk.scope.users())
    if user.person_id is None or user.id == desk.actor.user_id:
        raise Forbidden
    person = desk.keep_person(user.person_id)
    return _locked(desk, user_id), person


def _refuse_person(desk: Desk, person: Person) -> None:
    if person.left_at is not None:
        raise Invalid({"person_id": "left"})
    if desk.session.scalar(select(User.id).where(User.person_id == person.id)) is not None:
        raise Invalid({"person_id": "taken"})


def _check_roles(person: Person, roles: Iterable[Role]) -> None:
    fitting = ENTERPRISE_ROLES if person.enterprise_id is not None else AREA_ROLES
    for role in roles:
        if role not in fitting or (role is Role.principal and not person.is_principal):
            raise Invalid({"roles": "role_not_granted"})


def _grant(person: Person, role: Role) -> Grant:
    return Grant(role, enterprise_id=person.enterprise_id, area_id=person.area_id)


def _end_sign_ins(desk: Desk, user_id: uuid.UUID, but_device: str | None = None) -> None:
    for kind in (SessionRow, ApiToken):
        desk.session.execute(
            update(kind)
            .where(kind.user_id == user_id, kind.ended_at.is_(None), kind.device != (but_device or ""))
            .values(ended_at=desk.now)
        )


def _record(desk: Desk, tag: str, user_id: uuid.UUID, payload: dict[str, object] | None = None) -> None:
    desk.record(tag, {"user_id": user_id, **(payload or {})}, journal.SYSTEM)
