"""A browser without scripts as tests use it: signed in, reading pages, filling in the forms that stand on them."""

import re
import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from page_reader import FormOnPage, Reader
from plan_cast import then
from stages import Served
from werkzeug.test import TestResponse

from permit_service import accounts

#: Statuses of whole pages; redirects have none, errors their own.
_OF_PAGES = (200, 401, 409, 422)


@dataclass
class Page:
    """An answer read as a page."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.text

    @cached_property
    def read(self) -> Reader:
        return Reader(self.html)

    @property
    def words(self) -> str:
        return self.read.words

    @property
    def links(self) -> list[str]:
        return self.read.links

    @property
    def forms(self) -> list[FormOnPage]:
        return self.read.forms

    def form(self, ending: str) -> FormOnPage:
        """The first form whose address ends so."""
        return next(form for form in self.forms if form.action.endswith(ending))

    def is_sound(self, status: int = 200) -> "Page":
        """The page itself, which must have this status and nothing wrong with it."""
        assert self.status == status, (self.response.request.path, self.words[:2000])
        if self.response.mimetype == "text/html" and status in _OF_PAGES:
            found = self.read.faults()
            assert found == [], (self.response.request.path, found)
        return self


@dataclass
class Browser:
    """One account's browser. ``base`` stands before addresses without a leading slash; ``now`` pins the clock."""

    client: FlaskClient
    base: str = ""
    now: datetime | None = None
    last: str = ""
    """the path that the last form led to"""

    def at(self, moment: datetime) -> "Browser":
        """The same browser, at another moment."""
        return replace(self, now=moment)

    def get(self, path: str, status: int = 200) -> Page:
        """The page, which must be sound."""
        return self.look(path).is_sound(status)

    def look(self, path: str) -> Page:
        """Whatever comes."""
        with self._then():
            return Page(self.client.get(path if path.startswith("/") else f"{self.base}/{path}"))

    def send(self, action: str, fields: dict[str, Any], known: set[str] | None = None) -> Page:
        """Post these fields and no others; with ``known`` each of them must stand on the form."""
        assert known is None or set(fields) <= known, set(fields) - known
        told = {n: value if isinstance(value, list | tuple) else str(value) for n, value in fields.items()}
        with self._then():
            return Page(self.client.post(action, data=told))

    def submit(self, page: str, ending: str, **typed: Any) -> Page:
        """Open a page, fill in the form whose address ends so, send it; names with a dot come in ``fields``."""
        form = self.look(page).form(ending)
        return self.send(form.action, {**form.fields, **typed.pop("fields", {}), **typed}, form.names)

    def post(self, path: str, fields: dict[str, Any] | None = None, status: int = 303) -> Page:
        """Post fields with the session's token, as scripts may; the answer must be sound."""
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.look("/me").html)
        assert token is not None
        return self.send(path, {"csrf_token": token[1], **(fields or {})}).is_sound(status)

    def follow(self, path: str, fields: dict[str, Any] | None = None) -> Page:
        """Post a form that succeeds, and go where it leads."""
        self.last = self.post(path, fields).response.headers["Location"].partition("#")[0]
        return self.get(self.last)

    def _then(self) -> AbstractContextManager[None]:
        return nullcontext() if self.now is None else then(self.now)


def browse(app: Flask, user_id: uuid.UUID, device: str = "phone-1") -> Browser:
    """The account's browser, without the slow proof of a password."""
    client = app.test_client()
    with app.app_context():
        secret = accounts.open_session(user_id, timedelta(days=3650), device)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = secret.value, True
    return Browser(client)


def phone_of(served: Served, who: str, now: datetime) -> Browser:
    """The phone of somebody of the cast, at the mouth."""
    with then(now):
        browser = browse(served.app, served.site.cast.users[who], f"phone-of-{who}")
    return replace(browser, base=_permit(served), now=now)


def stranger(served: Served, now: datetime) -> Browser:
    """A phone that nobody signed in to."""
    return Browser(served.app.test_client(), _permit(served), now)


def _permit(served: Served) -> str:
    return f"/permits/{served.site.permit_id}"
