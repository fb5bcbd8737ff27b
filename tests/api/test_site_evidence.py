"""The site's evidence through the API: each noun does its work once, and tells a wrong form beside the field."""

import uuid
from collections.abc import Iterator

import pytest
from api_client import faults, made, proof, refused
from mouth_client import Mouth
from outcomes import unwritten
from pieces import at
from plan_cast import then
from site_cast import Site
from stages import stage as at_stage
from walk_client import codes, drawn, values

from permit_service.models.base import db
from permit_service.models.permits import PermitMember
from workflows.vocabulary import Part

opened = at_stage("opened")
active = at_stage("active")


@pytest.fixture
def mouth(active: Site) -> Iterator[Mouth]:
    """Active since 09:50; it is 09:52, nobody is inside."""
    with then(at("09:52")):
        yield Mouth(active)


@pytest.fixture
def hatch(opened: Site) -> Iterator[Mouth]:
    """Open and naturally ventilated since 08:40, not tested yet; it is 08:50."""
    with then(at("08:50")):
        yield Mouth(opened)


# -- posts --------------------------------------------------------------------------------------------------------


def test_a_beat_is_heard_and_quiet_is_told(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    path = f"/guardian-posts/{mouth.site.post().id}"
    before = mouth.site.post().last_beat_at
    assert guardian.post(f"{path}/beats").status_code == 204
    assert mouth.site.post().last_beat_at > before
    assert mouth.as_("leader").post(f"{path}/beats").status_code == 204
    assert faults(guardian.post(f"{path}/beats", status="here")) == {"status": "extra_forbidden"}


def test_typed_numbers_are_not_guessed_at_here_either(mouth: Mouth) -> None:
    """Ten a minute and device, whichever the write; the way out never waits."""
    guardian = mouth.as_("guardian")
    body = {"permit_id": str(mouth.site.permit_id), "badge": "W0"}
    tries = [guardian.device_write("/scans", direction="in", **body).status_code for _ in range(11)]
    assert tries == [201] * 10 + [429]
    assert guardian.device_write("/guardian-posts", permit="P1", plate="S1").status_code == 429
    assert guardian.device_write("/scans", direction="out", **body).status_code == 201


def test_a_guardian_who_leaves_interrupts_the_work(mouth: Mouth) -> None:
    mouth.scan()
    path = f"/guardian-posts/{mouth.site.post().id}"
    assert mouth.as_("leader").device_write(f"{path}/leave").status_code == 403
    left = made(mouth.as_("guardian").device_write(f"{path}/leave"), 200)
    assert left["confirmed_absent_at"] is not None
    told = made(mouth.as_("leader").get(mouth.on("presence")), 200)
    assert told["status"] == "suspended"
    assert "guardian_left" in {one["cause"] for one in told["evacuations"]}
    assert mouth.scan(direction="out")["inside"] == []


def test_an_absence_is_told_by_anybody_of_the_firm(mouth: Mouth) -> None:
    path = f"/guardian-posts/{mouth.site.post().id}/absence"
    told = made(mouth.as_("manager").device_write(path), 200)
    assert (told["confirmed_absent_at"], told["ended_at"]) == ("2026-12-01T01:52:00.000Z", None)
    assert "guardian_left" in codes(mouth.scan())


def test_a_post_is_handed_over_to_a_guardian_of_the_permit_only(mouth: Mouth) -> None:
    guardian, leader, path = mouth.as_("guardian"), mouth.as_("leader"), mouth.on("handovers")
    with unwritten():
        assert faults(guardian.device_write(path, to_id=mouth.person("guardian_2"))) == {"to_id": "unknown"}
        assert leader.device_write(path, to_id=mouth.person("guardian")).status_code == 403


def test_checking_in_again_renews_the_post(mouth: Mouth) -> None:
    first = mouth.site.post()
    since = first.since
    again = made(mouth.as_("guardian").device_write("/guardian-posts", **mouth.codes()))
    assert (again["verdict"], again["post"]["id"]) == ("admit", str(first.id))
    assert again["post"]["renewed_at"] == "2026-12-01T01:52:00.000Z"
    assert mouth.site.post().since == since


# -- preparation --------------------------------------------------------------------------------------------------


def test_preparation_names_each_wrong_field(hatch: Mouth) -> None:
    guardian, cast = hatch.as_("guardian"), hatch.site.cast
    line = {"item": "fan", "answer": "yes", "equipment_id": str(cast.detector)}
    wrong = [
        ("equipment-checks", {"lines": [line]}, {"lines.0.equipment_id": "unknown"}),
        (
            "equipment-checks",
            {"lines": [], "lighting_volts": -1},
            {"lines": "required", "lighting_volts": "greater_than"},
        ),
        ("isolations", {"items": []}, {"items": "required"}),
        ("isolations", {"items": [{"kind": "rope"}]}, {"items.0.kind": "enum"}),
        ("barriers", {"effective": True, "method": " "}, {"method": "required"}),
        ("area-closures", {"closed": True}, {"notice_board": "missing"}),
        ("openings", {"opening_id": str(cast.opening), "upwind": True}, {"opening_id": "opened"}),
        ("closings", {"opening_id": str(cast.space), "kind": "final", "sign_set": True}, {"opening_id": "not_opened"}),
        ("ventilations", {"kind": "natural", "equipment_id": str(cast.detector)}, {"equipment_id": "unknown"}),
        ("protection-checks", {"person_id": hatch.person("reserve"), "answers": {}}, {"answers": "required"}),
        ("guardian-checks", {"answers": {"weather": "yes"}}, {"answers.weather.[key]": "enum"}),
        ("contact-checks", {"answered": "yes"}, {"answered": "bool_type"}),
    ]
    with unwritten():
        for evidence, body, expected in wrong:
            assert faults(guardian.device_write(hatch.on(evidence), **body)) == expected, evidence


def test_isolations_are_removed_and_a_barrier_is_set(hatch: Mouth) -> None:
    guardian = hatch.as_("guardian")
    (row,) = made(guardian.device_write(hatch.on("isolations"), items=[{"kind": "plug", "photo": drawn()}]))["items"]
    assert row["photo_id"] is not None
    path = f"/isolations/{row['id']}"
    assert made(guardian.device_write(f"{path}/confirm"), 200)["confirmed_at"] is not None
    assert made(guardian.device_write(f"{path}/remove"), 200)["removed_at"] is not None
    assert faults(guardian.device_write(f"{path}/remove")) == {"isolation_id": "removed"}
    (slip,) = made(guardian.device_write(hatch.on("isolations"), items=[{"kind": "plug"}]))["items"]
    back = f"/isolations/{slip['id']}/withdraw"
    assert faults(guardian.device_write(back, reason=" ")) == {"reason": "required"}
    assert made(guardian.device_write(back, reason="登记错了"), 200)["withdrawn_at"] is not None
    barrier = made(guardian.device_write(hatch.on("barriers"), effective=True, method="临时格栅并上锁"))
    assert (barrier["effective"], barrier["method"]) == (True, "临时格栅并上锁")


def test_a_fan_waits_for_the_initial_test(hatch: Mouth) -> None:
    guardian = hatch.as_("guardian")
    with unwritten():
        told = refused(guardian.device_write(hatch.on("ventilations"), kind="mechanical"))
    assert told == {"fan_before_initial_test"}


def test_a_fan_that_stops_brings_people_out(mouth: Mouth) -> None:
    mouth.scan()
    guardian = mouth.as_("guardian")
    run_id = mouth.fan()
    path = f"/ventilations/{run_id}"
    assert made(guardian.device_write(f"{path}/confirm-duct"), 200)["duct_confirmed"] is True
    assert made(guardian.device_write(f"{path}/checks", running=True))["running"] is True
    assert made(guardian.device_write(f"{path}/stop", reason="样例：跳闸"), 200)["stop_reason"] == "样例：跳闸"
    assert faults(guardian.device_write(f"{path}/stop")) == {"run_id": "stopped"}
    told = made(guardian.get(mouth.on("presence")), 200)
    assert "fan_stopped" in {one["cause"] for one in told["evacuations"]}


# -- gas ----------------------------------------------------------------------------------------------------------


def test_a_series_tells_its_stage_and_what_it_lacks(hatch: Mouth) -> None:
    tester, cast = hatch.as_("guardian"), hatch.site.cast
    begun = made(
        tester.device_write(hatch.on("gas-series"), detector_id=str(cast.detector), survey_done=True, stirred=True)
    )
    path = f"/gas-series/{begun['id']}"
    with unwritten():
        assert faults(tester.device_write(f"{path}/finish")) == {"points": "required"}
        off = {"leg": 1, "distance": "0.8", "values": values()}
        assert faults(tester.device_write(f"{path}/points", **off))["leg"] == "unknown"
        deep = {"leg": 0, "distance": "3.1", "values": values()}
        assert faults(tester.device_write(f"{path}/points", **deep)) == {"distance": "less_than_equal"}
    bad = made(tester.device_write(f"{path}/points", leg=0, distance="0.8", values=values(h2s="8")))
    assert (bad["good"], bad["bad"], bad["position"]) == (False, True, 0)
    made(tester.device_write(f"{path}/points", leg=0, distance="1.5", values=values()))
    finished = made(tester.device_write(f"{path}/finish"), 200)
    assert (finished["stage"], finished["passed"], finished["bad"]) == ("initial", False, True)
    assert {(one["distance"], *one["suspicions"]) for one in finished["suspect"]} == {
        ("0.8", "points_too_fast"),
        ("1.5", "points_too_fast"),
    }
    assert {(one["leg"], one["needed"]) for one in finished["leg_faults"]} == {(0, 3)}
    assert "至少 3 点" in finished["leg_faults"][0]["text"]
    failing = finished["failing"][0]
    assert (failing["code"], failing["told"]["limit_mg_m3"]) == ("toxic_too_high", "10")
    assert failing["text"].startswith("第 1 段 0.8 m 处：H2S 11.33 mg/m³，超过 10 mg/m³")
    assert (failing["clause"], failing["remedy"]) == ("GB 46768-2025 5.9.1", "继续机械通风后重新检测。")
    signed = made(tester.device_write(f"{path}/sign", sign_in=proof()), 200)
    assert signed["signed_at"] is not None
    with unwritten():
        assert faults(tester.device_write(f"{path}/sign", sign_in=proof())) == {"series_id": "signed"}
        assert faults(tester.device_write(f"{path}/points", **off | {"leg": 0})) == {"series_id": "finished"}


def test_a_series_before_the_sludge_is_stirred_is_refused(hatch: Mouth) -> None:
    tester, detector_id = hatch.as_("guardian"), str(hatch.site.cast.detector)
    with unwritten():
        begun = tester.device_write(hatch.on("gas-series"), detector_id=detector_id, survey_done=False, stirred=False)
        assert refused(begun) == {"survey_missing", "sludge_not_stirred"}


def test_other_depths_than_the_ledgers_need_a_reason(hatch: Mouth) -> None:
    tester, cast = hatch.as_("guardian"), hatch.site.cast
    form = {"detector_id": str(cast.detector), "survey_done": True, "stirred": True}
    legs = [{"orientation": "vertical", "length": "2.6"}]
    with unwritten():
        answer = tester.device_write(hatch.on("gas-series"), **form, legs=legs)
        assert faults(answer) == {"surface_reason": "required"}
    made(tester.device_write(hatch.on("gas-series"), **form, legs=legs, surface_reason="样例：液面升高"))


def test_a_laboratorys_tester_draws_before_the_guardian(hatch: Mouth) -> None:
    manager, enterprise_id = hatch.as_("manager"), str(hatch.site.cast.enterprise)
    lab = {"laboratory": "样例检测公司", "qualification": "CMA", "name": "王样例", "certificate": "样证1"}
    lab_id = made(manager.post("/lab-testers", enterprise_id=enterprise_id, **lab))["id"]
    member = PermitMember(
        permit_id=hatch.site.permit_id,
        lab_tester_id=uuid.UUID(lab_id),
        parts=frozenset({Part.tester}),
        added_at=at("08:00"),
    )
    db.session.add(member)
    db.session.commit()
    guardian, cast = hatch.as_("guardian"), hatch.site.cast
    form = {"detector_id": str(cast.detector), "survey_done": True, "stirred": True, "lab_tester_id": lab_id}
    begun = made(guardian.device_write(hatch.on("gas-series"), **form))
    path = f"/gas-series/{begun['id']}"
    made(guardian.device_write(f"{path}/points", leg=0, distance="0.8", values=values()))
    with unwritten():
        assert faults(guardian.device_write(f"{path}/sign")) == {"signature": "required"}
    signed = made(guardian.device_write(f"{path}/sign", image=drawn()), 200)
    assert (signed["lab_tester_id"], signed["tester_id"]) == (lab_id, None)


# -- during work --------------------------------------------------------------------------------------------------


def test_calls_to_those_inside_are_recorded(mouth: Mouth) -> None:
    told = made(mouth.as_("guardian").device_write(mouth.on("contact-checks"), answered=False, remark="样例：无应答"))
    assert (told["answered"], told["person_id"], told["remark"]) == (False, None, "样例：无应答")


def test_work_is_suspended_by_anybody_and_marked(mouth: Mouth) -> None:
    manager = mouth.as_("manager")
    with unwritten():
        assert faults(manager.device_write(mouth.on("interruptions"))) == {"permit_id": "not_suspended"}
    assert made(manager.device_write(mouth.on("suspend"), remark="样例：吃饭"), 200)["status"] == "suspended"
    with unwritten():
        assert manager.device_write(mouth.on("suspend"), remark="", pin="1").status_code == 422
    assert made(manager.device_write(mouth.on("interruptions")))["marked_at"] is not None


def test_one_tap_evacuates(mouth: Mouth) -> None:
    mouth.scan()
    told = made(mouth.as_("manager").device_write(mouth.on("evacuations")))
    assert (told["evacuation"]["cause"], len(told["inside"])) == ("ordered", 1)
    assert "evacuation_in_force" in codes(mouth.scan("entrant_2"))
    presence = made(mouth.as_("guardian").get(mouth.on("presence")), 200)
    assert (presence["status"], len(presence["inside"])) == ("suspended", 1)


def test_a_disputed_time_is_listed_and_settled(mouth: Mouth) -> None:
    mouth.scan()
    left = mouth.scan(direction="out", device_time="2026-12-01T12:00:00+08:00")
    assert "time_unsettled" in codes(mouth.scan("entrant_2"))
    (one,) = made(mouth.as_("guardian").get(mouth.on("disputed-times")), 200)["items"]
    times = (one["at"], one["device_time"], one["event"], one["settlement"])
    assert times == ("2026-12-01T01:52:00.000Z", "2026-12-01T04:00:00.000Z", "撤出登记", None)
    path, found = f"/disputed-times/{one['id']}/settle", {"holds": "server", "remark": "样例：手机时间不准"}
    assert refused(mouth.as_("guardian").device_write(path, **found)) == {"role_missing"}
    assert faults(mouth.as_("manager").device_write(path, holds="server", remark="")) == {"remark": "required"}
    assert made(mouth.as_("manager").device_write(path, **found))["holds"] == "server"
    assert "time_unsettled" not in codes(mouth.scan("entrant_2"))
    assert left["verdict"] == "recorded"


def test_presence_tells_when_the_next_value_is_due(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    quiet = made(guardian.get(mouth.on("presence")), 200)
    assert (quiet["inside"], quiet["next_value_due_at"], len(quiet["posts"])) == ([], None, 1)
    mouth.scan(tools=2)
    told = made(guardian.get(mouth.on("presence")), 200)
    assert (told["next_value_due_at"], told["tools_inside"]) == ("2026-12-01T02:07:00.000Z", 2)
    assert told["inside"][0]["person"]["id"] == mouth.person("entrant")
