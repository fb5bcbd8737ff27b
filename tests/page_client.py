"""A browser without scripts: one signed-in account, forms posted as the page gave them."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from permit_service import accounts

_LABELLED = {"select", "textarea"}
_QUIET_INPUTS = {"hidden", "submit"}


class Page(HTMLParser):
    """What a page is made of: headings, ids, labels, controls, links and forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: list[str] = []
        self.label_targets: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.forms: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self.title = ""
        self._into: str | None = None
        self._label_depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "label":
            self._label_depth += 1
            if found.get("for"):
                self.label_targets.add(str(found["for"]))
        if tag in _LABELLED or (tag == "input" and found.get("type") not in _QUIET_INPUTS):
            self.controls.append({**found, "inside_label": "yes" if self._label_depth else None})
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "img":
            self.images.append(found)
        if tag == "form":
            self.forms.append(found)
        if tag == "h1":
            self.headings.append("")
        if tag in ("h1", "title"):
            self._into = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label_depth -= 1
        if tag == self._into:
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into == "h1":
            self.headings[-1] += data
        elif self._into == "title":
            self.title += data

    @property
    def text(self) -> str:
        """What is to be read, in one line."""
        body = re.sub(r"<(script|style|svg).*?</\1>", " ", self.html, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))

    def faults(self) -> list[str]:
        """What is wrong with the page whatever it says: headings, ids, labels."""
        found = []
        if len(self.headings) != 1:
            found.append(f"{len(self.headings)} h1")
        elif not self.title.startswith(self.headings[0].strip()):
            found.append(f"title {self.title!r} under h1 {self.headings[0]!r}")
        found += sorted({f"id {one} twice" for one in self.ids if self.ids.count(one) > 1})
        found += [
            f"no label: {one.get('name')}"
            for one in self.controls
            if not (one.get("id") in self.label_targets or one["inside_label"] or one.get("aria-label"))
        ]
        found += [f"label for nothing: {one}" for one in sorted(self.label_targets - set(self.ids))]
        found += [f"no words for image {one.get('src')}" for one in self.images if not one.get("alt")]
        if re.search(r"\bNone\b|Undefined|\{\{|\{%", self.text):
            found.append("a value that is no word")
        if 'name="server-time"' not in self.html:
            found.append("no server time")
        return found


@dataclass
class Browser:
    """Requests of one account's session."""

    client: FlaskClient
    last: str = ""
    """the path that the last form led to"""

    def get(self, path: str, status: int = 200) -> Page:
        """The page, which must be sound."""
        return self._sound(self.client.get(path), status)

    def post(self, path: str, fields: dict[str, Any] | None = None, status: int = 303) -> Page:
        """Post a form with the token of the page that the session stands on."""
        answer = self.send(path, fields)
        return self._sound(answer, status) if status != 303 else self._expect(answer, 303)

    def send(self, path: str, fields: dict[str, Any] | None = None) -> TestResponse:
        """The bare answer to a form."""
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get("/me").text)
        assert token is not None
        told = {name: value if isinstance(value, list) else str(value) for name, value in (fields or {}).items()}
        return self.client.post(path, data={"csrf_token": token[1], **told})

    def follow(self, path: str, fields: dict[str, Any] | None = None) -> Page:
        """Post a form that succeeds, and go where it leads."""
        answer = self.send(path, fields)
        assert answer.status_code == 303, Page(answer.text).text
        self.last = answer.headers["Location"].partition("#")[0]
        return self.get(self.last)

    def _sound(self, answer: TestResponse, status: int) -> Page:
        page = self._expect(answer, status)
        assert page.faults() == [], answer.request.path
        return page

    def _expect(self, answer: TestResponse, status: int) -> Page:
        assert answer.status_code == status, (answer.request.path, Page(answer.text).text[:2000])
        return Page(answer.text)


def browse(app: Flask, user_id: uuid.UUID) -> Browser:
    """The account's browser, without the slow proof of a password."""
    client = app.test_client()
    with app.app_context():
        secret = accounts.open_session(user_id, timedelta(days=3650))
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = secret.value, True
    return Browser(client)
