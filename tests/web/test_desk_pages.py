"""Pages of the plan side, without scripts: every page is sound, bad input stands beside its field."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from page_client import Browser, browse
from pieces import PLANNED
from plan_cast import FILED, PIN, Cast, raise_cast, then
from served import service_on

from permit_service.models.permits import Permit
from qr.keyfile import save
from qr.keys import KeyRing


@pytest.fixture
def served(database: str, tmp_path: Path) -> Iterator[Flask]:
    save(KeyRing.generate(PLANNED), tmp_path / "keys.json")
    with service_on(database, tmp_path) as app:
        yield app


@pytest.fixture
def cast(served: Flask) -> Cast:
    with served.app_context():
        return raise_cast()


@pytest.fixture
def clock() -> Iterator[None]:
    with then(PLANNED):
        yield


@pytest.fixture
def leader(served: Flask, cast: Cast, clock: None) -> Browser:
    return browse(served, cast.users["leader"])


@pytest.fixture
def officer(served: Flask, cast: Cast, clock: None) -> Browser:
    return browse(served, cast.users["officer"])


@pytest.fixture
def principal(served: Flask, cast: Cast, clock: None) -> Browser:
    return browse(served, cast.users["principal"])


def test_empty_pages_say_what_will_stand_there(leader: Browser, officer: Browser) -> None:
    assert "登记作业" in leader.get("/").text
    for path in ("/jobs", "/filings", "/jobs/new", "/me", "/registers/people", "/registers/spaces"):
        leader.get(path)
    assert "没有待看的报备" in officer.get("/filings").text
    officer.get("/")
    officer.get("/registers/equipment")


def test_smoke(served: Flask, cast: Cast, leader: Browser, principal: Browser, officer: Browser) -> None:
    with served.app_context():
        filing = cast.filed_job()
        job_id, filing_id = filing.job_id, filing.id
        permit_id = cast.permit_of(filing.job).id
    with then(FILED):
        for browser in (leader, principal, officer):
            for path in ("/", "/jobs", "/filings", f"/jobs/{job_id}", f"/permits/{permit_id}", f"/filings/{filing_id}"):
                browser.get(path)
            browser.get(f"/permits/{permit_id}/sign")
            browser.get(f"/jobs/{job_id}/accept")
        leader.get(f"/filings/{filing_id}/edit")
