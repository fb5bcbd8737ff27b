"""Accounts: who gets which, roles, passwords, PINs, closing."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask, current_app
from keeping import administrator, faults, planning, tags
from plan_cast import PASSWORD, PIN, Cast, raise_cast
from threads import at_once

from permit_service import accounts as signing_in
from permit_service import passwords
from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, NotFound, Unauthenticated
from permit_service.models import db
from permit_service.models.accounts import ApiToken, SessionRow, User
from permit_service.services import accounts
from permit_service.services.accounts import COMMAND_LINE, AccountForm
from permit_service.services.registers import people
from permit_service.services.registers.people import PersonForm
from workflows.vocabulary import Role

NEW = "another sample password"
LIFE = timedelta(hours=12)


@pytest.fixture
def cast(app: Flask) -> Cast:
    return raise_cast()


def form(person_id: uuid.UUID, *roles: Role, login: str = "newcomer") -> AccountForm:
    return AccountForm(login, NEW, person_id, frozenset(roles))


def test_a_keeper_gives_a_colleague_an_account(cast: Cast) -> None:
    asked = form(cast.people["entrant"], Role.guardian, login=" Newcomer ")
    user = accounts.create_user(cast.actor("manager"), asked)
    assert (user.login, user.enterprise_id) == ("newcomer", cast.enterprise)
    assert signing_in.check_password("newcomer", NEW) == user.id
    assert signing_in.actor_for(user).enterprises_as(Role.guardian) == {cast.enterprise}
    assert "user:add" in tags()


def test_an_officers_roles_hold_in_the_area(cast: Cast) -> None:
    person = people.add_officer(cast.actor("district_officer"), cast.street, PersonForm("样例新人"))
    user = accounts.create_user(cast.actor("district_officer"), form(person.id, Role.grid_officer))
    assert signing_in.actor_for(user).areas_as(Role.grid_officer) == {cast.street}


@pytest.mark.parametrize(
    "role", [Role.street_officer, Role.administrator, Role.clock, Role.principal], ids=lambda role: role.value
)
def test_a_firm_grants_only_what_is_its_own(cast: Cast, role: Role) -> None:
    create = lambda: accounts.create_user(cast.actor("manager"), form(cast.people["entrant"], role))  # noqa: E731
    assert faults(create) == {"roles": "role_not_granted"}


def test_an_area_grants_no_role_of_a_firm(cast: Cast) -> None:
    person = people.add_officer(cast.actor("district_officer"), cast.street, PersonForm("样例新人"))
    create = lambda: accounts.create_user(administrator(), form(person.id, Role.approver))  # noqa: E731
    assert faults(create) == {"roles": "role_not_granted"}


def test_an_account_needs_a_role_and_a_person_without_one(cast: Cast) -> None:
    keeper = cast.actor("manager")
    assert faults(lambda: accounts.create_user(keeper, form(cast.people["entrant"]))) == {"roles": "required"}
    taken = form(cast.people["leader"], Role.work_leader)
    assert faults(lambda: accounts.create_user(keeper, taken)) == {"person_id": "taken"}
    same_login = form(cast.people["entrant"], Role.guardian, login="leader")
    assert faults(lambda: accounts.create_user(keeper, same_login)) == {"login": "taken"}


def test_strangers_and_colleagues_give_no_accounts(cast: Cast) -> None:
    with pytest.raises(NotFound):
        accounts.create_user(cast.actor("s_leader"), form(cast.people["entrant"], Role.guardian))
    with pytest.raises(Forbidden):
        accounts.create_user(cast.actor("leader"), form(cast.people["entrant"], Role.guardian))
    with pytest.raises(Forbidden):
        accounts.create_user(cast.actor("officer"), form(cast.people["grid"], Role.district_officer, login="self-made"))


def test_roles_that_are_taken_away_end_at_once(cast: Cast) -> None:
    accounts.set_roles(cast.actor("manager"), cast.users["guardian"], frozenset({Role.guardian, Role.site_inspector}))
    assert cast.actor("guardian").roles == {Role.guardian, Role.site_inspector}
    ended = [g.role for g in db.session.get_one(User, cast.users["guardian"]).grants if g.ended_at is not None]
    assert ended == [Role.tester], "ended, never deleted"


def test_roles_given_by_two_at_once_are_those_of_one_of_them(cast: Cast) -> None:
    """Neither edit is mixed into the other, and each is one more revision of the account."""
    keepers, asked = ("manager", "principal"), (frozenset({Role.guardian}), frozenset({Role.tester, Role.approver}))
    user_id = cast.users["guardian"]
    before = db.session.get_one(User, user_id).revision

    def give(number: int) -> None:
        accounts.set_roles(cast.actor(keepers[number]), user_id, asked[number])

    at_once(current_app._get_current_object(), 2, give)  # type: ignore[attr-defined]
    db.session.rollback()
    assert cast.actor("guardian").roles in asked
    assert db.session.get_one(User, user_id).revision == before + 2


def test_a_password_reset_meanwhile_is_not_overwritten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knew the old one proved themselves just before the keeper took it from them."""
    prove = passwords.prove

    def proved_just_before(user_id: uuid.UUID, **secret: str) -> object:
        proof = prove(user_id, **secret)
        accounts.reset_password(cast.actor("manager"), user_id, NEW)
        return proof

    leader = cast.actor("leader")
    monkeypatch.setattr(passwords, "prove", proved_just_before)
    with pytest.raises(Conflict):
        accounts.set_password(leader, PASSWORD, "a third sample password")
    assert signing_in.check_password("leader", NEW) == cast.users["leader"]
    with pytest.raises(Conflict):
        accounts.set_pin(leader, NEW, "204681")
    assert db.session.get_one(User, cast.users["leader"]).pin_hash is None


def test_nobody_changes_their_own_roles(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        accounts.set_roles(cast.actor("manager"), cast.users["manager"], frozenset({Role.approver}))


def test_a_new_password_ends_every_other_sign_in(cast: Cast) -> None:
    here = signing_in.open_session(cast.users["leader"], LIFE)
    there = signing_in.open_session(cast.users["leader"], LIFE)
    token = signing_in.open_token(cast.users["leader"], LIFE)
    actor = signing_in.actor_of(SessionRow, here.value)
    assert actor is not None
    accounts.set_password(actor, PASSWORD, NEW)
    assert signing_in.actor_of(SessionRow, here.value) is not None
    assert signing_in.actor_of(SessionRow, there.value) is None
    assert signing_in.actor_of(ApiToken, token.value) is None
    assert signing_in.check_password("leader", NEW) == cast.users["leader"]


def test_a_password_changes_only_with_the_old_one(cast: Cast) -> None:
    actor = cast.actor("leader")
    assert faults(lambda: accounts.set_password(actor, "not the old one", NEW)) == {"password": "password_wrong"}
    assert faults(lambda: accounts.set_password(actor, PASSWORD, "short")) == {"password": "string_too_short"}
    assert signing_in.check_password("leader", PASSWORD) == cast.users["leader"]


def test_a_keepers_reset_ends_sign_ins_and_takes_the_pin(cast: Cast) -> None:
    secret = signing_in.open_session(cast.users["leader"], LIFE)
    accounts.reset_password(cast.actor("manager"), cast.users["leader"], NEW)
    assert signing_in.actor_of(SessionRow, secret.value) is None
    assert signing_in.check_password("leader", NEW) == cast.users["leader"]
    assert faults(lambda: passwords.prove(cast.users["leader"], pin=PIN)) == {"pin": "pin_not_set"}
    with pytest.raises(NotFound):
        accounts.reset_password(cast.actor("s_leader"), cast.users["leader"], NEW)


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "901234"])
def test_a_pin_that_anyone_would_try_is_refused(cast: Cast, pin: str) -> None:
    assert faults(lambda: accounts.set_pin(cast.actor("leader"), PASSWORD, pin)) == {"pin": "pin_simple"}


@pytest.mark.parametrize("pin", ["", "72941", "7294166", "72941x", "７２９４１６"])
def test_a_pin_has_six_digits(cast: Cast, pin: str) -> None:
    assert faults(lambda: accounts.set_pin(cast.actor("leader"), PASSWORD, pin)) == {"pin": "pin_format"}


def test_a_pin_is_set_with_the_password_and_starts_its_tries_anew(cast: Cast) -> None:
    actor, user_id = cast.actor("leader"), cast.users["leader"]
    for _ in range(5):
        faults(lambda: passwords.prove(user_id, pin="000000"))
    assert faults(lambda: accounts.set_pin(actor, "not the password", "729416")) == {"password": "password_wrong"}
    assert faults(lambda: passwords.prove(user_id, pin=PIN)) == {"pin": "pin_locked"}
    accounts.set_pin(actor, PASSWORD, "729416")
    with planning():
        assert passwords.prove(user_id, pin="729416").user_id == user_id
    assert "user:set_pin" in tags()


def test_a_closed_account_signs_in_no_more(cast: Cast) -> None:
    secret = signing_in.open_session(cast.users["leader"], LIFE)
    accounts.close_account(cast.actor("manager"), cast.users["leader"])
    accounts.close_account(cast.actor("manager"), cast.users["leader"])
    assert signing_in.actor_of(SessionRow, secret.value) is None
    with pytest.raises(Unauthenticated):
        signing_in.check_password("leader", PASSWORD)
    assert tags().count("user:close") == 1


def test_the_command_line_has_no_account_of_its_own(app: Flask) -> None:
    nobody: Actor = COMMAND_LINE
    with pytest.raises(Forbidden):
        accounts.set_pin(nobody, PASSWORD, PIN)
