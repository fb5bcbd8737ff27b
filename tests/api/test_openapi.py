"""The document of the API is whole: every reference resolves, every operation is named once and tells its fields."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from databases import on_one_engine
from flask import Flask
from flask_openapi.models import OpenAPISpec
from itsdangerous import URLSafeTimedSerializer
from plan_cast import Cast

from permit_service import accounts
from permit_service.config import service_config

METHODS = {"get", "post", "put", "delete"}


template = on_one_engine()


@pytest.fixture
def document(stage: Flask) -> dict[str, Any]:
    answer = stage.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json
    return told


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(inner)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield path, method, operation


def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    OpenAPISpec.model_validate(document)


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for node in _nodes(document):
        if isinstance(node.get("$ref"), str):
            assert node["$ref"].removeprefix("#/components/schemas/") in schemas
        assert "$defs" not in node


def test_operations_are_named_once(document: dict[str, Any]) -> None:
    names = Counter(operation["operationId"] for _, _, operation in _operations(document))
    assert [name for name, count in names.items() if count > 1] == []


def test_parameters_of_a_path_are_those_it_names(document: dict[str, Any]) -> None:
    for path, method, operation in _operations(document):
        told = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert told == set(re.findall(r"{(\w+)}", path)), (method, path)


def test_every_operation_says_what_it_does_and_answers(document: dict[str, Any]) -> None:
    for path, method, operation in _operations(document):
        assert operation["summary"].endswith("."), (method, path)
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert len(good) == 1, (method, path)
        assert {"401", "422", "500"} <= operation["responses"].keys()


def test_no_body_takes_what_it_does_not_name(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for path, method, operation in _operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"]["$ref"].rpartition("/")[2]
            assert schemas[name].get("additionalProperties") is False, (method, path)


def test_every_schema_tells_what_it_is(document: dict[str, Any]) -> None:
    bare = [
        name
        for name, schema in document["components"]["schemas"].items()
        if schema.get("type") == "object" and not schema.get("description")
    ]
    assert bare == []


def test_no_answer_is_a_float(document: dict[str, Any]) -> None:
    """A number that matters is text; JSON numbers in answers are whole."""
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("View"):
            assert all(node.get("type") != "number" for node in _nodes(schema)), name


def test_a_cookie_needs_the_csrf_token(stage: Flask, cast: Cast) -> None:
    """A browser sends cookies by itself; a token in a header it does not."""
    with stage.app_context():
        secret = accounts.open_session(cast.users["leader"], service_config(stage.config).session_life)
    client = stage.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["csrf_token"] = secret.value, "0" * 40
    body = {"window_start": "2026-12-01T08:30:00+08:00"}
    refused = client.post("/api/v1/jobs", json=body)
    assert (refused.status_code, refused.json["code"]) == (400, "csrf")
    token = URLSafeTimedSerializer(stage.secret_key, salt="wtf-csrf-token").dumps("0" * 40)
    assert client.post("/api/v1/jobs", json=body, headers={"X-CSRFToken": token}).status_code == 422
    assert client.get("/api/v1/me").status_code == 200
