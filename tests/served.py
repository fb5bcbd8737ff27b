"""The whole application on a test's database.

Making an application costs a third of a second and its engine forgets every compiled statement, so applications are
kept and used again: each time on another database, with other files, and otherwise as they were made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import rewinding
from flask import Flask
from sqlalchemy import Dialect, event, make_url

from permit_service.app import create_app
from permit_service.config import Config, Environment
from permit_service.models import db


def config_of(url: str, folder: Path, **changes: Any) -> Config:
    """Settings for a test, its files in ``folder``."""
    config = Config(
        database_url=url,
        secret_key="a secret that only tests know, 32+",
        base_url="http://localhost",
        storage_dir=folder / "files",
        keys_file=folder / "keys.json",
        environment=Environment.test,
    )
    return replace(config, **changes)


@contextmanager
def service_on(url: str, folder: Path, **changes: Any) -> Iterator[Flask]:
    """The application, outside of its context as a server runs it; disconnected at the end.

    It is lent: a test that changes it (adds an endpoint) takes :func:`own_service_on`.
    """
    config = config_of(url, folder, **changes)
    idle = _IDLE.setdefault(_kind(config), [])
    lent = idle.pop() if idle else _Lent(create_app(config))
    lent.move_to(config)
    yield lent.app
    lent.take_back()
    idle.append(lent)


@contextmanager
def own_service_on(url: str, folder: Path, **changes: Any) -> Iterator[Flask]:
    """An application of the test's own."""
    app = create_app(config_of(url, folder, **changes))
    yield app
    _disconnect(app)


class _Lent:
    """An application whose database may be another one each time."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._views = dict(app.view_functions)
        self._settings = dict(app.config)
        with app.app_context():
            event.listen(db.engine, "do_connect", self._connect)

    def move_to(self, config: Config) -> None:
        self.app.config.clear()
        self.app.config.update(self._settings | config.for_flask())
        config.storage_dir.mkdir(parents=True, exist_ok=True)

    def take_back(self) -> None:
        assert self.app.view_functions == self._views, "a test that changes an application takes one of its own"
        vars(self.app).pop("wsgi_app", None)
        _disconnect(self.app)

    def _connect(self, dialect: Dialect, _record: object, _args: object, kept: dict[str, Any]) -> Any:
        url = self.app.config["SQLALCHEMY_DATABASE_URI"]
        args, named = dialect.create_connect_args(make_url(url))
        if dialect.name == "postgresql":
            return rewinding.connect(url, *args, **kept | named)
        return dialect.connect(*args, **kept | named)


def _kind(config: Config) -> tuple[str, Config]:
    """What an application is made for: the engine, and every setting but those that change with the test."""
    nowhere = Path("unused")
    settings = replace(config, database_url="sqlite:///unused", storage_dir=nowhere, keys_file=nowhere)
    return make_url(config.database_url).get_backend_name(), settings


_IDLE: dict[tuple[str, Config], list[_Lent]] = {}


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
