"""Who asks, whether it is for them, and the CSRF token, in this order and before any body is read."""

import re
import uuid
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import pytest
from core_rows import PASSWORD, account
from flask import Flask, request
from flask.testing import FlaskClient
from rows import NOON, Rows
from sqlalchemy import update
from sqlalchemy.orm import Session
from threads import at_once

from permit_service import access, accounts, unit_of_work, wallclock
from permit_service.errors import Invalid, RateLimited, Unauthenticated
from permit_service.models.accounts import ApiToken, RoleGrant, SessionRow, User
from permit_service.models.enterprises import Enterprise
from permit_service.policy.kinds import PUBLIC, SIGNED_IN, Policy, only
from workflows.vocabulary import Role

MINE, FOREIGN = uuid.UUID(int=1), uuid.UUID(int=2)
LIFE = timedelta(hours=1)
POLICY: Mapping[str, Policy] = MappingProxyType(
    {
        "sign_in": PUBLIC,
        "sign_out": SIGNED_IN,
        "form": PUBLIC,
        "api_public": PUBLIC,
        "api_thing": only(Role.guardian),
        "api_other": only(Role.principal),
        "page": SIGNED_IN,
        "api_unscoped": SIGNED_IN,
    }
)


@pytest.fixture
def guarded(own_service: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with one account, guardian of an enterprise, and a route of every kind."""
    monkeypatch.setattr(access, "POLICY", POLICY)
    monkeypatch.setattr(access, "SCOPES", {"thing_id": lambda actor, thing_id: thing_id == MINE})

    def read_body(**_: uuid.UUID) -> dict[str, object]:
        if not request.is_json:
            raise Invalid({"body": "json_invalid"})
        return {"user": str(access.current_actor().user_id)}

    def sign_in() -> dict[str, str]:
        access.sign_in_browser(accounts.check_password(request.form["login"], request.form["password"]))
        return {"device": access.current_actor().device}

    def sign_out() -> str:
        access.sign_out_browser()
        return "out"

    own_service.add_url_rule("/test/sign-in", "sign_in", sign_in, methods=["POST"])
    own_service.add_url_rule("/test/sign-out", "sign_out", sign_out, methods=["POST"])
    own_service.add_url_rule("/form", "form", lambda: access.csrf and own_service.jinja_env.globals["csrf_token"]())
    own_service.add_url_rule("/page", "page", lambda: "page")
    own_service.add_url_rule("/api/v1/public", "api_public", lambda: {"ok": True}, methods=["POST"])
    own_service.add_url_rule("/api/v1/things/<uuid:thing_id>", "api_thing", read_body, methods=["POST"])
    own_service.add_url_rule("/api/v1/others/<uuid:thing_id>", "api_other", read_body, methods=["POST"])
    own_service.add_url_rule("/api/v1/unscoped/<uuid:foreign_id>", "api_unscoped", read_body, methods=["POST"])
    own_service.add_url_rule("/api/v1/forgotten", "api_forgotten", lambda: {"ok": True})
    with own_service.app_context():
        unit_of_work.run(make_guardian)
    return own_service


def make_guardian(session: Session) -> None:
    rows = Rows(session)
    password_hash = accounts.passwords.hash_password(PASSWORD)
    user = rows.make(User, login="zhang", password_hash=password_hash, created_at=NOON)
    enterprise = rows.shared(Enterprise)
    rows.make(RoleGrant, user_id=user.id, role=Role.guardian, enterprise_id=enterprise.id)
    rows.make(RoleGrant, user_id=user.id, role=Role.principal, enterprise_id=enterprise.id, ended_at=NOON)


def token_of(app: Flask, login: str = "zhang", life: timedelta = LIFE) -> str:
    with app.app_context():
        return accounts.open_token(accounts.check_password(login, PASSWORD), life).value


def csrf_of(client: FlaskClient) -> str:
    return client.get("/form").text


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/test/sign-in", data={"login": "zhang", "password": PASSWORD, "csrf_token": csrf_of(client)})
    assert answer.status_code == 200
    return client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/api/v1/things/{MINE}", 422, "invalid"),
        (f"/api/v1/things/{FOREIGN}", 404, "not_found"),
        (f"/api/v1/others/{MINE}", 403, "forbidden"),
        (f"/api/v1/others/{FOREIGN}", 404, "not_found"),
        (f"/api/v1/unscoped/{MINE}", 404, "not_found"),
        ("/api/v1/forgotten", 405, "method_not_allowed"),
    ],
)
def test_the_order_is_401_404_403_422(guarded: Flask, path: str, status: int, code: str) -> None:
    client = guarded.test_client()
    if status != 405:
        stranger = client.post(path, data="not json")
        assert (stranger.status_code, stranger.json["code"]) == (401, "unauthenticated")
        bad = client.post(path, data="not json", headers=bearer("guessed"))
        assert bad.status_code == 401
    known = client.post(path, data="not json", headers=bearer(token_of(guarded)))
    assert (known.status_code, known.json["code"]) == (status, code)


def test_an_endpoint_without_policy_is_there_for_nobody(guarded: Flask) -> None:
    assert guarded.test_client().get("/api/v1/forgotten", headers=bearer(token_of(guarded))).status_code == 404


def test_a_token_acts_without_csrf(guarded: Flask) -> None:
    answer = guarded.test_client().post(f"/api/v1/things/{MINE}", json={}, headers=bearer(token_of(guarded)))
    assert answer.status_code == 200


def test_a_cookie_on_the_api_needs_the_csrf_header(guarded: Flask) -> None:
    client = signed_in(guarded)
    without = client.post(f"/api/v1/things/{MINE}", json={})
    assert (without.status_code, without.json["code"]) == (400, "csrf")
    wrong = client.post(f"/api/v1/things/{MINE}", json={}, headers={"X-CSRFToken": "guessed"})
    assert wrong.status_code == 400
    right = client.post(f"/api/v1/things/{MINE}", json={}, headers={"X-CSRFToken": csrf_of(client)})
    assert right.status_code == 200


def test_a_broken_token_never_falls_back_to_the_cookie(guarded: Flask) -> None:
    client = signed_in(guarded)
    headers = {**bearer("guessed"), "X-CSRFToken": csrf_of(client)}
    assert client.post(f"/api/v1/things/{MINE}", json={}, headers=headers).status_code == 401


def test_a_public_write_of_the_api_needs_no_csrf_from_strangers_only(guarded: Flask) -> None:
    assert guarded.test_client().post("/api/v1/public").status_code == 200
    assert signed_in(guarded).post("/api/v1/public").status_code == 400


def test_signing_in_needs_the_token_of_the_form(guarded: Flask) -> None:
    client = guarded.test_client()
    answer = client.post("/test/sign-in", data={"login": "zhang", "password": PASSWORD})
    assert answer.status_code == 400
    assert "页面已失效" in answer.text


def test_csrf_tokens_do_not_run_out(guarded: Flask) -> None:
    assert guarded.config["WTF_CSRF_TIME_LIMIT"] is None
    assert guarded.config["TESTING"] is True
    assert guarded.config.get("WTF_CSRF_ENABLED") is True


def test_a_session_works_until_it_is_signed_out(guarded: Flask) -> None:
    client = signed_in(guarded)
    assert client.get("/page").text == "page"
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert client.post("/test/sign-out", data={"csrf_token": csrf_of(client)}).text == "out"
    assert client.get("/page").headers["Location"].startswith("/sign-in?next=")
    client.set_cookie("session", cookie.value)
    assert client.get("/page").status_code == 302  # the row has ended, whoever kept the cookie


@pytest.mark.parametrize("how", ["lapsed", "closed"])
def test_a_token_ends_with_its_time_or_its_account(guarded: Flask, how: str) -> None:
    token = token_of(guarded)
    if how == "closed":
        with guarded.app_context():
            unit_of_work.run(lambda session: session.execute(update(User).values(active=False)))
    later = wallclock.now() + (LIFE if how == "lapsed" else timedelta(0))
    with wallclock.at(later):
        answer = guarded.test_client().post(f"/api/v1/things/{MINE}", json={}, headers=bearer(token))
    assert answer.status_code == 401


def test_an_ended_token_is_worth_nothing(guarded: Flask) -> None:
    token = token_of(guarded)
    with guarded.app_context():
        accounts.end(ApiToken, token)
        assert accounts.actor_of(ApiToken, token) is None
        assert accounts.actor_of(SessionRow, token) is None


def test_the_actor_has_the_grants_that_stand(guarded: Flask) -> None:
    token = token_of(guarded)
    with guarded.app_context():
        actor = accounts.actor_of(ApiToken, token)
    assert actor is not None
    assert actor.roles == {Role.guardian}
    assert len(actor.enterprises_as(Role.guardian)) == 1
    assert actor.areas_as(Role.guardian) == frozenset()
    assert re.fullmatch("[0-9a-f]{32}", actor.device)


def test_secrets_are_kept_as_hashes(guarded: Flask) -> None:
    token = token_of(guarded)
    with guarded.app_context():
        row = accounts.db.session.query(ApiToken).one()
        assert row.token_hash != token
        assert len(row.token_hash) == 64


@pytest.mark.parametrize("login", ["zhang", "nobody"])
def test_ten_wrong_passwords_close_a_login_known_or_not(guarded: Flask, login: str) -> None:
    with guarded.app_context(), wallclock.at(NOON):
        for _ in range(accounts.FAILURES_ALLOWED):
            with pytest.raises(Unauthenticated):
                accounts.check_password(login, "wrong password")
        with pytest.raises(RateLimited) as caught:
            accounts.check_password(login, PASSWORD)
        assert caught.value.retry_after == 15 * 60 + 1
    with guarded.app_context(), wallclock.at(NOON + accounts.LOCKED_FOR):
        if login == "zhang":
            accounts.check_password(" ZHANG ", PASSWORD)
        else:
            with pytest.raises(Unauthenticated):
                accounts.check_password(login, PASSWORD)


def test_guesses_at_once_are_no_more_than_ten(guarded: Flask) -> None:
    """The limit stands with each try, not with its judgement: slow hashing opens no window."""

    def guess(number: int) -> type[Exception]:
        with pytest.raises((Unauthenticated, RateLimited)) as caught:
            accounts.check_password("zhang", f"wrong password {number}")
        return caught.type

    told = at_once(guarded, accounts.FAILURES_ALLOWED + 4, guess)
    assert (told.count(Unauthenticated), told.count(RateLimited)) == (accounts.FAILURES_ALLOWED, 4)


def test_a_good_password_forgives_the_bad_ones(guarded: Flask) -> None:
    with guarded.app_context(), wallclock.at(NOON):
        for _ in range(3):
            for _ in range(accounts.FAILURES_ALLOWED - 1):
                with pytest.raises(Unauthenticated):
                    accounts.check_password("zhang", "wrong password")
            accounts.check_password("zhang", PASSWORD)


def test_a_closed_account_cannot_sign_in(guarded: Flask) -> None:
    with guarded.app_context():
        account("wang", active=False)
        with pytest.raises(Unauthenticated):
            accounts.check_password("wang", PASSWORD)


def test_a_device_keeps_its_id_and_strangers_cannot_choose_one(guarded: Flask) -> None:
    with guarded.app_context():
        user_id = accounts.check_password("zhang", PASSWORD)
        first = accounts.open_token(user_id, LIFE)
        assert accounts.open_token(user_id, LIFE, first.device).device == first.device
        assert accounts.open_token(user_id, LIFE, "x" * 100).device != "x" * 100
