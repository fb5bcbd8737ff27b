"""Fixtures of the web tests: what a signed-in browser and an API client look like."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from served import own_service_on, service_on


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
