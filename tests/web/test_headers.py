"""Headers of every answer, and errors as pages and as problems."""

import gzip
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from rows import NOON, Rows
from served import config_of, service_on
from sqlalchemy import text
from werkzeug.test import TestResponse

from permit_service import static_files, unit_of_work, wallclock
from permit_service.app import create_app
from permit_service.errors import Busy, Conflict, Invalid, NotFound, ProblemCode, RateLimited, RefusedError
from permit_service.logging import masked
from permit_service.models import db
from permit_service.models.accounts import User
from permit_service.models.people import Person
from permit_service.policy.kinds import ANONYMOUS, PUBLIC
from workflows.codes import Code
from workflows.sources import HouseRule
from workflows.verdict import Clearance, GateResult, GateState, Refusal
from workflows.vocabulary import Action

TOKEN = "PFBGX3LK"
CLEARANCE = Clearance(
    Action.enter,
    NOON,
    7,
    (
        GateResult("a", "R14", 6, GateState.refused, (Refusal(Code.space_changed, 6, HouseRule("adopted")),)),
        GateResult("b", "R37", 4, GateState.unknown),
    ),
)
RAISED = {
    "not_found": NotFound(),
    "stale": Conflict(ProblemCode.stale),
    "refused": RefusedError(CLEARANCE),
    "invalid": Invalid({"reading.0.value": "missing"}),
    "limited": RateLimited(7),
    "busy": Busy(),
    "broken": ZeroDivisionError("secret detail"),
}


@pytest.fixture
def raising(own_service: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with two public routes that raise what is asked for."""

    def fail(name: str) -> None:
        raise RAISED[name]

    policy = {"api_fail": PUBLIC, "page_fail": PUBLIC, "public.permit": PUBLIC, "static": ANONYMOUS}
    monkeypatch.setattr("permit_service.access.POLICY", policy)
    own_service.add_url_rule("/api/v1/fail/<name>", "api_fail", fail)
    own_service.add_url_rule("/fail/<name>", "page_fail", fail)
    own_service.view_functions["public.permit"] = lambda **code: "ok"
    own_service.config["PROPAGATE_EXCEPTIONS"] = False
    return own_service


def get(app: Flask, path: str) -> TestResponse:
    return app.test_client().get(path, buffered=True)  # a file sent unbuffered would stay open


def test_every_answer_is_guarded(service: Flask) -> None:
    for path in ("/livez", "/nothing", "/api/v1/nothing", f"{service.static_url_path}/css/app.css"):
        headers = get(service, path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'; img-src 'self' data: blob:;")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert len(headers["X-Request-Id"]) == 32


def test_the_time_here_is_in_every_answer_that_has_one(service: Flask) -> None:
    assert get(service, "/nothing").headers["X-Server-Time"].endswith("Z")
    assert "X-Server-Time" not in get(service, "/livez").headers


def test_a_broken_transaction_does_not_break_the_answer(own_service: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_service.app_context():
        unit_of_work.run(wallclock.mark_sample)
    monkeypatch.setattr("permit_service.access.POLICY", {"broken": PUBLIC})
    own_service.add_url_rule("/broken", "broken", lambda: str(db.session.execute(text("SELECT nothing"))))
    own_service.config["PROPAGATE_EXCEPTIONS"] = False
    answer = get(own_service, "/broken")
    assert answer.status_code == 500
    assert answer.headers["X-Server-Time"]


def test_answers_are_not_kept_but_files_are(service: Flask) -> None:
    files = service.static_url_path
    assert get(service, "/nothing").headers["Cache-Control"] == "no-store"
    assert get(service, f"{files}/nothing.css").headers["Cache-Control"] == "no-store"
    assert get(service, f"{files}/css/app.css").headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_texts_travel_compressed_to_whoever_takes_them_so(service: Flask) -> None:
    client, packed = service.test_client(), {"Accept-Encoding": "gzip, br"}
    address = f"{service.static_url_path}/css/app.css"
    with client.get(address) as plain, client.get(address, headers=packed) as short:
        assert gzip.decompress(short.data) == plain.data
        assert short.headers["Content-Length"] == str(len(short.data))
        assert len(short.data) * 2 < len(plain.data)
        assert "Accept-Encoding" in short.headers["Vary"]
        assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in client.get("/sign-in", headers=packed).headers


def test_changed_files_have_other_addresses(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_text("a")
    first = static_files.url_path(tmp_path)
    assert static_files.url_path(tmp_path) == first
    (tmp_path / "app.css").write_text("b")
    assert static_files.url_path(tmp_path) != first


@pytest.mark.parametrize(("base_url", "strict"), [("http://localhost", False), ("https://permits.example", True)])
def test_transport_is_strict_where_it_is_encrypted(database: str, tmp_path: Path, base_url: str, strict: bool) -> None:
    with service_on(database, tmp_path, base_url=base_url) as app:
        assert ("Strict-Transport-Security" in get(app, "/livez").headers) is strict
        assert app.config["SESSION_COOKIE_SECURE"] is strict
        assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_a_request_id_is_kept_if_it_is_one(service: Flask) -> None:
    client = service.test_client()
    assert client.get("/livez", headers={"X-Request-Id": "trace-0001"}).headers["X-Request-Id"] == "trace-0001"
    assert client.get("/livez", headers={"X-Request-Id": "a b"}).headers["X-Request-Id"] != "a b"


def test_the_address_of_a_code_travels_nowhere(raising: Flask) -> None:
    assert get(raising, f"/Q/{TOKEN}").headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", [f"/Q/{TOKEN}", f"/S/{TOKEN}?x=1", f"GET /W/{TOKEN} HTTP/1.1", f'"/Q/{TOKEN}"'])
def test_a_code_is_masked_wherever_it_stands(path: str) -> None:
    assert TOKEN not in masked(path)
    assert masked("/QUESTIONS/1") == "/QUESTIONS/1"


def test_logs_are_json_without_code_or_query(raising: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = io.StringIO()
    (handler,) = [handler for handler in logging.getLogger().handlers if handler.get_name() == "permit_service"]
    monkeypatch.setattr(handler, "stream", lines)
    raising.test_client().get(f"/Q/{TOKEN}?name=张样例", headers={"X-Request-Id": "trace-0001"})
    logging.getLogger("elsewhere").warning("asked for %s", f"/Q/{TOKEN}")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (first["path"], first["status"], first["request_id"]) == ("/Q/…", 200, "trace-0001")
    assert (second["event"], second["logger"]) == ("asked for /Q/…", "elsewhere")
    assert TOKEN not in lines.getvalue()
    assert "样例" not in lines.getvalue()


PHONE = "13800001234"
#: Rows that the database, or the driver before it, refuses: each with somebody's value in its words.
REFUSED_ROWS: dict[str, Callable[[Rows], object]] = {
    "check": lambda rows: rows.make(Person, phone=PHONE, enterprise_id=None),
    "taken": lambda rows: [rows.make(User, login=PHONE) for _ in range(2)],
    "unsent": lambda rows: rows.make(Person, left_at=PHONE),
}


def test_logs_of_the_databases_errors_name_the_rule_and_no_value(
    own_service: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL repeats the whole row, or the key that is taken, or the text that is no number."""
    lines = io.StringIO()
    (handler,) = [handler for handler in logging.getLogger().handlers if handler.get_name() == "permit_service"]
    monkeypatch.setattr(handler, "stream", lines)

    def fail(name: str) -> None:
        unit_of_work.run(lambda session: REFUSED_ROWS[name](Rows(session)))

    monkeypatch.setattr("permit_service.access.POLICY", {"page_fail": PUBLIC})
    own_service.add_url_rule("/fail/<name>", "page_fail", fail)
    own_service.config["PROPAGATE_EXCEPTIONS"] = False
    for name in REFUSED_ROWS:
        assert get(own_service, f"/fail/{name}").status_code == 500
    told = [json.loads(line)["exception"] for line in lines.getvalue().splitlines() if '"exception"' in line]
    assert len(told) == len(REFUSED_ROWS)
    assert PHONE not in lines.getvalue()
    assert all("Traceback" in one and "test_headers.py" in one for one in told)
    check, taken, statement = told
    assert "ck_person_one_organisation" in check
    assert "login" in taken
    assert statement.rstrip().endswith("a statement failed")


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("not_found", 404, "not_found"),
        ("stale", 409, "stale"),
        ("refused", 409, "move_refused"),
        ("invalid", 422, "invalid"),
        ("limited", 429, "rate_limited"),
        ("broken", 500, "internal"),
        ("busy", 503, "busy"),
    ],
)
def test_the_api_answers_a_problem_and_pages_a_page(raising: Flask, name: str, status: int, code: str) -> None:
    answer = get(raising, f"/api/v1/fail/{name}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert (answer.json["code"], answer.json["status"], answer.json["type"]) == (code, status, f"urn:problem:{code}")
    assert answer.json["title"]
    assert answer.json["detail"]
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    page = get(raising, f"/fail/{name}")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert page.text.count("<h1>") == 1
    assert page.headers["X-Request-Id"] in page.text
    assert "secret detail" not in answer.text + page.text


def test_a_refused_move_tells_every_reason(raising: Flask) -> None:
    body = get(raising, "/api/v1/fail/refused").json
    (refusal,) = body["refusals"]
    assert (body["action"], body["unknown"]) == ("enter", ["b"])
    assert (refusal["code"], refusal["nature"], refusal["banned"]) == ("space_changed", "forbidden", 6)
    assert refusal["message"]
    assert refusal["remedy"]
    assert refusal["source"]
    assert refusal["message"] in get(raising, "/fail/refused").text


def test_bad_input_names_its_field(raising: Flask) -> None:
    (fault,) = get(raising, "/api/v1/fail/invalid").json["errors"]
    assert fault == {"field": "reading.0.value", "code": "missing", "message": "必填。"}


def test_too_often_tells_when_to_come_back(raising: Flask) -> None:
    assert get(raising, "/api/v1/fail/limited").headers["Retry-After"] == "7"


def test_a_wrong_method_tells_the_right_ones(service: Flask) -> None:
    answer = service.test_client().post("/livez")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_there_is_one_application_to_each_config(tmp_path: Path) -> None:
    config = config_of(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path)
    first, second = create_app(config), create_app(config)
    assert first is not second
    assert len([h for h in logging.getLogger().handlers if h.get_name() == "permit_service"]) == 1
