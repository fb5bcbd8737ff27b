"""Chromium of the machine, started quietly, and the gallery behind it."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from browser.complaints import without_complaints
from browser.gallery_app import create_gallery
from databases import on_one_engine
from flask import Flask
from plan_cast import then
from playwright.sync_api import BrowserContext, expect
from werkzeug.serving import make_server

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: How long a browser may take before a test calls it wrong, ms: a machine that builds four things at once is slow.
#: How quick the pages are is measured by `permit-service bench on-site`, not by a test that gives up.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Served:
    """An application being served, its address, and the forms it has received."""

    app: Flask
    url: str

    @property
    def received(self) -> list[dict[str, str]]:
        forms: list[dict[str, str]] = self.app.extensions["received"]
        return forms


@dataclass
class Clock:
    """The moment at which every request is answered."""

    now: datetime


def stand_at(app: Flask, moment: datetime) -> Clock:
    """Let the application's clock stand at ``moment`` until it is set on."""
    clock = Clock(moment)
    answer: Callable[..., Iterable[bytes]] = app.wsgi_app

    def at_that_moment(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with then(clock.now):
            return answer(environ, start_response)

    app.wsgi_app = at_that_moment  # type: ignore[method-assign]
    return clock


def serve(app: Flask) -> Iterator[Served]:
    def whole(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """A browser that leaves in the middle of a file must not leave the file open behind it."""
        answer = app(environ, start_response)
        with closing(answer):
            return [b"".join(answer)]

    server = make_server("127.0.0.1", 0, whole, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Served(app, f"http://127.0.0.1:{server.server_port}")
    finally:  # a thread left running would keep the tests from ending
        server.shutdown()
        thread.join()
        server.server_close()


template = on_one_engine()


@pytest.fixture(scope="session")
def base_url() -> None:
    """No one address: each test serves its own application. (The plugin's own fixture warns under pytest 9.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium where there is one, else the one that Playwright brings."""
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Nothing is kept for later but where a test is about that: keeping takes each new browser a second."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def served_gallery() -> Iterator[Served]:
    yield from serve(create_gallery())


@pytest.fixture
def gallery(served_gallery: Served) -> Served:
    """Nothing was sent to it yet."""
    served_gallery.received.clear()
    return served_gallery


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., BrowserContext]]:
    """No story ends well while a browser complains."""
    with without_complaints(new_context) as listened:
        yield listened
