"""Fixtures of every room. A test that takes ``database`` (or what is built on it) runs on both engines."""

import gc
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from cast_rows import QUICK_HASHER
from databases import ENGINES, PostgresqlTemplate, SqliteTemplate, Template, sqlite_folder
from flask import Flask
from plan_cast import Cast, with_cast
from served import service_on
from sqlalchemy.orm import Session

from permit_service import passwords
from permit_service.models import db
from permit_service.private_postgresql import postgresql_server


def pytest_configure() -> None:
    """What is loaded stays: no garbage is looked for meanwhile."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage seldom: walking the whole application, alive all the time, took a sixth of the suite."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A secret costs next to nothing: argon2 is slow by design. `test_passwords` looks at hashes of full strength."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK_HASHER)
        yield


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Template]:
    with sqlite_folder() as folder:
        yield SqliteTemplate(folder)


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[Template]:
    with postgresql_server() as server:
        template = PostgresqlTemplate(server)
        yield template
        template.close()


@pytest.fixture(params=ENGINES)
def template(request: pytest.FixtureRequest) -> Template:
    """The migrated template of the engine this test runs on; made when first asked for."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    return template


@pytest.fixture
def database(template: Template, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh, migrated database: empty, or with the sample cast where a test takes ``cast``."""
    url = template.copy(of=with_cast(template).url if "cast" in request.fixturenames else None)
    yield url
    template.drop(url)


@pytest.fixture
def cast(template: Template, database: str) -> Cast:
    """Everyone of the sample job, in :func:`database`."""
    return deepcopy(with_cast(template).cast)


@pytest.fixture
def service(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database, outside of its context: for requests, which bring their own."""
    with service_on(database, tmp_path) as app:
        yield app


@pytest.fixture
def app(service: Flask) -> Iterator[Flask]:
    """The application on a fresh database, in its context: for use cases called directly."""
    with service.app_context():
        yield service
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of :func:`app`'s context."""
    return db.session()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say last what tests recorded as their ``summary``."""
    for report in terminalreporter.stats.get("passed", []):
        for name, told in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(str(told))
