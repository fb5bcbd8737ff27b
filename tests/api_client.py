"""A client of the JSON API: one signed-in account each, as an outside program would be."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from plan_cast import PIN
from werkzeug.test import TestResponse

from permit_service import accounts

API = "/api/v1"


@dataclass
class Api:
    """Requests of one account. ``device`` is the id its token is bound to."""

    client: FlaskClient
    token: str | None = None
    device: str = ""
    _nonces: list[int] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._send("GET", path, query_string=query)

    def post(self, path: str, **body: Any) -> TestResponse:
        return self._send("POST", path, json=body)

    def put(self, path: str, **body: Any) -> TestResponse:
        return self._send("PUT", path, json=body)

    def delete(self, path: str) -> TestResponse:
        return self._send("DELETE", path)

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Anything else, with the token."""
        return self._send(method, path, **options)

    def device_write(self, path: str, **body: Any) -> TestResponse:
        """A device's write with a nonce of its own."""
        self._nonces.append(len(self._nonces))
        return self.post(path, device=self.device, nonce=f"nonce-{self.device[:8]}-{len(self._nonces)}", **body)

    def _send(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return self.client.open(f"{API}{path}", method=method, headers=headers, **options)


def signed_in(app: Flask, user_id: uuid.UUID) -> Api:
    """The account's client, with a token of its own; without the slow proof of a password."""
    with app.app_context():
        secret = accounts.open_token(user_id, timedelta(days=3650))
    return Api(app.test_client(use_cookies=False), secret.value, secret.device)


def proof(login: str | None = None) -> dict[str, Any]:
    """The sign_in of a body: the PIN of the account itself, or of another's (在此签字)."""
    return {"pin": PIN} if login is None else {"pin": PIN, "login": login}


def faults(response: TestResponse) -> dict[str, str]:
    """What a 422 says, by field."""
    assert response.status_code == 422, response.text
    assert response.mimetype == "application/problem+json"
    told = response.json
    assert told["code"] == "invalid"
    assert all(error["message"] for error in told["errors"])
    return {error["field"]: error["code"] for error in told["errors"]}


def refused(response: TestResponse) -> set[str]:
    """The codes of a refused move; each has its Chinese message, its remedy and its source."""
    assert response.status_code == 409, response.text
    told = response.json
    assert told["code"] == "move_refused", told
    assert all(r["message"] and r["remedy"] and r["source"] for r in told["refusals"])
    return {refusal["code"] for refusal in told["refusals"]}


def made(response: TestResponse, status: int = 201) -> dict[str, Any]:
    """The JSON of an answer with the status expected."""
    assert response.status_code == status, response.text
    answer: dict[str, Any] = response.json
    return answer
