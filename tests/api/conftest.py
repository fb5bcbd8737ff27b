"""Fixtures of the API's tests: the sample cast on a served application whose clock a test may set."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from api_client import Api, signed_in
from flask import Flask
from plan_cast import FOUNDED, Cast
from served import service_on
from walk_client import Walk

from permit_service import unit_of_work, wallclock
from qr.keyfile import save
from qr.keys import KeyRing


@pytest.fixture
def stage(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A sample service with keys, its clock long before the job."""
    save(KeyRing.generate(FOUNDED), tmp_path / "keys.json")
    with service_on(database, tmp_path, sample=True) as app:
        with app.app_context():
            unit_of_work.run(wallclock.mark_sample)
        yield app


@pytest.fixture
def set_clock(stage: Flask) -> Callable[[datetime], None]:
    """Set the sample's clock to a moment, where it stands still."""

    def set_to(moment: datetime) -> None:
        response = stage.test_client().put("/_clock", json={"now": moment.isoformat(), "frozen": True})
        assert response.status_code == 200, response.text

    return set_to


@pytest.fixture
def as_(stage: Flask, cast: Cast) -> Callable[[str], Api]:
    """A client signed in as somebody of the cast."""
    return lambda login: signed_in(stage, cast.users[login])


@pytest.fixture
def walk(stage: Flask, cast: Cast, set_clock: Callable[[datetime], None]) -> Walk:
    """A job about to be planned."""
    return Walk(stage, cast, set_clock)
