"""One guardian's and one leader's phone, over HTTP: every answer is looked at, so that no refusal passes for speed."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

from permit_service import wallclock
from permit_service.bench.floors import MOUNTED_AT
from permit_service.bench.scene import Scene
from permit_service.bench.timing import Operation
from permit_service.canonical import timestamp
from permit_service.sample.accounts import PASSWORD

_TIMEOUT_S = 20
_API = "/api/v1"

READ_FLOOR, WRITE_FLOOR = "floor: one indexed SELECT", "floor: one-row write"
DETAIL, CREATE = "permit detail", "permit create"
ENTRY, REFUSED, EXIT = "entry scan, admitted", "entry scan, refused", "exit scan"


class WrongAnswer(Exception):
    """The service did not answer as it should: what was measured is not what was meant."""


class Visitor:
    """Everything that is measured over HTTP, on one kept connection."""

    def __init__(self, connection: HTTPConnection, scene: Scene) -> None:
        self._connection = connection
        self._scene = scene
        self._guardian = self._signed_in(scene.guardian)
        self._leader = self._signed_in(scene.leader)

    @property
    def site(self) -> tuple[Operation, ...]:
        """What a guardian does at the mouth: one in, one refused, one out."""
        return (
            Operation(ENTRY, lambda: self.pass_by(self._scene.passer, "in", "admit")),
            Operation(REFUSED, lambda: self.pass_by(self._scene.stranger, "in", "refuse")),
            Operation(EXIT, lambda: self.pass_by(self._scene.passer, "out", "recorded")),
        )

    @property
    def everything(self) -> tuple[Operation, ...]:
        """The same, and at the desk, beside the floors."""
        return (
            Operation(READ_FLOOR, self.read_floor, repeat=4),
            Operation(WRITE_FLOOR, self.write_floor, repeat=4),
            Operation(DETAIL, self.detail, repeat=2),
            Operation(CREATE, self.create),
            *self.site,
        )

    def stay(self) -> None:
        """Somebody goes in and stays, so that nobody's leaving interrupts the work."""
        self.pass_by(self._scene.stayer, "in", "admit")

    def read_floor(self) -> None:
        self._ask("GET", f"{MOUNTED_AT}/permits/{self._scene.permit_id}")

    def write_floor(self) -> None:
        self._ask("POST", f"{MOUNTED_AT}/rows", {}, expected=201)

    def detail(self) -> None:
        found = self._ask("GET", f"{_API}/permits/{self._scene.permit_id}", token=self._leader)
        _expect(found["status"], "active")

    def create(self) -> None:
        """A job with its permit as a draft, for tomorrow."""
        start = wallclock.system_now() + timedelta(days=1)
        form = {
            "space_id": str(self._scene.space_id),
            "window_start": timestamp(start),
            "window_end": timestamp(start + timedelta(hours=8)),
            "content": "更换流量计",
            "work_kind": "maintenance",
            "hazards": ["poisoning", "oxygen_deficiency"],
            "members": [{"person_id": str(self._scene.passer_id), "parts": ["entrant"]}],
            "measures": [{"content": "先通风、再检测、后作业"}],
        }
        made = self._ask("POST", f"{_API}/jobs", form, token=self._leader, expected=201)
        _expect(made["permits"][0]["status"], "draft")

    def pass_by(self, badge: str, direction: str, verdict: str) -> None:
        """One scan of a badge, which must come to ``verdict``."""
        body = {
            "device": self._guardian["device"],
            "nonce": uuid.uuid4().hex,
            "direction": direction,
            "permit_id": str(self._scene.permit_id),
            "badge": badge,
        }
        done = self._ask("POST", f"{_API}/scans", body, token=self._guardian, expected=201)
        _expect(done["verdict"], verdict, done["refusals"])

    def _signed_in(self, login: str) -> dict[str, str]:
        return self._ask("POST", f"{_API}/tokens", {"login": login, "password": PASSWORD}, expected=201)

    def _ask(
        self, method: str, path: str, body: Any = None, *, token: dict[str, str] | None = None, expected: int = 200
    ) -> dict[str, Any]:
        headers = {} if token is None else {"Authorization": f"Bearer {token['token']}"}
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        self._connection.request(method, path, data, headers)
        response = self._connection.getresponse()
        answer = response.read()
        _expect(response.status, expected, answer)
        return json.loads(answer)  # type: ignore[no-any-return]


@contextmanager
def visiting(port: int, scene: Scene) -> Iterator[Visitor]:
    """A visitor of the server on this machine that listens on ``port``."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        yield Visitor(connection, scene)
    finally:
        connection.close()


def _expect(found: object, expected: object, told: object = "") -> None:
    if found != expected:
        raise WrongAnswer(f"{found} instead of {expected} {told}")
