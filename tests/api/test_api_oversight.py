"""Stops, alarms, acceptance, files and public keys through the API."""

import base64
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from api_client import Api, faults, made, proof, refused
from api_plan import As, approved, job_form, plan
from flask import Flask
from pieces import PLANNED
from PIL import Image
from plan_cast import Cast
from sqlalchemy import select

from permit_service.models import db
from permit_service.models.alarms import Alarm
from permit_service.models.base import Base
from permit_service.models.system import StoredFile
from permit_service.queries.scope_of_parts import FILE_COLUMNS

Clock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def planning(set_clock: Clock, cast: Cast) -> None:
    set_clock(PLANNED)


def png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (3, 3), "white").save(buffer, "PNG")
    return buffer.getvalue()


def upload(api: Api, data: bytes, name: str = "a.png") -> dict[str, object]:
    return made(api.send("POST", "/files", data={"file": (BytesIO(data), name)}))


def test_a_stop_holds_until_its_own_level_lifts_it(as_: As, cast: Cast) -> None:
    permit, officer = approved(as_, cast), as_("officer")
    body = {"kind": "pause", "scope": "space", "target_id": str(cast.space), "reason": "样例：未封闭"}
    stop = made(officer.post("/stops", **body))
    told = made(as_("guardian").get(f"/permits/{permit['id']}/clearance", **{"for": "enter"}), 200)
    assert "stop_in_force" in [r["code"] for gate in told["gates"] for r in gate["refusals"]]
    assert made(as_("manager").get(f"/stops/{stop['id']}"), 200)["reason"] == "样例：未封闭"
    assert as_("manager").post(f"/stops/{stop['id']}/lift", reason="样例").status_code == 403
    assert faults(officer.post(f"/stops/{stop['id']}/lift", reason=" ")) == {"reason": "required"}
    assert made(officer.post(f"/stops/{stop['id']}/lift", reason="样例：已整改"), 200)["lifted_at"] is not None
    assert officer.post(f"/stops/{stop['id']}/lift", reason="样例").json["code"] == "stale"
    assert made(officer.get("/stops", in_force="true"), 200)["items"] == []


def test_an_officer_shuts_a_space_and_its_enterprise_opens_it_again(as_: As, cast: Cast) -> None:
    officer, manager = as_("officer"), as_("manager")
    shut = f"/spaces/{cast.space}/evacuations"
    assert as_("other_officer").device_write(shut).status_code == 404
    done = made(officer.device_write(shut, cause="intruder", remark="样例：两人下井"))
    assert (done["evacuation"]["permit_id"], done["evacuation"]["cause"], done["inside"]) == (None, "intruder", [])
    (alarm,) = made(manager.get("/alarms", standing="true"), 200)["items"]
    assert (alarm["kind"], alarm["space_id"]) == ("evacuation", str(cast.space))
    lift = f"/evacuations/{done['evacuation']['id']}/lift"
    assert officer.device_write(lift, reason="样例").status_code == 403
    assert faults(manager.device_write(lift)) == {"reason": "required"}
    assert made(manager.device_write(lift, reason="样例：人已带离"), 200)["lift_reason"] == "样例：人已带离"
    assert faults(manager.device_write(lift, reason="样例")) == {"evacuation_id": "ended"}


def test_only_a_department_orders_a_stop(as_: As, cast: Cast) -> None:
    body = {"kind": "order", "scope": "enterprise", "target_id": str(cast.enterprise), "reason": "样例"}
    assert as_("officer").post("/stops", **body).status_code == 403
    assert as_("other_officer").post("/stops", **body).status_code in (403, 404)
    assert made(as_("district_officer").post("/stops", **body))["level"] == "district"


def test_an_alarm_is_acknowledged_by_name(as_: As, cast: Cast, stage: Flask) -> None:
    form = {"barrier_effective": False}
    manager = as_("manager")
    ledger = made(manager.get(f"/spaces/{cast.space}"), 200)["space"]
    kept = ("number", "name", "kind", "location", "area_id", "hazards", "revision", "toxic_possible")
    body = {name: ledger[name] for name in kept} | form
    body["legs"], body["openings"] = ledger["legs"], [{"id": o["id"], "name": o["name"]} for o in ledger["openings"]]
    made(manager.put(f"/spaces/{cast.space}", **body), 200)
    (alarm,) = made(manager.get("/alarms", standing="true"), 200)["items"]
    assert alarm["kind"] == "barrier_ineffective"
    seen = made(manager.post(f"/alarms/{alarm['id']}/acknowledge"), 200)
    assert seen["acknowledged_by_id"] == str(cast.users["manager"])
    assert as_("s_leader").post(f"/alarms/{alarm['id']}/acknowledge").status_code == 404
    with stage.app_context():
        assert db.session.scalar(select(Alarm.acknowledged_at)) is not None


def test_a_job_is_accepted_item_by_item_and_only_when_done(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    job = plan(leader, job_form(cast))
    path = f"/jobs/{job['id']}"
    assert faults(leader.post(f"{path}/acceptance-answers", item="people_out", answer="no")) == {"remark": "required"}
    told = made(leader.post(f"{path}/acceptance-answers", item="people_out", answer="yes"))
    assert [(a["item"], a["answer"]) for a in told["answers"]] == [("people_out", "yes")]
    assert as_("manager").post(f"{path}/acceptance-answers", item="people_out", answer="yes").status_code == 403
    refused(leader.post(f"{path}/accept", sign_in=proof()))
    early = leader.post(f"{path}/closure-removals", space_id=str(cast.space))
    assert early.json["code"] == "stale"


def test_a_file_is_read_by_whoever_sees_what_it_belongs_to(as_: As, cast: Cast) -> None:
    manager = as_("manager")
    kept = upload(manager, png())
    assert (kept["media_type"], kept["size"]) == ("image/png", len(png()))
    sent = manager.get(f"/files/{kept['id']}")
    assert (sent.data, sent.mimetype) == (png(), "image/png")
    assert as_("leader").get(f"/files/{kept['id']}").status_code == 404
    photo = made(manager.put(f"/people/{cast.people['leader']}/photo", photo=kept["id"]), 200)
    assert as_("leader").get(f"/files/{photo['photo_id']}").data == png()
    assert as_("s_leader").get(f"/files/{photo['photo_id']}").status_code == 404


def test_another_accounts_upload_is_nobodys_photo(as_: As, cast: Cast) -> None:
    kept = upload(as_("leader"), png())
    answer = as_("manager").put(f"/people/{cast.people['leader']}/photo", photo=kept["id"])
    assert faults(answer) == {"photo": "unknown"}


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "file_empty"), (b"MZ\x90", "file_type"), (png()[:40], "file_broken")], ids=str
)
def test_a_file_is_what_its_bytes_say(as_: As, stage: Flask, data: bytes, code: str) -> None:
    answer = as_("leader").send("POST", "/files", data={"file": (BytesIO(data), "a.png")})
    assert faults(answer) == {"file": code}
    with stage.app_context():
        assert db.session.scalar(select(StoredFile.id)) is None


def test_an_upload_names_its_missing_file(as_: As) -> None:
    assert faults(as_("leader").send("POST", "/files", data={"status": "x"})) == {
        "file": "missing",
        "status": "extra_forbidden",
    }


def test_a_photo_may_also_travel_as_a_data_url(as_: As, cast: Cast) -> None:
    url = "data:image/png;base64," + base64.b64encode(png()).decode()
    answer = as_("manager").put(f"/people/{cast.people['leader']}/photo", photo=url)
    assert made(answer, 200)["photo_id"] is not None


def test_every_column_that_names_a_file_says_who_reads_it() -> None:
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "stored_file" for key in column.foreign_keys)
    }
    told = {(column.property.columns[0].table.name, column.key) for column, _ in FILE_COLUMNS}
    assert told == named


def test_public_keys_are_for_everyone(stage: Flask) -> None:
    keys = made(Api(stage.test_client()).get("/keys"), 200)["keys"]
    assert sorted(key["kind"] for key in keys) == ["badge", "exam", "permit", "plate", "snapshot", "training"]
    assert all(key["crv"] == "P-256" and "d" not in key for key in keys)


def test_codes_of_plates_and_badges(as_: As, cast: Cast) -> None:
    plate = made(as_("guardian").get(f"/plates/{cast.plate}/code"), 200)
    badge = made(as_("guardian").get(f"/badges/{cast.badges['entrant']}/code"), 200)
    assert plate["url"].startswith("HTTP://LOCALHOST/S/")
    assert badge["url"].startswith("HTTP://LOCALHOST/W/")
    assert as_("s_leader").get(f"/plates/{cast.plate}/code").status_code == 404
