"""Snapshots through the API: by a token, and by the cookie of a page that asks for its CSRF token first."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from api_client import API, faults, made
from flask import current_app
from mouth_client import Mouth
from offline_phone import verified
from pieces import at
from plan_cast import then
from site_cast import Site
from stages import stage as at_stage
from walk_client import values

from permit_service import accounts
from permit_service.canonical import timestamp

active = at_stage("active")


@pytest.fixture
def mouth(active: Site) -> Iterator[Mouth]:
    """Active since 09:50; it is 09:52, nobody is inside."""
    with then(at("09:52")):
        yield Mouth(active)


def test_a_program_takes_a_snapshot_and_verifies_it_by_itself(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    post = str(mouth.site.post().id)
    told = made(guardian.post("/snapshots", post=post))
    key = next(key for key in told["keys"] if (key["kind"], key["kid"]) == ("snapshot", told["kid"]))
    claims = verified(told["claims"], told["signature"], key)
    assert (claims["snapshot"], claims["device"], claims["post"]) == (told["id"], guardian.device, post)
    assert (claims["issued_at"], claims["good_until"]) == (told["issued_at"], told["good_until"])
    assert told["lead"] is claims["lead"] is True
    assert {kind["kind"] for kind in told["keys"]} >= {"badge", "plate", "permit", "snapshot"}
    assert told["revocations"] == guardian.get("/revocations").json
    assert told["revocations"]["as_of"] == told["issued_at"]

    assert mouth.as_("leader").post("/snapshots", post=post).status_code == 403
    assert mouth.as_("s_leader").post("/snapshots", post=post).status_code == 404
    assert faults(guardian.post("/snapshots", post=post, lead=True)) == {"lead": "extra_forbidden"}
    with then(at("09:53")):
        assert guardian.delete("/tokens/current").status_code == 204
        mouth.apis.clear()
        assert made(mouth.as_("guardian").post("/snapshots", post=post))["lead"] is True, "signing out gave it back"


def test_a_page_writes_with_a_fresh_token(mouth: Mouth) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    secret = accounts.open_session(mouth.site.cast.users["guardian"], timedelta(hours=12)).value
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = secret
    post = {"post": str(mouth.site.post().id)}
    assert browser.post(f"{API}/snapshots", json=post).status_code == 400
    token = browser.get(f"{API}/me/csrf").json["token"]
    told = browser.post(f"{API}/snapshots", json=post, headers={"X-CSRFToken": token})
    assert told.status_code == 201, told.text
    assert "no-store" in told.headers["Cache-Control"]


def test_what_was_decided_without_network_is_uploaded_once(mouth: Mouth) -> None:
    """Admitted at 09:55, a value at 10:05, told at 10:20: twice, by mistake, and with another body."""
    guardian = mouth.as_("guardian")
    snapshot = made(guardian.post("/snapshots", post=str(mouth.site.post().id)))
    decided = {"id": snapshot["id"], "elapsed_ms": 180_000, "verdict": "admit"}
    body = {
        "device": guardian.device,
        "nonce": "offline-0001",
        "direction": "in",
        "post_id": str(mouth.site.post().id),
        "badge": mouth.site.badge("entrant"),
        "device_time": timestamp(at("09:55")),
        "snapshot": decided,
    }
    with then(at("10:20")):
        told = made(guardian.post("/scans", **body))
        assert (told["verdict"], told["phone_verdict"], told["disputed"]) == ("admit", "admit", False)
        assert (told["at"], told["late_upload"], told["doubts"]) == (timestamp(at("09:55")), True, [])
        assert told["green"] is False, "what is told late is never green"
        again = guardian.post("/scans", **body)
        assert (again.status_code, again.json["replayed"]) == (201, True)
        other = guardian.post("/scans", **body | {"snapshot": decided | {"elapsed_ms": 240_000}})
        assert (other.status_code, other.json["code"]) == (409, "nonce_reused")
        assert len(guardian.get(mouth.on("presence")).json["inside"]) == 1

        taken = {"id": snapshot["id"], "elapsed_ms": 780_000}
        reading = made(mouth.read(values(), snapshot=taken, device_time=timestamp(at("10:05"))))
        assert (reading["at"], reading["created_at"]) == (timestamp(at("10:05")), timestamp(at("10:20")))
        assert reading["next_due_at"] == timestamp(at("10:20"))

        stale = {"nonce": "offline-0005", "badge": mouth.site.badge("entrant_2")}
        stale |= {"device_time": timestamp(at("10:10")), "snapshot": decided | {"elapsed_ms": 1_080_000}}
        told = made(guardian.post("/scans", **body | stale))
        assert (told["verdict"], told["disputed"], told["doubts"]) == ("unknown", True, ["snapshot_stale"])
        (dispute,) = guardian.get(mouth.on("disputed-times")).json["items"]
        assert (dispute["id"], dispute["phone_verdict"], dispute["verdict"]) == (told["id"], "admit", "unknown")

        wrong = {"nonce": "offline-0002", "snapshot": decided | {"id": str(mouth.site.permit_id)}}
        assert faults(guardian.post("/scans", **body | wrong)) == {"snapshot.id": "unknown"}
        recorded = {"nonce": "offline-0003", "snapshot": decided | {"verdict": "recorded"}}
        assert faults(guardian.post("/scans", **body | recorded)) == {"snapshot.verdict": "unknown"}
        backwards = {"nonce": "offline-0004", "snapshot": decided | {"elapsed_ms": -1}}
        assert set(faults(guardian.post("/scans", **body | backwards))) == {"snapshot.elapsed_ms"}


def test_a_series_read_without_network_is_uploaded_once_and_what_is_none_is_told(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    snapshot = made(guardian.post("/snapshots", post=str(mouth.site.post().id)))
    body = {
        "device": guardian.device,
        "nonce": "series-0001",
        "detector_id": str(mouth.site.cast.detector),
        "survey_done": True,
        "stirred": True,
        "snapshot": {"id": snapshot["id"], "elapsed_ms": 60_000},
        "points": [
            {"leg": 0, "distance": depth, "values": values(), "snapshot": {"id": snapshot["id"], "elapsed_ms": after}}
            for depth, after in (("0.8", 120_000), ("9", 150_000), ("2.2", 180_000))
        ],
    }
    with then(at("10:00")):
        told = made(guardian.post(mouth.on("late-gas-series"), **body))
        assert [point["message"] for one in told["refused"] for point in one["errors"]] == ["不能大于 3。"]
        assert (told["refused"][0]["position"], told["signed_at"], told["disputed"]) == (1, None, False)
        assert (told["oldest_at"], told["finished_at"]) == (timestamp(at("09:54")), timestamp(at("09:55")))
        again = guardian.post(mouth.on("late-gas-series"), **body)
        assert (again.status_code, again.json["id"], again.json["replayed"]) == (201, told["id"], True)
        unsurveyed = body | {"nonce": "series-0002", "survey_done": False}
        kept = made(guardian.post(mouth.on("late-gas-series"), **unsurveyed))
        assert (kept["accepted"], [one["code"] for one in kept["refusals"]]) == (False, ["survey_missing"])
        again = guardian.post(mouth.on("late-gas-series"), **unsurveyed)
        assert (again.status_code, again.json["id"], again.json["replayed"]) == (201, kept["id"], True)
        found = {one["series_id"]: one for one in guardian.get(mouth.on("refused-gas")).json["items"]}
        part, whole = found.pop(told["id"]), found.pop(None)
        assert ([one["distance"] for one in part["refused"]], found) == (["9"], {})
        assert (whole["id"], len(whole["refused"])) == (kept["id"], 3)
        assert [one["amount"] for one in whole["refused"][0]["values"]] == [one["amount"] for one in values()]
        stranger = body | {"nonce": "series-0004", "tester_id": str(uuid.uuid4())}
        assert faults(guardian.post(mouth.on("late-gas-series"), **stranger)) == {"tester_id": "unknown"}
        assert faults(guardian.post(mouth.on("late-gas-series"), **body | {"nonce": "series-0003", "points": []})) == {
            "points": "required"
        }
