"""Accounts: who gets which, roles, passwords, PINs, closing."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask, current_app
from keeping import administrator, faults, planning, tags
from plan_cast import PASSWORD, PIN, Cast
from threads import at_once

from permit_service import accounts as signing_in
from permit_service import passwords, wallclock
from permit_service.actor import Actor, Grant
from permit_service.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited, Unauthenticated
from permit_service.models import db
from permit_service.models.accounts import ApiToken, SessionRow, User
from permit_service.queries import accounts as reading
from permit_service.services import account_links, accounts, sign_ins
from permit_service.services.accounts import COMMAND_LINE, AccountForm
from permit_service.services.registers import people
from permit_service.services.registers.people import PersonForm
from workflows.vocabulary import Role

NEW = "another sample password"
LIFE = timedelta(hours=12)


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


def test_roles_are_given_and_ended_one_by_one(cast: Cast) -> None:
    keeper, user_id = cast.actor("manager"), cast.users["guardian"]
    here = Grant(Role.site_inspector, cast.enterprise)
    given = accounts.grant_role(keeper, user_id, here)
    assert Role.site_inspector in cast.actor("guardian").roles
    assert faults(lambda: accounts.grant_role(keeper, user_id, here)) == {"role": "taken"}
    accounts.end_grant(keeper, user_id, given.id)
    accounts.end_grant(keeper, user_id, given.id)
    assert cast.actor("guardian").roles == {Role.guardian, Role.tester}
    assert tags().count("user:end_grant") == 1, "ended, never deleted, and once"


def test_a_role_given_twice_at_once_is_given_once(cast: Cast) -> None:
    keepers, user_id = ("manager", "principal"), cast.users["guardian"]
    before = db.session.get_one(User, user_id).revision
    told = []

    def give(number: int) -> None:
        try:
            accounts.grant_role(cast.actor(keepers[number]), user_id, Grant(Role.site_inspector, cast.enterprise))
        except Invalid as error:
            told.append(error.fields["role"].code)

    at_once(current_app._get_current_object(), 2, give)  # type: ignore[attr-defined]
    db.session.rollback()
    assert told == ["taken"]
    assert db.session.get_one(User, user_id).revision == before + 1


def test_a_password_reset_meanwhile_is_not_overwritten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knew the old one proved themselves just before the keeper took it from them."""
    prove = passwords.prove

    def proved_just_before(user_id: uuid.UUID, **secret: str) -> object:
        proof = prove(user_id, **secret)
        account_links.reset_password(cast.actor("manager"), user_id)
        return proof

    leader = cast.actor("leader")
    monkeypatch.setattr(passwords, "prove", proved_just_before)
    with pytest.raises(Conflict):
        accounts.set_password(leader, PASSWORD, "a third sample password")
    with pytest.raises(Unauthenticated):
        signing_in.check_password("leader", PASSWORD)


def test_a_role_is_for_whoever_oversees_where_it_holds(cast: Cast) -> None:
    abroad = Grant(Role.guardian, cast.contractor)
    with pytest.raises(Forbidden):
        accounts.grant_role(cast.actor("manager"), cast.users["guardian"], abroad)
    with pytest.raises(NotFound):
        accounts.grant_role(cast.actor("s_leader"), cast.users["guardian"], Grant(Role.guardian, cast.stranger))
    with pytest.raises(Forbidden):
        accounts.grant_role(cast.actor("officer"), cast.users["grid"], Grant(Role.street_officer, area_id=cast.street))
    accounts.grant_role(cast.actor("district_officer"), cast.users["guardian"], abroad)
    assert cast.actor("guardian").enterprises_as(Role.guardian) == {cast.enterprise, cast.contractor}
    for places in ((cast.enterprise, cast.street), (None, None)):
        unclear = Grant(Role.expert, *places)
        assert faults(
            lambda unclear=unclear: accounts.grant_role(cast.actor("district_officer"), cast.users["grid"], unclear)
        ) == {"area_id": "one_place"}
    for field in ("enterprise_id", "area_id"):
        nowhere = Grant(Role.site_inspector, **{field: uuid.uuid4()})
        assert faults(
            lambda nowhere=nowhere: accounts.grant_role(cast.actor("district_officer"), cast.users["guardian"], nowhere)
        ) == {field: "unknown"}
    village = Grant(Role.third_party_inspector, area_id=cast.other_street)
    accounts.grant_role(cast.actor("district_officer"), cast.users["grid"], village)
    assert cast.actor("grid").areas_as(Role.third_party_inspector) == {cast.other_street}


def test_nobody_changes_their_own_roles_or_the_principals(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        accounts.grant_role(cast.actor("manager"), cast.users["manager"], Grant(Role.approver, cast.enterprise))
    standing = next(g.id for g in db.session.get_one(User, cast.users["principal"]).grants if g.role is Role.principal)
    with pytest.raises(Forbidden):
        accounts.end_grant(cast.actor("manager"), cast.users["principal"], standing)
    with pytest.raises(Forbidden):
        account_links.reset_password(cast.actor("manager"), cast.users["principal"])
    accounts.grant_role(cast.actor("district_officer"), cast.users["leader"], Grant(Role.work_leader, cast.contractor))
    with pytest.raises(Forbidden):  # the account now acts for another firm too
        account_links.reset_password(cast.actor("manager"), cast.users["leader"])


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


def secret_of(issued: account_links.IssuedLink) -> str:
    return issued.url.removeprefix("http://localhost/A/")


def test_an_invitation_is_accepted_once(cast: Cast) -> None:
    asked = AccountForm("newcomer", None, cast.people["entrant"], frozenset({Role.guardian}))
    first = account_links.invite(cast.actor("manager"), asked)
    again = account_links.invite_again(cast.actor("manager"), first.user_id)
    with pytest.raises(NotFound):  # the newer one has ended it
        account_links.accept(secret_of(first), NEW, PIN)
    assert faults(lambda: account_links.accept(secret_of(again), "short", PIN)) == {"password": "string_too_short"}
    assert faults(lambda: account_links.accept(secret_of(again), NEW, "111111")) == {"pin": "pin_simple"}
    account_links.accept(secret_of(again), NEW, PIN)
    assert signing_in.check_password("newcomer", NEW) == first.user_id
    assert passwords.prove(first.user_id, pin=PIN).user_id == first.user_id
    with pytest.raises(NotFound):
        account_links.accept(secret_of(again), NEW, PIN)
    used = {"user_id": "invitation_used"}
    assert faults(lambda: account_links.invite_again(cast.actor("manager"), first.user_id)) == used
    assert {"user:invite", "user:accept_link"} <= set(tags())


def test_a_link_expires_and_can_be_ended(cast: Cast) -> None:
    with planning():
        issued = account_links.reset_password(cast.actor("manager"), cast.users["leader"])
    with wallclock.at(issued.expires_at), pytest.raises(NotFound):
        account_links.accept(secret_of(issued), NEW, PIN)
    other = account_links.reset_password(cast.actor("manager"), cast.users["leader"])
    account_links.end_link(cast.actor("manager"), cast.users["leader"])
    with pytest.raises(NotFound):
        account_links.accept(secret_of(other), NEW, PIN)
    with pytest.raises(NotFound):
        account_links.reset_password(cast.actor("s_leader"), cast.users["leader"])


def test_a_keepers_reset_takes_password_and_pin_and_lifts_the_lock(cast: Cast) -> None:
    secret = signing_in.open_session(cast.users["leader"], LIFE)
    issued = account_links.reset_password(cast.actor("manager"), cast.users["leader"])
    assert signing_in.actor_of(SessionRow, secret.value) is None
    assert faults(lambda: passwords.prove(cast.users["leader"], pin=PIN)) == {"pin": "pin_not_set"}
    for _ in range(signing_in.FAILURES_ALLOWED):
        with pytest.raises(Unauthenticated):
            signing_in.check_password("leader", PASSWORD)
    account_links.accept(secret_of(issued), NEW, PIN)
    assert signing_in.check_password("leader", NEW) == cast.users["leader"]


def test_a_lock_is_seen_and_lifted(cast: Cast) -> None:
    for _ in range(signing_in.FAILURES_ALLOWED):
        with pytest.raises(Unauthenticated):
            signing_in.check_password("leader", "not the password")
    with pytest.raises(RateLimited):
        signing_in.check_password("leader", PASSWORD)
    (entry,) = reading.entries(db.session(), (db.session.get_one(User, cast.users["leader"]),))
    assert entry.locked_until is not None
    with pytest.raises(Forbidden):
        accounts.lift_lock(cast.actor("deputy"), cast.users["leader"])
    accounts.lift_lock(cast.actor("manager"), cast.users["leader"])
    assert signing_in.check_password("leader", PASSWORD) == cast.users["leader"]


def test_sign_ins_are_listed_and_ended_by_their_owner_alone(cast: Cast) -> None:
    user_id = cast.users["leader"]
    here = signing_in.open_session(user_id, LIFE, name="Chrome")
    there = signing_in.open_session(user_id, LIFE)
    actor = signing_in.actor_of(SessionRow, here.value)
    assert actor is not None
    assert faults(lambda: sign_ins.make_token(actor, "", 0)) == {
        "name": "required",
        "days": "greater_than_equal",
    }
    token = sign_ins.make_token(actor, "检测仪网关", 30)
    assert signing_in.actor_of(ApiToken, token.value) is not None
    (kept,) = reading.tokens(db.session(), user_id)
    other = next(row for row in reading.sessions(db.session(), user_id) if row.device == there.device)
    for end, row in ((sign_ins.end_session, other), (sign_ins.end_token, kept)):
        with pytest.raises(NotFound):
            end(cast.actor("manager"), row.id)
        end(actor, row.id)
    assert [row.name for row in reading.sessions(db.session(), user_id)] == ["Chrome"]
    assert reading.tokens(db.session(), user_id) == ()
    signing_in.open_session(user_id, LIFE)
    sign_ins.end_others(actor)
    assert [row.name for row in reading.sessions(db.session(), user_id)] == ["Chrome"]


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
