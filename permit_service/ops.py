"""What machines and keepers ask: does the process live, can it serve, is everything well; and a sample's clock."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from permit_service import database, heartbeats, unit_of_work, wallclock
from permit_service.canonical import timestamp
from permit_service.config import Config, service_config
from permit_service.errors import Invalid
from permit_service.models.base import db
from qr import keyfile
from qr.keys import KeyRingError

blueprint = Blueprint("ops", __name__)
sample_clock = Blueprint("sample_clock", __name__)


@blueprint.get("/livez")
def livez() -> ResponseReturnValue:
    """The process answers. Looks at nothing else, so that a database's fault restarts no healthy process."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Requests can be served: database, schema and keys."""
    return _report(_serving())


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """All is well, the clock process included: for people and monitors, not for taking a server out of service."""
    return _report(_serving() | {"clock": _clock_beats()})


@sample_clock.before_request
def _only_on_samples() -> None:
    wallclock.require_settable()


@sample_clock.get("/_clock")
def show() -> ResponseReturnValue:
    """The sample's time, and whether it stands still."""
    setting = wallclock.setting()
    return {"now": timestamp(setting.read()), "frozen": setting.frozen_at is not None}


@sample_clock.put("/_clock")
def move() -> ResponseReturnValue:
    """Set the sample's time: ``{"now": "2026-11-22T06:30:00Z", "frozen": true}``; 409 before the newest event."""
    moment, frozen = _asked_time(request.get_json())
    unit_of_work.run(lambda session: wallclock.set_clock(session, moment, frozen=frozen))
    return show()


def _asked_time(body: object) -> tuple[datetime, bool]:
    if not isinstance(body, dict):
        raise Invalid({"body": "dict_type"})
    faults = {name: "extra_forbidden" for name in body if name not in ("now", "frozen")}
    frozen = body.get("frozen", False)
    if not isinstance(frozen, bool):
        faults["frozen"] = "bool_type"
    try:
        moment = datetime.fromisoformat(body.get("now"))
    except (TypeError, ValueError):
        raise Invalid(faults | {"now": "datetime_parsing" if "now" in body else "missing"}) from None
    if moment.tzinfo is None:
        faults["now"] = "timezone_aware"
    if faults:
        raise Invalid(faults)
    return moment.astimezone(UTC), frozen


def _report(checks: dict[str, bool]) -> ResponseReturnValue:
    well = all(checks.values())
    body = {"status": "ok" if well else "failing", "checks": {name: _word(good) for name, good in checks.items()}}
    return body, 200 if well else 503


def _word(good: bool) -> str:
    return "ok" if good else "failing"


def _serving() -> dict[str, bool]:
    return _database_checks() | {"keys": _keys_load(service_config(current_app.config))}


def _database_checks() -> dict[str, bool]:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            return {"database": True, "schema": database.is_current(connection), "purpose": wallclock.purpose_fits()}
    except SQLAlchemyError:
        current_app.logger.exception("database check failed")
        return {"database": False}


def _keys_load(config: Config) -> bool:
    """The key file loads, and there is a key to sign with for every kind."""
    try:
        missing = keyfile.load(config.keys_file).missing
    except (OSError, KeyRingError):
        current_app.logger.exception("key check failed")
        return False
    if missing:
        current_app.logger.error("keys missing for %s: run keys new", ", ".join(missing))
    return not missing


def _clock_beats() -> bool:
    try:
        return heartbeats.is_alive(db.session(), heartbeats.CLOCK, wallclock.now())
    except SQLAlchemyError:
        current_app.logger.exception("heartbeat check failed")
        return False
