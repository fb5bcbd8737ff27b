"""The whole application on a test's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

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
    """The application, outside of its context as a server runs it; disconnected at the end."""
    app = create_app(config_of(url, folder, **changes))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
