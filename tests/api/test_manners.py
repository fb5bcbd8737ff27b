"""What every operation of the API does alike: whom it answers, and how it takes a bad body."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from api_client import API, Api, signed_in
from api_things import account, things
from databases import on_one_engine
from flask import Flask
from plan_cast import Cast
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from permit_service.models import db
from permit_service.models.journal import JournalRow
from permit_service.policy import POLICY, Policy
from permit_service.queries.scope_of_parts import PERSONAL
from workflows.vocabulary import Role

template = on_one_engine()

#: An account with it sees the sample firm's things and plays no part in any of them.
ONLOOKER = Role.expert


#: What stands in an address and names no thing.
CHOSEN = {"ledger": "people", "paper": "work_plan", "report": "checks"}


@dataclass(frozen=True)
class Operation:
    """One operation: method, path with ids filled in, endpoint, its part of the OpenAPI document."""

    method: str
    path: str
    endpoint: str
    told: dict[str, Any]

    @property
    def policy(self) -> Policy:
        return POLICY[self.endpoint]

    @property
    def takes(self) -> str | None:
        """The media type of its body, if it takes one."""
        content = self.told.get("requestBody", {}).get("content", {})
        return next(iter(content), None)

    @property
    def names_shared_means(self) -> bool:
        """Offered by an area to all of its firms."""
        return self.path.startswith("/shared-means/")

    @property
    def names_something(self) -> bool:
        named = [parameter["name"] for parameter in self.told.get("parameters", []) if parameter["in"] == "path"]
        return any(name not in CHOSEN for name in named)


@pytest.fixture
def operations(stage: Flask, cast: Cast) -> list[Operation]:
    """Every operation, on things of the sample firm; what is one account's own is not the firm's."""
    ids = {name: str(row_id) for name, row_id in things(stage, cast).items()} | CHOSEN
    found = []
    for template, by_method in stage.api_doc["paths"].items():  # type: ignore[attr-defined]
        for method, told in by_method.items():
            noun, name = _endpoint(stage, template, method.upper())
            path = template.removeprefix(API).format(**ids)
            if not any(f"{{{own}}}" in template for own in PERSONAL):
                found.append(Operation(method.upper(), path, f"api.{noun}.{name}", told))
    return found


def _endpoint(app: Flask, template: str, method: str) -> tuple[str, str]:
    for rule in app.url_map.iter_rules():
        plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if plain == template and method in (rule.methods or set()):
            _, noun, name = rule.endpoint.split(".")
            return noun, name
    raise LookupError(template)


def _odd(
    operations: list[Operation], send: Callable[[Operation], TestResponse], status: int, code: str
) -> list[tuple[str, int, str]]:
    """The operations that answer something else."""
    answers = [(one, send(one)) for one in operations]
    return [
        (one.endpoint, answer.status_code, answer.text[:120])
        for one, answer in answers
        if (answer.status_code, answer.is_json and answer.json["code"]) != (status, code)
    ]


def _plain(api: Api) -> Callable[[Operation], TestResponse]:
    return lambda one: api.send(one.method, one.path)


def test_the_documented_operations_are_the_served_ones(stage: Flask, operations: list[Operation]) -> None:
    served = {
        rule.endpoint
        for rule in stage.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.arguments.isdisjoint(PERSONAL)
    }
    assert {one.endpoint for one in operations} == served


def test_without_a_token_all_but_public_operations_are_401(stage: Flask, operations: list[Operation]) -> None:
    guarded = [one for one in operations if not one.policy.public]
    assert len(guarded) > 100
    assert _odd(guarded, _plain(Api(stage.test_client())), 401, "unauthenticated") == []


def test_an_ended_token_is_401(stage: Flask, operations: list[Operation]) -> None:
    guarded = [one for one in operations if not one.policy.public]
    assert _odd(guarded, _plain(Api(stage.test_client(), "no-such-token")), 401, "unauthenticated") == []


def test_a_stranger_finds_nothing(stage: Flask, cast: Cast, operations: list[Operation]) -> None:
    """Whatever its roles: the thing is out of its scope. What an area offers its firms has a test of its own."""
    stranger = signed_in(stage, cast.users["s_leader"])
    theirs = [one for one in operations if one.names_something and not one.names_shared_means]
    assert _odd(theirs, _plain(stranger), 404, "not_found") == []


def test_what_an_area_offers_is_there_for_its_own_firms_alone(
    stage: Flask, cast: Cast, operations: list[Operation]
) -> None:
    """A firm of the area may look at shared means and agree on them, not change them; elsewhere nobody knows them."""
    offered = [one for one in operations if one.names_shared_means]
    neighbour = _plain(signed_in(stage, cast.users["s_leader"]))
    assert {one.endpoint.removeprefix("api.shared_means."): neighbour(one).status_code for one in offered} == {
        "show": 200,
        "agree": 422,
        "edit": 403,
        "withdraw": 403,
    }
    assert _odd(offered, _plain(signed_in(stage, cast.users["other_officer"])), 404, "not_found") == []


def test_what_is_not_there_is_404_for_everyone(stage: Flask, cast: Cast, operations: list[Operation]) -> None:
    everyone = signed_in(stage, account(stage, "everyone", cast, *(set(Role) - {Role.clock})))

    def elsewhere(one: Operation) -> TestResponse:
        parts = [str(uuid.uuid4()) if part.count("-") == 4 else part for part in one.path.split("/")]
        return everyone.send(one.method, "/".join(parts))

    assert _odd([one for one in operations if one.names_something], elsewhere, 404, "not_found") == []


def test_another_role_is_403(stage: Flask, cast: Cast, operations: list[Operation]) -> None:
    onlooker = signed_in(stage, account(stage, "onlooker", cast, ONLOOKER))
    by_role = [one for one in operations if one.policy.roles is not None and ONLOOKER not in one.policy.roles]
    assert len(by_role) > 40
    assert _odd(by_role, _plain(onlooker), 403, "forbidden") == []


def test_a_derived_field_in_any_body_is_422_and_writes_nothing(
    stage: Flask, cast: Cast, operations: list[Operation]
) -> None:
    """Also where no body is taken at all."""
    everyone = signed_in(stage, account(stage, "everyone", cast, *(set(Role) - {Role.clock})))
    writing = [one for one in operations if one.method in ("POST", "PUT") and one.takes != "multipart/form-data"]
    before = _events(stage)
    derived = {"status": "approved", "passed": True, "verdict": "admit"}
    for one in writing:
        answer = everyone.send(one.method, one.path, json=derived)
        assert answer.status_code == 422, (one.endpoint, answer.text)
        told = {error["field"] for error in answer.json["errors"]}
        assert derived.keys() <= told, one.endpoint
        assert all(error["message"] for error in answer.json["errors"])
    assert _events(stage) == before


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "null", "{} {}"])
def test_what_is_no_json_object_is_422(stage: Flask, cast: Cast, operations: list[Operation], body: str) -> None:
    everyone = signed_in(stage, account(stage, "everyone", cast, *(set(Role) - {Role.clock})))
    taking = [one for one in operations if one.method in ("POST", "PUT") and one.takes == "application/json"]

    def send(one: Operation) -> TestResponse:
        return everyone.send(one.method, one.path, data=body, content_type="application/json")

    assert _odd(taking, send, 422, "invalid") == []


def test_every_answer_is_documented(stage: Flask, cast: Cast, operations: list[Operation]) -> None:
    everyone = signed_in(stage, account(stage, "everyone", cast, *(set(Role) - {Role.clock})))
    for one in operations:
        for body in ({}, {"status": "x"}):
            json = body if one.method in ("POST", "PUT") else None
            answer = everyone.send(one.method, one.path, json=json)
            response = one.told["responses"].get(str(answer.status_code))
            assert response is not None, (one.endpoint, answer.status_code, answer.text)
            assert answer.status_code == 204 or answer.mimetype in response["content"], one.endpoint


def _events(stage: Flask) -> int:
    with stage.app_context():
        return db.session.scalar(select(func.count()).select_from(JournalRow)) or 0
