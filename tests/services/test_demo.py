"""The demonstration fails where the service does other than expected: a refusal that does not come, or a wrong one."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, cast

import pytest

from permit_service.demo.accounts import ACCOUNTS
from permit_service.demo.client import Answer, Phone, Server
from permit_service.demo.good_job import SCENES
from permit_service.demo.stage import Stage, Unexpected
from permit_service.sample.registers import SampleDistrict
from workflows.codes import Code

WHO = "water-guardian"
REFUSAL = {"code": "people_inside", "message": "还有 1 人登记在内。", "remedy": "撤出。", "source": "GB 46768-2025"}


@pytest.fixture
def stage() -> Stage:
    return Stage(Server("http://127.0.0.1:9"), cast(SampleDistrict, None))


def answer(http_status: int, **body: Any) -> Answer:
    return Answer(http_status, json.dumps(body))


# -- what counts as expected ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        answer(409, code="move_refused", refusals=[REFUSAL]),
        answer(201, verdict="refuse", refusals=[REFUSAL]),
    ],
)
def test_a_refusal_that_was_expected_counts_and_is_told(
    stage: Stage, given: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.refused(WHO, "还要结束作业", given, Code.people_inside)
    assert stage.refusals == 1
    told = capsys.readouterr().out
    assert "王样例：还要结束作业 → 拒绝" in told
    assert "还有 1 人登记在内。〔GB 46768-2025〕撤出。" in told


def test_a_fault_of_a_field_is_told_with_the_field(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    faults = [{"field": "values.0.unit", "code": "required", "message": "请填写。"}]
    stage.refused(WHO, "没有单位", answer(422, code="invalid", errors=faults), "required")
    assert "values.0.unit：请填写。" in capsys.readouterr().out


@pytest.mark.parametrize(
    "given",
    [
        answer(200, status="finished"),
        answer(201, verdict="admit", refusals=[]),
        answer(201, verdict="recorded", refusals=[REFUSAL]),
        answer(409, code="move_refused", refusals=[{**REFUSAL, "code": "tools_inside"}]),
        answer(500, code="internal", refusals=[REFUSAL]),
    ],
)
def test_a_refusal_that_does_not_come_fails(stage: Stage, given: Answer) -> None:
    with pytest.raises(Unexpected):
        stage.refused(WHO, "还要结束作业", given, Code.people_inside)
    assert stage.refusals == 0


@pytest.mark.parametrize(
    "given", [answer(409, code="move_refused", refusals=[REFUSAL]), answer(201, verdict="unknown", refusals=[])]
)
def test_a_step_that_is_refused_fails(stage: Stage, given: Answer) -> None:
    with pytest.raises(Unexpected):
        stage.done(WHO, "结束作业", given)


def test_a_clearance_must_name_the_reasons(stage: Stage) -> None:
    asked = answer(200, passed=False, gates=[{"refusals": [REFUSAL]}, {"refusals": []}])
    stage.not_clear(WHO, "问", asked, Code.people_inside)
    with pytest.raises(Unexpected, match="tools_inside"):
        stage.not_clear(WHO, "问", asked, Code.people_inside, Code.tools_inside)
    with pytest.raises(Unexpected, match="it is clear"):
        stage.not_clear(WHO, "问", answer(200, passed=True, gates=[{"refusals": []}]))
    assert stage.refusals == 1


WORDS = {"text": "H2S 超过限值。", "clause": "GB 46768-2025 5.9.1", "remedy": "继续通风。"}
JUDGED = [{"code": "toxic_too_high", **WORDS}, {"code": None, "text": "O2 合格。", "clause": "", "remedy": ""}]


def test_a_bad_value_is_told_in_the_answers_words(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.bad(WHO, "H2S 8 ppm", answer(201, bad=True, judgements=JUDGED), Code.toxic_too_high)
    told = capsys.readouterr().out
    assert "H2S 超过限值。〔GB 46768-2025 5.9.1〕继续通风。" in told
    assert "合格。〔" not in told
    assert stage.refusals == 1


@pytest.mark.parametrize(
    "given", [answer(201, bad=False, judgements=JUDGED), answer(201, bad=True, judgements=JUDGED[1:])]
)
def test_a_value_that_is_not_judged_bad_fails(stage: Stage, given: Answer) -> None:
    with pytest.raises(Unexpected):
        stage.bad(WHO, "H2S 8 ppm", given, Code.toxic_too_high)


def test_the_clock_must_go_where_it_is_sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    def ask(server: Server, method: str, path: str, body: Any = None, headers: Any = None) -> Answer:
        sent.append((method, path, body))
        return answer(200 if len(sent) < 3 else 409)

    monkeypatch.setattr(Server, "ask", ask)
    stage.at("11-19 23:59:59")
    assert sent == [("PUT", "/_clock", {"now": "2026-11-19T23:59:59+08:00", "frozen": True})]
    stage.later(minutes=1)
    assert stage.now.astimezone(UTC) == datetime(2026, 11, 19, 16, 0, 59, tzinfo=UTC)
    with pytest.raises(Unexpected):
        stage.at("11-22 09:00")


# -- its client ----------------------------------------------------------------------------------------------


class Echo(BaseHTTPRequestHandler):
    """Gives tokens that end after one use, and answers with what was asked."""

    tokens: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/v1/tokens":
            self.tokens.append(f"token-{len(self.tokens)}")
            self._answer(201, {"token": self.tokens[-1], "device": "device-1", "told": body.get("device")})
        elif self.headers["Authorization"] == "Bearer token-0":
            self._answer(401, {"code": "unauthenticated"})
        else:
            self._answer(409, {"code": "move_refused", "asked": body, "path": self.path})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def echo() -> Iterator[Server]:
    Echo.tokens = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Server(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_phone_signs_in_anew_when_its_token_has_ended(echo: Server) -> None:
    phone = Phone(echo, WHO, "secret")
    got = phone.send("/scans", direction="in", nonce="nonce-1")
    assert (got.status, got.codes, len(Echo.tokens)) == (409, {"move_refused"}, 2)
    assert got.body["path"] == "/api/v1/scans"
    assert got.body["asked"] == {"direction": "in", "device": "device-1", "nonce": "nonce-1"}
    first, second = (phone.send("/scans").body["asked"]["nonce"] for _ in range(2))
    assert first != second


# -- what is played ------------------------------------------------------------------------------------------


def test_every_account_says_what_was_done() -> None:
    assert [account.id for account in ACCOUNTS] == ["A1", "A2", "A3", "A4"]
    assert all(account.acts and account.told and account.came_of_it for account in ACCOUNTS)
    assert all(act.codes for account in ACCOUNTS[:3] for act in account.acts)
    assert not any(act.codes for act in ACCOUNTS[3].acts)
    assert len(SCENES) == 7
