"""Probes, and the sample's clock."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rows import NOON
from sqlalchemy import text

from permit_service import heartbeats, journal, unit_of_work, wallclock
from permit_service.config import service_config
from permit_service.models import db
from qr import keyfile
from qr.keys import DocumentKind, KeyRing


def make_keys(app: Flask) -> None:
    keyfile.save(KeyRing.generate(NOON), service_config(app.config).keys_file)


def beat(app: Flask, ago: timedelta = timedelta(0)) -> None:
    with app.app_context():
        now = wallclock.now() - ago
        unit_of_work.run(lambda session: heartbeats.beat(session, heartbeats.CLOCK, now))


def mark(app: Flask) -> FlaskClient:
    with app.app_context():
        unit_of_work.run(wallclock.mark_sample)
    return app.test_client()


def test_a_process_lives_whatever_its_database_does(service: Flask) -> None:
    with service.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert service.test_client().get("/livez").json == {"status": "ok"}


def test_a_migrated_database_and_a_key_file_are_ready(service: Flask) -> None:
    make_keys(service)
    answer = service.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "checks": {"database": "ok", "schema": "ok", "purpose": "ok", "keys": "ok"},
    }


def test_without_keys_it_is_not_ready(service: Flask) -> None:
    answer = service.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["keys"]) == (503, "failing")


def test_keys_of_an_older_release_are_not_ready(service: Flask) -> None:
    older = KeyRing(tuple(key for key in KeyRing.generate(NOON).keys if key.kind is not DocumentKind.snapshot))
    keyfile.save(older, service_config(service.config).keys_file)
    assert service.test_client().get("/readyz").json["checks"]["keys"] == "failing"


def test_keys_that_others_may_read_are_no_keys(service: Flask) -> None:
    make_keys(service)
    service_config(service.config).keys_file.chmod(0o644)
    assert service.test_client().get("/readyz").json["checks"]["keys"] == "failing"


def test_an_old_schema_is_not_ready(service: Flask) -> None:
    make_keys(service)
    with service.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = service.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["schema"]) == (503, "failing")


def test_a_sample_under_a_server_for_real_work_is_not_ready(service: Flask) -> None:
    make_keys(service)
    answer = mark(service).get("/readyz")
    assert (answer.status_code, answer.json["checks"]["purpose"]) == (503, "failing")


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (59, 200), (62, 503)])
def test_health_needs_the_clock_process(service: Flask, seconds: int, status: int) -> None:
    make_keys(service)
    assert service.test_client().get("/healthz").json["checks"]["clock"] == "failing"
    beat(service, ago=timedelta(seconds=seconds))
    assert service.test_client().get("/healthz").status_code == status
    assert service.test_client().get("/readyz").status_code == 200


def test_the_clock_of_a_sample_is_set_and_told(sample: Flask) -> None:
    client = mark(sample)
    answer = client.put("/_clock", json={"now": "2026-11-22T12:00:00.123999+08:00", "frozen": True})
    assert answer.json == {"now": "2026-11-22T04:00:00.123Z", "frozen": True}
    assert client.get("/_clock").json == answer.json
    assert client.get("/readyz").headers["X-Server-Time"] == "2026-11-22T04:00:00.123Z"


def test_a_clock_that_is_not_frozen_runs(sample: Flask) -> None:
    client = mark(sample)
    answer = client.put("/_clock", json={"now": "2030-01-01T00:00:00Z"})
    assert answer.json["now"].startswith("2030-01-01T00:00:0")
    assert answer.json["frozen"] is False


def test_time_never_goes_behind_what_was_recorded(sample: Flask) -> None:
    client = mark(sample)
    with sample.app_context():
        unit_of_work.run(
            lambda session: journal.append(session, (journal.SYSTEM,), "calendar:load", {}, actor_id=None, at=NOON)
        )
    answer = client.put("/_clock", json={"now": "2026-11-22T03:59:59.999Z", "frozen": True})
    assert (answer.status_code, answer.json["code"]) == (409, "clock_backwards")
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "now", "missing"),
        ({"now": "yesterday"}, "now", "datetime_parsing"),
        ({"now": 7}, "now", "datetime_parsing"),
        ({"now": "2026-11-22T04:00:00"}, "now", "timezone_aware"),
        ({"now": "2026-11-22T04:00:00Z", "frozen": 1}, "frozen", "bool_type"),
        ({"now": "2026-11-22T04:00:00Z", "status": "x"}, "status", "extra_forbidden"),
        ([], "body", "dict_type"),
    ],
)
def test_a_time_that_is_none_is_refused_by_field(sample: Flask, body: object, field: str, code: str) -> None:
    client = mark(sample)
    answer = client.put("/_clock", json=body)
    assert answer.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in answer.json["errors"]] == [(field, code)]
    assert client.get("/_clock").json["frozen"] is False


@pytest.mark.parametrize("method", ["get", "put"])
def test_any_other_server_has_no_such_route(service: Flask, sample: Flask, method: str) -> None:
    body = {} if method == "get" else {"json": {"now": "2026-11-22T04:00:00Z"}}
    unmarked = sample.test_client()
    assert getattr(unmarked, method)("/_clock", **body).status_code == 404
    real = mark(service)
    assert getattr(real, method)("/_clock", **body).status_code == 404
