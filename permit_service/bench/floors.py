"""The least that such a server could do, mounted beside the service in the same process: what figures are held against.

One view with one indexed SELECT, one with one row written in a transaction of its own; both without access control,
validation, journal or rules.
"""

import uuid

from flask import Flask
from sqlalchemy import Column, Engine, MetaData, String, Table, Uuid, create_engine, select
from sqlalchemy.engine import make_url
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from permit_service.app import create_app
from permit_service.config import service_config
from permit_service.models.permits import Permit

MOUNTED_AT = "/floor"

_METADATA = MetaData()
_ROW = Table("bench_row", _METADATA, Column("id", Uuid, primary_key=True), Column("text", String(40)))


def service_beside_floors() -> Flask:
    """The service with the floors mounted beside it; settings come from the environment."""
    app = create_app()
    floors = {MOUNTED_AT: floor_app(engine_of(service_config(app.config).database_url))}
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, floors)  # type: ignore[method-assign]
    return app


def floor_app(engine: Engine) -> Flask:
    """A bare Flask application with the two views; makes its table."""
    app = Flask("floor")
    _METADATA.create_all(engine)

    @app.get("/permits/<uuid:permit_id>")
    def read(permit_id: uuid.UUID) -> dict[str, str]:
        wanted = select(Permit.number, Permit.status).where(Permit.id == permit_id)
        with engine.connect() as connection:
            row = connection.execute(wanted).one()
        return {"number": row.number, "status": row.status}

    @app.post("/rows")
    def write() -> tuple[dict[str, str], int]:
        row_id = uuid.uuid4()
        with engine.connect() as connection:
            connection.execute(_ROW.insert(), {"id": row_id, "text": "one row"})
        return {"id": str(row_id)}, 201

    return app


def engine_of(database_url: str) -> Engine:
    """Every statement is its own transaction, as durable as the service's: SQLite syncs fully unless told otherwise."""
    if make_url(database_url).get_backend_name() == "sqlite":
        return create_engine(database_url, connect_args={"isolation_level": None})
    return create_engine(database_url, connect_args={"autocommit": True})
