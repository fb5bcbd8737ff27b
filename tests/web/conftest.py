"""Fixtures of the web tests: what a signed-in browser and an API client look like."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from databases import on_one_engine
from desk import WHO, Desk
from flask import Flask
from page_client import browse
from pieces import PLANNED
from plan_cast import Cast, then
from served import own_service_on, service_on

from qr.keyfile import save
from qr.keys import KeyRing

template = on_one_engine()  # every page is read on PostgreSQL too by tests/structure/test_access_matrix.py


@pytest.fixture
def sample(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A server for samples; its database is not marked yet."""
    with service_on(database, tmp_path, sample=True) as app:
        yield app


@pytest.fixture
def own_service(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A server for samples that the test may change."""
    with own_service_on(database, tmp_path, sample=True) as app:
        yield app


@pytest.fixture
def desk(database: str, cast: Cast, tmp_path: Path) -> Iterator[Desk]:
    """The clock stands where the sample job is planned."""
    save(KeyRing.generate(PLANNED - timedelta(days=400)), tmp_path / "keys.json")
    with service_on(database, tmp_path) as app, then(PLANNED):
        yield Desk(app, cast, {who: browse(app, cast.users[who]) for who in WHO})
