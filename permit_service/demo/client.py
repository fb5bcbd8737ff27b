"""A small client of the API, written with the standard library alone, as an outside program might be."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    text: str

    @property
    def body(self) -> Json:
        """The JSON object of the answer; an empty one where there is none."""
        found = json.loads(self.text) if self.text else {}
        if not isinstance(found, dict):
            raise TypeError("an answer is an object")
        return found

    @property
    def refusals(self) -> list[Json]:
        """Reasons why not, whether the move was refused (409) or an attempt was judged (201)."""
        return list(self.body.get("refusals") or ())

    @property
    def faults(self) -> list[Json]:
        """What is wrong with each field of a 422."""
        return list(self.body.get("errors") or ())

    @property
    def codes(self) -> set[str]:
        """Codes of refusals, of field faults and of the problem itself."""
        told = {one["code"] for one in (*self.refusals, *self.faults)}
        return told | ({self.body["code"]} if "code" in self.body else set())


@dataclass(frozen=True, slots=True)
class Server:
    """Where the service answers."""

    origin: str

    def ask(self, method: str, path: str, body: Json | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request; an error's answer is an answer too."""
        request = urllib.request.Request(  # noqa: S310  our own server
            self.origin + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **(headers or {})},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode())


@dataclass
class Phone:
    """Somebody's phone: signed in by bearer token, with a device id of its own; signs in anew when the token ended."""

    server: Server
    login: str
    password: str
    _token: str = ""
    _device: str = ""
    _headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def put(self, path: str, **body: Any) -> Answer:
        return self._ask("PUT", path, body)

    def post(self, path: str, **body: Any) -> Answer:
        return self._ask("POST", path, body)

    def send(self, path: str, *, nonce: str | None = None, **body: Any) -> Answer:
        """A write of the device: the same nonce again is the same write."""
        if not self._device:
            self._sign_in()
        return self._ask("POST", path, {**body, "device": self._device, "nonce": nonce or uuid.uuid4().hex})

    def _ask(self, method: str, path: str, body: Json | None = None) -> Answer:
        if not self._token:
            self._sign_in()
        answer = self.server.ask(method, f"/api/v1{path}", body, self._headers)
        if answer.status != 401:
            return answer
        self._sign_in()
        return self.server.ask(method, f"/api/v1{path}", body, self._headers)

    def _sign_in(self) -> None:
        asked: Json = {"login": self.login, "password": self.password}
        if self._device:
            asked["device"] = self._device
        answer = self.server.ask("POST", "/api/v1/tokens", asked)
        if answer.status != 201:
            raise ConnectionError(f"{self.login} cannot sign in: {answer.text}")
        self._token, self._device = answer.body["token"], answer.body["device"]
        self._headers = {"Authorization": f"Bearer {self._token}"}
