"""The application with every route it can have."""

from pathlib import Path

import pytest
from flask import Flask
from served import config_of

from permit_service.app import create_app


@pytest.fixture(scope="session")
def sample_routes(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A server for samples, which has all routes; its database is never opened."""
    folder: Path = tmp_path_factory.mktemp("routes")
    return create_app(config_of(f"sqlite:///{folder}/unused.sqlite3", folder, sample=True))
