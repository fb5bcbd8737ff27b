"""A browser as tests use it: signed in, reading pages, filling in the forms that stand on them."""

import re
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from plan_cast import then
from stages import Served
from werkzeug.test import TestResponse

from permit_service import accounts

_TYPED = {"input", "select", "textarea"}
_WITHOUT_LABEL = {"hidden", "submit", "button"}


@dataclass
class FormOnPage:
    """A form as it stands on a page: where it goes and what it would send untouched."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.wrapped = 0
        self.headings: list[str] = []
        self.title = ""
        self._in: list[str] = []
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids[str(said["id"])] += 1
        if tag == "form":
            self.forms.append(FormOnPage(said.get("action") or ""))
        if tag == "label":
            self.wrapped += 1
            self.labelled.add(said.get("for") or "")
        if tag in ("h1", "title"):
            self._in.append(tag)
            if tag == "h1":
                self.headings.append("")
        if tag in _TYPED or (tag == "button" and said.get("name")):
            self._control(tag, said)
        if tag == "option" and self._select is not None and "selected" in said and self.forms:
            self.forms[-1].fields[self._select] = [said.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1] == tag:
            self._in.pop()
        if tag == "label":
            self.wrapped -= 1
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.forms[-1].fields[self._textarea] = [data]
        if self._in and self._in[-1] == "h1":
            self.headings[-1] += data
        elif self._in:
            self.title += data

    def _control(self, tag: str, said: dict[str, str | None]) -> None:
        kind, name = said.get("type") or "text", said.get("name")
        if tag in _TYPED and kind not in _WITHOUT_LABEL:
            self.controls.append(said | {"wrapped": "yes" if self.wrapped else None})
        if not self.forms or name is None:
            return
        form = self.forms[-1]
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
        elif tag == "input" and (kind not in ("checkbox", "radio", "file") or "checked" in said):
            form.fields.setdefault(name, []).append(said.get("value") or "")


@dataclass(frozen=True)
class Page:
    """An answer read as a page."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def words(self) -> str:
        """What a person reads, without markup and with single blanks."""
        body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<[^>]+>", " ", self.text)
        return re.sub(r"\s+", " ", unescape(body)).strip()

    def read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader

    def form(self, ending: str) -> FormOnPage:
        """The first form whose address ends so."""
        return next(form for form in self.read().forms if form.action.endswith(ending))

    def assert_manners(self) -> None:
        """One heading, with which the title begins; no id twice; every control has a label."""
        reader = self.read()
        assert len(reader.headings) == 1, reader.headings
        assert reader.title.startswith(reader.headings[0].strip())
        assert [name for name, count in reader.ids.items() if count > 1] == []
        bare = [c for c in reader.controls if not c["wrapped"] and not c.get("aria-label")]
        assert [c.get("name") for c in bare if c.get("id") not in reader.labelled] == []


@dataclass
class Phone:
    """One account's browser at one moment at a time."""

    client: FlaskClient
    served: Served
    now: datetime

    def at(self, moment: datetime) -> "Phone":
        """The same browser, at another moment."""
        return Phone(self.client, self.served, moment)

    @property
    def base(self) -> str:
        return f"/permits/{self.served.site.permit_id}"

    def get(self, path: str) -> Page:
        """A page; addresses without a leading slash are those of the permit."""
        with then(self.now):
            return Page(self.client.get(self._path(path)))

    def submit(self, page: str, ending: str, **typed: Any) -> Page:
        """Open a page, fill in the form whose address ends so, send it; names with a dot come in ``fields``."""
        form = self.get(page).form(ending)
        return self.send(form.action, {**form.fields, **_flat(typed)}, form.names)

    def send(self, action: str, fields: dict[str, Any], known: set[str] | None = None) -> Page:
        """Post fields; with ``known`` each of them must stand on the form."""
        assert known is None or set(fields) <= known, set(fields) - known
        with then(self.now):
            return Page(self.client.post(action, data=fields))

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.base}/{path}"


def phone_of(served: Served, who: str, now: datetime) -> Phone:
    """The browser of somebody of the cast, signed in without the slow proof of a password."""
    with _context(served.app), then(now):
        opened = accounts.open_session(served.site.cast.users[who], timedelta(days=30), f"phone-of-{who}")
    client = served.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = opened.value
    return Phone(client, served, now)


def stranger(served: Served, now: datetime) -> Phone:
    """A browser that nobody signed in to."""
    return Phone(served.app.test_client(), served, now)


def _context(app: Flask) -> AbstractContextManager[Any]:
    return app.app_context()


def _flat(typed: dict[str, Any]) -> dict[str, Any]:
    return {**typed.pop("fields", {}), **typed}
